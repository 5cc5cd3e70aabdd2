"""Latin pop (dembow, tresillo), salsa, bossa nova, samba."""

from training.beats.score import Style
from training.beats.styles.band import style
from training.beats.styles.harmony import MINOR_PROGRESSIONS
from training.beats.styles.manner import LOOP_FORMS, SONG_FORMS, Manner, Rows, Voice, rounds

DEMBOW: tuple[Rows, ...] = (
    {"kick": "x...x...x...x... x.......x.......", "snare": "...x..x....x..x. ...X..x....X..x."},
    {
        "kick": "x...x...x...x...",
        "rim": "...x..x....x..x.",
        "snare": "......X.......X. ...............X|................",
    },
    {"kick": "x..x..x.x..x..x. x..x....x..x....", "clap": "....X.......X... ......x.......x."},
    {
        "kick": "x...x...x...x... x.....x.x.....x.",
        "snare": "....X.......X...",
        "rim": "x..x..x...x.x... ...x..x....x..x.",
    },
)
TRESILLO = """
    x..x..x.  x--x--x-  x..x..x.x..x..x.  x..x..x...x.x...  ..x.x...x..x..x.  x..x....|..x.x...
"""
SHAKERS: tuple[Rows, ...] = (
    {"shaker": "XoxoXoxoXoxoXoxo oxXooxXooxXooxXo xXxXxXxX"},
    {"hat": "xxxxxxxx ..x...x...x...x. XoxoXoxoXoxoXoxo x.xxx.xxx.xxx.xx"},
    {"guiro": "x.xxx.xx X-xxX-xx x...x..."},
    {"cabasa": "XoxoXoxoXoxoXoxo x.xxx.xxx.xxx.xx"},
    {"open": ".x.x.x.x", "hat": "x.x.x.x."},
    {"cowbell": "x.x.x.x. x.xxx.x."},
)
CONGAS: tuple[Rows, ...] = (
    {"mute conga": "..x..... x.x.x...", "high conga": "......xx ..X...xx", "low conga": "........|...x.... ........"},
    {"claves": "x..x..x...x.x... ..x.x...x..x..x. x..x...x..x.x..."},
    {"high bongo": "x.xxx.xx xoxxxoxx", "low bongo": "......x. ...x...."},
    {"cowbell": "x...x.xx.x.xx.x. x.xxx.xx x...x..."},
    {"high timbale": "x.xx.x.xx.x.xx.x ..x...xx", "low timbale": "........ ..x....."},
    {"tambourine": "XooXXooXXooXXooX ..x...x."},
    {"high agogo": "x.x..x.x.x...... x..x...x..x.x...", "low agogo": "....x.....x.x.x. ......x.......x."},
)
LATIN_POP = Manner(
    tempi=((84.0, 100.0), (94.0, 112.0), (110.0, 130.0)),
    drums=DEMBOW,
    cymbals=SHAKERS,
    percussion=CONGAS,
    percussion_share=0.55,
    band=(
        Voice(
            "bass",
            "synth bass, bass",
            "1--1--5- 1..1..1. ..1--.1- 1-----1- 1--1--1-|1--5--a- 1.......1.....1. 1-...... 1..1..8.",
            1.0,
            29,
            (-4.0, 2.0),
        ),
        Voice(
            "chords",
            "nylon guitar, piano, synth pad, steel guitar, accordion",
            f"{TRESILLO} .x.x.x.x x------- .xx..xx.",
            0.85,
            55,
            (-8.0, 1.0),
        ),
        Voice(
            "riff", "synth lead, nylon guitar, mallets, brass, accordion, flute", share=0.6, low=62, gain_db=(-8.0, 1.0)
        ),
        Voice("melody", "voices, synth lead, solo brass, saxophone", share=0.75, low=58, gain_db=(-5.0, 2.0)),
        Voice("pad", "synth pad, strings", share=0.4, low=57, gain_db=(-12.0, -2.0)),
        Voice(
            "arpeggio",
            "nylon guitar, plucked strings, synth lead",
            "xxxxxxxx x..x..x.x..x..x. xxxxxxxxxxxxxxxx",
            0.35,
            60,
            (-10.0, 0.0),
        ),
    ),
    progressions=(
        "i bVI bIII bVII",
        "vi IV I V",
        "i iv bVII bIII",
        "i bVII bVI V",
        "i iv V i",
        *MINOR_PROGRESSIONS[:6],
    ),
    scales=("minor", "harmonic minor", "major", "minor pentatonic"),
    riffs="x..x..x. x.xx.xx. x-x-xxx- ..x.x...x..x..x. x..x..x...x.x...",
    kits=(0, 24, 25, 8),
    machine=0.7,
    fills=0.35,
    forms=SONG_FORMS + LOOP_FORMS,
    pushes=0.3,
)
MONTUNO = """
    x.xx.xx.x.xx.xx.  x.x.xx.x.x.x.x.x  .xx.x.xx.x.x.xx.  x..x..x..x.x.x..  xx.xx.x.xx.xx.x.  .x.x.x.x|x.x.xx.x
"""
TUMBAO = """
    ...1--1-  ...1--5-  ...1--1-|...5--1-  1..1..1.  1--.1-5-  ...1-.>-  1-5-1-5-  ...1..5.
"""
SALSA = Manner(
    tempi=((84.0, 108.0), (100.0, 124.0), (76.0, 92.0)),
    drums=(
        {"kick": "........ ...x..x. x...x...", "low timbale": "......x. ..x...x."},
        {"kick": "...x..x.", "rim": "x..x..x...x.x... ..x.x...x..x..x."},
        {"kick": "x...x...", "snare": "......x. ..x...x. ........"},
    ),
    cymbals=(*SHAKERS, {"bell": "x...x.xx.x.xx.x. x.x.x.x."}),
    percussion=CONGAS,
    percussion_share=0.85,
    band=(
        Voice("bass", "upright bass, bass", TUMBAO, 1.0, 29, (-4.0, 2.0)),
        Voice("arpeggio", "piano", MONTUNO, 0.9, 60, (-6.0, 2.0)),
        Voice("chords", "piano, nylon guitar", MONTUNO, 0.4, 55, (-8.0, 1.0)),
        Voice("riff", "brass, solo brass, flute", share=0.7, low=62, gain_db=(-6.0, 2.0)),
        Voice("melody", "voices, solo brass, flute, saxophone", share=0.75, low=60, gain_db=(-5.0, 2.0)),
    ),
    progressions=rounds("i iv V i / I IV V IV / i i V V / ii7 V7 ii7 V7 / i bVII bVI V7 / I7 I7 IV7 V7"),
    scales=("minor", "harmonic minor", "major", "mixolydian"),
    riffs="x-x-x-x-|..x-x-.. x..x..x. ..xx.x.x x.xx....|..x.x.x. .x.x.xx-",
    kits=(0,),
    machine=0.05,
    fills=0.4,
    pushes=0.3,
)
BOSSA = Manner(
    tempi=((58.0, 78.0), (70.0, 92.0), (116.0, 152.0)),
    drums=(
        {"kick": "x..xx..x x..xx..x x...x...", "rim": "x..x..x...x..x.. x..x..x...x.x... ..x..x..x.x..x.."},
        {"kick": "x..xx..x", "snare": "..o..o.. o.oXo.Xo", "rim": "........"},
    ),
    cymbals=(
        {"hat": "xxxxxxxx XoxoXoxoXoxoXoxo"},
        {"shaker": "XoxoXoxoXoxoXoxo xxxxxxxx"},
        {"ride": "xxxxxxxx", "foot": "..x...x."},
        {"cabasa": "oxXooxXooxXooxXo"},
    ),
    percussion=CONGAS,
    percussion_share=0.3,
    band=(
        Voice("bass", "upright bass, bass", "1--15--5 1--55--1 1---5--- 1--.5--.", 1.0, 29, (-5.0, 2.0)),
        Voice(
            "chords",
            "nylon guitar",
            "x..x..x...x..x.. x-.x-.x-.x-.x-.. ..x..x....x..x.. .x.x..x. x..x..x.|.x..x..>",
            1.0,
            53,
            (-6.0, 2.0),
        ),
        Voice(
            "chords", "electric piano, piano, strings", "x------- ..x..x.. .x..x-.. x..x--..", 0.5, 57, (-11.0, -1.0)
        ),
        Voice("melody", "voices, saxophone, flute, nylon guitar, reed", share=0.85, low=60, gain_db=(-5.0, 2.0)),
        Voice("pad", "strings, voices", share=0.35, low=60, gain_db=(-12.0, -3.0)),
    ),
    progressions=rounds("""
        Imaj7 Imaj7 II7 II7 ii7 V7 Imaj7 Imaj7 / Imaj7 vi7 ii7 V7 / i7 iv7 V7b9 i7 / Imaj7 #idim7 ii7 V7 / Imaj9
        IVmaj7 iii7,VI7 ii7,V7 / i6 i6 ii7b5 V7b9
    """),
    scales=("major", "dorian", "lydian", "minor"),
    kits=(0, 32, 40),
    fills=0.2,
    machine=0.05,
    drumless=0.25,
    pushes=0.3,
)
SAMBA = Manner(
    tempi=((80.0, 100.0), (94.0, 118.0), (112.0, 136.0)),
    drums=(
        {
            "mute surdo": "x...x... x.......",
            "surdo": "..X...X. ..X..xX. ....X.......X.xx",
            "snare": "XooXXooXXooXXooX XoxxXoxoXoxxXoxo xoXoxoXoxoXoxoXo ........",
        },
        {
            "kick": "x..xx..xx..xx..x x..xx..x",
            "snare": "oxoooxooxoxoxoox x.x..x.x.x.xx.x.",
            "surdo": "..X...X. ........",
        },
        {
            "floor tom": "x...x... ........ x.....xx",  # few sound fonts have a surdo: toms stand for it
            "low tom": "..X...X. ..X..xX. ....X.......X.xx",
            "snare": "XooXXooXXooXXooX xoXoxoXoxoXoxoXo",
        },
    ),
    cymbals=(
        {"shaker": "XooXXooXXooXXooX XoxoXoxoXoxoXoxo"},
        {"tambourine": "XooXXooXXooXXooX X.xXX.xXX.xXX.xX"},
        {"ride": "xxxxxxxxxxxxxxxx x.xxx.xxx.xxx.xx"},
        {"hat": "..x...x...x...x. xxxxxxxxxxxxxxxx"},
    ),
    percussion=CONGAS,
    percussion_share=0.7,
    band=(
        Voice(
            "chords",
            "nylon guitar, folk plucked, steel guitar",
            "x.xx.xx.x.xx.x.x x.x.xx.x.x.x.x.x ..x..x.x..x.x.x. XoxXoxxoXoxXoxxo",
            1.0,
            58,
            (-6.0, 2.0),
            0.6,
        ),
        Voice(
            "bass",
            "bass, upright bass, nylon guitar",
            "1--15--5 1--15--51--15--5 1-5-1-5- ..5-..1- 1..15..51..15.a.",
            0.9,
            29,
            (-5.0, 2.0),
        ),
        Voice("melody", "voices, flute, solo brass, reed", share=0.8, low=60, gain_db=(-5.0, 2.0)),
        Voice("riff", "brass, flute, nylon guitar", share=0.4, low=62, gain_db=(-8.0, 1.0)),
    ),
    progressions=rounds("I VI7 ii7 V7 / I I ii7 V7 / i iv V7 i / IV iv I VI7 II7 V7 I I / Imaj7 vi7 ii7 V7"),
    scales=("major", "minor", "mixolydian"),
    riffs="x.xx.xx.x.xx.x.x x..x..x...x..x.. ..x.x.x-",
    kits=(0,),
    fills=0.4,
    machine=0.05,
    pushes=0.3,
)

STYLES: dict[str, Style] = {
    "latin pop": style("latin pop", LATIN_POP),
    "salsa": style("salsa", SALSA),
    "bossa": style("bossa", BOSSA),
    "samba": style("samba", SAMBA),
}
