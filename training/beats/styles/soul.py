"""Funk, soul, afrobeat."""

from training.beats.score import Style
from training.beats.styles.band import style
from training.beats.styles.harmony import MAJOR_PROGRESSIONS
from training.beats.styles.latin import CONGAS
from training.beats.styles.manner import LOOP_FORMS, Manner, Rows, Voice, rounds
from training.beats.styles.urban import HANDS, LOOPED, RIFFS

FUNK_KICKS = """
    X..x......x.....  X.x...x...x..x..  X......x..x.....  X.....x..x......  X..x..x...x.....  X.x.......xx....
    Xx.....x..x....x  X..x......x..x..|x......x..x.....  X.........x.....|x.x....x..x.....  X...x..x..x.....
    X.....xx..x.x...  X..x..x..x..x...
"""
FUNK_SNARES = """
    ....X..o.o..X..o  ....X..o.o..X...  .o..X..o.oo.X..o  ....X.oo....X.o.  ..o.X..o.o.oX..o  ....X..o....X...
    ....X.......X..o  o.o.X.oo.ooXo.oo  ....X..o.o....X.|.o..X..o.o..X...  ....X...o..oX..o
"""
FUNK_TIME: tuple[Rows, ...] = (
    {
        "hat": """
            XoxoXoxoXoxoXoxo  xxxxxxxxxxxxxxxx  XoxxXoxxXoxxXoxx  X.x.X.x.X.x.X.x.  XoXoXoXoXoXoXoXo  x.xxx.xxx.xxx.xx
        """
    },
    {
        "hat": "x.x.x.x.x.x.x... xxxxxx.xxxxxxx.. xxxxxxx.xxxxxxx.",
        "open": "..............x. ......x.......x. .......x.......x",
    },
    {"open": "..x...x...x...x.", "hat": "x...x...x...x... xx.xxx.xxx.xxx.x"},
    {"ride": "x.x.x.x.x.x.x.x. x.xxx.xxx.xxx.xx", "bell": "................ ....x.......x..."},
)
FUNK_BASS = """
    1.....81..5.1.8.  1..1..8...5.7.8.  1...1..8.7.5..a.  11.....1..7.8...  1..8..1...7.5.a.  1.1...5...1.7.8.
    ..1..1.8..1.5...  1......1.1..8.7.  1-..8.1...5-..a.  1--1--8-..7-5-..  1.....1...1.....|1.8.7.5..1..a.a.
    1..o8.o1..o7.o8.  .1.1..1..8..1...
"""
SCRATCH = """
    xxxxxxxxxxxxxxxx  ..xx..xx..xx..xx  x..x..x...x..x..  ....x..x....x...  XooXooXoXooXooXo  x.xx..x.x.xx..x.
    ..x...x...x...x.  o.oXo.oXo.oXo.oX  .xx..xx..xx..xx.  x.............x.
"""
HORNS = Voice(
    "chords",
    "brass, saxophone",
    """
        x...............  ..........x..x..  x..x............  ......x..x......  x-------........|..........xxx.X.
        ............x.X.  ..x...x.........
    """,
    0.6,
    60,
    (-8.0, 2.0),
)
FUNK = Manner(
    tempi=((84.0, 102.0), (98.0, 116.0), (110.0, 128.0)),
    drums=(
        {"kick": FUNK_KICKS, "snare": FUNK_SNARES},
        {"kick": FUNK_KICKS, "snare": FUNK_SNARES},
        {"kick": FUNK_KICKS, "snare": FUNK_SNARES, "cowbell": "x...x...x...x... ..x..x..x...x.x."},
    ),
    cymbals=FUNK_TIME,
    percussion=HANDS,
    percussion_share=0.45,
    band=(
        Voice("bass", "bass, slap bass", FUNK_BASS, 1.0, 28, (-4.0, 3.0), 0.7),
        Voice("chords", "clean guitar, muted guitar", SCRATCH, 0.85, 60, (-8.0, 0.0), 0.4, 3),
        Voice("chords", "clavinet, electric piano, organ", SCRATCH + LOOPED, 0.65, 55, (-8.0, 0.0), 0.5),
        HORNS,
        Voice("riff", "brass, saxophone, clavinet, bass", share=0.5, low=52, gain_db=(-8.0, 1.0)),
        Voice("melody", "voices, saxophone, synth lead, solo brass", share=0.55, low=58, gain_db=(-5.0, 2.0)),
    ),
    progressions=rounds("""
        I7 I7 I7 I7 / I9 I9 I9 I9 / i7 i7 i7 IV9 / i7 IV7 i7 IV7 / I7 I7 IV9 IV9 / i9 i9 bVII9 IV9 / I7#9 I7#9 bIII7
        IV7
    """),
    scales=("mixolydian", "dorian", "blues", "minor pentatonic"),
    riffs=RIFFS + "x.x...xx..x.x... ..xx..x...x..x.. x..xx.x..x......",
    kits=(0, 0, 8),
    swing=((0.0, 0.05), (0.05, 0.15), (0.1, 0.25)),
    swing_sixteenths=True,
    machine=0.1,
    fills=0.55,
    pushes=0.3,
)
SOUL = Manner(
    tempi=((58.0, 78.0), (74.0, 98.0), (96.0, 124.0), (116.0, 138.0)),
    drums=(
        {
            "kick": "x...x... x..xx... x...xx.. x..x..x. x.......x.x.....",
            "snare": "..X...X. ..X...X. X.X.X.X. ....X..o....X..o",
        },
        {"kick": FUNK_KICKS, "snare": "....X..o....X... ....X.......X..o ..o.X..o.o.oX..o"},
        {"kick": "x..x..x...x..... x......x..x.....", "rim": "....X.......X..."},
        {"kick": "x...x...", "snare": "..X...X.", "tambourine": "..X...X. xxxxxxxx"},
    ),
    cymbals=(
        *FUNK_TIME,
        {"hat": "xxxxxxxx XoXoXoXo x.x.x.x."},
        {"ride": "xxxxxxxx X.x.X.x."},
        {"shaker": "XoxoXoxoXoxoXoxo"},
    ),
    percussion=HANDS,
    percussion_share=0.5,
    band=(
        Voice(
            "bass",
            "bass",
            """
                1--1--5-  1-..1-5-..8-5-a-  1--11---  1-.1.15.  1...1.5.|1.3.5.a.  1---3---5---a---  1..1..1...1.5.a.
                1.....8...5.1...  1-----5-
            """,
            1.0,
            28,
            (-5.0, 2.0),
        ),
        Voice(
            "chords",
            "electric piano, piano, organ",
            "x------- x---x--- x--x--x- ..x...x. xxxxxxxx x..x..>-",
            0.85,
            55,
            (-8.0, 1.0),
        ),
        Voice(
            "chords",
            "clean guitar, muted guitar",
            "..x...x. ....x.......x... x..x..x...x..... .x.x.x.x x.......|....x.x.",
            0.7,
            60,
            (-9.0, 0.0),
            0.5,
            3,
        ),
        HORNS,
        Voice("pad", "strings, voices", share=0.5, low=60, gain_db=(-11.0, -1.0)),
        Voice("melody", "voices, saxophone, solo brass", share=0.75, low=58, gain_db=(-4.0, 3.0)),
    ),
    progressions=(
        "Imaj7 vi7 ii7 V7",
        "I vi IV V",
        "I IV I IV",
        "Imaj7 iii7 IVmaj7 V7sus4",
        "ii7 V7 Imaj7 VI7",
        "I iii IV iv",
        "i7 iv7 i7 V7",
        "Imaj9 IVmaj9 Imaj9 IVmaj9",
        *MAJOR_PROGRESSIONS[:4],
    ),
    scales=("major", "pentatonic", "minor pentatonic", "blues"),
    riffs=RIFFS,
    swing=((0.0, 0.0), (0.0, 0.1), (0.1, 0.33)),
    swing_sixteenths=True,
    machine=0.15,
    pushes=0.3,
)
AFROBEAT = Manner(
    tempi=((92.0, 112.0), (104.0, 126.0), (118.0, 136.0)),
    drums=(
        {
            "kick": "x..x......x..x.. x.....x...x..... x.x...x...x.x... x......x..x.....",
            "snare": "......X..o....X. ....X..o.oX..o.. ..o...X...o...X. ....X..o....X.o.",
        },
        {"kick": "x.x.x.x. x...x...", "rim": "x..x..x...x.x... ..x..x..x..x..x. ...x..x....x..x."},
        {"kick": "x.......x..x.... x..x....x.......", "snare": "...x..x....x..x. ....X.......X..."},
    ),
    cymbals=(
        {"hat": "x.xxx.xxx.xxx.xx xxXxxxXxxxXxxxXx ..x...x...x...x. XoxoXoxoXoxoXoxo"},
        {"shaker": "XoxoXoxoXoxoXoxo oxXooxXooxXooxXo"},
        {"open": "..x...x...x...x.", "hat": "x.....x.x.....x. ................"},
        {"ride": "x.xxx.xxx.xxx.xx"},
    ),
    percussion=(
        *CONGAS,
        {"block": "x..x..x...x.x... x..x...x..x.x... x.x.x..x.x.x..x."},
        {"high agogo": "x.x..x.x.x..x...", "low agogo": "............x.x."},
    ),
    percussion_share=0.8,
    band=(
        Voice(
            "bass",
            "bass",
            """
                1..1..5...1.3...  ..1..1....5..3..  1.1...5.|..7.5...  ...1..1.3...5...  1--.....5.3.1...
                .1..1..5.1..a...
            """,
            1.0,
            29,
            (-4.0, 2.0),
            0.7,
        ),
        Voice("riff", "muted guitar, clean guitar", share=0.9, low=60, gain_db=(-8.0, 1.0)),
        Voice(
            "chords",
            "clean guitar",
            "..xx..x...xx..x. x..x..x...x..x.. .xx..xx..xx..xx. ..x...x...x...x.",
            0.6,
            57,
            (-9.0, 0.0),
            0.4,
            3,
        ),
        Voice("chords", "organ, electric piano", "x------- ...x..x- ..x...x. x..x..x...x..x..", 0.6, 55, (-9.0, 0.0)),
        Voice(
            "chords",
            "brass, saxophone",
            "x-......|........ ......x.x.x-.... ..x..x..x-......|................",
            0.6,
            58,
            (-7.0, 2.0),
        ),
        Voice("melody", "saxophone, voices, solo brass, organ", share=0.7, low=57, gain_db=(-5.0, 2.0)),
    ),
    progressions=rounds("i7 i7 i7 i7 / i7 i7 iv7 iv7 / I IV V IV / I7 I7 I7 I7 / i bVII i bVII / I IV I V"),
    scales=("dorian", "minor pentatonic", "mixolydian", "major"),
    riffs="x.xx.x.xx.xx.x.. x..x..x...x.x... ..xx.x..x.xx.x.. x.x.xx.x.x.x.x.. xx.xx.x.xx.xx.x.",
    kits=(0, 8),
    fills=0.3,
    forms=LOOP_FORMS,
)

STYLES: dict[str, Style] = {
    "funk": style("funk", FUNK),
    "soul": style("soul", SOUL),
    "afrobeat": style("afrobeat", AFROBEAT),
}
