"""What every style is written with: chance, pattern strings, tempi, instruments, velocities.

Rules: a pattern is a string, a letter for each equal step of the bar and "|" between bars (spaces are for the eye). "X"
is an accent, "x" a stroke, "o" a soft one, "." silence, "-" lets the note before sound on; other letters mean what the
player who reads them says. All chance comes from the generator that is handed in, so a seed writes the same piece.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from training.beats.score import DRUMS, Note, Part
from training.beats.styles.harmony import Changes

Item = TypeVar("Item")

STRENGTHS = {"X": 1.0, "x": 0.82, "o": 0.45}
"How strong a stroke is, of 1; letters that are not here are strokes of 0.82."

PROGRAMS: dict[str, tuple[int, ...]] = {
    "piano": (0, 1, 2, 3),
    "electric piano": (4, 5),
    "clavinet": (7,),
    "mallets": (9, 11, 12, 13),
    "organ": (16, 17, 18, 19),
    "accordion": (21, 22, 23),
    "nylon guitar": (24,),
    "steel guitar": (25,),
    "clean guitar": (26, 27),
    "muted guitar": (28,),
    "distorted guitar": (29, 30),
    "upright bass": (32,),
    "bass": (33, 34, 35),
    "slap bass": (36, 37),
    "synth bass": (38, 39),
    "solo strings": (40, 41, 42),
    "strings": (48, 49, 50, 51),
    "plucked strings": (45, 46),
    "voices": (52, 53, 54),
    "brass": (61, 62, 63),
    "solo brass": (56, 57, 59, 60),
    "saxophone": (64, 65, 66, 67),
    "reed": (68, 69, 70, 71),
    "flute": (73, 74, 75, 79),
    "synth lead": (80, 81, 82, 84, 85, 87),
    "synth pad": (88, 89, 90, 91, 92, 94, 95),
    "folk plucked": (104, 105, 106, 107),
    "fiddle": (40, 110),
}
"General MIDI programs by family."


@dataclass(frozen=True, slots=True)
class Passage:
    """Some bars of a piece, over their chords."""

    first_bar: int
    bars: int
    beats_per_bar: int
    changes: Changes

    @property
    def begin(self) -> float:
        """The beat on which it begins."""
        return float(self.first_bar * self.beats_per_bar)

    @property
    def end(self) -> float:
        """The beat on which it is over."""
        return float((self.first_bar + self.bars) * self.beats_per_bar)

    def part(self, first: int, bars: int) -> "Passage":
        """So many of its bars, the first counted from its own beginning; never beyond its end."""
        return Passage(self.first_bar + first, min(bars, self.bars - first), self.beats_per_bar, self.changes)


@dataclass(frozen=True, slots=True)
class Stroke:
    """One letter of a pattern, placed."""

    start: float
    length: float
    letter: str

    @property
    def strength(self) -> float:
        """0 to 1."""
        return STRENGTHS.get(self.letter, STRENGTHS["x"])


def strokes(passage: Passage, pattern: str) -> Iterator[Stroke]:
    """Place a pattern that goes round through a passage, in time's order."""
    bars = [bar.replace(" ", "") for bar in pattern.split("|")]
    for number in range(passage.bars):
        bar = bars[number % len(bars)]
        step = passage.beats_per_bar / len(bar)
        begin = passage.begin + number * passage.beats_per_bar
        for index, letter in enumerate(bar):
            if letter not in ".-":
                held = len(bar[index + 1 :]) - len(bar[index + 1 :].lstrip("-"))
                yield Stroke(begin + index * step, (1 + held) * step, letter)


def choose(random: np.random.Generator, items: Sequence[Item], weights: Sequence[float] | None = None) -> Item:
    """One of the items, by weight where weights are given."""
    if weights is None:
        return items[int(random.integers(len(items)))]
    shares = np.asarray(weights, dtype=float)
    return items[int(random.choice(len(items), p=shares / shares.sum()))]


def chance(random: np.random.Generator, share: float) -> bool:
    """Draw True so often (0 to 1)."""
    return bool(random.random() < share)


def program(random: np.random.Generator, *families: str) -> int:
    """Draw an instrument of one of these families of PROGRAMS."""
    return choose(random, PROGRAMS[choose(random, families)])


def tempo(random: np.random.Generator, low: float, high: float) -> float:
    """Draw a tempo in BPM: even over the logarithm, a tenth fine."""
    return round(float(np.exp(random.uniform(np.log(low), np.log(high)))), 1)


def bars_for(seconds: float, bpm: float, beats_per_bar: int) -> int:
    """Count the whole bars nearest to so many seconds; two at least."""
    return max(2, round(seconds * bpm / 60.0 / beats_per_bar))


def velocity(random: np.random.Generator, strength: float, spread: float = 5.0, loudest: int = 116) -> int:
    """Draw a velocity for a stroke of a strength of 0 to 1, with the unevenness of a hand (standard deviation)."""
    return max(1, min(127, round(strength * loudest + random.normal(0.0, spread))))


def within(notes: Sequence[Note], end: float) -> tuple[Note, ...]:
    """Put notes in time's order; cut those that sound beyond the end, leave out those that begin outside the piece."""
    kept = (note for note in notes if 0.0 <= note.start < end - 1e-6)
    cut = [Note(n.start, min(n.length, end - n.start), n.pitch, n.velocity) for n in kept]
    return tuple(sorted(cut, key=lambda note: (note.start, note.pitch)))


def part(
    random: np.random.Generator,
    instrument: int,
    notes: Sequence[Note],
    gain_db: tuple[float, float] = (-6.0, 0.0),
    looseness: tuple[float, float] = (0.003, 0.010),
    kit: int = 0,
) -> Part:
    """Seat a player with a level, a place and a looseness by chance; within() is the caller's to do."""
    return Part(
        program=instrument,
        notes=tuple(notes),
        gain_db=round(float(random.uniform(*gain_db)), 1),
        pan=0.0 if instrument == DRUMS else round(float(random.uniform(-0.6, 0.6)), 2),
        looseness=round(float(random.uniform(*looseness)), 4),
        push=round(float(random.normal(0.0, 0.004)), 4),
        kit=kit,
    )
