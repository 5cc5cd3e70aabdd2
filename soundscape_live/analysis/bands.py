"""Powers of sub and low, and the colour of the spectrum.

Rules: 21 ms cannot tell 50 Hz from 100 Hz, so the two lowest bands have a window of 64 ms of their own, over the
sound thinned to about 3 kHz. Colour is judged up to TOP, so that 44.1 and 48 kHz agree.
"""

import math

import numpy as np

from soundscape_live.analysis.levels import share
from soundscape_live.analysis.spectrum import TINY, band_matrix, decibels, hann_window
from soundscape_live.model import Samples

THIN = 3000.0
"Hertz, about: the rate of the thinned sound."
HOP_THIN = 16
"Samples of the thinned sound in a hop: 5.3 ms at 48 kHz, 5.8 ms at 44.1 kHz."
WINDOW = 0.064
EDGES = (0.0, 60.0, 250.0)
STEP = 10.0
"Hertz between the frequencies at which the low bands are measured."
TOP = 16_000.0
"Hertz."
DARK, BRIGHT = 100.0, 10_000.0
"Hertz: the centroids of brightness 0 and 1."
TONAL_DB = -25.0
"Flatness in decibels of texture 0; that of white noise, 0 dB, has texture 1."


def thinning(rate: int) -> int:
    """Return how many samples are averaged into one of the thinned sound.

    A power of two, as the blocks of sound cards are: what is found at a hop's end then need not wait for a block's.
    """
    return max(1, 1 << round(math.log2(rate / THIN)))


class LowBands:
    """Power under 60 Hz and from there to 250 Hz, by a transform at just the frequencies that matter."""

    def __init__(self, rate: float) -> None:
        """Prepare for thinned sound of this rate, `length` samples of it."""
        self.length = round(WINDOW * rate)
        frequencies = np.arange(0.0, EDGES[-1] + 2 * STEP, STEP).astype(np.float32)
        hann = hann_window(self.length)
        turns = np.outer(frequencies, np.arange(self.length) / rate)
        # Each of two quadratures has half a sine's power; neighbouring frequencies overlap by STEP.
        scale = np.sqrt(2.0 * STEP / rate / np.sum(hann**2)) * hann
        waves = np.concatenate((np.cos(2.0 * np.pi * turns), np.sin(2.0 * np.pi * turns)))
        self._waves = (waves * scale).astype(np.float32)
        self._bands = np.tile(band_matrix(frequencies, EDGES), 2)

    def power(self, thin: Samples) -> Samples:
        """Return the two powers, (2,) float32, of the latest (length,) samples."""
        parts = self._waves @ thin
        parts *= parts
        power: Samples = self._bands @ parts
        return power


class Colour:
    """Where the spectrum lies and how much it is like noise, smoothed."""

    CENTROID_MEMORY = 0.05
    FLATNESS_MEMORY = 0.15
    "Seconds."

    def __init__(self, step: float, frequencies: Samples, bands: int) -> None:
        """Begin in silence; `step` in seconds."""
        self.centroid = self.brightness = self.flatness = self.texture = 0.0
        "Hertz, and three fractions, as Features has them."
        self._count = int(np.searchsorted(frequencies, TOP))
        self._moments = np.stack((np.ones(self._count, np.float32), frequencies[: self._count]))
        self._centroid_share = share(step, self.CENTROID_MEMORY)
        self._flatness_share = share(step, self.FLATNESS_MEMORY)
        self._sum = self._moment = 0.0
        self._density = np.full(bands, TINY, np.float32)

    def find_centroid(self, power: Samples) -> None:
        """Take a spectrum and find its centroid: the mean of its frequencies, weighted by amplitude.

        The formula is J. M. Grey and J. W. Gordon's ("Perceptual effects of spectral modifications on musical
        timbres", JASA 63, 1978); its sums are smoothed, and go up to TOP.
        """
        total, moment = (self._moments @ np.sqrt(power[: self._count])).tolist()
        self._sum += (total - self._sum) * self._centroid_share
        self._moment += (moment - self._moment) * self._centroid_share
        self.centroid = self._moment / max(self._sum, TINY)
        self.brightness = _fraction(math.log(max(self.centroid, DARK) / DARK) / math.log(BRIGHT / DARK))

    def find_flatness(self, density: Samples) -> None:
        """Take (bands,) mean powers per bin and find their flatness: geometric over arithmetic mean.

        The formula is J. D. Johnston's ("Transform coding of audio signals using perceptual noise criteria", IEEE
        JSAC 6, 1988), over bands in place of bins, as MPEG-7's AudioSpectrumFlatness has it.
        """
        smooth = self._density
        smooth += (density - smooth) * self._flatness_share
        np.maximum(smooth, TINY, out=smooth)
        count = len(smooth)
        geometric = math.exp(float(np.add.reduce(np.log(smooth))) / count)
        self.flatness = min(1.0, geometric * count / float(np.add.reduce(smooth)))
        self.texture = _fraction(1.0 - decibels(self.flatness) / TONAL_DB)


def _fraction(value: float) -> float:
    return min(1.0, max(0.0, value))
