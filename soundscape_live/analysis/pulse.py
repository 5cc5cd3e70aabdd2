"""Is there a pulse at all, and which of its octaves? Own evidence beside the beat tracker's.

The envelope of log flux is correlated with itself. A period's score is its correlation as a part of the envelope's
power: near 1 for a drum machine, near 0 for a drone or noise. Among a period's octaves the one with the best score
wins, after a preference for the tempi at which people tap their feet (a bell around 120 BPM on the octave scale).
"""

import math

import numpy as np

from soundscape_live.analysis.levels import share
from soundscape_live.model import Samples

STEP = 0.0106
"Seconds, about, that one point of the envelope gathers."
MEMORY = 6.0
"Seconds of envelope that are correlated."
EVERY = 0.5
"Seconds between two correlations."
LEAST_FLUX = 0.4
"Decibels: an envelope that deviates less from its mean is a poor pulse, however regular."
BASELINE = 0.2
"Seconds over which the mean of flux is taken away, so that a sound that begins is no pulse."
PREFERRED = 120.0
OCTAVES_WIDE = 0.9
RANGE = (60.0, 200.0)
"BPM: an octave outside is not considered."


class Pulse:
    """The periodicity of onsets over the last seconds."""

    def __init__(self, hop: float) -> None:
        """Begin in silence; `hop` in seconds, at most STEP."""
        self._mean = 0.0
        self._share = share(hop, BASELINE)
        self._hops = max(1, round(STEP / hop))
        self._seconds = hop * self._hops
        self._gathered = 0
        self._sum = 0.0
        count = round(MEMORY / self._seconds)
        self._envelope = np.zeros(count, np.float32)
        self._next = 0
        self._until = EVERY
        self._size = 2 << (count - 1).bit_length()
        self._overlap = 1.0 - np.arange(count) / count
        self._correlation: Samples = np.zeros(count, np.float32)

    def step(self, flux: float) -> bool:
        """Take a hop's flux in dB and return whether scores have changed."""
        self._sum += flux - self._mean
        self._mean += (flux - self._mean) * self._share
        self._gathered += 1
        if self._gathered < self._hops:
            return False
        self._envelope[self._next] = self._sum / self._hops
        self._next = (self._next + 1) % len(self._envelope)
        self._sum = 0.0
        self._gathered = 0
        self._until -= self._seconds
        if self._until > 0:
            return False
        self._until += EVERY
        self._correlate()
        return True

    def _correlate(self) -> None:
        envelope = np.roll(self._envelope, -self._next)
        envelope -= envelope.mean()
        transform = np.fft.rfft(envelope, self._size)
        raw = np.fft.irfft(transform.real**2 + transform.imag**2)[: len(envelope)]
        power = max(float(raw[0]), len(envelope) * LEAST_FLUX**2)
        self._correlation = (raw / (power * self._overlap)).astype(np.float32)

    def score(self, bpm: float) -> float:
        """Return how strongly onsets repeat at this tempo's period, about 0 to 1; 0 for periods over half MEMORY."""
        lag = int(60.0 / bpm / self._seconds)
        if not 1 <= lag <= len(self._correlation) // 2:
            return 0.0
        return float(self._correlation[lag - 1 : lag + 3].max())

    def octave(self, bpm: float) -> float:
        """Return the most likely of this tempo's octaves within RANGE, or the tempo itself if none lies there."""
        octaves = [bpm * factor for factor in (0.25, 0.5, 1.0, 2.0, 4.0) if RANGE[0] <= bpm * factor <= RANGE[1]]
        return max(octaves, key=self._likelihood, default=bpm)

    def _likelihood(self, bpm: float) -> float:
        away = math.log2(bpm / PREFERRED) / OCTAVES_WIDE
        return max(self.score(bpm), 0.0) * math.exp(-0.5 * away * away)
