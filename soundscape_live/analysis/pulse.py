"""Is there a pulse at all, and which of its octaves? Own evidence beside the beat tracker's.

The envelope of log flux is correlated with itself. A period's score is its correlation, as a part of the envelope's
power: near 1 for a drum machine, near 0 for a drone or noise. Among a period's octaves the one with the best score
wins, after a preference for the tempi at which people tap their feet (a bell around 120 BPM on the octave scale).
"""

import numpy as np

from soundscape_live.analysis.onsets import Flux
from soundscape_live.analysis.spectrum import TINY, Spectrum, band_matrix, mel_edges
from soundscape_live.model import Samples

WINDOW = 0.0213
MEMORY = 6.0
"Seconds of envelope that are correlated."
EVERY = 0.5
"Seconds between two correlations."
LEAST_FLUX = 0.3
"Decibels: an envelope that deviates less from its mean is no pulse, however regular."
FLOOR = -80.0
"Decibels under which a band's growth does not count."
PREFERRED = 120.0
OCTAVES_WIDE = 0.9
RANGE = (60.0, 200.0)
"BPM: an octave outside is not considered."


class Pulse:
    """The periodicity of onsets over the last seconds."""

    def __init__(self, rate: int, hop: int) -> None:
        """Begin in silence; every step takes `hop` samples."""
        self._seconds = hop / rate
        self._spectrum = Spectrum(rate, max(WINDOW, 1.5 * self._seconds))
        edges = mel_edges(30.0, min(16_000.0, rate / 2), 24)
        self._bands = band_matrix(self._spectrum.frequencies, tuple(edges))
        self._flux = Flux(self._seconds, len(edges) - 1)
        self._envelope = np.zeros(round(MEMORY / self._seconds), np.float32)
        self._next = 0
        self._until_correlated = EVERY
        self._correlation = np.zeros(len(self._envelope), np.float32)

    def step(self, hop: Samples) -> None:
        """Take (hop,) samples."""
        self._spectrum.push(hop)
        level = 10.0 * np.log10(self._bands @ self._spectrum.power() + np.float32(TINY))
        self._envelope[self._next] = self._flux.step(level, FLOOR)
        self._next = (self._next + 1) % len(self._envelope)
        self._until_correlated -= self._seconds
        if self._until_correlated <= 0:
            self._until_correlated += EVERY
            self._correlate()

    def _correlate(self) -> None:
        envelope = np.roll(self._envelope, -self._next)
        envelope -= envelope.mean()
        count = len(envelope)
        transform = np.fft.rfft(envelope, 2 << (count - 1).bit_length())
        raw = np.fft.irfft(transform.real**2 + transform.imag**2)[:count]
        overlap = 1.0 - np.arange(count, dtype=np.float32) / count
        power = max(float(raw[0]), count * LEAST_FLUX**2)
        self._correlation = np.asarray(raw / (power * overlap), np.float32)

    def score(self, bpm: float) -> float:
        """Return how strongly onsets repeat at this tempo's period, about 0 to 1."""
        lag = 60.0 / bpm / self._seconds
        low = int(lag)
        if low + 2 > len(self._correlation) // 2:
            return 0.0
        return float(self._correlation[max(1, low - 1) : low + 3].max())

    def octave(self, bpm: float) -> float:
        """Return the most likely of this tempo's octaves within RANGE, or the tempo itself if none lies there."""
        octaves = [bpm * factor for factor in (0.25, 0.5, 1.0, 2.0, 4.0) if RANGE[0] <= bpm * factor <= RANGE[1]]
        return max(octaves, key=self._weighted, default=bpm)

    def _weighted(self, bpm: float) -> float:
        return max(self.score(bpm), 0.0) * float(np.exp(-0.5 * (np.log2(bpm / PREFERRED) / OCTAVES_WIDE) ** 2))
