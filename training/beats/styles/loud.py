"""Hard rock, metal and punk: double bass drum, blast beats, gallops, breakdowns."""

from training.beats.score import Style
from training.beats.styles.backbeat import (
    ELECTRIC,
    GALLOPS,
    HALF_TIME,
    LOUD_TIME,
    MUTED_EIGHTHS,
    PLAIN_BACKBEATS,
    PLAIN_KICKS,
    RIFFS,
    ROCK_TIME,
    SINGER,
)
from training.beats.styles.band import style
from training.beats.styles.harmony import MINOR_PROGRESSIONS
from training.beats.styles.manner import Manner, Voice, rounds

DOUBLE_BASS = """
    xxxxxxxxxxxxxxxx  xxxxxxxx  x.xxx.xxx.xxx.xx  xxx.xxx.xxx.xxx.  xxxx....xxxx....  x..xx..xx..xx..x
    xx.xx.xx.xx.xx..  x.xx..x.x.xx..x.  x..x..x.x..x..x.  x...xx..  x.x.xxxxx.x.xxxx
"""
METAL = Manner(
    tempi=((62.0, 100.0), (96.0, 140.0), (140.0, 200.0), (164.0, 204.0)),
    drums=(
        {"kick": DOUBLE_BASS + PLAIN_KICKS, "snare": PLAIN_BACKBEATS},
        {"kick": DOUBLE_BASS, "snare": "..X...X. ....X... .X.X.X.X"},
        {"kick": "x.x.x.x. xxxxxxxx", "snare": ".X.X.X.X X.X.X.X."},
    ),
    cymbals=LOUD_TIME,
    half=({"kick": GALLOPS, "snare": "....X... ........X....... ....X...|....X.x."},),
    band=(
        Voice("power", ELECTRIC, GALLOPS + MUTED_EIGHTHS, 1.0, 37, (-6.0, 3.0), held=0.6),
        Voice("riff", ELECTRIC, share=0.6, low=40, gain_db=(-7.0, 2.0)),
        Voice("bass", "bass", GALLOPS + "11111111 1---1---", 0.9, 27, (-8.0, 1.0)),
        Voice("riff", "bass", share=0.3, low=28, gain_db=(-8.0, 0.0)),
        Voice("power", ELECTRIC, "x------- x---x--- X-x-X-x- x-------|x---x---", 0.5, 42, (-8.0, 1.0)),
        Voice("melody", "distorted guitar, voices, synth lead", share=0.45, low=60, gain_db=(-8.0, 1.0)),
        Voice("pad", "strings, voices, synth pad", share=0.2, low=57, gain_db=(-14.0, -4.0)),
    ),
    progressions=(
        "i i i i",
        "i i bVI bVII",
        "i bII i bII",
        "i bVI bIII bVII",
        "i i bII bIII",
        "i bV i bII",
        *MINOR_PROGRESSIONS[:4],
    ),
    scales=("minor", "phrygian", "minor pentatonic", "harmonic minor", "blues"),
    riffs=RIFFS + GALLOPS,
    kits=(16, 16, 8, 0),
)
PUNK = Manner(
    tempi=((140.0, 172.0), (160.0, 205.0), (168.0, 206.0), (92.0, 104.0)),
    drums=({"kick": "x...x... x..xx... x.x.x.x. x..xx..x x...xx.. x.xxx.xx", "snare": "..X...X. ..X...X. .X.X.X.X"},),
    cymbals=LOUD_TIME + ROCK_TIME[:2],
    half=HALF_TIME,
    band=(
        Voice("power", ELECTRIC, "xxxxxxxx XxxxXxxx XxxXxxXx x-x-x-x- X------- XoxoXoxoXoxoXoxo", 1.0, 40, (-6.0, 2.0)),
        Voice("bass", "bass", "11111111 1111111a 1-1-1-1- 11115555 1.11.11>", 0.95, 28, (-6.0, 2.0)),
        Voice("power", ELECTRIC, MUTED_EIGHTHS, 0.5, 45, (-8.0, 0.0)),
        SINGER,
        Voice("riff", ELECTRIC, share=0.35, low=52, gain_db=(-8.0, 1.0)),
        Voice("chords", "voices", "x---x--- ......x-|x---.... ..x...x.", 0.3, 60, (-9.0, 0.0)),
        Voice("chords", "organ, clean guitar", ".x.x.x.x xxxxxxxx x-------", 0.25, 57, (-10.0, -1.0)),
    ),
    progressions=rounds("I IV V IV / I V vi IV / I,IV V / I IV I V / I bVII IV I / vi IV I V / i bVI bIII bVII"),
    scales=("major", "pentatonic"),
    riffs=RIFFS,
    kits=(0, 8, 16),
    fills=0.85,
)

STYLES: dict[str, Style] = {
    "metal": style("metal", METAL),
    "punk": style("punk", PUNK),
}
