"""Onsets: sudden growth of the log spectrum.

Log flux is the mean, over bands evenly spaced in mel, of the growth in decibels within LOOK_BACK seconds. Growth of
one band counts up to CEILING, so that a kick weighs as much as a snare. An onset is flux well above its own recent
mean; it is said in the hop that crosses the threshold, not at the top of the hill.
"""

import numpy as np

from soundscape_live.analysis.levels import share
from soundscape_live.model import Samples

CEILING = 15.0
"Decibels of growth in one band that count."


class Flux:
    """Growth of the log spectrum, hop by hop."""

    LOOK_BACK = 0.011

    def __init__(self, hop: float, bands: int) -> None:
        """Begin in silence; `hop` in seconds."""
        self._past = np.full((max(1, round(self.LOOK_BACK / hop)), bands), -120.0, np.float32)
        self._next = 0

    def step(self, level: Samples, floor: float) -> float:
        """Take (bands,) levels in dB and return their mean growth above the floor in dB, 0..CEILING."""
        before = self._past[self._next]
        growth = np.maximum(level, floor) - np.maximum(before, floor)
        mean = float(np.add.reduce(np.minimum(np.maximum(growth, 0.0), CEILING))) / len(level)
        before[:] = level
        self._next = (self._next + 1) % len(self._past)
        return mean


class Onsets:
    """Flux above an adaptive threshold."""

    MEMORY = 0.5
    DEVIATIONS = 3.5
    LEAST = 1.8
    "Decibels of flux above the mean that an onset has at least."
    FULL = 12.0
    "Decibels of flux above the mean at which the strength is 1."
    REFRACTORY = 0.06

    def __init__(self, hop: float) -> None:
        """Begin in silence; `hop` in seconds."""
        self._hop = hop
        self._share = share(hop, self.MEMORY)
        self._mean = 0.0
        self._variance = 0.0
        self._since = self.REFRACTORY

    def step(self, flux: float) -> float:
        """Take a hop's flux in dB and return the strength of an onset that begins here, 0 if none, at most 1."""
        self._since += self._hop
        above = flux - self._mean
        least = max(self.LEAST, self.DEVIATIONS * self._variance**0.5)
        strength = 0.0
        if above > least and self._since >= self.REFRACTORY:
            strength = min(1.0, above / self.FULL)
            self._since = 0.0
        # An onset must not raise the threshold for the next one.
        above = min(above, least)
        self._mean += above * self._share
        self._variance += (above * above - self._variance) * self._share
        return strength
