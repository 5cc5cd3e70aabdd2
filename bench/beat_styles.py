"""How the bands of the beat benchmark play: one bar or two of steps for each drum, the bass and the chords.

Rules: a digit is a stroke, 1 (ghost) to 9 (accent), a point a rest; a row repeats after its own length. In the bass
a digit is a step of the scale above the chord's root: 1 the root itself, 8 its octave.
A stroke's step lies on the grid of the beat, `grid` to a beat; `swing` is how much of a step every second one is late.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Style:
    """A band, as the drummer would write it down."""

    drums: Mapping[str, str]
    "Voice of the kit -> steps."
    bass: str = ""
    chords: str = ""
    instrument: str = "keys"
    "What plays the chords: keys, guitar, stab."
    sustain: float = 1.0
    "Steps that a chord lasts."
    pad: float = 0.0
    "Level of the long chord beneath, 0..1."
    beats: int = 4
    "To a bar."
    grid: int = 4
    "Steps to a beat."
    swing: float = 0.0
    fill: Mapping[str, str] = field(default_factory=dict)
    "What some of the drums play in every fourth bar instead."
    human: float = 0.0
    "Seconds: standard deviation of a stroke's time."
    room: float = 0.15
    "Level of the room; 0 leaves digital silence between dry strokes."


_ROLL = {"snare": "....9......57579", "kick": "9.......9......."}

STYLES: Mapping[str, Style] = {
    "kick": Style({"kick": "9..."}, room=0.0),
    "house": Style(
        {
            "kick": "9...9...9...9...",
            "clap": "....8.......8...",
            "open_hat": "..6...6...6...6.",
            "hat": "4.3.4.3.4.3.4.34",
        },
        bass="..1...1...1..81.",
        chords="...7..7....6..5.",
        instrument="stab",
        sustain=2.0,
        pad=0.35,
        fill={"clap": "....8.......8.68"},
    ),
    "techno": Style(
        {"kick": "9...", "hat": "..7.", "ride": "6.....5.6.....5.", "rim": "...5..4....5.4.."},
        bass=".111.111.111.118",
        chords="..............6.",
        instrument="stab",
        sustain=3.0,
        pad=0.2,
    ),
    "disco": Style(
        {
            "kick": "9...9...9...9...",
            "snare": "....9.......9...",
            "hat": "6.4.6.4.6.4.6.4.",
            "open_hat": "..7...7...7...7.",
        },
        bass="1.8.1.8.1.8.1.8.",
        chords="..7...7...7..67.",
        instrument="guitar",
        sustain=0.8,
        fill=_ROLL,
        human=0.004,
    ),
    "rock": Style(
        {"kick": "9.....6.9.5.....", "snare": "....9.......9...", "hat": "7.4.7.4.7.4.7.4."},
        bass="1.1.1.1.1.1.1.5.",
        chords="8.....7.8...6...",
        instrument="guitar",
        sustain=3.5,
        fill=_ROLL,
        human=0.006,
    ),
    "soul": Style(
        {"kick": "9.....5...8.....", "snare": "....8..2.2..8..3", "hat": "6.465.466.465.46"},
        bass="1.....1..18...5.",
        chords="7.....5...6.....",
        sustain=4.0,
        swing=0.25,
        fill={"snare": "....8..2.2..8.68"},
        human=0.007,
    ),
    "reggae": Style(
        {"kick": "........9.......", "rim": "........8.....4.", "hat": "5.6.5.646.5.6.5."},
        bass="..1.3...1.5...1.",
        chords="....7.......7...",
        instrument="guitar",
        sustain=0.9,
        swing=0.2,
        fill={"rim": "........8..6.8.8"},
        human=0.006,
        room=0.25,
    ),
    "funk": Style(
        {
            "kick": "9..7......8..6..",
            "snare": "....9..3.3..9..3" + "....9..3.3.3..8.",
            "hat": "7.5.7.5.7.5.7.5.",
        },
        bass="1..1.....81..5.." + "1..1....7.8...5.",
        chords="..6..5....6..5..",
        instrument="guitar",
        sustain=0.7,
        human=0.005,
    ),
    "ballad": Style(
        {"kick": "9.......8.5.....", "rim": "....7.......7...", "hat": "5...4...5...4..."},
        bass="1.......1.....5.",
        chords="8.4.6.4.7.4.6.4.",
        sustain=2.5,
        pad=0.3,
        human=0.008,
        room=0.3,
    ),
    "waltz": Style({}, bass="1...........", chords="....6...6...", sustain=3.0, beats=3, human=0.009, room=0.35),
    "punk": Style(
        {"kick": "9..6..8.9..6..8.", "snare": "....9.......9...", "hat": "8...8...8...8..."},
        bass="1.1.1.1.1.1.1.1.",
        chords="8.6.7.6.8.6.7.6.",
        instrument="guitar",
        sustain=1.6,
        fill=_ROLL,
        human=0.005,
    ),
    "swing": Style(
        {
            "ride": "8..7.68..7.6",
            "hat": "...7.....7..",
            "kick": "4..4..4..4..",
            "snare": ".....3......" + "..3........3",
        },
        bass="1..3..5..8.." + "8..7..5..3..",
        chords="7....6......" + ".....5...6..",
        sustain=1.2,
        grid=3,
        human=0.007,
        room=0.25,
    ),
    "half_time": Style(
        {"kick": "9.....5...5.....", "snare": "........9.......", "hat": "7.4.7.4.7.4.7.44", "rim": "....3.......3..."},
        bass="1.......1.5.....",
        chords="6.........5.....",
        sustain=6.0,
        pad=0.35,
    ),
    "breakbeat": Style(
        {
            "kick": "9.8.......8....." + "9.8.......8..8..",
            "snare": "....9..3.3..9..3" + "....9..3.3....9.",
            "hat": "6.5.6.5.6.5.6.5.",
            "ride": "5...5...5...5...",
        },
        bass="1.........1.....",
        chords="7.............5.",
        instrument="stab",
        sustain=3.0,
        pad=0.3,
        swing=0.08,
        human=0.002,
    ),
}

PROGRESSIONS: tuple[tuple[int, ...], ...] = (
    (0, 5, 3, 4),
    (0, 3, 4, 0),
    (5, 3, 0, 4),
    (1, 4, 0, 5),
    (0, 4, 5, 3),
)
"Degrees of a major scale, a bar each: I vi IV V, and others that everybody has heard."
SCALE = (0, 2, 4, 5, 7, 9, 11)
"Semitones of the major scale above its keynote."
