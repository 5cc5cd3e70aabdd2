"""Dance floors: disco, house, techno, trance, electro, industrial, drum and bass, breakbeat."""

from training.beats.score import Style
from training.beats.styles.band import style
from training.beats.styles.harmony import MAJOR_PROGRESSIONS, MINOR_PROGRESSIONS
from training.beats.styles.manner import CLUB_FORMS, LOOP_FORMS, Manner, Rows, Voice

FOUR = "x.x.x.x."
FOUR_FLOOR = (FOUR, FOUR, FOUR, "x...x...x...x..x", "x...x...x...x.x.", "x.x.x.x.|x.x.x.xx", "X.x.x.x.|x.x.x...")
CLAPS = ("..X...X.", "..X...X.", "....X.......X..o", "....X..o....X...", "..X...X.|..X...Xx", "........", "......X.")
OFF_BEATS: tuple[Rows, ...] = (
    {"open": (".x.x.x.x",), "hat": ("x.x.x.x.", "XoxoXoxoXoxoXoxo", "........", "xx.xxx.xxx.xxx.x")},
    {"open": (".X.X.X.X", ".x.x.x.x"), "shaker": ("XoxoXoxoXoxoXoxo", "oxXooxXooxXooxXo", "........")},
    {"hat": ("xxxxxxxxxxxxxxxx", "XoxoXoxoXoxoXoxo", "ooXoooXoooXoooXo", "xoXoxoXoxoXoxoXo")},
    {"hat": (".x.x.x.x", "..xx..xx..xx..xx", "..x...x...x...xx", ".xx..xx..xx..xx.")},
    {"ride": (".x.x.x.x", "x.x.x.x.", "xxxxxxxx"), "hat": ("........", "XoxoXoxoXoxoXoxo")},
    {"hat": ("x.xxx.xxx.xxx.xx", "X.xxX.xxX.xxX.xx"), "open": (".x.x.x.x", "......x.......x.", "........")},
    {"shaker": ("XoxoXoxoXoxoXoxo", "xXxXxXxX")},
    {"tambourine": (".x.x.x.x", "..X...X.", "XoxoXoxoXoxoXoxo")},
)
LOOPS: tuple[Rows, ...] = (
    {"mute conga": ("x...x...x...x...", "..x...x."), "high conga": ("......xx......xx", "..x..x....x..xx."), "low conga": ("...x.......x....", "x.......")},
    {"high bongo": ("x.xxx.xxx.xxx.xx", "..x..x..x..x..x."), "low bongo": ("...x...x...x...x", "....x.......x...")},
    {"cowbell": ("x.x.x.x.", "..x..x..x...x.x.", "x..x..x...x.x...", ".x.x.x.x")},
    {"clap": ("..x...x.", "....x..x....x...", "...x..x....x..x.")},
    {"rim": ("...x..x....x..x.", "x..x..x...x.x...", "..x..x..x..x..x.")},
    {"low tom": ("...x..x.......x.", "x..x..x.", "......x...x..x.."), "high tom": ("......x.......xx", "........")},
    {"claves": ("x..x..x...x.x...", "..x.x...x..x..x."), "shaker": ("XoxoXoxoXoxoXoxo",)},
    {"snap": ("..x...x.", "....x.......x.x.")},
)  # fmt: skip

OCTAVES = ("18181818", "1.8.1.8.", "1888188818881888", "18181858", "1.81.81.1.81.81.", "1-8-1-8-", "1818181a", ".1.8.1.8", "1..81..81..81.5a")
OFF_BASS = (".1.1.1.1", "..11..11..11..11", ".111.111.111.111", "..1...1...1...1.", ".1.1.1.8", "..1..11...1..11.", "..1...8...1...8.")
HOUSE_BASS = (
    "1..1..1...1.1...", "..1..1....1..1..", "1--...1-..1.8...", "1..1....1..8..5.", "..1.1..8..1.5...", "1.....1.....1..8", "1-----..1-.8..5.",
    "...1..1....1..8.", "1..8..1..8..1.8.", "1-------", "1..1..1.|..8.5...", ".11..1.1.11..8..",
)  # fmt: skip
ROLLING = ("1111111111111111", "11111111", "1.11.11.1.11.11.", "1118111811181118", "11.111.111.111.1", "1..11..11..11..1")
STABS = (
    "..x...x...x...x.", ".x.x.x.x", "x..x..x...x..x..", "x..x..x.x..x..x.", "...x..x....x..x.", "x.......|...x..x.", "x..x..x...x.x...", "..x..x....x.....",
    "x-......", "x-----..|..x-x-..", "..xx....", "x--x--x-x--x--x-", "......x-|....x-..",
)  # fmt: skip
SIXTEENTHS = ("xxxxxxxxxxxxxxxx", "x.xxx.xxx.xxx.xx", "XxxXxxXxXxxXxxXx", "xx.xx.xxxx.xx.x.", ".xxx.xxx.xxx.xxx", "X..X..X.X..X..X.", "x.x.x.x.x.xxx.xx")
RIFFS = (
    "x..x..x...x.x...", "x.xx.x.xx.xx.x..", "x..x..x.x..x..x.", "..x..x..x.x...x.", "xxxxxxxx", "x.x.xx.x", "X.xxX.xx", "..xx.x.x", "x---..x-..x-....",
    "x..x..x.|..x..x..", "xx.xx.xxx.xx.xx.", ".x.xx.x.",
)  # fmt: skip

PADS = Voice("pad", ("synth pad", "strings", "voices"), share=0.55, low=57, gain_db=(-12.0, -1.0))
SINGER = Voice("melody", ("voices", "synth lead", "saxophone", "solo strings"), share=0.5, low=60, gain_db=(-6.0, 2.0))
ARPS = Voice("arpeggio", ("synth lead", "mallets", "synth pad", "plucked strings"), SIXTEENTHS, 0.5, 60, (-9.0, 1.0), 0.6)
DISCO = Manner(
    tempi=((104.0, 118.0), (114.0, 128.0), (122.0, 136.0)),
    drums=({"kick": FOUR_FLOOR, "snare": CLAPS[:5]}, {"kick": FOUR_FLOOR, "snare": CLAPS[:5], "clap": ("..x...x.", "........")}, {"kick": ("x...x...", "x..xx..."), "snare": CLAPS[:4]}),
    cymbals=OFF_BEATS,
    percussion=LOOPS,
    percussion_share=0.6,
    band=(
        Voice("bass", ("bass", "slap bass", "synth bass"), OCTAVES + ("1..1..1.5.8.5.a.", "1.1.1.8.|1.8.5.a.", "1..11.8.1..11.5a"), 1.0, 28, (-5.0, 2.0)),
        Voice("chords", ("clean guitar", "muted guitar"), ("xxxxxxxxxxxxxxxx", "..xx..xx..xx..xx", "x.xx.xx.x.xx.xx.", ".x.x.x.x", "XoxXoxXoXoxXoxXo", "..x...x."), 0.75, 60, (-9.0, -1.0), 0.5),
        Voice("pad", ("strings",), share=0.6, low=64, gain_db=(-9.0, 0.0)),
        Voice("chords", ("electric piano", "piano", "clavinet"), STABS + ("x-------",), 0.6, 55, (-9.0, 0.0)),
        Voice("chords", ("brass",), ("x.......", "...x..x.", "......xX", "x..x....|........", "..x.....|....x.x."), 0.45, 60, (-8.0, 0.0)),
        SINGER,
        Voice("riff", ("strings", "brass", "flute"), share=0.4, low=67, gain_db=(-8.0, 0.0)),
    ),
    progressions=("i i iv iv", "i7 iv7 i7 iv7", "ii7 V7 Imaj7 vi7", "i bVII bVI V", "Imaj7 vi7 ii7 V7", "i7 bVIImaj7 bVImaj7 V7", *MINOR_PROGRESSIONS[:6], *MAJOR_PROGRESSIONS[:4]),
    scales=("minor", "dorian", "major", "minor pentatonic"),
    riffs=RIFFS,
    machine=0.15,
    fills=0.6,
)  # fmt: skip

HOUSE = Manner(
    tempi=((112.0, 122.0), (118.0, 128.0), (124.0, 134.0)),
    drums=({"kick": FOUR_FLOOR, "clap": CLAPS}, {"kick": FOUR_FLOOR, "snare": CLAPS, "rim": ("...x..x....x..x.", "........")}, {"kick": FOUR_FLOOR}, {"kick": ("x..x..x...x..x..", "x.....x...x....."), "clap": CLAPS[:4]}),
    cymbals=OFF_BEATS,
    percussion=LOOPS,
    percussion_share=0.55,
    band=(
        Voice("bass", ("synth bass", "bass"), OFF_BASS + HOUSE_BASS, 1.0, 30, (-5.0, 2.0), 0.7),
        Voice("chords", ("piano", "organ", "electric piano", "synth pad"), STABS, 0.85, 55, (-8.0, 1.0), 0.6),
        PADS, SINGER, ARPS,
        Voice("riff", ("synth lead", "organ", "mallets", "saxophone"), share=0.4, low=60, gain_db=(-9.0, 0.0)),
    ),
    progressions=("i7 i7 i7 i7", "i7 iv7 i7 iv7", "i7 bVIImaj7 bVImaj7 v7", "ii9 ii9 v7 v7", "i9 i9 bVImaj7 bVII", *MINOR_PROGRESSIONS),
    scales=("minor", "dorian", "minor pentatonic"),
    riffs=RIFFS,
    kits=(24, 25, 25, 16, 0),
    swing=((0.0, 0.0), (0.0, 0.0), (0.1, 0.3)),
    swing_sixteenths=True,
    machine=0.95,
    forms=CLUB_FORMS,
    fills=0.35,
)  # fmt: skip

TECHNO = Manner(
    tempi=((120.0, 132.0), (128.0, 142.0), (138.0, 155.0)),
    drums=({"kick": FOUR_FLOOR}, {"kick": FOUR_FLOOR, "clap": CLAPS}, {"kick": FOUR_FLOOR, "rim": ("...x..x....x..x.", "..x..x..x..x..x.")}, {"kick": ("x..x..x.x..x..x.", "x.....x..x......", "x..x..x...x..x.."), "snare": ("....x...", "..x...x.", "........")}),
    cymbals=OFF_BEATS,
    percussion=LOOPS,
    percussion_share=0.6,
    band=(
        Voice("bass", ("synth bass",), OFF_BASS + ROLLING + ("1.......", "..1.....|........"), 1.0, 28, (-6.0, 2.0), 0.6),
        Voice("riff", ("synth lead", "synth bass", "clavinet", "mallets"), share=0.8, low=50, gain_db=(-9.0, 2.0)),
        Voice("chords", ("synth pad", "organ", "synth lead"), STABS, 0.5, 55, (-10.0, 0.0), 0.4),
        PADS, ARPS,
    ),
    progressions=("i i i i", "i i i i", "i5 i5 bII5 i5", "i i bVI bVI", "i7 i7 i7 i7", "i bII i i"),
    scales=("minor", "phrygian", "minor pentatonic", "dorian"),
    riffs=RIFFS,
    kits=(24, 25, 25, 16),
    machine=1.0,
    forms=CLUB_FORMS,
    fills=0.2,
)  # fmt: skip

TRANCE = Manner(
    tempi=((128.0, 136.0), (134.0, 142.0), (138.0, 150.0)),
    drums=({"kick": (FOUR,), "clap": CLAPS}, {"kick": (FOUR,), "snare": CLAPS[:3]}, {"kick": FOUR_FLOOR}),
    cymbals=OFF_BEATS[:6],
    percussion=LOOPS,
    band=(
        Voice("bass", ("synth bass",), OFF_BASS + ROLLING, 1.0, 31, (-5.0, 2.0), 0.7),
        Voice("arpeggio", ("synth lead", "plucked strings", "mallets"), SIXTEENTHS, 0.9, 60, (-8.0, 2.0), 0.7),
        Voice("pad", ("synth pad", "strings", "voices"), share=0.8, low=55, gain_db=(-10.0, 1.0)),
        Voice("riff", ("synth lead",), share=0.5, low=66, gain_db=(-8.0, 1.0)),
        Voice("chords", ("synth lead", "piano", "strings"), STABS + SIXTEENTHS[:3], 0.5, 57, (-9.0, 1.0), 0.6),
        SINGER,
    ),
    progressions=("i bVI bIII bVII", "i bVI bVII i", "bVI bVII i i", "i iv bVI bVII", "i bVII bVI bVII", "vi IV I V", "i v bVI bVII"),
    scales=("minor", "harmonic minor"),
    riffs=RIFFS,
    kits=(24, 25, 16),
    machine=1.0,
    forms=CLUB_FORMS,
    fills=0.3,
)  # fmt: skip

ELECTRO_KICKS = ("x.....x...x.....", "x..x..x...x.....", "x.....x.x.......", "x...x...", "x.....xx..x.....", "x..x......x..x..", "x.x.x.x.", "x.....x.....x...|x..x..x.....x...")
ELECTRO = Manner(
    tempi=((104.0, 120.0), (118.0, 132.0), (94.0, 108.0)),
    drums=({"kick": ELECTRO_KICKS, "snare": CLAPS[:4]}, {"kick": ELECTRO_KICKS, "clap": CLAPS[:4], "low tom": ("........", "......x.......xx")}),
    cymbals=OFF_BEATS,
    percussion=LOOPS,
    percussion_share=0.4,
    band=(
        Voice("bass", ("synth bass",), ROLLING + HOUSE_BASS + ("11111111", "1.1.1.1."), 1.0, 30, (-5.0, 2.0), 0.6),
        Voice("riff", ("synth lead", "synth bass", "distorted guitar"), share=0.8, low=52, gain_db=(-8.0, 2.0)),
        Voice("chords", ("synth pad", "synth lead", "strings"), STABS, 0.5, 57, (-9.0, 0.0), 0.7),
        PADS, SINGER, ARPS,
    ),
    progressions=("i i i i", "i bVII bVI bVII", "i iv bVII bIII", "i i bVI bVII", *MINOR_PROGRESSIONS[:8]),
    scales=("minor", "dorian", "phrygian", "minor pentatonic"),
    riffs=RIFFS,
    kits=(25, 25, 24),
    machine=0.95,
    forms=CLUB_FORMS,
    fills=0.3,
)  # fmt: skip

INDUSTRIAL = Manner(
    tempi=((76.0, 104.0), (100.0, 128.0), (120.0, 146.0)),
    drums=({"kick": ("x.x.x.x.", "x...x...", "x..xx...", "x.xxx.xxx.xxx.xx", "xxxxxxxx", "x.....xxx......."), "snare": ("..X...X.", "....X...", "..X...Xx", ".X.X.X.X")},
           {"kick": (FOUR,), "clap": CLAPS, "china": ("........", "x.......", "..x...x.")}),
    cymbals=({"hat": ("xxxxxxxx", "XoxoXoxoXoxoXoxo", "x.x.x.x.")}, {"china": ("x.x.x.x.", "x...x...")}, {"cowbell": ("xxxxxxxx", "x..x..x.")}, {"floor tom": ("xxxxxxxx", "X..X..X.", "x.xxx.xx")}, {"guiro": ("x...x...", ".x.x.x.x")}),
    percussion=LOOPS + ({"block": ("x..x..x.", "xxxxxxxx"), "high agogo": ("....x...", "..x...x.")},),
    percussion_share=0.5,
    band=(
        Voice("bass", ("synth bass",), ROLLING + ("11111111", "1.11.1.1", "1..1..1."), 1.0, 28, (-4.0, 3.0), 0.6),
        Voice("power", ("distorted guitar",), ("XxxxXxxx", "X-x-xxxx", "X.xxX.xxX.xxX.xx", "xxxxxxxxxxxxxxxx", "X..X..X.", "X-------", "xx.xx.x.", "x...xx.."), 0.8, 38, (-7.0, 2.0), 0.6),
        Voice("riff", ("synth lead", "distorted guitar"), share=0.5, low=48, gain_db=(-8.0, 1.0)),
        PADS, SINGER,
        Voice("arpeggio", ("synth lead",), SIXTEENTHS, 0.4, 55, (-10.0, 0.0), 0.5),
    ),
    progressions=("i i i i", "i bII i bII", "i i bVI bVII", "i5 bV5 i5 bII5"),
    scales=("phrygian", "minor", "blues"),
    riffs=RIFFS,
    half=({"kick": ("x.......", "x..x....", "x.....x...x....."), "snare": ("....X...",)},),
    kits=(16, 24, 25, 8),
    machine=0.8,
    fills=0.35,
)  # fmt: skip

BREAKS: tuple[Rows, ...] = (
    {"kick": ("x.x.......xx....|x.x.......xx....|x.x.......x.....|..xx......x.....",), "snare": ("....X..o.o..X..o|....X..o.o..X..o|....X..o.o....X.|.o..X..o.o....X.",)},
    {"kick": ("x..x......x.....", "x.........x.....", "x..x......xx....", "x.....x...x.....|x..x..x...x....."), "snare": ("....X.......X...", "....X..o.o..X...", "....X..o.o..X..o", "....X.......X.o.|....X..o.o....X.")},
    {"kick": ("x.x...xx..x.....", "x.x...x...xx....", "x...x.....x..x.."), "snare": ("....X..o.o..X..o", "....X..o....X.oo", "..o.X.o..o..X...")},
    {"kick": ("x.........x.....", "x.....x........."), "snare": ("....X.......X...",), "snare 2": ("......o..o....o.", ".o.o..oo.o.o..oo", "..o..o..o.o..o.o")},
    {"kick": ("x.....x.........", "x..x............", "x.........x....."), "snare": ("........X.......", "........X......o", "......o.X..o....")},
)
BREAK_TIME: tuple[Rows, ...] = (
    {"ride": ("x.x.x.x.x.x.x.x.", "X.xxX.xxX.xxX.xx")}, {"hat": ("x.x.x.x.x.x.x.x.", "XoxoXoxoXoxoXoxo", "xxxxxxxxxxxxxxxx", "x.xxx.xxx.xxx.xx")},
    {"open": ("..x...x...x...x.", "......x........."), "hat": ("x.x.x...x.x.x.x.", "xxxxxx.xxxxxxx.x")}, {"shaker": ("XoxoXoxoXoxoXoxo",)}, {"tambourine": ("x.x.x.x.x.x.x.x.", "..X...X.")},
)  # fmt: skip
SUB_BASS = ("1-------", "1-----..|..1---..", "1--1--..", "1-----5-----8---", "1...1.1.|..1.8...", "..1--1--", "1--.....", "1.....1-..1-....", "1..1..1.|..1.....", "1-------|----5---", "11.11.1.")
JUNGLE = Manner(
    tempi=((158.0, 168.0), (166.0, 176.0), (172.0, 182.0)),
    drums=BREAKS,
    cymbals=BREAK_TIME,
    percussion=LOOPS,
    band=(
        Voice("bass", ("synth bass", "bass"), SUB_BASS, 1.0, 28, (-5.0, 3.0)),
        PADS,
        Voice("riff", ("synth lead", "synth bass", "mallets", "electric piano"), share=0.55, low=52, gain_db=(-9.0, 1.0)),
        Voice("chords", ("electric piano", "piano", "synth pad", "organ"), ("x-------|--------", "x.......|...x....", "x--x--..|........", "..x.....|........"), 0.5, 57, (-9.0, 0.0)),
        SINGER, ARPS,
    ),
    progressions=("i i i i", "i7 i7 bVImaj7 bVImaj7", "i9 i9 iv9 iv9", "i i bVI bVII", "i7 bVII bVImaj7 v7"),
    scales=("minor", "dorian", "minor pentatonic"),
    riffs=RIFFS + SUB_BASS[:4],
    kits=(0, 8, 16, 24, 25),
    swing=((0.0, 0.0), (0.0, 0.12)),
    swing_sixteenths=True,
    machine=0.95,
    forms=CLUB_FORMS,
    fills=0.4,
    chops=0.45,
)  # fmt: skip
BREAKBEAT = Manner(
    tempi=((108.0, 124.0), (120.0, 138.0), (132.0, 148.0)),
    drums=BREAKS[:4],
    cymbals=BREAK_TIME + OFF_BEATS[:2],
    percussion=LOOPS,
    percussion_share=0.4,
    band=(
        Voice("bass", ("synth bass", "bass"), HOUSE_BASS + SUB_BASS, 1.0, 29, (-5.0, 3.0)),
        Voice("riff", ("synth lead", "distorted guitar", "clavinet", "brass"), share=0.7, low=52, gain_db=(-8.0, 1.0)),
        Voice("chords", ("piano", "organ", "synth lead", "strings"), STABS, 0.6, 57, (-9.0, 1.0), 0.6),
        PADS, SINGER, ARPS,
    ),
    progressions=("i i i i", "i7 iv7 i7 iv7", "i bVII bVI bVII", *MINOR_PROGRESSIONS[:8]),
    scales=("minor", "minor pentatonic", "blues", "dorian"),
    riffs=RIFFS,
    kits=(0, 8, 16, 24),
    swing=((0.0, 0.0), (0.05, 0.2)),
    swing_sixteenths=True,
    machine=0.85,
    forms=CLUB_FORMS,
    fills=0.45,
    chops=0.35,
)  # fmt: skip

STYLES: dict[str, Style] = {
    "disco": style("disco", DISCO),
    "house": style("house", HOUSE),
    "techno": style("techno", TECHNO),
    "trance": style("trance", TRANCE),
    "electro": style("electro", ELECTRO),
    "industrial": style("industrial", INDUSTRIAL),
    "drum and bass": style("drum and bass", JUNGLE),
    "breakbeat": style("breakbeat", BREAKBEAT),
}
