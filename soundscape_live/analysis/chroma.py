"""Chroma: how much of the sound lies in each of the twelve pitch classes.

Rules: C is the first, A has 440 Hz. The peaks of a long spectrum are measured between its bins, and each gives its
amplitude to the classes within a semitone, by a squared cosine: harmonic pitch class profiles after E. Gomez, "Tonal
description of polyphonic audio for music content processing", INFORMS Journal on Computing 18, 2006, without their
weighting of harmonics. The work is in two steps, so that no hop pays for both.
"""

import numpy as np
from numpy.typing import NDArray

from soundscape_live.analysis.levels import share
from soundscape_live.analysis.spectrum import TINY, Recent, Spectrum
from soundscape_live.model import PITCH_CLASSES, Samples

WINDOW = 2048 / 12_000
"Seconds: tells two notes a semitone apart from 200 Hz up."
LOWEST, HIGHEST = 100.0, 2500.0
"Hertz."
REFERENCE, REFERENCE_CLASS = 440.0, 9
"Hertz of A above middle C, and A's place counted from C."
DEPTH = 40.0
"Decibels under the strongest peak from which on a peak is nothing."
MEMORY = 0.2
"Seconds over which the profile is averaged."

COUNT = len(PITCH_CLASSES)


class Chroma:
    """Follows the pitch classes of a narrow sound."""

    def __init__(self, rate: float, period: float) -> None:
        """Prepare for sound of `rate`; `gather` is called once every `period` seconds."""
        self._spectrum = Spectrum(rate, WINDOW)
        self._recent = Recent(self._spectrum.length)
        frequencies = self._spectrum.frequencies
        self._first, self._end = np.searchsorted(frequencies, (LOWEST, min(HIGHEST, rate / 2))).tolist()
        self._bin = float(frequencies[1])
        self._power = np.zeros(self._end - self._first, np.float32)
        self._classes = np.arange(COUNT)
        self._profile = np.zeros(COUNT)
        self._share = share(period, MEMORY)

    def hear(self, sound: Samples) -> None:
        """Take more of the narrow sound."""
        self._recent.push(sound)

    def transform(self) -> None:
        """Take the spectrum of what was heard."""
        self._power = self._spectrum.power(self._recent.samples)[self._first : self._end]

    def gather(self) -> tuple[float, ...]:
        """Return the profile of the spectra so far, 0..1 for each of PITCH_CLASSES, the strongest 1; zeros of none."""
        self._profile += (self._folded() - self._profile) * self._share
        strongest = float(self._profile.max())
        if strongest < TINY:
            return (0.0,) * COUNT
        return tuple((self._profile / strongest).tolist())

    def _folded(self) -> NDArray[np.float64]:
        """Return the last spectrum's amplitude in each pitch class."""
        power = self._power
        middle = power[1:-1]
        least = max(float(power.max()) * 10.0 ** (-DEPTH / 10.0), TINY)
        peaks = np.flatnonzero((middle > power[:-2]) & (middle >= power[2:]) & (middle > least)) + 1
        below, top, above = (np.log(np.maximum(power[peaks + step], TINY)) for step in (-1, 0, 1))
        # A parabola through the logarithms of a peak and its neighbours has its top between the bins.
        offset = 0.5 * (below - above) / (below - 2.0 * top + above)
        hertz = (peaks + self._first + offset) * self._bin
        place = COUNT * np.log2(hertz / REFERENCE) + REFERENCE_CLASS
        distance = (place[:, None] - self._classes + COUNT / 2) % COUNT - COUNT / 2
        weight = np.where(np.abs(distance) < 1.0, np.cos(np.pi / 2 * distance) ** 2, 0.0)
        folded: NDArray[np.float64] = np.sqrt(power[peaks]) @ weight
        return folded
