"""Four on the floor: disco, house, techno, trance."""

from training.beats.score import Style
from training.beats.styles.band import style
from training.beats.styles.floor import (
    ARPS,
    CLAPS,
    FOUR,
    FOUR_FLOOR,
    HOUSE_BASS,
    LOOPS,
    OCTAVES,
    OFF_BASS,
    OFF_BEATS,
    PADS,
    PLAIN_CLAPS,
    RIFFS,
    ROLLING,
    SINGER,
    SIXTEENTHS,
    STABS,
)
from training.beats.styles.harmony import MAJOR_PROGRESSIONS, MINOR_PROGRESSIONS
from training.beats.styles.manner import CLUB_FORMS, Manner, Voice, rounds

DISCO = Manner(
    tempi=((104.0, 118.0), (114.0, 128.0), (122.0, 136.0)),
    drums=(
        {"kick": FOUR_FLOOR, "snare": PLAIN_CLAPS},
        {"kick": FOUR_FLOOR, "snare": PLAIN_CLAPS, "clap": "..x...x. ........"},
        {"kick": "x...x... x..xx...", "snare": PLAIN_CLAPS},
    ),
    cymbals=OFF_BEATS,
    percussion=LOOPS,
    percussion_share=0.6,
    band=(
        Voice(
            "bass",
            "bass, slap bass, synth bass",
            OCTAVES + "1..1..1.5.8.5.a. 1.1.1.8.|1.8.5.a. 1..11.8.1..11.5a",
            1.0,
            28,
            (-5.0, 2.0),
        ),
        Voice(
            "chords",
            "clean guitar, muted guitar",
            "xxxxxxxxxxxxxxxx ..xx..xx..xx..xx x.xx.xx.x.xx.xx. .x.x.x.x XoxXoxXoXoxXoxXo ..x...x.",
            0.75,
            60,
            (-9.0, -1.0),
            0.5,
        ),
        Voice("pad", "strings", share=0.6, low=64, gain_db=(-9.0, 0.0)),
        Voice("chords", "electric piano, piano, clavinet", STABS + "x-------", 0.6, 55, (-9.0, 0.0)),
        Voice(
            "chords", "brass", "x....... ...x..x. ......xX x..x....|........ ..x.....|....x.x.", 0.45, 60, (-8.0, 0.0)
        ),
        SINGER,
        Voice("riff", "strings, brass, flute", share=0.4, low=67, gain_db=(-8.0, 0.0)),
    ),
    progressions=(
        "i i iv iv",
        "i7 iv7 i7 iv7",
        "ii7 V7 Imaj7 vi7",
        "i bVII bVI V",
        "Imaj7 vi7 ii7 V7",
        "i7 bVIImaj7 bVImaj7 V7",
        *MINOR_PROGRESSIONS[:6],
        *MAJOR_PROGRESSIONS[:4],
    ),
    scales=("minor", "dorian", "major", "minor pentatonic"),
    riffs=RIFFS,
    machine=0.15,
    fills=0.6,
)
HOUSE = Manner(
    tempi=((112.0, 122.0), (118.0, 128.0), (124.0, 134.0)),
    drums=(
        {"kick": FOUR_FLOOR, "clap": CLAPS},
        {"kick": FOUR_FLOOR, "snare": CLAPS, "rim": "...x..x....x..x. ........"},
        {"kick": FOUR_FLOOR},
        {"kick": "x..x..x...x..x.. x.....x...x.....", "clap": PLAIN_CLAPS},
    ),
    cymbals=OFF_BEATS,
    percussion=LOOPS,
    percussion_share=0.55,
    band=(
        Voice("bass", "synth bass, bass", OFF_BASS + HOUSE_BASS, 1.0, 30, (-5.0, 2.0), 0.7),
        Voice("chords", "piano, organ, electric piano, synth pad", STABS, 0.85, 55, (-8.0, 1.0), 0.6),
        PADS,
        SINGER,
        ARPS,
        Voice("riff", "synth lead, organ, mallets, saxophone", share=0.4, low=60, gain_db=(-9.0, 0.0)),
    ),
    progressions=(
        "i7 i7 i7 i7",
        "i7 iv7 i7 iv7",
        "i7 bVIImaj7 bVImaj7 v7",
        "ii9 ii9 v7 v7",
        "i9 i9 bVImaj7 bVII",
        *MINOR_PROGRESSIONS,
    ),
    scales=("minor", "dorian", "minor pentatonic"),
    riffs=RIFFS,
    kits=(24, 25, 25, 16, 0),
    swing=((0.0, 0.0), (0.0, 0.0), (0.1, 0.3)),
    swing_sixteenths=True,
    machine=0.95,
    forms=CLUB_FORMS,
    fills=0.35,
    pushes=0.02,
)
TECHNO = Manner(
    tempi=((120.0, 132.0), (128.0, 142.0), (138.0, 155.0)),
    drums=(
        {"kick": FOUR_FLOOR},
        {"kick": FOUR_FLOOR, "clap": CLAPS},
        {"kick": FOUR_FLOOR, "rim": "...x..x....x..x. ..x..x..x..x..x."},
        {"kick": "x..x..x.x..x..x. x.....x..x...... x..x..x...x..x..", "snare": "....x... ..x...x. ........"},
    ),
    cymbals=OFF_BEATS,
    percussion=LOOPS,
    percussion_share=0.6,
    band=(
        Voice("bass", "synth bass", OFF_BASS + ROLLING + "1....... ..1.....|........", 1.0, 28, (-6.0, 2.0), 0.6),
        Voice("riff", "synth lead, synth bass, clavinet, mallets", share=0.8, low=50, gain_db=(-9.0, 2.0)),
        Voice("chords", "synth pad, organ, synth lead", STABS, 0.5, 55, (-10.0, 0.0), 0.4),
        PADS,
        ARPS,
    ),
    progressions=rounds("i i i i / i i i i / i5 i5 bII5 i5 / i i bVI bVI / i7 i7 i7 i7 / i bII i i"),
    scales=("minor", "phrygian", "minor pentatonic", "dorian"),
    riffs=RIFFS,
    kits=(24, 25, 25, 16),
    machine=1.0,
    forms=CLUB_FORMS,
    fills=0.2,
    pushes=0.02,
)
TRANCE = Manner(
    tempi=((128.0, 136.0), (134.0, 142.0), (138.0, 150.0)),
    drums=({"kick": FOUR, "clap": CLAPS}, {"kick": FOUR, "snare": PLAIN_CLAPS}, {"kick": FOUR_FLOOR}),
    cymbals=OFF_BEATS[:6],
    percussion=LOOPS,
    band=(
        Voice("bass", "synth bass", OFF_BASS + ROLLING, 1.0, 31, (-5.0, 2.0), 0.7),
        Voice("arpeggio", "synth lead, plucked strings, mallets", SIXTEENTHS, 0.9, 60, (-8.0, 2.0), 0.7),
        Voice("pad", "synth pad, strings, voices", share=0.8, low=55, gain_db=(-10.0, 1.0)),
        Voice("riff", "synth lead", share=0.5, low=66, gain_db=(-8.0, 1.0)),
        Voice(
            "chords",
            "synth lead, piano, strings",
            STABS + "xxxxxxxxxxxxxxxx x.xxx.xxx.xxx.xx",
            0.5,
            57,
            (-9.0, 1.0),
            0.6,
        ),
        SINGER,
    ),
    progressions=rounds("""
        i bVI bIII bVII / i bVI bVII i / bVI bVII i i / i iv bVI bVII / i bVII bVI bVII / vi IV I V / i v bVI
        bVII
    """),
    scales=("minor", "harmonic minor"),
    riffs=RIFFS,
    kits=(24, 25, 16),
    machine=1.0,
    forms=CLUB_FORMS,
    fills=0.3,
    pushes=0.02,
)

STYLES: dict[str, Style] = {
    "disco": style("disco", DISCO),
    "house": style("house", HOUSE),
    "techno": style("techno", TECHNO),
    "trance": style("trance", TRANCE),
}
