"""What the engine's process measures of itself: the loop's lag, and how long a hand's movement takes to the wire."""

import asyncio
from collections import deque
from collections.abc import Sequence

import numpy as np

from soundscape_live.host.clock import now

EVERY = 0.02
KEEP = 50_000


def percentiles(seconds: Sequence[float], *, largest: bool = True) -> dict[str, float | None]:
    """Return p50, p99 and the largest of durations, in milliseconds; None where there were none."""
    names = ["p50", "p99", "max"] if largest else ["p50", "p99"]
    if not seconds:
        return dict.fromkeys(names)
    values = np.percentile(np.asarray(seconds) * 1e3, [50, 99, 100]).round(3).tolist()
    return dict(zip(names, values, strict=False))


class LoopLag:
    """Asks the loop to be woken fifty times a second and notes how late it is."""

    def __init__(self) -> None:
        self.late: deque[float] = deque(maxlen=KEEP)

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            due = now() + EVERY
            await asyncio.sleep(EVERY)
            self.late.append(max(0.0, now() - due))


class HandToWire:
    """Joins the stamp that an edge put on a control with the moment its snapshot was handed to the transport.

    The snapshot is usually sent before the engine's loop has said that it left.
    """

    def __init__(self) -> None:
        self.took: deque[float] = deque(maxlen=KEEP)
        self._from: dict[int, float] = {}
        self._sent = (0, 0.0)

    def moved(self, seq: int, at: float) -> None:
        """Note that snapshot `seq` leaves because of a control stamped `at`."""
        if self._sent[0] == seq:
            self.took.append(self._sent[1] - at)
            return
        self._from[seq] = at
        if len(self._from) > 64:
            del self._from[min(self._from)]

    def sent(self, seq: int, at: float) -> None:
        """Note that snapshot `seq` was handed to the transport at `at`."""
        self._sent = seq, at
        moved = self._from.pop(seq, None)
        if moved is not None:
            self.took.append(at - moved)
