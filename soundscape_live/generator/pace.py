"""How many pictures a second really come, for an encoder's rate control. Pure.

Rules: measured over the last SPAN; a gap longer than HELD is a picture that is held, not a slow renderer, and is left
out. An encoder is opened anew for another rate only when that is off by more than a quarter, at most once in SETTLES,
since each time costs a keyframe.
"""

from collections import deque

SPAN = 2.0
"Seconds over which the rate is measured."
HELD = 0.15
"Seconds between two pictures above which nothing is measured."
LEAST = 8
"Gaps that make a rate."
OFF = 0.75
"Of two rates, the smaller as a share of the greater, below which they differ."
SETTLES = 5.0
"Seconds for which an encoder is kept, at least."


class Pace:
    """The rate of pictures, and for which rate the encoder was opened."""

    def __init__(self, fps: float) -> None:
        self._gaps: deque[tuple[float, float]] = deque()
        self._last: float | None = None
        self._fps = fps
        self._opened, self._opened_at = fps, float("-inf")

    @property
    def fps(self) -> float:
        """Pictures a second; before enough have come, what was expected."""
        return self._fps

    def picture(self, at: float) -> None:
        """Take note of a picture."""
        last, self._last = self._last, at
        if last is None or not 0.0 < at - last <= HELD:
            return
        self._gaps.append((at, at - last))
        while at - self._gaps[0][0] > SPAN:
            self._gaps.popleft()
        if len(self._gaps) >= LEAST:
            self._fps = len(self._gaps) / sum(gap for _, gap in self._gaps)

    def opened(self, at: float) -> float:
        """Take note that an encoder is opened now, and return for which rate."""
        self._opened, self._opened_at = self._fps, at
        return self._fps

    def off(self, at: float) -> bool:
        """Whether the encoder is to be opened anew."""
        ratio = min(self._fps, self._opened) / max(self._fps, self._opened)
        return ratio < OFF and at - self._opened_at >= SETTLES

    @property
    def excess(self) -> float:
        """By how much more often pictures come than the encoder was told; 1 if they do not."""
        return max(1.0, self._fps / self._opened)
