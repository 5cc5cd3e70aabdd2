"""The network's ear in numpy: frames -> how likely a beat, and a bar's first beat, was DELAY ago.

A stack of causal convolutions with growing dilation (van den Oord et al. 2016, Bai et al. 2018), each followed by a
mix that is added to what came in. Rules: one frame at a time; it remembers ten seconds and nothing longer, so that the
same ten seconds always sound the same to it. training/beats/ holds what the weights were learnt with.
"""

import math

import numpy as np
from numpy.typing import NDArray

from soundscape_live.analysis.beat.frames import SIZE
from soundscape_live.analysis.beat.weights import Weights
from soundscape_live.model import Samples

DELAY = 0.04
"Seconds: what a frame tells is about this long ago, so that the whole attack is in the window."


class _Past:
    """The latest rows of a signal, `taps` of them `dilation` apart within reach."""

    def __init__(self, taps: int, dilation: int, channels: int) -> None:
        self._length = (taps - 1) * dilation + 1
        # Written twice, so that any stretch of the ring lies in one piece.
        self._rows = np.zeros((2 * self._length, channels), np.float32)
        self._dilation = dilation
        self._next = 0

    def push(self, row: Samples) -> Samples:
        """Append a row and return the taps, oldest first, as one (taps * channels,) vector."""
        here = self._next
        self._rows[here] = row
        self._rows[here + self._length] = row
        self._next = here = (here + 1) % self._length
        return self._rows[here : here + self._length : self._dilation].ravel()


class Network:
    """One stream of frames."""

    def __init__(self, weights: Weights) -> None:
        """Begin in silence."""
        self._first = _flat(weights.first)
        self._first_bias = weights.first_bias
        self._seen = _Past(weights.first.shape[2], 1, SIZE)
        channels = weights.first.shape[0]
        taps = weights.blocks.shape[3]
        self._layers = [
            (_Past(taps, dilation, channels), _flat(block), block_bias, mix, mix_bias)
            for dilation, block, block_bias, mix, mix_bias in zip(
                weights.dilations, weights.blocks, weights.block_biases, weights.mixes, weights.mix_biases, strict=True
            )
        ]
        self._last, self._last_bias = weights.last, weights.last_bias

    def step(self, frame: Samples) -> tuple[float, float]:
        """Take (SIZE,) and return the likelihood, 0..1, of a beat and of a bar's first beat."""
        x = self._first @ self._seen.push(frame)
        x += self._first_bias
        np.maximum(x, 0.0, out=x)
        for past, block, block_bias, mix, mix_bias in self._layers:
            heard = block @ past.push(x)
            heard += block_bias
            np.maximum(heard, 0.0, out=heard)
            x += mix @ heard
            x += mix_bias
        np.maximum(x, 0.0, out=x)
        beat, first = (self._last @ x + self._last_bias).tolist()
        return _sigmoid(beat), _sigmoid(first)


def _flat(kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a kernel (outputs, inputs, taps) as (outputs, taps * inputs), for rows in the order of time."""
    return np.ascontiguousarray(kernel.transpose(0, 2, 1).reshape(len(kernel), -1))


def _sigmoid(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(30.0, max(-30.0, logit))))
