"""The ticks of a clock that come late, in bunches or not at all, counted, and the line that they lie on.

Rules: one tick's time is never believed by itself, only the line through the last seconds of them. One that comes a
whole number of ticks late tells of lost ones, which its sender has counted; if they come after all, they were only
late. Ticks that stay off the line, at even distances, are another tempo: then the line begins anew with them.
"""

import math
from collections import deque
from itertools import pairwise

from soundscape_live.tempo.fit import Fit

ENOUGH = 12
"Ticks from which on a line is believed."
SURE = 48
"Ticks from which on it is as sure as it gets."
EVERY = 6
"Ticks from one drawing of a sure line to the next."
OFF = 0.35
"Part of a tick by which one may lie off the line, or a distance off their mean."
OFF_AT_MOST = 0.008
"Seconds: the same for slow clocks."
CLOSEST = 0.005
"Seconds between ticks: those that come faster have come in a bunch."
STRANGE = 6
"So many ticks in a row that do not go with the line may be another tempo."
RECENT = 24
"So many last distances are counted again when the tempo has changed."
GAP = 0.5
"Seconds without a tick after which a new line begins; the period is kept until there is a better one."


class Ticks:
    """A clock's ticks. Times never go back."""

    def __init__(self) -> None:
        """Begin without ticks."""
        self.count = 0
        "Of the last tick, the lost ones included."
        self._fit = Fit()
        self._last = -math.inf
        self._strange: list[float] = []
        "Times of the last ticks that did not go with the line."
        self._lost = 0
        "How many of those that were counted since the last regular one never came."
        self._recent: deque[tuple[float, int]] = deque(maxlen=RECENT)
        "The last distances, and by how many ticks the count went on."
        self._kept = False
        "Whether the period is an older one, which few new ticks must not change."

    @property
    def period(self) -> float:
        """Seconds from tick to tick; 0 while that is not known."""
        return self._fit.period if self._kept or len(self._fit) >= ENOUGH else 0.0

    @property
    def confidence(self) -> float:
        """How sure the line is, 0.5..1."""
        return 0.5 + 0.5 * min(1.0, len(self._fit) / SURE)

    def time(self, count: float) -> float:
        """Return when the line is at a count of ticks."""
        return self._fit.time(count)

    def take(self, at: float) -> int:
        """Count a tick, and return by how many the count went on: more than 1 if some were lost."""
        gone, self._last = at - self._last, at
        if gone > GAP:
            self._pause()
        passed = self._compare(at, gone) if len(self._fit) >= STRANGE else 1
        self.count += passed
        self._recent.append((gone, passed))
        if not self._strange:
            self._fit.add(self.count, at)
            self._draw()
        elif len(self._strange) >= STRANGE:
            passed += self._renew()
        return passed

    def _compare(self, at: float, gone: float) -> int:
        """Return how far the count goes on, and note whether the tick goes with the line."""
        period = self._fit.period
        late = self._fit.count(at) - self.count
        passed = max(1, round(gone / period))
        regular = abs(late - passed) * period <= min(OFF * period, OFF_AT_MOST)
        if passed == 1 and regular:
            self._strange.clear()
            self._lost = 0
            return 1
        self._strange.append(at)
        if passed > 1 and regular:
            self._lost += passed - 1
            return passed
        if self._lost and late < 0.5:
            self._lost -= 1
            return 0
        return 1

    def _renew(self) -> int:
        """Begin a new line with the strange ticks if they are even; return how far the count goes back."""
        distances = [after - before for before, after in pairwise(self._strange)]
        mean = sum(distances) / len(distances)
        tolerance = max(OFF * mean, OFF_AT_MOST)
        if mean < CLOSEST or max(abs(distance - mean) for distance in distances) > tolerance:
            del self._strange[0]
            return 0
        # With what is known now some of the last distances, taken for lost or late ticks, were one tick each.
        back = sum(1 - passed for gone, passed in self._recent if abs(gone - mean) <= tolerance)
        self._recent.clear()
        self._lost = 0
        self.count += back
        self._fit.clear()
        for before, at in enumerate(self._strange, 1 - len(self._strange)):
            self._fit.add(self.count + before, at)
        self._strange.clear()
        self._kept = False
        self._draw()
        return back

    def _pause(self) -> None:
        self._kept = self.period > 0
        self._fit.clear()
        self._strange.clear()
        self._lost = 0

    def _draw(self) -> None:
        self._kept = self._kept and len(self._fit) < ENOUGH
        if self._kept:
            self._fit.move()
        elif len(self._fit) > 1 and (len(self._fit) < SURE or self.count % EVERY == 0):
            self._fit.draw()
