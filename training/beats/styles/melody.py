"""Lead lines: phrases of a rhythm vocabulary, with pickups, syncopation, slides, and a time of their own.

Rules: a lead's rhythms are patterns of one bar, `x` a note, `-` its length, `.` silence. A phrase is a plan of letters,
one a bar, each letter a rhythm that returns; `_` is a bar of rest. A lead plays one note at a time; its other voices,
where it has some, move with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from training.beats.score import Note
from training.beats.styles.common import chance, choose, strokes, velocity
from training.beats.styles.figures import Writer, stress
from training.beats.styles.tune import Tune, classes

PHRASES = ("abac", "aab_", "abab", "abcd", "aaab", "ab_c", "a_b_", "ab", "abc_", "aabc", "ab__", "abacabad")
"How the rhythms of a phrase return."


def singly(notes: Sequence[Note]) -> list[Note]:
    """Return the notes by start, each ended where the next begins."""
    ordered = sorted(notes, key=lambda note: note.start)
    cut = [replace(note, length=min(note.length, after.start - note.start)) for note, after in pairwise(ordered)]
    return [note for note in [*cut, *ordered[-1:]] if note.length > 0.02]


@dataclass(slots=True)
class Line:
    """A voice that walks through a scale within a range."""

    tune: Tune
    low: int
    high: int
    leap: float
    "Chance that a step is a leap."
    pitch: int

    def near(self, pitch: int, wanted: Sequence[int]) -> int:
        """Return the pitch of these classes nearest to a pitch, within the range."""
        options = [option for option in range(self.low, self.high + 1) if option % 12 in wanted]
        return min(options, key=lambda option: (abs(option - pitch), option))

    def step(self, random: np.random.Generator, start: float, length: float) -> int:
        """Move on and return the pitch: a chord's where the note is long or (mostly) on the beat, else the scale's."""
        reach = choose(random, (5, 7, 9, 12)) if chance(random, self.leap) else choose(random, (0, 2, 2, 3))
        middle = (self.low + self.high) / 2
        falls = chance(random, 0.5 + (self.pitch - middle) / (self.high - self.low))
        settled = length >= 1 or (start % 1 < 0.01 and chance(random, 0.6))
        wanted = classes(self.tune.chord(start)) if settled else self.tune.scale
        self.pitch = self.near(self.pitch + (-reach if falls else reach), wanted)
        return self.pitch


def early(notes: Sequence[Note], share: float, random: np.random.Generator) -> list[Note]:
    """Return the notes, so many of those on a beat half a beat or a quarter before it."""
    moved: list[Note] = []
    for note in notes:
        by = min(note.start, choose(random, (0.25, 0.5, 0.5)))
        syncopated = note.start % 1 < 0.01 and chance(random, share)
        moved.append(replace(note, start=note.start - by, length=note.length + by) if syncopated else note)
    return moved


def graced(notes: Sequence[Note], share: float, tune: Tune, random: np.random.Generator) -> list[Note]:
    """Return the notes, so many of them with a short one from below or above before them."""
    short = tune.beats_in(0.06)
    return [
        *notes,
        *(
            Note(note.start - short, short, note.pitch + choose(random, (-2, -1, -1, 1, 2)), max(1, note.velocity - 15))
            for note in notes
            if note.start > short and chance(random, share)
        ),
    ]


def pickup(tune: Tune, bar: int, line: Line, random: np.random.Generator) -> list[Note]:
    """Return one to three notes that lead into a bar."""
    step = choose(random, (0.5, 0.5, 1 / 3, 0.25, 1.0))
    starts = [bar * tune.meter - step * place for place in range(int(random.integers(1, 4)), 0, -1)]
    return [Note(start, step, line.step(random, start, step), 75) for start in starts if start >= 0]


def under(pitch: int, depth: int, scale: Sequence[int]) -> int:
    """Return the pitch of the scale that is nearest to so many semitones below a pitch."""
    wanted = pitch - depth
    return min((wanted + by for by in (0, -1, 1, -2, 2, -3, 3)), key=lambda option: option % 12 not in scale)


def doubled(notes: Sequence[Note], scale: Sequence[int], voices: int) -> list[Note]:
    """Return the notes, with other voices about a third, a sixth and an octave below them."""
    return [
        *notes,
        *(
            replace(note, pitch=under(note.pitch, depth, scale), velocity=max(1, note.velocity - 12))
            for depth in (3, 8, 12)[: voices - 1]
            for note in notes
        ),
    ]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a lead line is sung or played."""

    rhythms: tuple[str, ...]
    low: int
    high: int
    leap: float
    syncopation: float
    "Share of the notes on a beat that come before it; a piece draws up to twice as much."
    grace: float
    "Share of the notes that are slid into; likewise."
    late: float
    "By how many seconds a phrase may be late as a whole, or early by half as much."
    phrases: tuple[str, ...]

    def phrased(self, tune: Tune, random: np.random.Generator) -> list[Note]:
        """Return the line as it is written, phrase by phrase."""
        line = Line(tune, self.low, self.high, self.leap, int(random.integers(self.low + 3, self.high - 2)))
        told = {letter: choose(random, self.rhythms) for letter in "abcd"}
        plan, begin = choose(random, self.phrases), int(random.integers(0, 3))
        upbeat, strength = random.uniform(0, 0.8), random.uniform(0.55, 0.9)
        notes: list[Note] = []
        offset = 0.0
        for bar in range(begin, tune.bars):
            place = (bar - begin) % len(plan)
            if place == 0:
                offset = tune.beats_in(random.uniform(-self.late / 2, self.late))
                notes += pickup(tune, bar, line, random) if chance(random, upbeat) else []
            if plan[place] == "_":
                continue
            rhythm = choose(random, self.rhythms) if chance(random, 0.15) else told[plan[place]]
            for stroke in strokes(tune.passage.part(bar, 1), rhythm):
                level = velocity(random, strength * stress(tune, stroke.start))
                pitch = line.step(random, stroke.start, stroke.length)
                notes.append(Note(max(0.0, stroke.start + offset), stroke.length, pitch, level))
        return notes


def lead(  # noqa: PLR0913 what a lead line is made of, each with its usual value
    *words: str,
    low: int = 60,
    high: int = 81,
    leap: float = 0.2,
    syncopation: float = 0.1,
    grace: float = 0.05,
    late: float = 0.04,
    voices: int = 1,
    phrases: tuple[str, ...] = PHRASES,
) -> Writer:
    """Return a writer of a lead line: rhythms (as figure has its texts), Manner's fields, how many voices at most."""
    manner = Manner(tuple(" ".join(words).split()), low, high, leap, syncopation, grace, late, phrases)

    def write(tune: Tune, random: np.random.Generator) -> list[Note]:
        notes = early(manner.phrased(tune, random), random.uniform(0, 2 * syncopation), random)
        notes = singly(graced(notes, random.uniform(0, 2 * grace), tune, random))
        return doubled(notes, tune.scale, int(random.integers(1, voices + 1)))

    return write
