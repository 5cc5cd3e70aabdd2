"""Dance halls of the tropics, and what basses made of them: dancehall, soca, cumbia, merengue, two-step, trip-hop.

Dubstep, at the end, is counted at the slower of its two tempi, as trap is.
"""

from training.beats.score import Style
from training.beats.styles.band import style
from training.beats.styles.caribbean import DREAD, SKANK
from training.beats.styles.floor import ARPS, LOOPS, PADS, RIFFS, STABS
from training.beats.styles.latin import CONGAS, SHAKERS, TRESILLO
from training.beats.styles.manner import CLUB_FORMS, LOOP_FORMS, Manner, Voice, rounds
from training.beats.styles.urban import BOOM_BAP, HIP_HATS, LOOPED, RAP_BASS, RAP_SNARES

SINGER = Voice("melody", "voices, synth lead, saxophone", share=0.75, low=57, gain_db=(-4.0, 3.0))

DANCEHALL = Manner(
    tempi=((84.0, 98.0), (92.0, 108.0), (100.0, 116.0)),
    drums=(
        {"kick": "x..x..x.x..x..x. x..x....x..x....", "snare": "......X.......X. ...x..X....x..X."},
        {"kick": "x..x..x.........|x..x..x.x.......", "clap": "......X.......X. ............X..."},
        {"kick": "x...x...x...x...", "rim": "...x..x....x..x.", "snare": "......X......... ......X.......X."},
    ),
    cymbals=SHAKERS,
    percussion=DREAD,
    band=(
        Voice(
            "bass",
            "synth bass, bass",
            "1--1--1- 1..1..5- 1-------|..1--1-- 1-..1-..|1-.5-.1- ..1-..1-",
            1.0,
            28,
            (-4.0, 3.0),
        ),
        Voice("chords", "synth lead, organ, clean guitar, piano", f"{SKANK} {TRESILLO}", 0.9, 57, (-8.0, 1.0), 0.5),
        Voice("riff", "synth lead, mallets, brass", share=0.6, low=62, gain_db=(-8.0, 1.0)),
        SINGER,
        PADS,
    ),
    progressions=rounds("i i i i / i bVII i bVII / i bVI i bVII / I IV I V / i iv i v"),
    scales=("minor", "minor pentatonic", "major"),
    riffs="x..x..x. ..x-x-x- x.xx..x.|x......x x-x-xx.x",
    kits=(24, 25, 0),
    machine=0.8,
    forms=LOOP_FORMS,
    fills=0.3,
)
SOCA = Manner(
    tempi=((108.0, 124.0), (120.0, 142.0), (150.0, 166.0)),
    drums=(
        {"kick": "x.x.x.x.", "snare": "...x..x....x..x. ...X..X....X..x."},
        {"kick": "x.x.x.x. x...x...", "snare": "..x...x. ...x..x....x..xx", "open": ".x.x.x.x ........"},
    ),
    cymbals=SHAKERS,
    percussion=CONGAS,
    percussion_share=0.7,
    band=(
        Voice("bass", "synth bass, bass", "1--1--5- 1.1.5.5. 1..1..1. ..11..5. 1-3-5-8-", 1.0, 29, (-4.0, 2.0)),
        Voice(
            "chords",
            "brass, synth lead, organ",
            ".x.x.x.x ..x...x. x..x..x. x.......|...x..x-",
            0.9,
            58,
            (-8.0, 1.0),
            0.5,
        ),
        Voice("chords", "clean guitar", ".x.x.x.x ..xx..xx..xx..xx x..x..x.x..x..x.", 0.6, 60, (-9.0, 0.0), 0.4, 3),
        SINGER,
        Voice("riff", "brass, synth lead, mallets", share=0.6, low=62, gain_db=(-7.0, 1.0)),
    ),
    progressions=rounds("I IV V IV / I I V V / I IV I V / I vi ii V / i bVII bVI V"),
    scales=("major", "pentatonic", "minor"),
    riffs="x..x..x. x.xx.xx. x-x-xxx- ..x.x..x",
    machine=0.5,
)
CUMBIA = Manner(
    tempi=((76.0, 96.0), (90.0, 108.0)),
    drums=(
        {"kick": "x...x... x.x.x.x. x...x..x", "snare": "........ ......x. ...x...x", "rim": "........ ..xx..xx"},
        {"floor tom": "..X...X. ...x..x.", "kick": "x...x... ........"},
    ),
    cymbals=({"guiro": "X-xxX-xx x.xxx.xx"}, {"shaker": "X.xxX.xx xoXoxoXo"}, {"hat": "..x...x. .x.x.x.x x.xxx.xx"}),
    percussion=CONGAS,
    percussion_share=0.7,
    band=(
        Voice("bass", "bass, upright bass", "1---5-3- 1-..5-5- 1--.3-5- 1---3-5- 1-.15-5-", 1.0, 29, (-4.0, 2.0)),
        Voice(
            "chords",
            "accordion, organ, clean guitar, piano",
            ".x.x.x.x ..x...x. .xx..xx. ..xx..xx",
            0.95,
            57,
            (-8.0, 1.0),
            0.5,
        ),
        Voice("melody", "accordion, reed, flute, solo brass", share=0.8, low=62, gain_db=(-5.0, 2.0)),
        SINGER,
        Voice("riff", "accordion, brass, clean guitar", share=0.4, low=62, gain_db=(-8.0, 1.0)),
    ),
    progressions=rounds("i i V7 V7 / i V7 V7 i / i iv V7 i / I I V V / i bVII bVI V"),
    scales=("minor", "harmonic minor", "major"),
    riffs="x-x-x-xx x..x..x. xx.xx.x.",
    pushes=0.2,
)
MERENGUE = Manner(
    tempi=((112.0, 136.0), (130.0, 166.0)),
    drums=(
        {"kick": "x.x.x.x. x...x...", "low conga": "x.......x...x.xx ........"},
        {"kick": "x.x.x.x.", "snare": "......xx ..x...xx ........", "high timbale": "........ ......xx"},
    ),
    cymbals=({"guiro": "x.xxx.xx X-xxX-xx x.xxx.xxx.xxx.xx"}, {"cabasa": "xxxxxxxx"}, {"cowbell": "x.x.x.x. x.xxx.xx"}),
    percussion=CONGAS,
    percussion_share=0.6,
    band=(
        Voice("bass", "bass", "1---5--- 1-5-1-5- 1-1-5-5- 1-3-5-a- ..1-..5-", 1.0, 29, (-4.0, 2.0)),
        Voice("arpeggio", "piano, accordion", ".xxx.xxx x.xxx.xx xx.xxx.x .xx..xx.", 0.9, 60, (-7.0, 1.0)),
        Voice("riff", "saxophone, brass", share=0.8, low=60, gain_db=(-6.0, 2.0)),
        SINGER,
        Voice("chords", "brass", "x.......|........ .x.x.x.x ......xx|x-......", 0.4, 60, (-8.0, 1.0)),
    ),
    progressions=rounds("i i V7 V7 / I I V V / I IV V IV / i iv V7 i / ii V7 I VI7"),
    scales=("minor", "major", "harmonic minor"),
    riffs="xxxxxxxx x.xxx.xx xx.xx.xx x-xxx-xx",
    machine=0.1,
)

TWO_STEP = Manner(
    tempi=((124.0, 132.0), (130.0, 140.0)),
    drums=(
        {"kick": "x.........x..... x.........x..x.. x......x..x..... x.x.......x.....", "snare": RAP_SNARES},
        {
            "kick": "x.........x.....|x..x......x.....",
            "clap": "....X.......X...",
            "rim": "...x..x..x.....x ......x..x....x.",
        },
    ),
    cymbals=(
        {"hat": "..x...x...x...x. XoxoXoxoXoxoXoxo x.xx.xx.x.xx.xx. ..xx..xx..xx..xx"},
        {"shaker": "oxXooxXooxXooxXo"},
    ),
    percussion=LOOPS,
    percussion_share=0.5,
    band=(
        Voice(
            "bass", "synth bass, bass", f"{RAP_BASS} 1..1..1...1.8... ..1-..1-|1-..8... 1--..1..", 1.0, 28, (-3.0, 4.0)
        ),
        Voice("chords", "organ, electric piano, piano, strings", STABS, 0.9, 57, (-8.0, 1.0), 0.6),
        SINGER,
        PADS,
        Voice("riff", "synth lead, organ, mallets", share=0.4, low=62, gain_db=(-9.0, 0.0)),
    ),
    progressions=rounds("i7 i7 iv7 v7 / i9 bVImaj7 i9 v7 / i7 bVIImaj7 bVImaj7 v7 / i7 i7 i7 i7"),
    scales=("minor", "dorian", "minor pentatonic"),
    riffs=RIFFS,
    kits=(24, 25, 0),
    swing=((0.1, 0.33),),
    swing_sixteenths=True,
    machine=0.95,
    forms=CLUB_FORMS,
    fills=0.25,
    pushes=0.02,
)
TRIP_HOP = Manner(
    tempi=((62.0, 78.0), (74.0, 92.0)),
    drums=(
        {"kick": BOOM_BAP, "snare": RAP_SNARES},
        {"kick": BOOM_BAP, "snare": RAP_SNARES, "snare 2": "......o..o.....o ................"},
        {"kick": BOOM_BAP, "rim": RAP_SNARES},
    ),
    cymbals=HIP_HATS,
    percussion=LOOPS,
    band=(
        Voice("bass", "bass, upright bass, synth bass", RAP_BASS, 1.0, 28, (-3.0, 3.0)),
        Voice("chords", "electric piano, strings, clean guitar, organ", LOOPED, 0.8, 55, (-9.0, 1.0)),
        PADS,
        Voice("melody", "voices, reed, solo brass, flute", share=0.7, low=57, gain_db=(-5.0, 2.0)),
        ARPS,
        Voice("riff", "clean guitar, mallets, strings", share=0.4, low=57, gain_db=(-9.0, 0.0)),
    ),
    progressions=rounds("i i i i / i7 iv7 i7 iv7 / i bVI i bVI / i bII i bII / i bVII bVI V / i9 bVImaj7 i9 v7"),
    scales=("minor", "dorian", "minor pentatonic"),
    riffs=RIFFS,
    kits=(0, 8, 16, 25),
    swing=((0.0, 0.1), (0.1, 0.3)),
    swing_sixteenths=True,
    machine=0.7,
    forms=LOOP_FORMS,
    fills=0.2,
    chops=0.25,
)
DUBSTEP = Manner(
    tempi=((68.0, 72.0), (66.0, 76.0)),
    drums=(
        {"kick": "x....... x.....x...x..... x..x......x..... x.........x..x..", "snare": "..X...X. ....X.......X..."},
        {"kick": "x......x..x..... x.....x.........", "clap": "..X...X.", "snare": "..X...X. ....X.......X..o"},
    ),
    cymbals=({"hat": "x.xxx.xxx.xxx.xx xxxxxxxx ..x...x...x...x. xx.xx.xxxx.xx.xx"}, {"shaker": "XoxoXoxoXoxoXoxo"}),
    percussion=LOOPS,
    band=(
        Voice(
            "bass",
            "synth bass",
            "1-----1-1-1-1-1- 11.11.1.11.11.1. 1---11111---1.1. 1------- xxxxxxxxxxxx",
            1.0,
            26,
            (-3.0, 4.0),
            0.8,
        ),
        PADS,
        ARPS,
        Voice("riff", "synth lead, mallets, plucked strings", share=0.6, low=60, gain_db=(-9.0, 1.0)),
        SINGER,
    ),
    progressions=rounds("i i i i / i i bVI bVI / i bVI iv v / i bII i i"),
    scales=("minor", "phrygian", "harmonic minor"),
    riffs=RIFFS,
    kits=(24, 25, 16),
    machine=1.0,
    forms=CLUB_FORMS,
    fills=0.3,
    pushes=0.0,
)

STYLES: dict[str, Style] = {
    "dancehall": style("dancehall", DANCEHALL),
    "soca": style("soca", SOCA),
    "cumbia": style("cumbia", CUMBIA),
    "merengue": style("merengue", MERENGUE),
    "two-step": style("two-step", TWO_STEP),
    "trip-hop": style("trip-hop", TRIP_HOP),
    "dubstep": style("dubstep", DUBSTEP),
}
