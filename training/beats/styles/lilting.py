"""Songs in threes: shuffle rock, ballads in 6/8 (two dotted quarters a bar), pop waltzes."""

from training.beats.score import Style
from training.beats.styles.backbeat import HANDS, KEYS, SINGER, STRINGS
from training.beats.styles.band import style
from training.beats.styles.harmony import MAJOR_PROGRESSIONS
from training.beats.styles.manner import Manner, Rows, Voice, rounds

SHUFFLE_TIME: tuple[Rows, ...] = (
    {"hat": "XxXxXxXx X.XxX.Xx X.X.X.X. XoXoXoXo"},
    {"ride": "XxXxXxXx X.XxX.Xx X.X.X.X.", "foot": "..x...x. ........"},
    {"open": "X.X.X.X. XxXxXxXx"},
)
SHUFFLE = Manner(
    tempi=((76.0, 112.0), (104.0, 144.0), (130.0, 170.0)),
    drums=(
        {
            "kick": "x...x... x.x.x.x. x..xx..x x..xx... x...xx.x x..x....",
            "snare": "..X...X. ..Xo.oXo .oXo.oXo ..X...Xx",
        },
        {"kick": "x..x.... x..x...x x......x", "snare": ".o.oX.oo ....X... .oo.X.o."},
    ),
    cymbals=SHUFFLE_TIME,
    percussion=HANDS[:3],
    band=(
        Voice(
            "bass",
            "bass",
            "1-3-5-6- 1-1-1-1- 11335566 1.11.11. 1-5-6-5- 1--11--1 11111111 1..1...a 1-3-5-a-",
            1.0,
            28,
            (-6.0, 2.0),
        ),
        Voice(
            "chords",
            "distorted guitar, clean guitar",
            "x-xxx-xx x.xxx.xx XxXxXxXx .x.x.x.x x-x-x-x- ...x...x x..x....",
            0.8,
            45,
            (-8.0, 1.0),
        ),
        Voice("chords", KEYS, "..x...x. .x.x.x.x x------- x..x.... xxxxxxxx", 0.5, 55, (-9.0, 0.0)),
        Voice("riff", "distorted guitar, saxophone, brass", share=0.4, low=52, gain_db=(-8.0, 0.0)),
        SINGER,
    ),
    progressions=rounds("""
        I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7 / I I IV V / I7 IV7 I7 V7 / i i i i / I I bVII IV / i bVII bVI V / I
        vi IV V
    """),
    scales=("blues", "minor pentatonic", "mixolydian"),
    riffs="x.xx..x. x-xxx-xx xx.xx.x. x..x..x. x.x.x.xx",
    swing=((0.27, 0.34), (0.33, 0.34), (0.2, 0.3)),
    triplets=True,
    pushes=0.3,
)
BALLAD_68 = Manner(
    tempi=((52.0, 66.0), (60.0, 84.0)),
    drums=(
        {"kick": "x..... x....x x.x... x....x|x.x..x", "snare": "...X.. ...X.. ...X.o .o.X.o"},
        {"kick": "x..... x...x.", "rim": "...X.. ...x.."},
    ),
    cymbals=(
        {"hat": "xxxxxx XooXoo X.xX.x xxxxx."},
        {"ride": "xxxxxx XooXoo X.xX.x", "foot": "...x.. ......"},
        {"hat": "XoxoxoXoxoxo X.xxx.X.xxx."},
        {"crash": "X..X.."},
    ),
    percussion=({"tambourine": "...X.. xxxxxx"}, {"shaker": "xxxxxx XoxXox"}),
    band=(
        Voice(
            "arpeggio",
            "piano, clean guitar, steel guitar, electric piano",
            "xxxxxx xxxxxx x.xxxx xxx.xx",
            1.0,
            52,
            (-6.0, 1.0),
        ),
        Voice("bass", "bass", "1----- 1--1-- 1-.1-5 1--5-- 1-11-1 1----a", 0.95, 28, (-6.0, 1.0)),
        Voice(
            "chords",
            "organ, distorted guitar, piano, steel guitar",
            "x----- x--x-- xxxxxx x.xx.x ...x..",
            0.6,
            52,
            (-10.0, 0.0),
        ),
        STRINGS,
        SINGER,
    ),
    progressions=(*MAJOR_PROGRESSIONS[:12], "I iii vi IV", "I vi ii V", "i bVI bIII bVII", "I III IV iv"),
    scales=("major", "pentatonic", "minor"),
    riffs="x-xx-x x..x.x",
    beats_per_bar=2,
    triplets=True,
)
WALTZ_POP = Manner(
    tempi=((84.0, 120.0), (116.0, 176.0), (64.0, 90.0)),
    drums=(
        {"kick": "x..... x....x x..x.. x.....|x.....", "snare": "..X.X. ..x... ....X. ..X...|..X.Xx"},
        {"kick": "x.....", "rim": "..x.x. ....x."},
        {"kick": "x.....|..x...", "snare": "......|X..... ..o.o.|X.o.o."},
    ),
    cymbals=(
        {"hat": "x.x.x. xxxxxx XoXoXo X.xxxx"},
        {"ride": "x.x.x. X.xxX. xxxxxx"},
        {"shaker": "xxxxxx XoxoXoxoXoxo"},
    ),
    percussion=({"tambourine": "..x.x. xxxxxx"}, {"clap": "..x.x. ....x."}),
    band=(
        Voice("bass", "bass, upright bass", "1----- 1---5- 1-.1.. 1-3-5- 1-----|5----- 1...1a", 1.0, 28, (-6.0, 1.0)),
        Voice(
            "chords",
            "steel guitar, piano, clean guitar, accordion",
            "..x.x. x.xxx. xxxxxx x----- ..x-x- x.x.x.",
            0.9,
            52,
            (-8.0, 1.0),
        ),
        Voice("arpeggio", "piano, clean guitar, mallets", "xxxxxx x.xxxx", 0.5, 57, (-9.0, 0.0)),
        STRINGS,
        SINGER,
    ),
    progressions=(*MAJOR_PROGRESSIONS, "i iv V i", "i bVII bVI V"),
    scales=("major", "minor", "pentatonic"),
    riffs="x.xxx. x--x--",
    beats_per_bar=3,
)

STYLES: dict[str, Style] = {
    "shuffle rock": style("shuffle rock", SHUFFLE),
    "ballad 6/8": style("ballad 6/8", BALLAD_68),
    "waltz pop": style("waltz pop", WALTZ_POP),
}
