"""Chroma: how much of the sound lies in each of the twelve pitch classes.

Rules: C is the first, A has 440 Hz. The peaks of a long spectrum give their amplitude to the classes within a semitone,
by a squared cosine: harmonic pitch class profiles after E. Gomez, "Tonal description of polyphonic audio for music
content processing", INFORMS Journal on Computing 18, 2006, without their weighting of harmonics. The work is in two
steps, so that no hop pays for both.
"""

import numpy as np

from soundscape_live.analysis.levels import share
from soundscape_live.analysis.spectrum import Recent, Spectrum
from soundscape_live.model import PITCH_CLASSES, Samples

WINDOW = 2048 / 12_000
"Seconds: tells two notes a semitone apart from 200 Hz up."
LOWEST, HIGHEST = 125.0, 2500.0
"Hertz."
REFERENCE, REFERENCE_CLASS = 440.0, 9
"Hertz of A above middle C, and A's place counted from C."
MEMORY = 0.2
"Seconds over which the profile is averaged."
FAINTEST = 1e-5
"Amplitude, -100 dB, under which a profile is nothing."

COUNT = len(PITCH_CLASSES)


class Chroma:
    """Follows the pitch classes of a narrow sound."""

    def __init__(self, rate: float, period: float) -> None:
        """Prepare for sound of `rate`; `gather` is called once every `period` seconds."""
        self._spectrum = Spectrum(rate, WINDOW)
        self._recent = Recent(self._spectrum.length)
        frequencies = self._spectrum.frequencies
        first, end = np.searchsorted(frequencies, (LOWEST, min(HIGHEST, rate / 2))).tolist()
        # A peak is known by its neighbours.
        self._range = slice(first - 1, end + 1)
        self._power = np.zeros(end - first + 2, np.float32)
        self._weights = _weights(frequencies[first:end])
        self._profile = np.zeros(COUNT, np.float32)
        self._share = share(period, MEMORY)

    def hear(self, sound: Samples) -> None:
        """Take more of the narrow sound."""
        self._recent.push(sound)

    def transform(self) -> None:
        """Take the spectrum of what was heard."""
        self._power = self._spectrum.power(self._recent.samples)[self._range]

    def gather(self) -> tuple[float, ...]:
        """Return the profile of the spectra so far, 0..1 for each of PITCH_CLASSES, the strongest 1; zeros of none."""
        amplitude = np.sqrt(self._power)
        rises = amplitude[1:] > amplitude[:-1]
        peaks = rises[:-1] > rises[1:]
        self._profile += ((amplitude[1:-1] * peaks) @ self._weights - self._profile) * self._share
        profile: list[float] = self._profile.tolist()
        strongest = max(profile)
        if strongest < FAINTEST:
            return (0.0,) * COUNT
        return tuple([part / strongest for part in profile])


def _weights(frequencies: Samples) -> Samples:
    """Return how much a peak at each frequency in hertz gives to each class, (n, COUNT)."""
    place = COUNT * np.log2(frequencies.astype(np.float64) / REFERENCE) + REFERENCE_CLASS
    distance = (place[:, None] - np.arange(COUNT) + COUNT / 2) % COUNT - COUNT / 2
    return np.where(np.abs(distance) < 1.0, np.cos(np.pi / 2 * distance) ** 2, 0.0).astype(np.float32)
