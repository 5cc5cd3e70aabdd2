"""More bands: hard rock, rock and roll, indie dance, power ballads, stomps."""

from training.beats.score import Style
from training.beats.styles.backbeat import (
    ARPEGGIOS,
    BASIST,
    ELECTRIC,
    HALF_TIME,
    HANDS,
    KEYS,
    LOUD_TIME,
    MUTED_EIGHTHS,
    PLAIN_BACKBEATS,
    PLAIN_KICKS,
    RIFFS,
    ROCK_TIME,
    SINGER,
    STRINGS,
    STRUMS,
)
from training.beats.styles.band import style
from training.beats.styles.harmony import MAJOR_PROGRESSIONS, MINOR_PROGRESSIONS
from training.beats.styles.manner import Manner, Voice, rounds

HARD_ROCK = Manner(
    tempi=((80.0, 104.0), (100.0, 132.0), (124.0, 152.0)),
    drums=(
        {"kick": PLAIN_KICKS, "snare": PLAIN_BACKBEATS},
        {"kick": "x...x... x..xx... xx..x... x......x|x..xx..x", "snare": "..X...X. ..X...X. ....X..."},
        {"kick": "x.x.x.x. x..x..x.|x..xx...", "snare": "..X...X. XxXxXxXx"},
    ),
    cymbals=LOUD_TIME + ROCK_TIME[:2],
    half=HALF_TIME,
    percussion=({"cowbell": "x.x.x.x. xxxxxxxx"}, {"tambourine": "xxxxxxxx ..X...X."}),
    percussion_share=0.25,
    band=(
        Voice("riff", ELECTRIC, low=40, gain_db=(-6.0, 3.0)),
        Voice("riff", "bass", share=0.5, low=28, gain_db=(-6.0, 1.0)),
        Voice("bass", "bass", "11111111 1-1-1-1- 1..11..1 1---1--- 1..1..1.", 0.6, 28, (-6.0, 2.0)),
        Voice("power", ELECTRIC, f"X--..X-. X.......|X..X.... x-x-..x- x..x..x- X-----.. {MUTED_EIGHTHS}", 0.8, 40),
        SINGER,
        Voice("pad", "organ", share=0.25, low=57, gain_db=(-12.0, -3.0)),
        Voice("melody", ELECTRIC, share=0.35, low=64, gain_db=(-8.0, 1.0)),
    ),
    progressions=rounds(
        "i i i i / I bVII IV I / i bIII IV i / i i bVI bVII / I I IV IV / i bVII i bVII / I IV bVII IV"
    ),
    scales=("minor pentatonic", "blues", "mixolydian"),
    riffs=f"{RIFFS} X-..X-.x|..x-x-x- x..xx.x. X---....|x.x.x-x- xx..xx.x|x.......",
    kits=(16, 8, 0),
    pushes=0.25,
)

ROCK_AND_ROLL = Manner(
    tempi=((136.0, 164.0), (160.0, 200.0), (112.0, 140.0)),
    drums=(
        {"kick": "x...x... x.x.x.x. x..xx...", "snare": "..XX..X. ..X...X. ..XX..XX ..X..XX."},
        {"kick": "x...x...", "snare": "xoXoxoXo xxXxxxXx", "floor tom": "........ x...x..."},
        {"kick": "x.x.x.x.", "floor tom": "xxXxxxXx x.xxx.xx xxxxxxxx", "snare": "..X...X. ........"},
    ),
    cymbals=(
        {"ride": "xxxxxxxx x.xxx.xx x.x.x.x."},
        {"hat": "xxxxxxxx x.x.x.x."},
        {"open": "x.x.x.x. xxxxxxxx"},
        {"crash": "X.X.X.X."},
    ),
    percussion=HANDS[:3],
    percussion_share=0.4,
    band=(
        Voice("bass", "bass, upright bass", "1-3-5-6- 1-1-5-5- 1-5-6-5- 1-3-5-a- 11335566 1-3-5-3- 11111111", 1.0, 28),
        Voice(
            "chords", "clean guitar, steel guitar, distorted guitar", "xxxxxxxx x.xxx.xx ..x...x. .x.x.x.x", 0.85, 48
        ),
        Voice("chords", "piano", "xxxxxxxx x.x.x.x. xxxxxxxxxxxx", 0.5, 60, (-9.0, 1.0)),
        Voice("melody", "saxophone, voices, clean guitar", share=0.8, low=57, gain_db=(-5.0, 2.0)),
        Voice("riff", "clean guitar, saxophone", share=0.4, low=48, gain_db=(-8.0, 0.0)),
    ),
    progressions=rounds("""
        I I I I IV IV I I V IV I V / I IV V V / I vi IV V / I7 I7 IV7 I7 / i i iv i / I I V V / i bVII bVI V
    """),
    scales=("blues", "major", "minor pentatonic", "mixolydian"),
    riffs="x-x-x-xx xxxxxxxx x.xx.xx. x-xxx-xx ..xx.xx.",
    swing=((0.0, 0.0), (0.0, 0.12), (0.1, 0.33)),
    machine=0.0,
)

INDIE_DANCE = Manner(
    tempi=((104.0, 120.0), (116.0, 132.0), (126.0, 144.0)),
    drums=(
        {"kick": "x.x.x.x.", "snare": PLAIN_BACKBEATS},
        {"kick": "x.x.x.x. x...x.x.", "snare": "..X...X.", "clap": "..x...x."},
        {"kick": "x..x..x...x.....", "snare": "....X.......X... ....X..o....X..o"},
    ),
    cymbals=(
        {"open": ".x.x.x.x .X.X.X.X", "hat": "x.x.x.x. ........ xx.xxx.xxx.xxx.x"},
        {"hat": "XoxoXoxoXoxoXoxo xxxxxxxx x.xxx.xxx.xxx.xx"},
        {"hat": "xxxxxxxx", "open": "...x...x ........"},
    ),
    percussion=HANDS,
    percussion_share=0.5,
    band=(
        Voice(
            "bass",
            "bass, synth bass",
            "18181818 11111111 .1.1.1.1 1.18.11. 1..1..1. 1.1.8.1. 1.111.111.111.15",
            1.0,
            28,
        ),
        Voice("chords", "clean guitar, muted guitar", f"{STRUMS} ..xx..xx..xx..xx", 0.8, 57, (-8.0, 1.0), 0.5),
        Voice("riff", "clean guitar, synth lead", share=0.6, low=60, gain_db=(-8.0, 1.0)),
        Voice("chords", "synth pad, synth lead, piano", "x------- ..x...x. x..x..x.", 0.5, 57, (-9.0, 0.0)),
        SINGER,
        Voice("arpeggio", "synth lead, clean guitar", ARPEGGIOS, 0.35, 62, (-10.0, 0.0)),
    ),
    progressions=MINOR_PROGRESSIONS + MAJOR_PROGRESSIONS[:8],
    scales=("minor pentatonic", "minor", "major", "dorian"),
    riffs=RIFFS,
    kits=(0, 8, 16, 24),
    machine=0.3,
)

POWER_BALLAD = Manner(
    tempi=((54.0, 66.0), (62.0, 76.0), (72.0, 86.0)),
    drums=(
        {"kick": "x...x... x..xx... x...xx.. x......xx.......", "snare": "..X...X. ..X...X. ....X.......X..o"},
        {"kick": "x....... x...x...", "rim": "..X...X. ....X.......X..."},
        {"kick": "x.....x.x.......", "snare": "....X.......X... ....X..o....X..."},
    ),
    cymbals=(
        {"hat": "xxxxxxxx XoXoXoXo XoxoXoxoXoxoXoxo x.x.x.x."},
        {"ride": "xxxxxxxx XoXoXoXo", "foot": "..x...x. ........"},
        {"crash": "X.X.X.X. X...X..."},
        {"shaker": "XoxoXoxoXoxoXoxo xxxxxxxx"},
    ),
    half=HALF_TIME,
    percussion=HANDS,
    band=(
        Voice(
            "arpeggio", f"clean guitar, steel guitar, {KEYS}", "xxxxxxxx x.x.x.x. xxxxxxxxxxxxxxxx x-x-x-x-", 1.0, 52
        ),
        BASIST,
        Voice("power", ELECTRIC, "X------- X---X--- XxxxXxxx xxxxxxxx", 0.6, 40, (-8.0, 1.0)),
        STRINGS,
        Voice("melody", "voices, saxophone, synth lead", share=0.85, low=58, gain_db=(-4.0, 3.0)),
        Voice("melody", ELECTRIC, share=0.3, low=64, gain_db=(-8.0, 0.0)),
    ),
    progressions=MAJOR_PROGRESSIONS + MINOR_PROGRESSIONS[:8],
    scales=("major", "pentatonic", "minor", "minor pentatonic"),
    riffs=RIFFS,
    machine=0.2,
    pushes=0.2,
)

STOMP = Manner(
    tempi=((76.0, 100.0), (96.0, 128.0), (124.0, 148.0)),
    drums=(
        {"kick": "x.x.x.x. xx..xx..", "clap": "..X...X. ..X...X."},
        {"kick": "x.x.x.x.", "snare": "..X...X. ..X..XX.", "clap": "..X...X. x.x.x.x."},
        {"floor tom": "x.xxx.xx xxX.xxX. x.x.x.x.", "clap": "..X...X. ........", "kick": "x...x... x.x.x.x."},
    ),
    cymbals=(
        {"tambourine": "x.x.x.x. xxxxxxxx ..X...X."},
        {"shaker": "xxxxxxxx"},
        {"block": "..X...X."},
        {"rim": "x.x.x.x."},
    ),
    percussion=HANDS,
    band=(
        Voice("chords", "steel guitar, piano, distorted guitar", f"X...X... x------- {STRUMS}", 1.0, 48, (-8.0, 2.0)),
        Voice("bass", "bass, synth bass", "1-1-1-1- 1------- 1..1..1. 1---1--- 1.1.1.1a", 0.8, 28, (-6.0, 2.0)),
        Voice("melody", "voices", share=0.9, low=57, gain_db=(-3.0, 3.0)),
        Voice("chords", "voices", "x------- x-..x-.. ......x-|x---....", 0.6, 60, (-8.0, 1.0)),
        Voice("riff", "steel guitar, brass, distorted guitar", share=0.4, low=48, gain_db=(-8.0, 1.0)),
    ),
    progressions=MAJOR_PROGRESSIONS[:8] + MINOR_PROGRESSIONS[:8],
    scales=("minor pentatonic", "blues", "pentatonic"),
    riffs=RIFFS,
    swing=((0.0, 0.0), (0.2, 0.33)),
    machine=0.3,
    fills=0.4,
)

STYLES: dict[str, Style] = {
    "hard rock": style("hard rock", HARD_ROCK),
    "rock and roll": style("rock and roll", ROCK_AND_ROLL),
    "indie dance": style("indie dance", INDIE_DANCE),
    "power ballad": style("power ballad", POWER_BALLAD),
    "stomp": style("stomp", STOMP),
}
