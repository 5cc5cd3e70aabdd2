"""The sound as it comes, and what is heard in it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]

BANDS: tuple[str, ...] = ("sub", "low", "mid", "high", "air")
"""The names of the bands, from below: up to 60, 250, 2000, 6000 Hz, and above."""

PITCH_CLASSES: tuple[str, ...] = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
"""The twelve pitch classes, in the order of MIDI's note numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class AudioBlock:
    """One block of sound, already one channel."""

    at: float
    "When its last sample was captured (or, of a file, was due)."
    samples: Samples
    "(n,) float32 in -1..1, finite, not writeable."
    rate: int
    "Samples a second."


@dataclass(frozen=True, slots=True)
class AudioState:
    """The sound's source came or went."""

    at: float
    present: bool
    detail: str
    "Which source, or why it is gone, in words for the operator."


@dataclass(frozen=True, slots=True)
class Features:
    """What one block of sound is like. Formulas and time constants stand in analysis/."""

    at: float
    rms_db: float
    "Level, dBFS of a full-scale sine's RMS = -3.01; floor -120."
    peak: float
    "Largest sample of the block, 0..1 and above when clipped at the source."
    energy: float
    "Level within the automatic gain's window, 0..1."
    bands: tuple[float, ...]
    "The bands of BANDS, each within its own window of gain, 0..1."
    centroid_hz: float
    "Spectral centroid in hertz; 0 in silence."
    brightness: float
    "The centroid on a logarithmic scale from 100 Hz (0) to 10 kHz (1)."
    flatness: float
    "Spectral flatness, 0 (a tone) to 1 (white noise)."
    texture: float
    "Flatness on the scale that music covers, 0..1."
    flux: float
    "Positive change of the log spectrum, 0..1."
    onset: float
    "Strength of an onset that this block completes, 0 if none, at most 1."
    rise: float
    "Short loudness above long loudness, in decibels: what a drop or spike looks like."
    silence: bool
    clipping: bool
    band_db: tuple[float, ...] = (-120.0,) * len(BANDS)
    "Level of each of BANDS, dBFS as rms_db; floor -120."
    loudness_lufs: float = -120.0
    "Momentary loudness (400 ms) after ITU-R BS.1770-4 of this one channel, LUFS; floor -120."
    loudness_short_lufs: float = -120.0
    "Short-term loudness (3 s), as above."
    pitch_hz: float = 0.0
    "Fundamental of the one voice that is heard, 50..2000 Hz; 0 in silence and where there is none to be sure of."
    pitch_confidence: float = 0.0
    "How periodic the sound is, 0..1; 0 in silence. From 0.8 on there is a pitch."
    chroma: tuple[float, ...] = (0.0,) * len(PITCH_CLASSES)
    "Share of each of PITCH_CLASSES, 0..1, the strongest 1; zeros in silence. Tuned to A4 = 440 Hz."


class Turn(StrEnum):
    """What a change in the music's form is, in a musician's words; analysis/structure.py says how each is heard."""

    DROP = "drop"
    BUILD = "build"
    BREAKDOWN = "breakdown"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Structure:
    """A new part of the music began, within the last bar; at most one a bar."""

    at: float
    "When it was heard."
    kind: Turn
    strength: float
    "How great the change is, above 0 and at most 1."
