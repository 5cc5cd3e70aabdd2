"""Powers of sub and low, and the colour of the spectrum.

Rules: 21 ms cannot tell 50 Hz from 100 Hz, so the two lowest bands have a window of 64 ms of their own, over the
sound thinned to about 3 kHz. Colour is judged up to TOP, so that 44.1 and 48 kHz agree.
"""

import numpy as np

from soundscape_live.analysis.levels import share
from soundscape_live.analysis.spectrum import TINY, Recent, band_matrix, hann_window
from soundscape_live.model import Samples

THIN = 3000.0
"Hertz, about: the rate of the thinned sound."
HOP_THIN = 16
"Samples of the thinned sound in a hop: about 5.3 ms."
WINDOW = 0.064
EDGES = (0.0, 60.0, 250.0)
STEP = 10.0
"Hertz between the frequencies at which the low bands are measured."
TOP = 16_000.0
"Hertz."


def thinning(rate: int) -> int:
    """Return how many samples are averaged into one of the thinned sound."""
    return max(1, round(rate / THIN))


class LowBands:
    """Power under 60 Hz and from there to 250 Hz, by a transform at just the frequencies that matter."""

    def __init__(self, rate: int) -> None:
        """Prepare for hops of thinning(rate) * HOP_THIN samples."""
        self._factor = thinning(rate)
        thin = rate / self._factor
        length = round(WINDOW * thin)
        self._recent = Recent(length)
        frequencies = np.arange(0.0, EDGES[-1] + 2 * STEP, STEP).astype(np.float32)
        hann = hann_window(length)
        turns = np.outer(frequencies, np.arange(length) / thin)
        # Each of two quadratures has half a sine's power; neighbouring frequencies overlap by STEP.
        scale = np.sqrt(2.0 * STEP / thin / np.sum(hann**2)) * hann / self._factor
        waves = np.concatenate((np.cos(2.0 * np.pi * turns), np.sin(2.0 * np.pi * turns)))
        self._waves = (waves * scale).astype(np.float32)
        self._bands = np.tile(band_matrix(frequencies, EDGES), 2)

    def step(self, hop: Samples) -> Samples:
        """Take a hop and return the two powers, (2,) float32."""
        self._recent.push(np.add.reduce(hop.reshape(HOP_THIN, self._factor), axis=1))
        amplitude = self._waves @ self._recent.samples
        power: Samples = self._bands @ (amplitude * amplitude)
        return power


class Colour:
    """Where the spectrum lies and how much it is like noise, smoothed."""

    CENTROID_MEMORY = 0.05
    FLATNESS_MEMORY = 0.15
    "Seconds."

    def __init__(self, hop: float, frequencies: Samples, bands: int) -> None:
        """Begin in silence; `hop` in seconds."""
        self._count = int(np.searchsorted(frequencies, TOP))
        self._moments = np.stack((np.ones(self._count, np.float32), frequencies[: self._count]))
        self._centroid_share = share(hop, self.CENTROID_MEMORY)
        self._flatness_share = share(hop, self.FLATNESS_MEMORY)
        self._sum = self._moment = 0.0
        self._density = np.full(bands, TINY, np.float32)

    def centroid(self, power: Samples) -> float:
        """Take a spectrum and return the mean frequency in hertz, weighted by amplitude."""
        total, moment = (self._moments @ np.sqrt(power[: self._count])).tolist()
        self._sum += (total - self._sum) * self._centroid_share
        self._moment += (moment - self._moment) * self._centroid_share
        return self._moment / max(self._sum, TINY)

    def flatness(self, density: Samples) -> float:
        """Take (bands,) mean powers per bin and return their geometric over their arithmetic mean, 0..1."""
        self._density += (density - self._density) * self._flatness_share
        padded = np.maximum(self._density, TINY)
        count = len(padded)
        return min(1.0, float(np.exp(np.add.reduce(np.log(padded)) / count) / np.add.reduce(padded) * count))
