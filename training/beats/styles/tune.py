"""A tune: the time, the form and the harmony that every player of a piece writes against.

Rules: progressions are harmony's strings. A piece draws one or two of them and a form; some of the time it draws chords
that nobody wrote, each from those that usually follow the one before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.beats.styles.common import Passage, chance, choose
from training.beats.styles.harmony import Chord, changes

WANDERING = {
    "I": ("IV", "V", "vi", "ii", "iii"),
    "ii": ("V", "V", "IV", "vi"),
    "iii": ("vi", "IV", "ii"),
    "IV": ("I", "V", "ii", "vi"),
    "V": ("I", "I", "vi", "IV"),
    "vi": ("IV", "ii", "V", "iii"),
    "i": ("bVI", "iv", "bVII", "V", "bIII"),
    "bIII": ("bVI", "iv", "bVII"),
    "iv": ("i", "V", "bVII"),
    "bVI": ("bVII", "bIII", "iv", "V"),
    "bVII": ("i", "bIII", "bVI"),
}
"Which chord leads where."

FORMS = ("A", "A", "AB", "AAB", "AABA", "AABB", "ABAC", "ABAB")


@dataclass(frozen=True, slots=True)
class Tune:
    """What the players of a piece agree on."""

    bpm: float
    passage: Passage
    "The whole piece."
    scale: tuple[int, ...]
    "Pitch classes in which melodies move."

    @property
    def meter(self) -> int:
        """Beats per bar."""
        return self.passage.beats_per_bar

    @property
    def bars(self) -> int:
        """Bars of the piece."""
        return self.passage.bars

    def chord(self, at: float) -> Chord:
        """Return the chord that sounds at this beat."""
        return self.passage.changes.at(at)

    def beats_in(self, seconds: float) -> float:
        """Return how many beats these seconds last."""
        return seconds * self.bpm / 60


def classes(chord: Chord) -> tuple[int, ...]:
    """Return the chord's pitch classes, the root first."""
    return tuple((chord.root + tone) % 12 for tone in chord.tones)


def is_minor(progression: str) -> bool:
    """Tell whether a progression begins on a minor tonic."""
    return re.match(r"i(?![iv])", progression) is not None


def wandered(random: np.random.Generator, home: str, bars: int) -> str:
    """Return a progression that nobody wrote, from home ("I" or "i")."""
    words = [home]
    while len(words) < bars:
        words.append(choose(random, WANDERING[words[-1]]))
    return " ".join(words)


def formed(random: np.random.Generator, progressions: Sequence[str]) -> str:
    """Return a progression made of two or three, some of them wandered, in one of the song forms."""
    first = choose(random, progressions)
    home = "i" if is_minor(first) else "I"
    akin = [progression for progression in progressions if is_minor(progression) == (home == "i")]
    length = len(first.split())
    parts = {name: wandered(random, home, length) if chance(random, 0.4) else choose(random, akin) for name in "BC"}
    parts["A"] = wandered(random, home, choose(random, (4, 8))) if chance(random, 0.2) else first
    return " ".join(parts[letter] for letter in choose(random, FORMS))


def tune(bpm: float, meter: int, bars: int, progression: str, tonic: int, steps: Sequence[int]) -> Tune:
    """Return a tune: a progression round and round on a tonic (pitch class), melodies in a scale of these steps."""
    passage = Passage(0, bars, meter, changes(progression, tonic, meter, 0, bars))
    return Tune(bpm, passage, tuple((tonic + step) % 12 for step in steps))
