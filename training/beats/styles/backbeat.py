"""Vocabulary of songs over a backbeat: kicks, snares, time, basses, strums, riffs. Tables alone."""

from training.beats.styles.manner import Rows, Voice

PLAIN_KICKS = """
    x...x...  x...x...  x...xx..  x..xx...  x.x.x...  x..x.x..  x...x.x.  x..xx..x|x...x...  x...xx..|x..xx...
"""
KICKS = """
    x...x...  x...xx..  x..xx...  x.x.x...  x....x..  x..x.x..  x...x.x.  xx..x...  x..xx..x|x...x...
    x...xx..|x..xx...  x.....x...x.....  x......xx.......  x.....xxx.......  x..x..x...x.....  x..x....x.x...x.
    x.......x..x....  x......x..x.....  ..x...x...x..x..  x.xx....x.x.....  x......xx..x...x|x.....x..xx.....
    x.x.x.x.  x.......  x...x..x  x..x..x.  x.x..xx.  x......x|.x..x...
"""
"Kicks that go under a backbeat."
PLAIN_BACKBEATS = "..X...X. ..X...X. ..X...X. ..X...Xx ..X..xX. ..X...X.|..X..xX."
BACKBEATS = """
    ..X...X.  ..X...X.  ..X...X.  ..X...X.  ..X...Xx  ....X.......X..o  ....X..o....X...  ....X..o.o..X...  ..X..xX.
    ....X.......X.x.  .o..X..o.o..X..o  ..X...X.|..X..xX.  ..X...X.|..X...X.|..X...X.|..X..X.x
"""
HALF_TIME: tuple[Rows, ...] = (
    {
        "kick": "x....... x..x.... x.x....x x.....x...x..... xx......|x..x...x x......x x...........x.x.",
        "snare": "....X... ....X... ....X..x ....X...|....X.x. ........X......o ..o.....X..o.o..",
    },
)
ROCK_TIME: tuple[Rows, ...] = (
    {"hat": "x.x.x.x.x.x.x.x. XxXxXxXx xXxXxXxX xxxxxxxx XoXoXoXo xxxxxxx. X.xxX.xxX.xxX.xx"},
    {"hat": "X.X.X.X. X...X... X.x.X.x.", "foot": "........"},
    {"hat": "XoxoXoxoXoxoXoxo xxxxxxxxxxxxxxxx XoooXoooXoooXooo X.xxX.xxX.xxX.xx xoxxxoxxxoxxxoxx"},
    {"open": "XxXxXxXx X.X.X.X. X...X... xxxxxxxx"},
    {"hat": "xxxxxxx. xxx.xxx. XoXoXoX.", "open": ".......x .......x ...x...x"},
    {"ride": "XxXxXxXx xxxxxxxx X.X.X.X. XoXoXoXo", "foot": "..x...x. x.x.x.x. ........"},
    {"ride": "X.xxX.xxX.xxX.xx X.x.X.x.X.xxX.x.", "bell": "........ ....x.......x..."},
    {"bell": "X.X.X.X. .X.X.X.X", "ride": "xxxxxxxx .x.x.x.x"},
    {"crash": "X.X.X.X. X.X.X.X.", "crash 2": "........ X......."},
    {"floor tom": "XxXxXxXx x.xxx.xx xxxxxxxx X..X..X."},
)
LOUD_TIME: tuple[Rows, ...] = (
    {"crash": "X.X.X.X. XxXxXxXx X...X..."},
    {"open": "X.X.X.X. XxXxXxXx X.X.X.X."},
    {"china": "X.X.X.X. X...X..."},
    {"ride": "X.X.X.X. XxXxXxXx", "bell": "........ X.X.X.X."},
    {"hat": "X.X.X.X. XxXxXxXx"},
)
HANDS: tuple[Rows, ...] = (
    {"tambourine": "xxxxxxxx ..X...X. XoxoXoxoXoxoXoxo xXxXxXxX ..x...x."},
    {"shaker": "XoxoXoxoXoxoXoxo xXxXxXxX oxXooxXooxXooxXo xxxxxxxx"},
    {"clap": "..X...X. ....X.......X... ..X...Xx x.x.x.x."},
    {"cowbell": "x.x.x.x. x...x... xxxxxxxx"},
    {"high conga": "..x...xx x..x..x. ......xx", "low conga": "x...x... ....x... x......."},
    {"high bongo": "x.xxx.xxx.xxx.xx x..x..x.x..x..x.", "low bongo": "..x...x...x...x. ....x.......x..."},
)
BASS = """
    11111111  1-1-1-1-  1---1---  1-------  1-.11-..  1..1..1.  1..1.1..  1-.1.15.  1.11.1.a  1-1-5-5-  1---5-a-
    1--1--1-  11.11.1a  1......>  1..1...>  1.1.1.5a  .11..11.  1-----1-..11--..  1..1..1...1.1.5.  1-..8-..1-..5-a.
    1.8.1.8.  1---3---5---6---  1--->---  1.1.1.1>  .1.1.1.1  1-......5-..8...  1-1.5.81  1111111>  1.1.3.5.
    1--5--8-  1...1.5.|1...a.a.
"""
STRUMS = """
    x.x.xx.x  x-x-xx-x  X.xxX.xx  xxxxxxxx  X-xx-xxx  x..x..x.  X-------  x---x---  x-.xx-.>  x.xx.xx>
    XoxoXoxoXoxoXoxo  X.x.x.xxX.xx.xx.  x--x--x-  ..x...x.  .x.x.x.x  x-----x-..x---..  X..x..x...x..x..  x.x.>---
    ..x-..x-  .xx..xx.  x---.x-.  X-x-..x>
"""
STABS = """
    x...  x--x--x-  ...x..x.  x..x..>-  ....x-..  .x..x...  x-------  ..x.  x..x..x...x..x..  x.......x..x....
"""
ARPEGGIOS = """
    xxxxxxxx  xxxxxxxxxxxxxxxx  x.xxx.xx  x.x.x.x.  x..x..x.x..x..x.  .xxx.xxx  xxxxxx..
"""
RIFFS = """
    x.x.xx.x  X..x..x.  x.xx.xx.x.xx.x..  x-x-xxx-  ..x-x.xx  x..x..x...x.x...  x-----x-..x-x-..  xx.xx.x.
    x.x..x..|x.x..xx.  x---..x-|..x-x-x-  X.xxX.xx  .x.xx.x.  x..x.x..x..x.x..  xxxx..x-
"""
MUTED_EIGHTHS = """
    XxxxXxxx  xxxxxxxx  X.xxX.xx  xxx.xxx.  XxxXxxXx  x.x.x.x.  X--xX--x
"""
GALLOPS = """
    x.xxx.xxx.xxx.xx  xxx.xxx.xxx.xxx.  X.xxX.xxX.xxX-..  xxxxxxxxxxxxxxxx  x..x..x.x..x..x.  xx.xx.xx.xx.xx..
    X..xX..xX..xX.xx  X---X.xxX-..X.xx  x.x.xxx.x.x.xxx.  x.......x.xx....  x-----x---x-....  xxxx....xxxx....
"""
ELECTRIC = "distorted guitar"
KEYS = "piano, electric piano, organ"
SINGERS = "voices, synth lead, saxophone, reed, solo strings, clean guitar, flute, solo brass"
BASIST = Voice("bass", "bass", BASS, 0.95, 28, (-6.0, 2.0))
SINGER = Voice("melody", SINGERS, share=0.65, low=60, gain_db=(-6.0, 2.0))
STRINGS = Voice("pad", "strings, voices, organ, synth pad", share=0.4, low=57, gain_db=(-12.0, -3.0))
