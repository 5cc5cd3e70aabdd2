"""Dance floors without four on the floor: electro, industrial, drum and bass, breakbeat."""

from training.beats.score import Style
from training.beats.styles.band import style
from training.beats.styles.floor import (
    ARPS,
    CLAPS,
    FOUR,
    HOUSE_BASS,
    LOOPS,
    OFF_BEATS,
    PADS,
    PLAIN_CLAPS,
    RIFFS,
    ROLLING,
    SINGER,
    SIXTEENTHS,
    STABS,
)
from training.beats.styles.harmony import MINOR_PROGRESSIONS
from training.beats.styles.manner import CLUB_FORMS, Manner, Rows, Voice, rounds

ELECTRO_KICKS = """
    x.....x...x.....  x..x..x...x.....  x.....x.x.......  x...x...  x.....xx..x.....  x..x......x..x..  x.x.x.x.
    x.....x.....x...|x..x..x.....x...
"""
ELECTRO = Manner(
    tempi=((104.0, 120.0), (118.0, 132.0), (94.0, 108.0)),
    drums=(
        {"kick": ELECTRO_KICKS, "snare": PLAIN_CLAPS},
        {"kick": ELECTRO_KICKS, "clap": PLAIN_CLAPS, "low tom": "........ ......x.......xx"},
    ),
    cymbals=OFF_BEATS,
    percussion=LOOPS,
    percussion_share=0.4,
    band=(
        Voice("bass", "synth bass", ROLLING + HOUSE_BASS + "11111111 1.1.1.1.", 1.0, 30, (-5.0, 2.0), 0.6),
        Voice("riff", "synth lead, synth bass, distorted guitar", share=0.8, low=52, gain_db=(-8.0, 2.0)),
        Voice("chords", "synth pad, synth lead, strings", STABS, 0.5, 57, (-9.0, 0.0), 0.7),
        PADS,
        SINGER,
        ARPS,
    ),
    progressions=("i i i i", "i bVII bVI bVII", "i iv bVII bIII", "i i bVI bVII", *MINOR_PROGRESSIONS[:8]),
    scales=("minor", "dorian", "phrygian", "minor pentatonic"),
    riffs=RIFFS,
    kits=(25, 25, 24),
    machine=0.95,
    forms=CLUB_FORMS,
    fills=0.3,
    pushes=0.02,
)
INDUSTRIAL = Manner(
    tempi=((76.0, 104.0), (100.0, 128.0), (120.0, 146.0)),
    drums=(
        {
            "kick": "x.x.x.x. x...x... x..xx... x.xxx.xxx.xxx.xx xxxxxxxx x.....xxx.......",
            "snare": "..X...X. ....X... ..X...Xx .X.X.X.X",
        },
        {"kick": FOUR, "clap": CLAPS, "china": "........ x....... ..x...x."},
    ),
    cymbals=(
        {"hat": "xxxxxxxx XoxoXoxoXoxoXoxo x.x.x.x."},
        {"china": "x.x.x.x. x...x..."},
        {"cowbell": "xxxxxxxx x..x..x."},
        {"floor tom": "xxxxxxxx X..X..X. x.xxx.xx"},
        {"guiro": "x...x... .x.x.x.x"},
    ),
    percussion=(*LOOPS, {"block": "x..x..x. xxxxxxxx", "high agogo": "....x... ..x...x."}),
    percussion_share=0.5,
    band=(
        Voice("bass", "synth bass", ROLLING + "11111111 1.11.1.1 1..1..1.", 1.0, 28, (-4.0, 3.0), 0.6),
        Voice(
            "power",
            "distorted guitar",
            "XxxxXxxx X-x-xxxx X.xxX.xxX.xxX.xx xxxxxxxxxxxxxxxx X..X..X. X------- xx.xx.x. x...xx..",
            0.8,
            38,
            (-7.0, 2.0),
            0.6,
        ),
        Voice("riff", "synth lead, distorted guitar", share=0.5, low=48, gain_db=(-8.0, 1.0)),
        PADS,
        SINGER,
        Voice("arpeggio", "synth lead", SIXTEENTHS, 0.4, 55, (-10.0, 0.0), 0.5),
    ),
    progressions=rounds("i i i i / i bII i bII / i i bVI bVII / i5 bV5 i5 bII5"),
    scales=("phrygian", "minor", "blues"),
    riffs=RIFFS,
    half=({"kick": "x....... x..x.... x.....x...x.....", "snare": "....X..."},),
    kits=(16, 24, 25, 8),
    machine=0.8,
    fills=0.35,
    pushes=0.02,
    drums_db=(-7.0, 5.0),
    drumless=0.1,
)
BREAKS: tuple[Rows, ...] = (
    {
        "kick": "x.x.......xx....|x.x.......xx....|x.x.......x.....|..xx......x.....",
        "snare": "....X..o.o..X..o|....X..o.o..X..o|....X..o.o....X.|.o..X..o.o....X.",
    },
    {
        "kick": "x..x......x..... x.........x..... x..x......xx.... x.....x...x.....|x..x..x...x.....",
        "snare": "....X.......X... ....X..o.o..X... ....X..o.o..X..o ....X.......X.o.|....X..o.o....X.",
    },
    {
        "kick": "x.x...xx..x..... x.x...x...xx.... x...x.....x..x..",
        "snare": "....X..o.o..X..o ....X..o....X.oo ..o.X.o..o..X...",
    },
    {
        "kick": "x.........x..... x.....x.........",
        "snare": "....X.......X...",
        "snare 2": "......o..o....o. .o.o..oo.o.o..oo ..o..o..o.o..o.o",
    },
    {
        "kick": "x.....x......... x..x............ x.........x.....",
        "snare": "........X....... ........X......o ......o.X..o....",
    },
)
BREAK_TIME: tuple[Rows, ...] = (
    {"ride": "x.x.x.x.x.x.x.x. X.xxX.xxX.xxX.xx"},
    {"hat": "x.x.x.x.x.x.x.x. XoxoXoxoXoxoXoxo xxxxxxxxxxxxxxxx x.xxx.xxx.xxx.xx"},
    {"open": "..x...x...x...x. ......x.........", "hat": "x.x.x...x.x.x.x. xxxxxx.xxxxxxx.x"},
    {"shaker": "XoxoXoxoXoxoXoxo"},
    {"tambourine": "x.x.x.x.x.x.x.x. ..X...X."},
)
SUB_BASS = """
    1-------  1-----..|..1---..  1--1--..  1-----5-----8---  1...1.1.|..1.8...  ..1--1--  1--.....  1.....1-..1-....
    1..1..1.|..1.....  1-------|----5---  11.11.1.
"""
JUNGLE = Manner(
    tempi=((158.0, 168.0), (166.0, 176.0), (172.0, 182.0)),
    drums=BREAKS,
    cymbals=BREAK_TIME,
    percussion=LOOPS,
    band=(
        Voice("bass", "synth bass, bass", SUB_BASS, 1.0, 28, (-5.0, 3.0)),
        PADS,
        Voice("riff", "synth lead, synth bass, mallets, electric piano", share=0.55, low=52, gain_db=(-9.0, 1.0)),
        Voice(
            "chords",
            "electric piano, piano, synth pad, organ",
            "x-------|-------- x.......|...x.... x--x--..|........ ..x.....|........",
            0.5,
            57,
            (-9.0, 0.0),
        ),
        SINGER,
        ARPS,
    ),
    progressions=rounds("i i i i / i7 i7 bVImaj7 bVImaj7 / i9 i9 iv9 iv9 / i i bVI bVII / i7 bVII bVImaj7 v7"),
    scales=("minor", "dorian", "minor pentatonic"),
    riffs=RIFFS,
    kits=(0, 8, 16, 24, 25),
    swing=((0.0, 0.0), (0.0, 0.12)),
    swing_sixteenths=True,
    machine=0.95,
    forms=CLUB_FORMS,
    fills=0.4,
    chops=0.45,
    pushes=0.02,
)
BREAKBEAT = Manner(
    tempi=((108.0, 124.0), (120.0, 138.0), (132.0, 148.0)),
    drums=BREAKS[:4],
    cymbals=BREAK_TIME + OFF_BEATS[:2],
    percussion=LOOPS,
    percussion_share=0.4,
    band=(
        Voice("bass", "synth bass, bass", HOUSE_BASS + SUB_BASS, 1.0, 29, (-5.0, 3.0)),
        Voice("riff", "synth lead, distorted guitar, clavinet, brass", share=0.7, low=52, gain_db=(-8.0, 1.0)),
        Voice("chords", "piano, organ, synth lead, strings", STABS, 0.6, 57, (-9.0, 1.0), 0.6),
        PADS,
        SINGER,
        ARPS,
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
)

STYLES: dict[str, Style] = {
    "electro": style("electro", ELECTRO),
    "industrial": style("industrial", INDUSTRIAL),
    "drum and bass": style("drum and bass", JUNGLE),
    "breakbeat": style("breakbeat", BREAKBEAT),
}
