"""Rock and pop with a drummer: pop, rock, hard rock, metal, punk, new wave, shuffle rock, ballads in 6/8, pop waltzes."""

from training.beats.score import Style
from training.beats.styles.band import style
from training.beats.styles.harmony import MAJOR_PROGRESSIONS, MINOR_PROGRESSIONS
from training.beats.styles.manner import Manner, Rows, Voice

KICKS = (
    "x...x...", "x...xx..", "x..xx...", "x.x.x...", "x....x..", "x..x.x..", "x...x.x.", "xx..x...", "x..xx..x|x...x...",
    "x...xx..|x..xx...", "x.....x...x.....", "x......xx.......", "x.....xxx.......", "x..x..x...x.....", "x..x....x.x...x.",
    "x.......x..x....", "x......x..x.....", "..x...x...x..x..", "x.xx....x.x.....", "x......xx..x...x|x.....x..xx.....",
    "x.x.x.x.", "x.......", "x...x..x", "x..x..x.", "x.x..xx.", "x......x|.x..x...",
)  # fmt: skip
"Kicks that go under a backbeat."
BACKBEATS = (
    "..X...X.", "..X...X.", "..X...X.", "..X...X.", "..X...Xx", "....X.......X..o", "....X..o....X...", "....X..o.o..X...",
    "..X..xX.", "....X.......X.x.", ".o..X..o.o..X..o", "..X...X.|..X..xX.", "..X...X.|..X...X.|..X...X.|..X..X.x",
)  # fmt: skip
HALF_TIME: tuple[Rows, ...] = (
    {
        "kick": ("x.......", "x..x....", "x.x....x", "x.....x...x.....", "xx......|x..x...x", "x......x", "x...........x.x."),
        "snare": ("....X...", "....X...", "....X..x", "....X...|....X.x.", "........X......o", "..o.....X..o.o.."),
    },
)
ROCK_TIME: tuple[Rows, ...] = (
    {"hat": ("x.x.x.x.x.x.x.x.", "XxXxXxXx", "xXxXxXxX", "xxxxxxxx", "XoXoXoXo", "xxxxxxx.", "X.xxX.xxX.xxX.xx")},
    {"hat": ("X.X.X.X.", "X...X...", "X.x.X.x."), "foot": ("........",)},
    {"hat": ("XoxoXoxoXoxoXoxo", "xxxxxxxxxxxxxxxx", "XoooXoooXoooXooo", "X.xxX.xxX.xxX.xx", "xoxxxoxxxoxxxoxx")},
    {"open": ("XxXxXxXx", "X.X.X.X.", "X...X...", "xxxxxxxx")},
    {"hat": ("xxxxxxx.", "xxx.xxx.", "XoXoXoX."), "open": (".......x", ".......x", "...x...x")},
    {"ride": ("XxXxXxXx", "xxxxxxxx", "X.X.X.X.", "XoXoXoXo"), "foot": ("..x...x.", "x.x.x.x.", "........")},
    {"ride": ("X.xxX.xxX.xxX.xx", "X.x.X.x.X.xxX.x."), "bell": ("........", "....x.......x...")},
    {"bell": ("X.X.X.X.", ".X.X.X.X"), "ride": ("xxxxxxxx", ".x.x.x.x")},
    {"crash": ("X.X.X.X.", "X.X.X.X."), "crash 2": ("........", "X.......")},
    {"floor tom": ("XxXxXxXx", "x.xxx.xx", "xxxxxxxx", "X..X..X.")},
)
LOUD_TIME: tuple[Rows, ...] = (
    {"crash": ("X.X.X.X.", "XxXxXxXx", "X...X...")},
    {"open": ("X.X.X.X.", "XxXxXxXx", "X.X.X.X.")},
    {"china": ("X.X.X.X.", "X...X...")},
    {"ride": ("X.X.X.X.", "XxXxXxXx"), "bell": ("........", "X.X.X.X.")},
    {"hat": ("X.X.X.X.", "XxXxXxXx")},
)
HANDS: tuple[Rows, ...] = (
    {"tambourine": ("xxxxxxxx", "..X...X.", "XoxoXoxoXoxoXoxo", "xXxXxXxX", "..x...x.")},
    {"shaker": ("XoxoXoxoXoxoXoxo", "xXxXxXxX", "oxXooxXooxXooxXo", "xxxxxxxx")},
    {"clap": ("..X...X.", "....X.......X...", "..X...Xx", "x.x.x.x.")},
    {"cowbell": ("x.x.x.x.", "x...x...", "xxxxxxxx")},
    {"high conga": ("..x...xx", "x..x..x.", "......xx"), "low conga": ("x...x...", "....x...", "x.......")},
    {"high bongo": ("x.xxx.xxx.xxx.xx", "x..x..x.x..x..x."), "low bongo": ("..x...x...x...x.", "....x.......x...")},
)

BASS = (
    "11111111", "1-1-1-1-", "1---1---", "1-------", "1-.11-..", "1..1..1.", "1..1.1..", "1-.1.15.", "1.11.1.a", "1-1-5-5-",
    "1---5-a-", "1--1--1-", "11.11.1a", "1......>", "1..1...>", "1.1.1.5a", ".11..11.", "1-----1-..11--..", "1..1..1...1.1.5.",
    "1-..8-..1-..5-a.", "1.8.1.8.", "1---3---5---6---", "1--->---", "1.1.1.1>", ".1.1.1.1", "1-......5-..8...", "1-1.5.81",
    "1111111>", "1.1.3.5.", "1--5--8-", "1...1.5.|1...a.a.",
)  # fmt: skip
STRUMS = (
    "x.x.xx.x", "x-x-xx-x", "X.xxX.xx", "xxxxxxxx", "X-xx-xxx", "x..x..x.", "X-------", "x---x---", "x-.xx-.>", "x.xx.xx>",
    "XoxoXoxoXoxoXoxo", "X.x.x.xxX.xx.xx.", "x--x--x-", "..x...x.", ".x.x.x.x", "x-----x-..x---..", "X..x..x...x..x..", "x.x.>---",
    "..x-..x-", ".xx..xx.", "x---.x-.", "X-x-..x>",
)  # fmt: skip
STABS = ("x...", "x--x--x-", "...x..x.", "x..x..>-", "....x-..", ".x..x...", "x-------", "..x.", "x..x..x...x..x..", "x.......x..x....")
ARPEGGIOS = ("xxxxxxxx", "xxxxxxxxxxxxxxxx", "x.xxx.xx", "x.x.x.x.", "x..x..x.x..x..x.", ".xxx.xxx", "xxxxxx..")
RIFFS = (
    "x.x.xx.x", "X..x..x.", "x.xx.xx.x.xx.x..", "x-x-xxx-", "..x-x.xx", "x..x..x...x.x...", "x-----x-..x-x-..", "xx.xx.x.",
    "x.x..x..|x.x..xx.", "x---..x-|..x-x-x-", "X.xxX.xx", ".x.xx.x.", "x..x.x..x..x.x..", "xxxx..x-",
)  # fmt: skip

MUTED_EIGHTHS = ("XxxxXxxx", "xxxxxxxx", "X.xxX.xx", "xxx.xxx.", "XxxXxxXx", "x.x.x.x.", "X--xX--x")
GALLOPS = (
    "x.xxx.xxx.xxx.xx", "xxx.xxx.xxx.xxx.", "X.xxX.xxX.xxX-..", "xxxxxxxxxxxxxxxx", "x..x..x.x..x..x.", "xx.xx.xx.xx.xx..", "X..xX..xX..xX.xx",
    "X---X.xxX-..X.xx", "x.x.xxx.x.x.xxx.", "x.......x.xx....", "x-----x---x-....", "xxxx....xxxx....",
)  # fmt: skip

ELECTRIC = ("distorted guitar",)
KEYS = ("piano", "electric piano", "organ")
SINGERS = ("voices", "synth lead", "saxophone", "reed", "solo strings", "clean guitar", "flute", "solo brass")

BASIST = Voice("bass", ("bass",), BASS, 0.95, 28, (-6.0, 2.0))
SINGER = Voice("melody", SINGERS, share=0.65, low=60, gain_db=(-6.0, 2.0))
STRINGS = Voice("pad", ("strings", "voices", "organ", "synth pad"), share=0.4, low=57, gain_db=(-12.0, -3.0))

POP_TEMPI = ((66.0, 90.0), (84.0, 112.0), (100.0, 132.0), (120.0, 152.0))
POP = Manner(
    tempi=POP_TEMPI,
    drums=({"kick": KICKS, "snare": BACKBEATS}, {"kick": KICKS, "snare": BACKBEATS, "clap": ("..x...x.", "......x.")},
           {"kick": KICKS, "rim": ("..X...X.", "....X.......X...", "..x..xx.")}, {"kick": ("x.x.x.x.",), "snare": BACKBEATS}),
    cymbals=ROCK_TIME,
    half=HALF_TIME,
    percussion=HANDS,
    percussion_share=0.45,
    band=(
        BASIST,
        Voice("chords", ("steel guitar", "clean guitar", "nylon guitar"), STRUMS, 0.7, 52, (-9.0, 0.0)),
        Voice("chords", KEYS, STRUMS + STABS, 0.55, 55, (-8.0, 0.0)),
        STRINGS,
        SINGER,
        Voice("arpeggio", ("clean guitar", "synth lead", "piano", "mallets", "muted guitar"), ARPEGGIOS, 0.35, 62, (-12.0, -2.0)),
        Voice("riff", ("clean guitar", "brass", "synth lead", "strings", "distorted guitar"), share=0.2, low=60, gain_db=(-9.0, -1.0)),
        Voice("melody", ("strings", "voices", "brass"), share=0.2, low=66, gain_db=(-12.0, -3.0)),
    ),
    progressions=MAJOR_PROGRESSIONS + MINOR_PROGRESSIONS[:6],
    scales=("major", "pentatonic", "minor pentatonic", "mixolydian"),
    riffs=RIFFS,
    machine=0.3,
    kits=(0, 0, 8, 16, 24),
)  # fmt: skip

ROCK = Manner(
    tempi=((72.0, 100.0), (96.0, 132.0), (112.0, 150.0), (140.0, 178.0)),
    drums=({"kick": KICKS, "snare": BACKBEATS}, {"kick": KICKS, "snare": BACKBEATS}, {"kick": KICKS, "snare": ("XxXxXxXx", "..X...X.")}),
    cymbals=ROCK_TIME + LOUD_TIME,
    half=HALF_TIME,
    percussion=HANDS[:4],
    percussion_share=0.2,
    band=(
        BASIST,
        Voice("power", ELECTRIC, MUTED_EIGHTHS + STRUMS, 0.85, 40, (-8.0, 1.0)),
        Voice("power", ("distorted guitar", "clean guitar"), STRUMS, 0.5, 45, (-9.0, 0.0)),
        Voice("riff", ("distorted guitar", "clean guitar"), share=0.4, low=45, gain_db=(-8.0, 1.0)),
        SINGER,
        Voice("pad", ("organ", "strings"), share=0.25, low=57, gain_db=(-12.0, -4.0)),
        Voice("chords", ("piano", "organ"), STRUMS, 0.2, 57, (-10.0, -2.0)),
    ),
    progressions=MAJOR_PROGRESSIONS + MINOR_PROGRESSIONS,
    scales=("minor pentatonic", "blues", "mixolydian", "major"),
    riffs=RIFFS,
    kits=(0, 8, 16, 16),
)  # fmt: skip

DOUBLE_BASS = (
    "xxxxxxxxxxxxxxxx", "xxxxxxxx", "x.xxx.xxx.xxx.xx", "xxx.xxx.xxx.xxx.", "xxxx....xxxx....", "x..xx..xx..xx..x", "xx.xx.xx.xx.xx..",
    "x.xx..x.x.xx..x.", "x..x..x.x..x..x.", "x...xx..", "x.x.xxxxx.x.xxxx",
)  # fmt: skip
METAL = Manner(
    tempi=((62.0, 100.0), (96.0, 140.0), (140.0, 200.0)),
    drums=({"kick": DOUBLE_BASS + KICKS[:6], "snare": BACKBEATS[:5]}, {"kick": DOUBLE_BASS, "snare": ("..X...X.", "....X...", ".X.X.X.X")},
           {"kick": ("x.x.x.x.", "xxxxxxxx"), "snare": (".X.X.X.X", "X.X.X.X.")}),
    cymbals=LOUD_TIME,
    half=({"kick": GALLOPS, "snare": ("....X...", "........X.......", "....X...|....X.x.")},),
    band=(
        Voice("power", ELECTRIC, GALLOPS + MUTED_EIGHTHS, 1.0, 37, (-6.0, 3.0), held=0.6),
        Voice("riff", ELECTRIC, share=0.6, low=40, gain_db=(-7.0, 2.0)),
        Voice("bass", ("bass",), GALLOPS + ("11111111", "1---1---"), 0.9, 27, (-8.0, 1.0)),
        Voice("riff", ("bass",), share=0.3, low=28, gain_db=(-8.0, 0.0)),
        Voice("power", ELECTRIC, ("x-------", "x---x---", "X-x-X-x-", "x-------|x---x---"), 0.5, 42, (-8.0, 1.0)),
        Voice("melody", ("distorted guitar", "voices", "synth lead"), share=0.45, low=60, gain_db=(-8.0, 1.0)),
        Voice("pad", ("strings", "voices", "synth pad"), share=0.2, low=57, gain_db=(-14.0, -4.0)),
    ),
    progressions=("i i i i", "i i bVI bVII", "i bII i bII", "i bVI bIII bVII", "i i bII bIII", "i bV i bII", *MINOR_PROGRESSIONS[:4]),
    scales=("minor", "phrygian", "minor pentatonic", "harmonic minor", "blues"),
    riffs=RIFFS + GALLOPS,
    kits=(16, 16, 8, 0),
)  # fmt: skip

PUNK = Manner(
    tempi=((140.0, 172.0), (160.0, 205.0), (92.0, 104.0)),
    drums=({"kick": ("x...x...", "x..xx...", "x.x.x.x.", "x..xx..x", "x...xx..", "x.xxx.xx"), "snare": ("..X...X.", "..X...X.", ".X.X.X.X")},),
    cymbals=LOUD_TIME + ROCK_TIME[:2],
    half=HALF_TIME,
    band=(
        Voice("power", ELECTRIC, ("xxxxxxxx", "XxxxXxxx", "XxxXxxXx", "x-x-x-x-", "X-------", "XoxoXoxoXoxoXoxo"), 1.0, 40, (-6.0, 2.0)),
        Voice("bass", ("bass",), ("11111111", "1111111a", "1-1-1-1-", "11115555", "1.11.11>"), 0.95, 28, (-6.0, 2.0)),
        Voice("power", ELECTRIC, MUTED_EIGHTHS, 0.5, 45, (-8.0, 0.0)),
        SINGER,
    ),
    progressions=("I IV V IV", "I V vi IV", "I,IV V", "I IV I V", "I bVII IV I", "vi IV I V", "i bVI bIII bVII"),
    scales=("major", "pentatonic"),
    riffs=RIFFS,
    kits=(0, 8, 16),
    fills=0.85,
)  # fmt: skip

SHUFFLE_TIME: tuple[Rows, ...] = (
    {"hat": ("XxXxXxXx", "X.XxX.Xx", "X.X.X.X.", "XoXoXoXo")},
    {"ride": ("XxXxXxXx", "X.XxX.Xx", "X.X.X.X."), "foot": ("..x...x.", "........")},
    {"open": ("X.X.X.X.", "XxXxXxXx")},
)
SHUFFLE = Manner(
    tempi=((76.0, 112.0), (104.0, 144.0), (130.0, 170.0)),
    drums=({"kick": ("x...x...", "x.x.x.x.", "x..xx..x", "x..xx...", "x...xx.x", "x..x...."), "snare": ("..X...X.", "..Xo.oXo", ".oXo.oXo", "..X...Xx")},
           {"kick": ("x..x....", "x..x...x", "x......x"), "snare": (".o.oX.oo", "....X...", ".oo.X.o.")}),
    cymbals=SHUFFLE_TIME,
    percussion=HANDS[:3],
    band=(
        Voice("bass", ("bass",), ("1-3-5-6-", "1-1-1-1-", "11335566", "1.11.11.", "1-5-6-5-", "1--11--1", "11111111", "1..1...a", "1-3-5-a-"), 1.0, 28, (-6.0, 2.0)),
        Voice("chords", ("distorted guitar", "clean guitar"), ("x-xxx-xx", "x.xxx.xx", "XxXxXxXx", ".x.x.x.x", "x-x-x-x-", "...x...x", "x..x...."), 0.8, 45, (-8.0, 1.0)),
        Voice("chords", KEYS, ("..x...x.", ".x.x.x.x", "x-------", "x..x....", "xxxxxxxx"), 0.5, 55, (-9.0, 0.0)),
        Voice("riff", ("distorted guitar", "saxophone", "brass"), share=0.4, low=52, gain_db=(-8.0, 0.0)),
        SINGER,
    ),
    progressions=("I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7", "I I IV V", "I7 IV7 I7 V7", "i i i i", "I I bVII IV", "i bVII bVI V", "I vi IV V"),
    scales=("blues", "minor pentatonic", "mixolydian"),
    riffs=("x.xx..x.", "x-xxx-xx", "xx.xx.x.", "x..x..x.", "x.x.x.xx"),
    swing=((0.27, 0.34), (0.33, 0.34), (0.2, 0.3)),
    triplets=True,
)  # fmt: skip

BALLAD_68 = Manner(
    tempi=((52.0, 66.0), (60.0, 84.0)),
    drums=({"kick": ("x.....", "x....x", "x.x...", "x....x|x.x..x"), "snare": ("...X..", "...X..", "...X.o", ".o.X.o")},
           {"kick": ("x.....", "x...x."), "rim": ("...X..", "...x..")}),
    cymbals=({"hat": ("xxxxxx", "XooXoo", "X.xX.x", "xxxxx.")}, {"ride": ("xxxxxx", "XooXoo", "X.xX.x"), "foot": ("...x..", "......")},
             {"hat": ("XoxoxoXoxoxo", "X.xxx.X.xxx.")}, {"crash": ("X..X..",)}),
    percussion=({"tambourine": ("...X..", "xxxxxx")}, {"shaker": ("xxxxxx", "XoxXox")}),
    band=(
        Voice("arpeggio", ("piano", "clean guitar", "steel guitar", "electric piano"), ("xxxxxx", "xxxxxx", "x.xxxx", "xxx.xx"), 1.0, 52, (-6.0, 1.0)),
        Voice("bass", ("bass",), ("1-----", "1--1--", "1-.1-5", "1--5--", "1-11-1", "1----a"), 0.95, 28, (-6.0, 1.0)),
        Voice("chords", ("organ", "distorted guitar", "piano", "steel guitar"), ("x-----", "x--x--", "xxxxxx", "x.xx.x", "...x.."), 0.6, 52, (-10.0, 0.0)),
        STRINGS,
        SINGER,
    ),
    progressions=MAJOR_PROGRESSIONS[:12] + ("I iii vi IV", "I vi ii V", "i bVI bIII bVII", "I III IV iv"),
    scales=("major", "pentatonic", "minor"),
    riffs=("x-xx-x", "x..x.x"),
    beats_per_bar=2,
    triplets=True,
)  # fmt: skip

WALTZ_POP = Manner(
    tempi=((84.0, 120.0), (116.0, 176.0), (64.0, 90.0)),
    drums=({"kick": ("x.....", "x....x", "x..x..", "x.....|x....."), "snare": ("..X.X.", "..x...", "....X.", "..X...|..X.Xx")},
           {"kick": ("x.....",), "rim": ("..x.x.", "....x.")}, {"kick": ("x.....|..x...",), "snare": ("......|X.....", "..o.o.|X.o.o.")}),
    cymbals=({"hat": ("x.x.x.", "xxxxxx", "XoXoXo", "X.xxxx")}, {"ride": ("x.x.x.", "X.xxX.", "xxxxxx")}, {"shaker": ("xxxxxx", "XoxoXoxoXoxo")}),
    percussion=({"tambourine": ("..x.x.", "xxxxxx")}, {"clap": ("..x.x.", "....x.")}),
    band=(
        Voice("bass", ("bass", "upright bass"), ("1-----", "1---5-", "1-.1..", "1-3-5-", "1-----|5-----", "1...1a"), 1.0, 28, (-6.0, 1.0)),
        Voice("chords", ("steel guitar", "piano", "clean guitar", "accordion"), ("..x.x.", "x.xxx.", "xxxxxx", "x-----", "..x-x-", "x.x.x."), 0.9, 52, (-8.0, 1.0)),
        Voice("arpeggio", ("piano", "clean guitar", "mallets"), ("xxxxxx", "x.xxxx"), 0.5, 57, (-9.0, 0.0)),
        STRINGS,
        SINGER,
    ),
    progressions=MAJOR_PROGRESSIONS + ("i iv V i", "i bVII bVI V"),
    scales=("major", "minor", "pentatonic"),
    riffs=("x.xxx.", "x--x--"),
    beats_per_bar=3,
)  # fmt: skip

NEW_WAVE = Manner(
    tempi=((108.0, 136.0), (130.0, 168.0), (92.0, 112.0)),
    drums=({"kick": KICKS[:12] + ("x.x.x.x.", "x...x..."), "snare": ("..X...X.", "..X...X.", "..X...Xx")}, {"kick": ("x.x.x.x.",), "snare": BACKBEATS[:4], "clap": ("..x...x.", "........")},
           {"kick": ("x...x...", "x..x..x."), "snare": ("..X...X.",), "high tom": ("........", "......x.|.....x.x"), "floor tom": (".......x", "x..x..x.")}),
    cymbals=({"hat": ("xxxxxxxx", "XoxoXoxoXoxoXoxo", "xxxxxxxxxxxxxxxx", ".x.x.x.x", "x.x.x.x.")}, {"open": (".x.x.x.x",), "hat": ("x.x.x.x.", "........")}, {"shaker": ("xxxxxxxx",)}),
    percussion=HANDS,
    band=(
        Voice("bass", ("synth bass", "bass"), ("11111111", "1.1.1.1.", "18181818", "1111111111111111", "1..1..1.", ".1.1.1.1", "1.11.1.1", "1.111.111.111.11"), 1.0, 31, (-5.0, 2.0), held=0.6),
        Voice("chords", ("synth pad", "synth lead", "strings", "organ"), ("x-------", "x---x---", "..x...x.", "x--x--x-", ".x.x.x.x", "x..x..>-"), 0.8, 55, (-8.0, 0.0)),
        Voice("arpeggio", ("synth lead", "clean guitar", "muted guitar"), ARPEGGIOS, 0.6, 60, (-10.0, 0.0)),
        Voice("chords", ("clean guitar", "muted guitar"), STRUMS, 0.5, 55, (-10.0, -1.0), held=0.5),
        Voice("riff", ("synth lead", "brass", "mallets"), share=0.5, low=64, gain_db=(-8.0, 1.0)),
        Voice("melody", ("voices", "synth lead", "saxophone"), share=0.6, low=58, gain_db=(-6.0, 2.0)),
    ),
    progressions=MINOR_PROGRESSIONS + MAJOR_PROGRESSIONS[:8],
    scales=("minor", "dorian", "major", "minor pentatonic"),
    riffs=RIFFS,
    kits=(24, 24, 16, 25, 0),
    machine=0.55,
)  # fmt: skip

STYLES: dict[str, Style] = {
    "pop": style("pop", POP),
    "rock": style("rock", ROCK),
    "metal": style("metal", METAL),
    "punk": style("punk", PUNK),
    "shuffle rock": style("shuffle rock", SHUFFLE),
    "ballad 6/8": style("ballad 6/8", BALLAD_68),
    "waltz pop": style("waltz pop", WALTZ_POP),
    "new wave": style("new wave", NEW_WAVE),
}
