"""The straight line through the last counts of a clock: least squares, over as long as the tempo has been steady.

The slope's deviation falls with the window's length to the power of 1.5 (ordinary least squares over evenly spaced
points: sigma * sqrt(12 / n**3)), so the window is as long as it may be. While the newest points lie off the line on
the whole, the tempo has changed within it, and the older half is left out.
"""

import math
from collections import deque

WINDOW = 6.0
"Seconds of points, at most."
NEWEST = 12
"So many last points tell whether the line still fits."
BENT = 0.002
"Seconds by which the newest points may lie off the line on average."
EARLY = 0.3
"Standard deviations by which the line lies before the points' middle: transport delays, it never hurries."


class Fit:
    """Counts over time."""

    def __init__(self) -> None:
        """Begin without points and without a line."""
        self.period = 0.0
        "Seconds a count; 0 before there is a line."
        self._points: deque[tuple[float, float]] = deque()
        self._count = self._at = 0.0

    def __len__(self) -> int:
        return len(self._points)

    def add(self, count: float, at: float) -> None:
        """Take a point; counts and times only rise."""
        self._points.append((count, at))
        while self._points[0][1] < at - WINDOW:
            self._points.popleft()

    def clear(self) -> None:
        """Forget the points; the line stays until another is drawn."""
        self._points.clear()

    def draw(self) -> None:
        """Draw the line through the points, of which there are at least two with different counts."""
        self._draw()
        while len(self._points) >= 2 * NEWEST and abs(self._off()) > BENT:
            for _ in range(len(self._points) // 2):
                self._points.popleft()
            self._draw()
        squares = sum((at - self.time(count)) ** 2 for count, at in self._points)
        self._at -= EARLY * math.sqrt(squares / len(self._points))

    def move(self) -> None:
        """Move the line to the middle of the points, of which there is at least one, with the period that it has."""
        number = len(self._points)
        self._count = sum(count for count, _ in self._points) / number
        self._at = sum(at for _, at in self._points) / number

    def time(self, count: float) -> float:
        """Return when the line is at a count."""
        return self._at + (count - self._count) * self.period

    def count(self, at: float) -> float:
        """Return the line's count at a time: the reverse of `time`. There must be a line."""
        return self._count + (at - self._at) / self.period

    def _draw(self) -> None:
        self.move()
        spread = sum((count - self._count) ** 2 for count, _ in self._points)
        self.period = sum((count - self._count) * (at - self._at) for count, at in self._points) / spread

    def _off(self) -> float:
        newest = [self._points[-1 - back] for back in range(NEWEST)]
        return sum(at - self.time(count) for count, at in newest) / NEWEST
