"""Harmony: chords by their Roman numerals, progressions, scales, and how a hand holds a chord.

Rules: a numeral is read against the major scale of the tonic whatever the mode ("bVII", "#iv"); capitals have a major
third, small letters a minor one; a suffix of SUFFIXES says the rest. A progression is a string, a word for each bar; a
comma divides a bar evenly between chords.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
}
"Semitones above the tonic."

NUMERALS = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}

SUFFIXES: dict[str, tuple[int | None, ...]] = {
    # None stands for the third that the numeral's case gives.
    "": (0, None, 7),
    "5": (0, 7),
    "6": (0, None, 7, 9),
    "7": (0, None, 7, 10),
    "maj7": (0, None, 7, 11),
    "9": (0, None, 7, 10, 14),
    "maj9": (0, None, 7, 11, 14),
    "add9": (0, None, 7, 14),
    "13": (0, None, 7, 10, 14, 21),
    "7b9": (0, None, 7, 10, 13),
    "7#9": (0, None, 7, 10, 15),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "7sus4": (0, 5, 7, 10),
    "dim": (0, 3, 6),
    "dim7": (0, 3, 6, 9),
    "7b5": (0, None, 6, 10),
    "aug": (0, 4, 8),
}
"Semitones above the root."

MAJOR_PROGRESSIONS = (
    "I V vi IV",
    "vi IV I V",
    "I vi IV V",
    "IV I V vi",
    "I IV V IV",
    "I IV I V",
    "I V IV IV",
    "I iii IV V",
    "I I IV V",
    "I V ii IV",
    "IV V iii,vi ii,V",
    "I bVII IV I",
    "I IV vi V",
    "I,V vi,IV",
    "I Iadd9 IVsus2 V",
    "ii IV I V",
    "IV iv I I",
    "I II IV I",
)
MINOR_PROGRESSIONS = (
    "i bVII bVI bVII",
    "i bVI bIII bVII",
    "i iv bVII i",
    "i i iv V",
    "i bVII bVI V",
    "i v bVI iv",
    "i bIII bVII iv",
    "i i bVI bVII",
    "i bVI iv V",
    "i,bVII bVI,bVII",
    "i bII i bII",
    "bVI bVII i i",
    "i IV i IV",
    "i i i i",
)

_NUMERAL = re.compile(r"([b#]?)([IViv]+)(.*)")


@dataclass(frozen=True, slots=True)
class Chord:
    """Pitch classes over a root."""

    root: int
    "Pitch class, 0 (C) to 11."
    tones: tuple[int, ...]
    "Semitones above the root, the root first."

    def tone(self, degree: int) -> int:
        """Semitones above the root of the chord's third (3), fifth (5), sixth or seventh (7), or what stands for it."""
        wanted = {1: (0,), 3: (3, 4, 5, 2), 5: (7, 6, 8), 6: (9,), 7: (10, 11, 9), 9: (14, 13)}[degree]
        found = [semitones for semitones in wanted if semitones in self.tones]
        return found[0] if found else {1: 0, 3: 0, 5: 7, 6: 9, 7: 10, 9: 14}[degree]


@dataclass(frozen=True, slots=True)
class Changes:
    """Which chord holds from which beat of the piece."""

    starts: tuple[float, ...]
    chords: tuple[Chord, ...]

    def at(self, beat: float) -> Chord:
        """Find the chord at a beat; before the first change, the first."""
        return self.chords[max(0, bisect_right(self.starts, beat + 1e-6) - 1)]


def chord(numeral: str, tonic: int) -> Chord:
    """Read a Roman numeral over a tonic (pitch class). ValueError when it is none."""
    match = _NUMERAL.fullmatch(numeral)
    if match is None or match[2].upper() not in NUMERALS or match[3] not in SUFFIXES:
        raise ValueError(f"chord {numeral!r}: expected a Roman numeral and one of {sorted(SUFFIXES)}")
    root = NUMERALS[match[2].upper()] + {"": 0, "b": -1, "#": 1}[match[1]]
    third = 4 if match[2].isupper() else 3
    return Chord((tonic + root) % 12, tuple(third if tone is None else tone for tone in SUFFIXES[match[3]]))


def changes(progression: str, tonic: int, beats_per_bar: int, first_bar: int, bars: int) -> Changes:
    """Lay a progression round and round over so many bars."""
    words = progression.split()
    starts: list[float] = []
    chords: list[Chord] = []
    for bar in range(bars):
        numerals = words[bar % len(words)].split(",")
        for place, numeral in enumerate(numerals):
            starts.append((first_bar + bar + place / len(numerals)) * beats_per_bar)
            chords.append(chord(numeral, tonic))
    return Changes(tuple(starts), tuple(chords))


def joined(pieces: Sequence[Changes]) -> Changes:
    """Join the changes of passages that follow each other."""
    starts = tuple(start for piece in pieces for start in piece.starts)
    return Changes(starts, tuple(one for piece in pieces for one in piece.chords))


def pitch_above(low: int, pitch_class: int) -> int:
    """Find the lowest pitch of a class that is not below low."""
    return low + (pitch_class - low) % 12


def voicing(held: Chord, low: int, voices: int = 4) -> tuple[int, ...]:
    """Pack the chord's tones upward from low, whatever inversion that gives: so hands move little between chords."""
    pitches = sorted({pitch_above(low, (held.root + tone) % 12) for tone in held.tones})
    return tuple(sorted({p + 12 * octave for octave in (0, 1) for p in pitches}))[:voices]


def power_chord(held: Chord, low: int) -> tuple[int, ...]:
    """Hold root, fifth and octave, as a distorted guitar does."""
    root = pitch_above(low, held.root)
    return (root, root + held.tone(5), root + 12)


def scale_pitches(tonic: int, scale: str, low: int, high: int) -> tuple[int, ...]:
    """List every pitch of a scale from low to high."""
    steps = SCALES[scale]
    return tuple(p for p in range(low, high + 1) if (p - tonic) % 12 in steps)


def random_key(random: np.random.Generator) -> int:
    """Draw a tonic's pitch class."""
    return int(random.integers(12))
