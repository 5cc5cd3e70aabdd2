"""The sound without its highest octaves, at a quarter of the rate or so: enough for pitch and chroma, and cheaper."""

import numpy as np

from soundscape_live.analysis.spectrum import Recent
from soundscape_live.model import Samples

REACH = 16
"Samples of the narrow sound over which the low-pass looks, half to each side: a delay of 0.7 ms."
CUT = 0.8
"Where the low-pass falls by half, as a part of the new rate's half: 4.8 kHz at a new rate of 12 kHz."
ROW = 16
"Samples that come of one row of a product of matrices."


class Narrow:
    """A low-pass, a windowed sinc, of which only every factor-th sample is computed."""

    def __init__(self, factor: int, size: int) -> None:
        """Prepare for `size` samples at a time, a multiple of factor * ROW; with a factor of 1 nothing is changed."""
        self._factor = factor
        length = factor * REACH if factor > 1 else 1
        self._recent = Recent(size + length - 1)
        at = np.arange(length) - (length - 1) / 2
        taps = np.sinc(at * CUT / factor) * np.hanning(length + 2)[1:-1]
        taps /= taps.sum()
        width = (ROW - 1) * factor + length
        self._rows = np.lib.stride_tricks.sliding_window_view(self._recent.samples, width)[:: factor * ROW]
        low_pass = np.zeros((width, ROW))
        for sample in range(ROW):
            low_pass[sample * factor : sample * factor + length, sample] = taps[::-1]
        self._low_pass = low_pass.astype(np.float32)

    def step(self, sound: Samples) -> Samples:
        """Take (size,) samples and return (size / factor,)."""
        self._recent.push(sound)
        narrow: Samples = (self._rows @ self._low_pass).reshape(-1)
        return narrow
