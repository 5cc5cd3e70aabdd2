"""Hip-hop, trap, rhythm and blues.

Trap is counted at the slower of its two tempi (about 70), so that its snare falls on 2 and 4.
"""

from training.beats.score import Style
from training.beats.styles.band import style
from training.beats.styles.harmony import MINOR_PROGRESSIONS
from training.beats.styles.manner import LOOP_FORMS, Manner, Rows, Voice, rounds

BOOM_BAP = """
    x.....xx..x.....  x..x......x.....  x......x..x.....  x.....x...xx....  x......x.xx.....  x.x.......x..x..
    ..x....x..x.....  x..x..x...x....x  x.........xx....  ...x...x..x.....  x.....x..x......|x.....x...x.....
    x......xx.....x.  ..xx......x..x..  x.......x.......  x.....x.........|..x....x..x.....
    x..............x|..x.......x.....
"""
PLAIN_SNARES = "....X.......X... ....X.......X... ....X.......X..o"
RAP_SNARES = """
    ....X.......X...  ....X.......X...  ....X.......X..o  ....X..o....X...  ....X..o.o..X..o
    ....X.......X.o.|....X..o....X...
"""
HIP_HATS: tuple[Rows, ...] = (
    {
        "hat": """
            x.x.x.x.x.x.x.x.  XoxoXoxoXoxoXoxo  x.xxx.x.x.xxx.x.  xxx.x.xxx.x.xxx.  x.x.x.xxx.x.x.x.  X.x.X.xoX.x.X.xx
            xoxxxoxxxoxxxoxx
        """
    },
    {"hat": "x.x.x.x.x.x.x... x.x.x.xxx.x.x.x.", "open": "..............x. ......x......... ...............x"},
    {"hat": "x...x...x...x... ..x...x...x...x. xxxxxxxxxxxxxxxx"},
    {"ride": "x.x.x.x.x.x.x.x. x..xx..xx..xx..x"},
    {"shaker": "XoxoXoxoXoxoXoxo oxXooxXooxXooxXo"},
    {"tambourine": "....X.......X... x.x.x.x.x.x.x.x."},
)
RAP_BASS = """
    1-......1-1-....  1--1--..|....1-5-  1-----..|..1--...  1..1....|..1..a..  1-....1-..1-..5-  1......1..1.....
    ..1--...|1-..5-..  1-------  1.....8...5.a...  1-1...1-|........  11..1...|..1.5.a.  ...1-...1-....1-
"""
LOOPED = """
    x-......  x---x---  x-......x-..x-..  ..x-..x-  x.....x...x.....  x-------|--------  x..x..x.  ..x...x.
    x-x-x-x-  x...x...  .x.x.x.x  x--x--x-|--x-----  xxxxxxxx
"""
RIFFS = """
    x.xx..x.|x..x....  x-x-..x-  x..x..x...x.x...  ..x-x-xx  x-.x-.x-  x.x.x...|..x.x.x.  xxx-....|..xxx-..
    x-----xx  x.xxx.xx  x..x..x-|--......
"""
TRIPLET_FLOW = Voice(
    "melody", "voices, saxophone, synth lead, muted guitar, reed", share=0.7, low=55, gain_db=(-4.0, 3.0)
)
HANDS: tuple[Rows, ...] = (
    {"high conga": "x..x..x.x..x..xx ..x...xx", "low conga": "...x.......x..x. x......."},
    {"cowbell": "x...x...x...x... x..x..x...x.x..."},
    {"tambourine": "....X.......X... x.x.x.x.x.x.x.x. XoxoXoxoXoxoXoxo"},
    {"shaker": "XoxoXoxoXoxoXoxo oxXooxXooxXooxXo"},
    {"clap": "....X.......X... ....X.......X.xx"},
    {"rim": "....X.......X... ..x...x."},
    {"block": "x..x..x......... ..x...x...x...x."},
)
HIP_HOP = Manner(
    tempi=((70.0, 86.0), (82.0, 96.0), (92.0, 106.0), (84.0, 100.0)),
    drums=(
        {"kick": BOOM_BAP, "snare": RAP_SNARES},
        {"kick": BOOM_BAP, "snare": RAP_SNARES},
        {"kick": BOOM_BAP, "clap": PLAIN_SNARES},
        {"kick": BOOM_BAP, "rim": PLAIN_SNARES},
    ),
    cymbals=HIP_HATS,
    percussion=HANDS,
    percussion_share=0.35,
    band=(
        Voice("bass", "bass, upright bass, synth bass", RAP_BASS, 0.95, 28, (-4.0, 3.0)),
        Voice("chords", "electric piano, piano, strings, clean guitar, brass, organ", LOOPED, 0.8, 55, (-9.0, 1.0)),
        Voice(
            "riff",
            "electric piano, mallets, flute, strings, muted guitar, plucked strings, brass",
            share=0.6,
            low=60,
            gain_db=(-9.0, 1.0),
        ),
        TRIPLET_FLOW,
        Voice("pad", "strings, voices, synth pad", share=0.4, low=57, gain_db=(-12.0, -2.0)),
    ),
    progressions=(
        "i7 i7 i7 i7",
        "i7 iv7 i7 iv7",
        "ii7 V7 Imaj7 Imaj7",
        "i bVI i bVI",
        "i9 bVImaj7 i9 v7",
        "Imaj7 iii7 vi7 ii7",
        *MINOR_PROGRESSIONS[:8],
    ),
    scales=("minor", "dorian", "minor pentatonic", "blues"),
    riffs=RIFFS,
    kits=(0, 8, 16, 25, 24),
    swing=((0.0, 0.08), (0.1, 0.25), (0.2, 0.34)),
    swing_sixteenths=True,
    machine=0.7,
    forms=LOOP_FORMS,
    fills=0.2,
    chops=0.2,
    pushes=0.02,
)
TRAP_KICKS = """
    x.....x...x.....  x..x..x.........  x.........x..x..  x.....x.........  x......x..x.....  x..x......x...x.
    x.............x.|..x.......x.....  x.......|...x..x.  x..x..x...x..x..  ..x...x.........|x.....x.........
"""
TRAP = Manner(
    tempi=((64.0, 72.0), (69.0, 77.0), (74.0, 84.0)),
    drums=(
        {"kick": TRAP_KICKS, "snare": "..X...X. ..X...X. ....X.......X..x"},
        {"kick": TRAP_KICKS, "clap": "..X...X. ..X...Xx"},
        {"kick": TRAP_KICKS, "snare": "..X...X.", "rim": "......x.........|...........x.... ..x..x.........."},
    ),
    cymbals=(
        {
            "hat": """
                xxxxxxxxxxxxxxxx  xxxxxxxxxxxxxxxx  xxxxxxxx  x.xxx.xxx.xxx.xx  xx.xx.xxxx.xx.xx  XxxXxxXxXxxXxxXx
                xxxxxxxxxxxx
            """
        },
        {"hat": "xxxxxxxxxxxxxxxx xxxxxxxx", "open": "......x......... .............x.. x..............."},
    ),
    percussion=({"rim": "...x......x..x.. ..x..x..x......."}, {"rim": "..X...X."}, {"cowbell": "x..x..x...x.x..."}),
    band=(
        Voice(
            "bass",
            "synth bass",
            """
                1-----1---1-----  1--1--1---------  1---------1--1--  1-----1---------|1---5---a-------  1-------
                1------1--8-----
            """,
            1.0,
            26,
            (-3.0, 4.0),
        ),
        Voice(
            "riff",
            "mallets, synth lead, piano, flute, plucked strings, strings, muted guitar",
            share=0.85,
            low=64,
            gain_db=(-9.0, 1.0),
        ),
        Voice("pad", "synth pad, strings, voices", share=0.5, low=57, gain_db=(-12.0, -1.0)),
        Voice("melody", "voices, synth lead, reed, saxophone", share=0.65, low=55, gain_db=(-4.0, 3.0)),
        Voice(
            "chords",
            "piano, synth pad, electric piano",
            "x-...... x---x--- x-......x-..x-.. ..x-..x- x-------|--------",
            0.4,
            55,
            (-10.0, 0.0),
        ),
    ),
    progressions=rounds("i i i i / i i bVI bVI / i bII i bII / i bVI iv V / i i iv bVI / bVI bVII i i"),
    scales=("minor", "harmonic minor", "phrygian", "minor pentatonic"),
    riffs="x-x-x-x- x..x..x.x..x..x. xxxxxxxx x-.x-.x-|x-.x-... x---x-x- x..x..x. x.x.xx.x xxx-xxx-",
    kits=(25, 25, 24),
    machine=0.97,
    forms=LOOP_FORMS,
    fills=0.15,
    rolls=0.14,
    pushes=0.02,
)
TRAP_TRIPLETS = Manner(
    tempi=TRAP.tempi,
    drums=({"kick": "x.....x..... x....x...... x.....x..x.. x..x..x....x", "snare": "...X.....X.. ...X.....X.x"},),
    cymbals=({"hat": "xxxxxxxxxxxx x.xx.xx.xx.x xxx.x.xxx.x."},),
    band=TRAP.band,
    progressions=TRAP.progressions,
    scales=TRAP.scales,
    riffs="x.xx.xx.xx.x x--x--x--x-- xxx...xxx...",
    kits=(25, 24),
    machine=0.97,
    triplets=True,
    forms=LOOP_FORMS,
    fills=0.15,
    rolls=0.06,
    pushes=0.02,
)
RNB = Manner(
    tempi=((60.0, 76.0), (72.0, 94.0), (90.0, 110.0)),
    drums=(
        {"kick": BOOM_BAP + TRAP_KICKS, "snare": RAP_SNARES},
        {"kick": BOOM_BAP, "clap": PLAIN_SNARES, "rim": "....x.......x... ................"},
        {"kick": TRAP_KICKS, "rim": PLAIN_SNARES},
    ),
    cymbals=HIP_HATS,
    percussion=HANDS,
    percussion_share=0.4,
    band=(
        Voice("bass", "synth bass, bass", RAP_BASS, 1.0, 28, (-4.0, 3.0)),
        Voice("chords", "electric piano, synth pad, piano, clean guitar", LOOPED, 0.9, 55, (-8.0, 1.0)),
        Voice("pad", "synth pad, strings, voices", share=0.5, low=57, gain_db=(-12.0, -1.0)),
        Voice("melody", "voices, synth lead", share=0.8, low=60, gain_db=(-4.0, 3.0)),
        Voice(
            "arpeggio",
            "electric piano, mallets, plucked strings, nylon guitar",
            "x.x.x.x. xxxxxxxx x..x..x.x..x..x.",
            0.4,
            62,
            (-10.0, 0.0),
        ),
    ),
    progressions=rounds("""
        IVmaj7 iii7 ii7 Imaj7 / i9 iv9 bVII7 bIIImaj7 / ii9 V7 Imaj9 vi7 / bVImaj7 v7 i7 i7 / i7 bVImaj7 iv7 v7 /
        IVmaj7 V vi7 iii7
    """),
    scales=("major", "pentatonic", "minor", "minor pentatonic"),
    riffs=RIFFS,
    kits=(25, 24, 0, 8),
    swing=((0.0, 0.0), (0.1, 0.3)),
    swing_sixteenths=True,
    machine=0.75,
    forms=LOOP_FORMS,
    fills=0.25,
    rolls=0.03,
)

STYLES: dict[str, Style] = {
    "hip-hop": style("hip-hop", HIP_HOP),
    "trap": style("trap", TRAP, TRAP, TRAP, TRAP_TRIPLETS),
    "r&b": style("r&b", RNB),
}
