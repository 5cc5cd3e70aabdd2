"""Tempo from a hand that taps."""

import statistics
from collections import deque
from dataclasses import dataclass

GAP = 2.0
"Seconds without a tap after which the next one begins a new run."
BOUNCE = 0.15
"Seconds within which a second tap is the same one."
TAPS = 8
"So many last intervals count."


@dataclass(frozen=True, slots=True)
class Tapped:
    """What a run of taps says."""

    period: float
    "Seconds."
    beats: int
    "Beats since the first tap of the run."


class Taps:
    """The run of taps that is under way."""

    def __init__(self) -> None:
        """Begin without taps."""
        self._first = 0.0
        self._last: float | None = None
        self._intervals: deque[float] = deque(maxlen=TAPS)

    def tap(self, at: float) -> Tapped | None:
        """Take a tap and return the median tempo of the run; None for a first tap or a bounce."""
        since = GAP + 1.0 if self._last is None else at - self._last
        if since < BOUNCE:
            return None
        self._last = at
        if since > GAP:
            self._first = at
            self._intervals.clear()
            return None
        self._intervals.append(since)
        period = statistics.median(self._intervals)
        return Tapped(period, round((at - self._first) / period))
