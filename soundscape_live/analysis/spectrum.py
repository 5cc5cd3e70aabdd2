"""Sound -> power per frequency: windows, the transform, and matrices that gather bins into bands.

Rules: windows last a number of seconds and bands are given in hertz, so that every rate gives the same figures.
A spectrum's bins sum to the mean square of the sound: a full-scale sine has 0.5, -3.01 dB.
"""

import math
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
    return 10.0 * math.log10(max(power, TINY))


class Recent:
    """The latest samples."""

    def __init__(self, length: int) -> None:
        """Begin with zeros."""
        self.samples = np.zeros(length, np.float32)

    def push(self, hop: Samples) -> None:
        """Append a hop, (n,) float32 with n at most the length, and forget as many samples."""
        keep = len(self.samples) - len(hop)
        self.samples[:keep] = self.samples[len(hop) :]
        self.samples[keep:] = hop


class Spectrum:
    """The power spectrum of `seconds` of sound, by the fast transform."""

    def __init__(self, rate: float, seconds: float) -> None:
        """Prepare a Hann window of round(rate * seconds) samples; the transform is padded to a power of two."""
        self.length = round(rate * seconds)
        self._size = 1 << (self.length - 1).bit_length()
        self._padded = np.zeros(self._size, np.float32)
        self._windowed = self._padded[: self.length]
        hann = hann_window(self.length)
        self._window = (hann * np.sqrt(2.0 / (self._size * np.sum(hann**2)))).astype(np.float32)
        self.frequencies: Samples = (np.arange(self._size // 2 + 1) * rate / self._size).astype(np.float32)

    def power(self, samples: Samples) -> Samples:
        """Return the power of each bin, (len(frequencies),) float32, of (length,) samples."""
        np.multiply(samples, self._window, out=self._windowed)
        # numpy before 2 transforms in double precision.
        parts = np.asarray(np.fft.rfft(self._padded), np.complex64).view(np.float32)
        parts *= parts
        power: Samples = parts[::2] + parts[1::2]
        return power


def hann_window(length: int) -> NDArray[np.float64]:
    """Return a symmetric Hann window, (length,), without zeros at its ends."""
    window: NDArray[np.float64] = 0.5 - 0.5 * np.cos(2.0 * np.pi * (np.arange(length) + 0.5) / length)
    return window


def band_matrix(frequencies: Samples, edges: Sequence[float]) -> Samples:
    """Return the (len(edges) - 1, len(frequencies)) matrix that sums bins into bands between neighbouring edges.

    A bin reaches half its distance to the next one; where an edge cuts it, each band gets its share.
    """
    step = float(frequencies[1] - frequencies[0])
    low = np.asarray(edges[:-1])[:, None]
    high = np.asarray(edges[1:])[:, None]
    overlap = np.minimum(frequencies + step / 2, high) - np.maximum(frequencies - step / 2, low)
    return np.asarray(np.clip(overlap / step, 0.0, 1.0), np.float32)


def mel_edges(low: float, high: float, count: int) -> tuple[float, ...]:
    """Return count + 1 edges in hertz, evenly spaced on the mel scale from low to high."""
    ends = np.log1p(np.array([low, high]) / MEL_BREAK)
    edges = MEL_BREAK * np.expm1(np.linspace(ends[0], ends[1], count + 1))
    return tuple(edges.tolist())
