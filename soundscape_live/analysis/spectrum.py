"""Sound -> power per frequency: windows, the transform, and matrices that gather bins into bands.

Rules: windows last a number of seconds and bands are given in hertz, so that every rate gives the same figures.
A spectrum's bins sum to the mean square of the sound: a full-scale sine has 0.5, -3.01 dB.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from soundscape_live.model import Samples

TINY = 1e-12
"Power of -120 dB, the floor of every level."

MEL_BREAK = 700.0
"Hertz below which the mel scale is nearly linear (O'Shaughnessy's formula, 1127 ln(1 + f / 700))."


def decibels(power: float) -> float:
    """Return 10 log10(power), at least -120."""
    return float(10.0 * np.log10(max(power, TINY)))


class Spectrum:
    """The power spectrum of the latest `seconds` of sound."""

    def __init__(self, rate: float, seconds: float) -> None:
        """Prepare a Hann window of round(rate * seconds) samples; the transform is padded to a power of two."""
        self.length = round(rate * seconds)
        self._size = 1 << (self.length - 1).bit_length()
        hann = 0.5 - 0.5 * np.cos(2.0 * np.pi * (np.arange(self.length) + 0.5) / self.length)
        self._window = (hann * np.sqrt(2.0 / (self._size * np.sum(hann**2)))).astype(np.float32)
        self._recent = np.zeros(self.length, np.float32)
        self.frequencies: Samples = (np.arange(self._size // 2 + 1) * rate / self._size).astype(np.float32)

    def push(self, hop: Samples) -> None:
        """Append a hop, (n,) float32 with n < length, and forget as many samples."""
        keep = self.length - len(hop)
        self._recent[:keep] = self._recent[len(hop) :]
        self._recent[keep:] = hop

    def mean_square(self) -> float:
        """Return the mean square of the samples in the window, unweighted."""
        return float(self._recent @ self._recent) / self.length

    def power(self) -> Samples:
        """Return the power of each bin, (len(frequencies),) float32."""
        transform = np.fft.rfft(self._recent * self._window, self._size)
        power: Samples = transform.real**2 + transform.imag**2
        return power


def band_matrix(frequencies: Samples, edges: Sequence[float]) -> Samples:
    """Return the (len(edges) - 1, len(frequencies)) matrix that sums bins into bands between neighbouring edges.

    A bin reaches half its distance to the next one; where an edge cuts it, each band gets its share.
    """
    step = float(frequencies[1])
    low = np.asarray(edges[:-1])[:, None]
    high = np.asarray(edges[1:])[:, None]
    overlap = np.minimum(frequencies + step / 2, high) - np.maximum(frequencies - step / 2, low)
    return np.asarray(np.clip(overlap / step, 0.0, 1.0), np.float32)


def mel_edges(low: float, high: float, count: int) -> NDArray[np.float64]:
    """Return count + 1 edges in hertz, evenly spaced on the mel scale from low to high."""
    ends = np.log1p(np.array([low, high]) / MEL_BREAK)
    edges: NDArray[np.float64] = MEL_BREAK * np.expm1(np.linspace(ends[0], ends[1], count + 1))
    return edges
