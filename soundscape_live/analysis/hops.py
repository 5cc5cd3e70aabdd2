"""Blocks of any size -> hops of one size, and the stream's time -> the one clock.

Rules: what is computed hop by hop cannot depend on the size of the blocks.
"""

import math
from collections.abc import Iterator

import numpy as np

from soundscape_live.model import Samples

SETTLE = 2.0
"Seconds in which the stream's clock follows the stamps: jitter of single stamps averages out."
JUMP = 0.05
"Seconds of difference from which on the stream has a gap and the clock is set anew."


class Hops:
    """Collects samples until a hop of `size` samples is full."""

    def __init__(self, size: int) -> None:
        """Begin with an empty hop."""
        self.size = size
        self.fill = 0
        self._hop = np.zeros(size, np.float32)

    def split(self, samples: Samples) -> Iterator[Samples]:
        """Yield each hop, (size,) float32, that these samples complete. It is valid until the next one."""
        start = 0
        while start < len(samples):
            end = min(len(samples), start + self.size - self.fill)
            self._hop[self.fill : self.fill + end - start] = samples[start:end]
            self.fill += end - start
            start = end
            if self.fill == self.size:
                self.fill = 0
                yield self._hop


class StreamClock:
    """Time of the stream (samples heard / rate) -> seconds of the one clock."""

    def __init__(self, rate: int) -> None:
        """Begin before the first block."""
        self._rate = rate
        self._heard = 0
        self._offset: float | None = None

    def hear(self, at: float, samples: int) -> None:
        """Take note of a block of `samples`, the last of which was captured at `at`."""
        self._heard += samples
        offset = at - self._heard / self._rate
        if self._offset is None or abs(offset - self._offset) > JUMP:
            self._offset = offset
        else:
            self._offset += (offset - self._offset) * -math.expm1(-samples / self._rate / SETTLE)

    def time(self, stream: float) -> float:
        """Return the clock's time of a stream's second. Call `hear` first."""
        assert self._offset is not None
        return stream + self._offset
