"""The Caribbean, Latin America and West Africa: reggae, ska, latin pop, bossa, samba, salsa, afrobeat.

Reggae is counted so that the skank falls on the off-beat eighths and the one drop's snare on 3.
"""

from training.beats.score import Style
from training.beats.styles.band import style
from training.beats.styles.harmony import MAJOR_PROGRESSIONS, MINOR_PROGRESSIONS
from training.beats.styles.manner import LOOP_FORMS, SONG_FORMS, Manner, Rows, Voice

DUB_TIME: tuple[Rows, ...] = (
    {"hat": ("x.x.x.x.", "XxXxXxXx", ".x.x.x.x", "xoXoxoXo", "..x...x.", "x.xxx.xxx.xxx.xx", "xXxXxXxX")},
    {"hat": ("x.xxx.x.", "XoxoXoxoXoxoXoxo", "xxxxxxx."), "open": (".......x", "...x...x", "........")},
    {"rim": ("..x...x.", "x..x..x...x.x...", ".x..x...", "...x..x....x..x."), "hat": ("x.x.x.x.", "xxxxxxxx")},
    {"ride": ("x.x.x.x.", "xxxxxxxx")},
    {"shaker": ("XoxoXoxoXoxoXoxo", "xXxXxXxX")},
)
REGGAE_BASS = (
    "..1-1-..|..1-5-3-", "1--.1-..|....5-8-", "..1.1.3.|5-..3.1.", "1-1-..3-|5-......", "..11..11", "....1-3-|5-..1-..", "1..1..1.|..5.3.1.", "1-5-8-5-", "..1-..1-|..1-3-5-", "1-..1-1-|..3-..5-", ".11..1.5", "1.1.1...|..5.1.a.",
    "1--1--..|........", "...1-1..|..5-3-1-", "11..11..|..5-....", "1.3.5.3.", "..1---..|5---3-1-",
)  # fmt: skip
SKANK = (".x.x.x.x", ".x.x.x.x", ".X.X.X.X", "..xx..xx..xx..xx", "..x...x.", "..x.oxx...x.oxx.", "..xo..xo..xo..xo")
BUBBLE = (".xx..xx..xx..xx.", "oxoxoxox", ".x.x.x.x", "o.xoo.xoo.xoo.xo", "x-------", "..x..xx...x..xx.")
DREAD: tuple[Rows, ...] = (
    {"high conga": ("..x..xx.", "x..x..xx"), "low conga": ("x.......", "....x...")}, {"tambourine": ("....X...", ".x.x.x.x")}, {"cowbell": ("x..x..x.", "..x...x.")}, {"block": ("...x..x.", "x.x.x.x.")},
    {"high bongo": ("x.xxx.xx", "..x..xx."), "low bongo": ("...x...x",)}, {"high timbale": ("......xx", "...x..x.|......xx"), "low timbale": ("........",)}, {"cabasa": ("XoxoXoxoXoxoXoxo",)},
)  # fmt: skip
REGGAE_BAND = (
    Voice("bass", ("bass", "synth bass"), REGGAE_BASS, 1.0, 28, (-3.0, 4.0)),
    Voice("chords", ("clean guitar", "muted guitar"), SKANK, 0.95, 57, (-8.0, 1.0), 0.4),
    Voice("chords", ("organ", "piano", "clavinet", "electric piano"), SKANK + BUBBLE, 0.8, 55, (-9.0, 0.0), 0.5),
    Voice("riff", ("muted guitar", "brass", "reed", "saxophone"), share=0.4, low=45, gain_db=(-8.0, 1.0)),
    Voice("melody", ("voices", "saxophone", "solo brass", "reed", "accordion"), share=0.7, low=57, gain_db=(-5.0, 2.0)),
    Voice("chords", ("brass",), ("x.......|........", "......x.|x-......", "..x.x...|........", "....x-x-|........"), 0.4, 60, (-9.0, 0.0)),
    Voice("pad", ("organ", "strings", "voices"), share=0.25, low=57, gain_db=(-12.0, -3.0)),
)
REGGAE_CHORDS = ("I I IV IV", "I IV I IV", "i i iv iv", "i bVII i bVII", "I vi IV V", "I V vi IV", "i i bVII bVII", "i iv i v", "I ii I ii", "I IV V IV", "I bVII I bVII")

ONE_DROP = Manner(
    tempi=((60.0, 76.0), (70.0, 84.0), (80.0, 94.0)),
    drums=({"kick": ("....x...", "....x...", "....x...|....x..x"), "snare": ("....X...", "....X...", "....X...|....X..o")}, {"kick": ("....x...", "x.......|....x..."), "rim": ("....X...", "....X...|..x.X..x", "....X..x|.x..X...")},
           {"kick": ("....X...", "....X...|......x."), "rim": ("....x...",), "snare": ("........|.......x", "........")}),
    cymbals=DUB_TIME,
    percussion=DREAD,
    percussion_share=0.4,
    band=REGGAE_BAND,
    progressions=REGGAE_CHORDS,
    scales=("major", "minor", "dorian", "minor pentatonic"),
    riffs=("x.x.x.xx", "..x-x-..", "x-xx.xx-", "xxxxxxxx", "x..x..x.", "..xx..x."),
    kits=(0, 8, 8),
    swing=((0.0, 0.05), (0.1, 0.33)),
    swing_sixteenths=True,
    fills=0.65,
)  # fmt: skip
STEPPERS = Manner(
    tempi=((64.0, 80.0), (76.0, 94.0), (120.0, 140.0)),
    drums=({"kick": ("x.x.x.x.", "x.x.x.x.", "x...x..."), "snare": ("....X...", "..x...x.", "....X..x", "...x..x....x..x.")}, {"kick": ("x.x.x.x.",), "rim": ("....X...", "x..x..x...x.x...", "..X...X.")}, {"kick": ("x...x...", "x..x...."), "snare": ("....X...",)}),
    cymbals=DUB_TIME,
    percussion=DREAD,
    percussion_share=0.4,
    band=REGGAE_BAND,
    progressions=REGGAE_CHORDS,
    scales=("minor", "dorian", "minor pentatonic", "major"),
    riffs=ONE_DROP.riffs,
    kits=(0, 8, 24),
    swing=((0.0, 0.05), (0.1, 0.33)),
    swing_sixteenths=True,
    machine=0.35,
    fills=0.5,
)  # fmt: skip
SKA = Manner(
    tempi=((108.0, 132.0), (126.0, 156.0), (150.0, 184.0)),
    drums=({"kick": ("..x...x.", "x...x...", "x..xx...", "..x...x."), "snare": ("..X...X.", "..X...X.", "..X...Xx")}, {"kick": ("x.x.x.x.",), "rim": ("..X...X.",)}, {"kick": ("....x...",), "snare": ("....X...",)}),
    cymbals=DUB_TIME + ({"hat": (".x.x.x.x", "xxxxxxxx")}, {"ride": ("x.xxx.xx",)}),
    percussion=DREAD[:4],
    percussion_share=0.2,
    band=(
        Voice("bass", ("bass", "upright bass"), ("1-3-5-6-", "1-5-8-5-", "1-1-5-5-", "1-3-5-a-", "1-5-6-5-", "11335566"), 1.0, 28, (-4.0, 2.0)),
        Voice("chords", ("clean guitar", "piano", "organ"), (".x.x.x.x", ".X.X.X.X"), 1.0, 57, (-7.0, 1.0), 0.4),
        Voice("riff", ("brass", "saxophone", "solo brass"), share=0.75, low=58, gain_db=(-6.0, 2.0)),
        Voice("chords", ("brass",), ("x.......", "......x.|x-......", ".x.x.x.x", "..x.x...|........"), 0.5, 60, (-9.0, 0.0)),
        Voice("melody", ("voices", "saxophone", "organ"), share=0.65, low=57, gain_db=(-5.0, 2.0)),
        Voice("power", ("distorted guitar",), ("xxxxxxxx", "X-------", ".x.x.x.x"), 0.25, 42, (-8.0, 0.0)),
    ),
    progressions=("I vi IV V", "I I IV V", "I IV I V", "i iv V i", "I VI7 II7 V7", "i bVII bVI V"),
    scales=("major", "mixolydian", "minor", "blues"),
    riffs=("x-x-x-xx", "x.xx.xx.", "..x-x-x-", "xxx-x---|..x-x-x-", "x--x--x-"),
    swing=((0.0, 0.0), (0.0, 0.0), (0.2, 0.33)),
)  # fmt: skip

DEMBOW: tuple[Rows, ...] = (
    {"kick": ("x...x...x...x...", "x.......x......."), "snare": ("...x..x....x..x.", "...X..x....X..x.")},
    {"kick": ("x...x...x...x...",), "rim": ("...x..x....x..x.",), "snare": ("......X.......X.", "...............X|................")},
    {"kick": ("x..x..x.x..x..x.", "x..x....x..x...."), "clap": ("....X.......X...", "......x.......x.")},
    {"kick": ("x...x...x...x...", "x.....x.x.....x."), "snare": ("....X.......X...",), "rim": ("x..x..x...x.x...", "...x..x....x..x.")},
)
TRESILLO = ("x..x..x.", "x--x--x-", "x..x..x.x..x..x.", "x..x..x...x.x...", "..x.x...x..x..x.", "x..x....|..x.x...")
SHAKERS: tuple[Rows, ...] = (
    {"shaker": ("XoxoXoxoXoxoXoxo", "oxXooxXooxXooxXo", "xXxXxXxX")}, {"hat": ("xxxxxxxx", "..x...x...x...x.", "XoxoXoxoXoxoXoxo", "x.xxx.xxx.xxx.xx")},
    {"guiro": ("x.xxx.xx", "X-xxX-xx", "x...x...")}, {"cabasa": ("XoxoXoxoXoxoXoxo", "x.xxx.xxx.xxx.xx")}, {"open": (".x.x.x.x",), "hat": ("x.x.x.x.",)}, {"cowbell": ("x.x.x.x.", "x.xxx.x.")},
)  # fmt: skip
CONGAS: tuple[Rows, ...] = (
    {"mute conga": ("..x.....", "x.x.x..."), "high conga": ("......xx", "..X...xx"), "low conga": ("........|...x....", "........")}, {"claves": ("x..x..x...x.x...", "..x.x...x..x..x.", "x..x...x..x.x...")},
    {"high bongo": ("x.xxx.xx", "xoxxxoxx"), "low bongo": ("......x.", "...x....")}, {"cowbell": ("x...x.xx.x.xx.x.", "x.xxx.xx", "x...x...")}, {"high timbale": ("x.xx.x.xx.x.xx.x", "..x...xx"), "low timbale": ("........", "..x.....")},
    {"tambourine": ("XooXXooXXooXXooX", "..x...x.")}, {"high agogo": ("x.x..x.x.x......", "x..x...x..x.x..."), "low agogo": ("....x.....x.x.x.", "......x.......x.")},
)  # fmt: skip
LATIN_POP = Manner(
    tempi=((84.0, 100.0), (94.0, 112.0), (110.0, 130.0)),
    drums=DEMBOW,
    cymbals=SHAKERS,
    percussion=CONGAS,
    percussion_share=0.55,
    band=(
        Voice("bass", ("synth bass", "bass"), ("1--1--5-", "1..1..1.", "..1--.1-", "1-----1-", "1--1--1-|1--5--a-", "1.......1.....1.", "1-......", "1..1..8."), 1.0, 29, (-4.0, 2.0)),
        Voice("chords", ("nylon guitar", "piano", "synth pad", "steel guitar", "accordion"), (*TRESILLO, ".x.x.x.x", "x-------", ".xx..xx."), 0.85, 55, (-8.0, 1.0)),
        Voice("riff", ("synth lead", "nylon guitar", "mallets", "brass", "accordion", "flute"), share=0.6, low=62, gain_db=(-8.0, 1.0)),
        Voice("melody", ("voices", "synth lead", "solo brass", "saxophone"), share=0.75, low=58, gain_db=(-5.0, 2.0)),
        Voice("pad", ("synth pad", "strings"), share=0.4, low=57, gain_db=(-12.0, -2.0)),
        Voice("arpeggio", ("nylon guitar", "plucked strings", "synth lead"), ("xxxxxxxx", "x..x..x.x..x..x.", "xxxxxxxxxxxxxxxx"), 0.35, 60, (-10.0, 0.0)),
    ),
    progressions=("i bVI bIII bVII", "vi IV I V", "i iv bVII bIII", "i bVII bVI V", "i iv V i", *MINOR_PROGRESSIONS[:6]),
    scales=("minor", "harmonic minor", "major", "minor pentatonic"),
    riffs=("x..x..x.", "x.xx.xx.", "x-x-xxx-", "..x.x...x..x..x.", "x..x..x...x.x..."),
    kits=(0, 24, 25, 8),
    machine=0.7,
    fills=0.35,
    forms=SONG_FORMS + LOOP_FORMS,
)  # fmt: skip

MONTUNO = ("x.xx.xx.x.xx.xx.", "x.x.xx.x.x.x.x.x", ".xx.x.xx.x.x.xx.", "x..x..x..x.x.x..", "xx.xx.x.xx.xx.x.", ".x.x.x.x|x.x.xx.x")
TUMBAO = ("...1--1-", "...1--5-", "...1--1-|...5--1-", "1..1..1.", "1--.1-5-", "...1-.>-", "1-5-1-5-", "...1..5.")
SALSA = Manner(
    tempi=((84.0, 108.0), (100.0, 124.0), (76.0, 92.0)),
    drums=({"kick": ("........", "...x..x.", "x...x..."), "low timbale": ("......x.", "..x...x.")}, {"kick": ("...x..x.",), "rim": ("x..x..x...x.x...", "..x.x...x..x..x.")}, {"kick": ("x...x...",), "snare": ("......x.", "..x...x.", "........")}),
    cymbals=SHAKERS + ({"bell": ("x...x.xx.x.xx.x.", "x.x.x.x.")},),
    percussion=CONGAS,
    percussion_share=0.85,
    band=(
        Voice("bass", ("upright bass", "bass"), TUMBAO, 1.0, 29, (-4.0, 2.0)),
        Voice("arpeggio", ("piano",), MONTUNO, 0.9, 60, (-6.0, 2.0)),
        Voice("chords", ("piano", "nylon guitar"), MONTUNO, 0.4, 55, (-8.0, 1.0)),
        Voice("riff", ("brass", "solo brass", "flute"), share=0.7, low=62, gain_db=(-6.0, 2.0)),
        Voice("melody", ("voices", "solo brass", "flute", "saxophone"), share=0.75, low=60, gain_db=(-5.0, 2.0)),
    ),
    progressions=("i iv V i", "I IV V IV", "i i V V", "ii7 V7 ii7 V7", "i bVII bVI V7", "I7 I7 IV7 V7"),
    scales=("minor", "harmonic minor", "major", "mixolydian"),
    riffs=("x-x-x-x-|..x-x-..", "x..x..x.", "..xx.x.x", "x.xx....|..x.x.x.", ".x.x.xx-"),
    kits=(0,),
    machine=0.05,
    fills=0.4,
)  # fmt: skip

BOSSA = Manner(
    tempi=((58.0, 78.0), (70.0, 92.0), (116.0, 152.0)),
    drums=({"kick": ("x..xx..x", "x..xx..x", "x...x..."), "rim": ("x..x..x...x..x..", "x..x..x...x.x...", "..x..x..x.x..x..")}, {"kick": ("x..xx..x",), "snare": ("..o..o..", "o.oXo.Xo"), "rim": ("........",)}),
    cymbals=({"hat": ("xxxxxxxx", "XoxoXoxoXoxoXoxo")}, {"shaker": ("XoxoXoxoXoxoXoxo", "xxxxxxxx")}, {"ride": ("xxxxxxxx",), "foot": ("..x...x.",)}, {"cabasa": ("oxXooxXooxXooxXo",)}),
    percussion=CONGAS,
    percussion_share=0.3,
    band=(
        Voice("bass", ("upright bass", "bass"), ("1--15--5", "1--55--1", "1---5---", "1--.5--."), 1.0, 29, (-5.0, 2.0)),
        Voice("chords", ("nylon guitar",), ("x..x..x...x..x..", "x-.x-.x-.x-.x-..", "..x..x....x..x..", ".x.x..x.", "x..x..x.|.x..x..>"), 1.0, 53, (-6.0, 2.0)),
        Voice("chords", ("electric piano", "piano", "strings"), ("x-------", "..x..x..", ".x..x-..", "x..x--.."), 0.5, 57, (-11.0, -1.0)),
        Voice("melody", ("voices", "saxophone", "flute", "nylon guitar", "reed"), share=0.85, low=60, gain_db=(-5.0, 2.0)),
        Voice("pad", ("strings", "voices"), share=0.35, low=60, gain_db=(-12.0, -3.0)),
    ),
    progressions=("Imaj7 Imaj7 II7 II7 ii7 V7 Imaj7 Imaj7", "Imaj7 vi7 ii7 V7", "i7 iv7 V7b9 i7", "Imaj7 #idim7 ii7 V7", "Imaj9 IVmaj7 iii7,VI7 ii7,V7", "i6 i6 ii7b5 V7b9"),
    scales=("major", "dorian", "lydian", "minor"),
    kits=(0, 32, 40),
    fills=0.2,
    machine=0.05,
    drumless=0.25,
)  # fmt: skip
SAMBA = Manner(
    tempi=((80.0, 100.0), (94.0, 118.0), (112.0, 136.0)),
    drums=({"mute surdo": ("x...x...", "x......."), "surdo": ("..X...X.", "..X..xX.", "....X.......X.xx"), "snare": ("XooXXooXXooXXooX", "XoxxXoxoXoxxXoxo", "xoXoxoXoxoXoxoXo", "........")}, {"kick": ("x..xx..xx..xx..x", "x..xx..x"), "snare": ("oxoooxooxoxoxoox", "x.x..x.x.x.xx.x."), "surdo": ("..X...X.", "........")}),
    cymbals=({"shaker": ("XooXXooXXooXXooX", "XoxoXoxoXoxoXoxo")}, {"tambourine": ("XooXXooXXooXXooX", "X.xXX.xXX.xXX.xX")}, {"ride": ("xxxxxxxxxxxxxxxx", "x.xxx.xxx.xxx.xx")}, {"hat": ("..x...x...x...x.", "xxxxxxxxxxxxxxxx")}),
    percussion=CONGAS,
    percussion_share=0.7,
    band=(
        Voice("chords", ("nylon guitar", "folk plucked", "steel guitar"), ("x.xx.xx.x.xx.x.x", "x.x.xx.x.x.x.x.x", "..x..x.x..x.x.x.", "XoxXoxxoXoxXoxxo"), 1.0, 58, (-6.0, 2.0), 0.6),
        Voice("bass", ("bass", "upright bass", "nylon guitar"), ("1--15--5", "1--15--51--15--5", "1-5-1-5-", "..5-..1-", "1..15..51..15.a."), 0.9, 29, (-5.0, 2.0)),
        Voice("melody", ("voices", "flute", "solo brass", "reed"), share=0.8, low=60, gain_db=(-5.0, 2.0)),
        Voice("riff", ("brass", "flute", "nylon guitar"), share=0.4, low=62, gain_db=(-8.0, 1.0)),
    ),
    progressions=("I VI7 ii7 V7", "I I ii7 V7", "i iv V7 i", "IV iv I VI7 II7 V7 I I", "Imaj7 vi7 ii7 V7"),
    scales=("major", "minor", "mixolydian"),
    riffs=("x.xx.xx.x.xx.x.x", "x..x..x...x..x..", "..x.x.x-"),
    kits=(0,),
    fills=0.4,
    machine=0.05,
)  # fmt: skip

AFROBEAT = Manner(
    tempi=((92.0, 112.0), (104.0, 126.0), (118.0, 136.0)),
    drums=({"kick": ("x..x......x..x..", "x.....x...x.....", "x.x...x...x.x...", "x......x..x....."), "snare": ("......X..o....X.", "....X..o.oX..o..", "..o...X...o...X.", "....X..o....X.o.")}, {"kick": ("x.x.x.x.", "x...x..."), "rim": ("x..x..x...x.x...", "..x..x..x..x..x.", "...x..x....x..x.")},
           {"kick": ("x.......x..x....", "x..x....x......."), "snare": ("...x..x....x..x.", "....X.......X...")}),
    cymbals=({"hat": ("x.xxx.xxx.xxx.xx", "xxXxxxXxxxXxxxXx", "..x...x...x...x.", "XoxoXoxoXoxoXoxo")}, {"shaker": ("XoxoXoxoXoxoXoxo", "oxXooxXooxXooxXo")}, {"open": ("..x...x...x...x.",), "hat": ("x.....x.x.....x.", "................")}, {"ride": ("x.xxx.xxx.xxx.xx",)}),
    percussion=CONGAS + ({"block": ("x..x..x...x.x...", "x..x...x..x.x...", "x.x.x..x.x.x..x.")}, {"high agogo": ("x.x..x.x.x..x...",), "low agogo": ("............x.x.",)}),
    percussion_share=0.8,
    band=(
        Voice("bass", ("bass",), ("1..1..5...1.3...", "..1..1....5..3..", "1.1...5.|..7.5...", "...1..1.3...5...", "1--.....5.3.1...", ".1..1..5.1..a..."), 1.0, 29, (-4.0, 2.0), 0.7),
        Voice("riff", ("muted guitar", "clean guitar"), share=0.9, low=60, gain_db=(-8.0, 1.0)),
        Voice("chords", ("clean guitar",), ("..xx..x...xx..x.", "x..x..x...x..x..", ".xx..xx..xx..xx.", "..x...x...x...x."), 0.6, 57, (-9.0, 0.0), 0.4, 3),
        Voice("chords", ("organ", "electric piano"), ("x-------", "...x..x-", "..x...x.", "x..x..x...x..x.."), 0.6, 55, (-9.0, 0.0)),
        Voice("chords", ("brass", "saxophone"), ("x-......|........", "......x.x.x-....", "..x..x..x-......|................"), 0.6, 58, (-7.0, 2.0)),
        Voice("melody", ("saxophone", "voices", "solo brass", "organ"), share=0.7, low=57, gain_db=(-5.0, 2.0)),
    ),
    progressions=("i7 i7 i7 i7", "i7 i7 iv7 iv7", "I IV V IV", "I7 I7 I7 I7", "i bVII i bVII", "I IV I V"),
    scales=("dorian", "minor pentatonic", "mixolydian", "major"),
    riffs=("x.xx.x.xx.xx.x..", "x..x..x...x.x...", "..xx.x..x.xx.x..", "x.x.xx.x.x.x.x..", "xx.xx.x.xx.xx.x."),
    kits=(0, 8),
    fills=0.3,
    forms=LOOP_FORMS,
)  # fmt: skip

STYLES: dict[str, Style] = {
    "reggae": style("reggae", ONE_DROP, ONE_DROP, STEPPERS),
    "ska": style("ska", SKA),
    "latin pop": style("latin pop", LATIN_POP),
    "salsa": style("salsa", SALSA),
    "bossa": style("bossa", BOSSA),
    "samba": style("samba", SAMBA),
    "afrobeat": style("afrobeat", AFROBEAT),
}
