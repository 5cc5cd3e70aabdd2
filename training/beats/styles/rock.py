"""Pop, rock, new wave."""

from training.beats.score import Style
from training.beats.styles.backbeat import (
    ARPEGGIOS,
    BACKBEATS,
    BASIST,
    ELECTRIC,
    HALF_TIME,
    HANDS,
    KEYS,
    KICKS,
    LOUD_TIME,
    MUTED_EIGHTHS,
    PLAIN_BACKBEATS,
    PLAIN_KICKS,
    RIFFS,
    ROCK_TIME,
    SINGER,
    STABS,
    STRINGS,
    STRUMS,
)
from training.beats.styles.band import style
from training.beats.styles.harmony import MAJOR_PROGRESSIONS, MINOR_PROGRESSIONS
from training.beats.styles.manner import Manner, Voice

POP_TEMPI = ((66.0, 90.0), (84.0, 112.0), (100.0, 132.0), (120.0, 152.0))
POP = Manner(
    tempi=POP_TEMPI,
    drums=(
        {"kick": KICKS, "snare": BACKBEATS},
        {"kick": KICKS, "snare": BACKBEATS, "clap": "..x...x. ......x."},
        {"kick": KICKS, "rim": "..X...X. ....X.......X... ..x..xx."},
        {"kick": "x.x.x.x.", "snare": BACKBEATS},
    ),
    cymbals=ROCK_TIME,
    half=HALF_TIME,
    percussion=HANDS,
    percussion_share=0.45,
    band=(
        BASIST,
        Voice("chords", "steel guitar, clean guitar, nylon guitar", STRUMS, 0.7, 52, (-9.0, 0.0)),
        Voice("chords", KEYS, STRUMS + STABS, 0.55, 55, (-8.0, 0.0)),
        STRINGS,
        SINGER,
        Voice("arpeggio", "clean guitar, synth lead, piano, mallets, muted guitar", ARPEGGIOS, 0.35, 62, (-12.0, -2.0)),
        Voice(
            "riff",
            "clean guitar, brass, synth lead, strings, distorted guitar",
            share=0.2,
            low=60,
            gain_db=(-9.0, -1.0),
        ),
        Voice("melody", "strings, voices, brass", share=0.2, low=66, gain_db=(-12.0, -3.0)),
    ),
    progressions=MAJOR_PROGRESSIONS + MINOR_PROGRESSIONS[:6],
    scales=("major", "pentatonic", "minor pentatonic", "mixolydian"),
    riffs=RIFFS,
    machine=0.3,
    kits=(0, 0, 8, 16, 24),
    pushes=0.3,
)
ROCK = Manner(
    tempi=((72.0, 100.0), (96.0, 132.0), (112.0, 150.0), (140.0, 178.0)),
    drums=(
        {"kick": KICKS, "snare": BACKBEATS},
        {"kick": KICKS, "snare": BACKBEATS},
        {"kick": KICKS, "snare": "XxXxXxXx ..X...X."},
    ),
    cymbals=ROCK_TIME + LOUD_TIME,
    half=HALF_TIME,
    percussion=HANDS[:4],
    percussion_share=0.2,
    band=(
        BASIST,
        Voice("power", ELECTRIC, MUTED_EIGHTHS + STRUMS, 0.85, 40, (-8.0, 1.0)),
        Voice("power", "distorted guitar, clean guitar", STRUMS, 0.5, 45, (-9.0, 0.0)),
        Voice("riff", "distorted guitar, clean guitar", share=0.4, low=45, gain_db=(-8.0, 1.0)),
        SINGER,
        Voice("pad", "organ, strings", share=0.25, low=57, gain_db=(-12.0, -4.0)),
        Voice("chords", "piano, organ", STRUMS, 0.2, 57, (-10.0, -2.0)),
    ),
    progressions=MAJOR_PROGRESSIONS + MINOR_PROGRESSIONS,
    scales=("minor pentatonic", "blues", "mixolydian", "major"),
    riffs=RIFFS,
    kits=(0, 8, 16, 16),
    pushes=0.3,
)
NEW_WAVE = Manner(
    tempi=((108.0, 136.0), (130.0, 168.0), (92.0, 112.0)),
    drums=(
        {"kick": PLAIN_KICKS + "x.x.x.x. x.x.x.x. x..x..x.", "snare": "..X...X. ..X...X. ..X...Xx"},
        {"kick": "x.x.x.x.", "snare": PLAIN_BACKBEATS, "clap": "..x...x. ........"},
        {
            "kick": "x...x... x..x..x.",
            "snare": "..X...X.",
            "high tom": "........ ......x.|.....x.x",
            "floor tom": ".......x x..x..x.",
        },
    ),
    cymbals=(
        {"hat": "xxxxxxxx XoxoXoxoXoxoXoxo xxxxxxxxxxxxxxxx .x.x.x.x x.x.x.x."},
        {"open": ".x.x.x.x", "hat": "x.x.x.x. ........"},
        {"shaker": "xxxxxxxx"},
    ),
    percussion=HANDS,
    band=(
        Voice(
            "bass",
            "synth bass, bass",
            "11111111 1.1.1.1. 18181818 1111111111111111 1..1..1. .1.1.1.1 1.11.1.1 1.111.111.111.11",
            1.0,
            31,
            (-5.0, 2.0),
            held=0.6,
        ),
        Voice(
            "chords",
            "synth pad, synth lead, strings, organ",
            "x------- x---x--- ..x...x. x--x--x- .x.x.x.x x..x..>-",
            0.8,
            55,
            (-8.0, 0.0),
        ),
        Voice("arpeggio", "synth lead, clean guitar, muted guitar", ARPEGGIOS, 0.6, 60, (-10.0, 0.0)),
        Voice("chords", "clean guitar, muted guitar", STRUMS, 0.5, 55, (-10.0, -1.0), held=0.5),
        Voice("riff", "synth lead, brass, mallets", share=0.5, low=64, gain_db=(-8.0, 1.0)),
        Voice("melody", "voices, synth lead, saxophone", share=0.6, low=58, gain_db=(-6.0, 2.0)),
    ),
    progressions=MINOR_PROGRESSIONS + MAJOR_PROGRESSIONS[:8],
    scales=("minor", "dorian", "major", "minor pentatonic"),
    riffs=RIFFS,
    kits=(24, 24, 16, 25, 0),
    machine=0.55,
)

STYLES: dict[str, Style] = {
    "pop": style("pop", POP),
    "rock": style("rock", ROCK),
    "new wave": style("new wave", NEW_WAVE),
}
