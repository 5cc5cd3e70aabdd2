"""Reggae, dub and ska.

Reggae is counted so that the skank falls on the off-beat eighths and the snare of the one drop on 3.
"""

from training.beats.score import Style
from training.beats.styles.band import style
from training.beats.styles.manner import Manner, Rows, Voice, rounds

DUB_TIME: tuple[Rows, ...] = (
    {"hat": "x.x.x.x. XxXxXxXx .x.x.x.x xoXoxoXo ..x...x. x.xxx.xxx.xxx.xx xXxXxXxX"},
    {"hat": "x.xxx.x. XoxoXoxoXoxoXoxo xxxxxxx.", "open": ".......x ...x...x ........"},
    {"rim": "..x...x. x..x..x...x.x... .x..x... ...x..x....x..x.", "hat": "x.x.x.x. xxxxxxxx"},
    {"ride": "x.x.x.x. xxxxxxxx"},
    {"shaker": "XoxoXoxoXoxoXoxo xXxXxXxX"},
)
REGGAE_BASS = """
    ..1-1-..|..1-5-3-  1--.1-..|....5-8-  ..1.1.3.|5-..3.1.  1-1-..3-|5-......  ..11..11  ....1-3-|5-..1-..
    1..1..1.|..5.3.1.  1-5-8-5-  ..1-..1-|..1-3-5-  1-..1-1-|..3-..5-  .11..1.5  1.1.1...|..5.1.a.
    1--1--..|........  ...1-1..|..5-3-1-  11..11..|..5-....  1.3.5.3.  ..1---..|5---3-1-
"""
SKANK = """
    .x.x.x.x  .x.x.x.x  .X.X.X.X  ..xx..xx..xx..xx  ..x...x.  ..x.oxx...x.oxx.  ..xo..xo..xo..xo
"""
BUBBLE = """
    .xx..xx..xx..xx.  oxoxoxox  .x.x.x.x  o.xoo.xoo.xoo.xo  x-------  ..x..xx...x..xx.
"""
DREAD: tuple[Rows, ...] = (
    {"high conga": "..x..xx. x..x..xx", "low conga": "x....... ....x..."},
    {"tambourine": "....X... .x.x.x.x"},
    {"cowbell": "x..x..x. ..x...x."},
    {"block": "...x..x. x.x.x.x."},
    {"high bongo": "x.xxx.xx ..x..xx.", "low bongo": "...x...x"},
    {"high timbale": "......xx ...x..x.|......xx", "low timbale": "........"},
    {"cabasa": "XoxoXoxoXoxoXoxo"},
)
REGGAE_BAND = (
    Voice("bass", "bass, synth bass", REGGAE_BASS, 1.0, 28, (-3.0, 4.0)),
    Voice("chords", "clean guitar, muted guitar", SKANK, 0.95, 57, (-8.0, 1.0), 0.4),
    Voice("chords", "organ, piano, clavinet, electric piano", SKANK + BUBBLE, 0.8, 55, (-9.0, 0.0), 0.5),
    Voice("riff", "muted guitar, brass, reed, saxophone", share=0.4, low=45, gain_db=(-8.0, 1.0)),
    Voice("melody", "voices, saxophone, solo brass, reed, accordion", share=0.7, low=57, gain_db=(-5.0, 2.0)),
    Voice(
        "chords",
        "brass",
        "x.......|........ ......x.|x-...... ..x.x...|........ ....x-x-|........",
        0.4,
        60,
        (-9.0, 0.0),
    ),
    Voice("pad", "organ, strings, voices", share=0.25, low=57, gain_db=(-12.0, -3.0)),
)
REGGAE_CHORDS = (
    "I I IV IV",
    "I IV I IV",
    "i i iv iv",
    "i bVII i bVII",
    "I vi IV V",
    "I V vi IV",
    "i i bVII bVII",
    "i iv i v",
    "I ii I ii",
    "I IV V IV",
    "I bVII I bVII",
)
ONE_DROP = Manner(
    tempi=((60.0, 76.0), (70.0, 84.0), (80.0, 94.0)),
    drums=(
        {"kick": "....x... ....x... ....x...|....x..x", "snare": "....X... ....X... ....X...|....X..o"},
        {"kick": "....x... x.......|....x...", "rim": "....X... ....X...|..x.X..x ....X..x|.x..X..."},
        {"kick": "....X... ....X...|......x.", "rim": "....x...", "snare": "........|.......x ........"},
    ),
    cymbals=DUB_TIME,
    percussion=DREAD,
    percussion_share=0.4,
    band=REGGAE_BAND,
    progressions=REGGAE_CHORDS,
    scales=("major", "minor", "dorian", "minor pentatonic"),
    riffs="x.x.x.xx ..x-x-.. x-xx.xx- xxxxxxxx x..x..x. ..xx..x.",
    kits=(0, 8, 8),
    swing=((0.0, 0.05), (0.1, 0.33)),
    swing_sixteenths=True,
    fills=0.65,
)
STEPPERS = Manner(
    tempi=((64.0, 80.0), (76.0, 94.0), (120.0, 140.0)),
    drums=(
        {"kick": "x.x.x.x. x.x.x.x. x...x...", "snare": "....X... ..x...x. ....X..x ...x..x....x..x."},
        {"kick": "x.x.x.x.", "rim": "....X... x..x..x...x.x... ..X...X."},
        {"kick": "x...x... x..x....", "snare": "....X..."},
    ),
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
)
SKA = Manner(
    tempi=((108.0, 132.0), (126.0, 156.0), (150.0, 184.0)),
    drums=(
        {"kick": "..x...x. x...x... x..xx... ..x...x.", "snare": "..X...X. ..X...X. ..X...Xx"},
        {"kick": "x.x.x.x.", "rim": "..X...X."},
        {"kick": "....x...", "snare": "....X..."},
    ),
    cymbals=(*DUB_TIME, {"hat": ".x.x.x.x xxxxxxxx"}, {"ride": "x.xxx.xx"}),
    percussion=DREAD[:4],
    percussion_share=0.2,
    band=(
        Voice(
            "bass", "bass, upright bass", "1-3-5-6- 1-5-8-5- 1-1-5-5- 1-3-5-a- 1-5-6-5- 11335566", 1.0, 28, (-4.0, 2.0)
        ),
        Voice("chords", "clean guitar, piano, organ", ".x.x.x.x .X.X.X.X", 1.0, 57, (-7.0, 1.0), 0.4),
        Voice("riff", "brass, saxophone, solo brass", share=0.75, low=58, gain_db=(-6.0, 2.0)),
        Voice("chords", "brass", "x....... ......x.|x-...... .x.x.x.x ..x.x...|........", 0.5, 60, (-9.0, 0.0)),
        Voice("melody", "voices, saxophone, organ", share=0.65, low=57, gain_db=(-5.0, 2.0)),
        Voice("power", "distorted guitar", "xxxxxxxx X------- .x.x.x.x", 0.25, 42, (-8.0, 0.0)),
    ),
    progressions=rounds("I vi IV V / I I IV V / I IV I V / i iv V i / I VI7 II7 V7 / i bVII bVI V"),
    scales=("major", "mixolydian", "minor", "blues"),
    riffs="x-x-x-xx x.xx.xx. ..x-x-x- xxx-x---|..x-x-x- x--x--x-",
    swing=((0.0, 0.0), (0.0, 0.0), (0.2, 0.33)),
)

STYLES: dict[str, Style] = {
    "reggae": style("reggae", ONE_DROP, ONE_DROP, STEPPERS),
    "ska": style("ska", SKA),
}
