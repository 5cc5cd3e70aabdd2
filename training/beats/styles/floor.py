"""Vocabulary of dance floors: four on the floor, off-beats, loops, basses, stabs. Tables alone."""

from training.beats.styles.manner import Rows, Voice

FOUR = "X.X.X.X."
FOUR_FLOOR = f"{FOUR} {FOUR} {FOUR} X...X...X...X..x X...X...X...X.x. X.X.X.X.|X.X.X.Xx X.X.X.X.|X.X.X..."
PLAIN_CLAPS = "..X...X. ..X...X. ....X.......X..o ....X..o....X... ..X...X.|..X...Xx"
CLAPS = """
    ..X...X.  ..X...X.  ....X.......X..o  ....X..o....X...  ..X...X.|..X...Xx  ........  ......X.
"""
OFF_BEATS: tuple[Rows, ...] = (
    {"open": ".x.x.x.x", "hat": "x.x.x.x. XoxoXoxoXoxoXoxo ........ xx.xxx.xxx.xxx.x"},
    {"open": ".X.X.X.X .x.x.x.x", "shaker": "XoxoXoxoXoxoXoxo oxXooxXooxXooxXo ........"},
    {"hat": "xxxxxxxxxxxxxxxx XoxoXoxoXoxoXoxo ooXoooXoooXoooXo xoXoxoXoxoXoxoXo"},
    {"hat": ".x.x.x.x ..xx..xx..xx..xx ..x...x...x...xx .xx..xx..xx..xx."},
    {"ride": ".x.x.x.x x.x.x.x. xxxxxxxx", "hat": "........ XoxoXoxoXoxoXoxo"},
    {"hat": "x.xxx.xxx.xxx.xx X.xxX.xxX.xxX.xx", "open": ".x.x.x.x ......x.......x. ........"},
    {"shaker": "XoxoXoxoXoxoXoxo xXxXxXxX"},
    {"tambourine": ".x.x.x.x ..X...X. XoxoXoxoXoxoXoxo"},
)
LOOPS: tuple[Rows, ...] = (
    {
        "mute conga": "x...x...x...x... ..x...x.",
        "high conga": "......xx......xx ..x..x....x..xx.",
        "low conga": "...x.......x.... x.......",
    },
    {"high bongo": "x.xxx.xxx.xxx.xx ..x..x..x..x..x.", "low bongo": "...x...x...x...x ....x.......x..."},
    {"cowbell": "x.x.x.x. ..x..x..x...x.x. x..x..x...x.x... .x.x.x.x"},
    {"clap": "..x...x. ....x..x....x... ...x..x....x..x."},
    {"rim": "...x..x....x..x. x..x..x...x.x... ..x..x..x..x..x."},
    {"low tom": "...x..x.......x. x..x..x. ......x...x..x..", "high tom": "......x.......xx ........"},
    {"claves": "x..x..x...x.x... ..x.x...x..x..x.", "shaker": "XoxoXoxoXoxoXoxo"},
    {"rim": "..x...x. ....x.......x.x."},
)
OCTAVES = """
    18181818  1.8.1.8.  1888188818881888  18181858  1.81.81.1.81.81.  1-8-1-8-  1818181a  .1.8.1.8  1..81..81..81.5a
"""
OFF_BASS = """
    .1.1.1.1  ..11..11..11..11  .111.111.111.111  ..1...1...1...1.  .1.1.1.8  ..1..11...1..11.  ..1...8...1...8.
"""
HOUSE_BASS = """
    1..1..1...1.1...  ..1..1....1..1..  1--...1-..1.8...  1..1....1..8..5.  ..1.1..8..1.5...  1.....1.....1..8
    1-----..1-.8..5.  ...1..1....1..8.  1..8..1..8..1.8.  1-------  1..1..1.|..8.5...  .11..1.1.11..8..
"""
ROLLING = """
    1111111111111111  11111111  1.11.11.1.11.11.  1118111811181118  11.111.111.111.1  1..11..11..11..1
"""
STABS = """
    ..x...x...x...x.  .x.x.x.x  x..x..x...x..x..  x..x..x.x..x..x.  ...x..x....x..x.  x.......|...x..x.
    x..x..x...x.x...  ..x..x....x.....  x-......  x-----..|..x-x-..  ..xx....  x--x--x-x--x--x-  ......x-|....x-..
"""
SIXTEENTHS = """
    xxxxxxxxxxxxxxxx  x.xxx.xxx.xxx.xx  XxxXxxXxXxxXxxXx  xx.xx.xxxx.xx.x.  .xxx.xxx.xxx.xxx  X..X..X.X..X..X.
    x.x.x.x.x.xxx.xx
"""
RIFFS = """
    x..x..x...x.x...  x.xx.x.xx.xx.x..  x..x..x.x..x..x.  ..x..x..x.x...x.  xxxxxxxx  x.x.xx.x  X.xxX.xx  ..xx.x.x
    x---..x-..x-....  x..x..x.|..x..x..  xx.xx.xxx.xx.xx.  .x.xx.x.
"""
PADS = Voice("pad", "synth pad, strings, voices", share=0.55, low=57, gain_db=(-12.0, -1.0))
SINGER = Voice("melody", "voices, synth lead, saxophone, solo strings", share=0.5, low=60, gain_db=(-6.0, 2.0))
ARPS = Voice("arpeggio", "synth lead, mallets, synth pad, plucked strings", SIXTEENTHS, 0.5, 60, (-9.0, 1.0), 0.6)
