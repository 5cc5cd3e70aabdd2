"""A machine's beats: the straight line through those that were heard clearly.

A player's beat breathes and is passed on as it was heard. A sequencer's lies on a line, and where it has done so for
LEAST beats, to within STRAIGHT, the line is believed: it is more exact than any one beat, and goes on through a
breakdown, where soft attacks are heard late, and through bars in which the beat and the half beat sound alike. Rules:
only beats that are about as clear as those before draw the line; one that lies off it is doubted first, the longer the
less it proves. The slope is that of ordinary least squares, whose deviation falls with the line's length to the power
of 1.5. Times are seconds of the stream.
"""

import math
from collections import deque

LEAST, MOST = 12, 64
"Beats on a line that is believed, and on any."
STRAIGHT = 0.006
"Seconds of standard deviation about it."
OFF = 0.015
"Seconds from the line within which a beat confirms it."
NEAR = 0.15
"Part of a period within which a beat may belong to a line that is not believed yet."
FARTHEST = 8
"Beats between two on such a line."
CLEAR, CLEARER = 0.6, 1.25
"Times the usual clarity from which on a beat counts, and from which on it counts more than those before."
USUAL = 16
"Beats over which the usual clarity is taken."
TEMPO = 0.02
"Part of the tempo by which the one heard may differ from the line's and be the same."
HALF = 0.3
"Part of a period: a beat that is farther off claims that the half beat is the beat."
SURE, CHANGED, SAME, SOFT = 2, 3, 16, 32
"Beats in a row that overturn the line: clear ones; those of another tempo; half beats no clearer than it; soft ones."
AGREE = 0.03
"Seconds between the errors of two that do so."


class Steady:
    """The line of one stream's beats."""

    def __init__(self) -> None:
        """Begin without a line."""
        self._points: deque[tuple[float, float]] = deque(maxlen=MOST)
        "Counts (whole, or half ones) and times, in order."
        self._count = self._at = 0.0
        "Their middle."
        self._period = 1.0
        self._deviation = math.inf
        self._clarity = 0.0
        "The usual one."
        self._doubted: list[float] = []
        "Errors of the last beats, as long as they lie off the line."

    @property
    def straight(self) -> bool:
        """Whether the line is believed."""
        return len(self._points) >= LEAST and self._deviation <= STRAIGHT

    def tempo(self, bpm: float) -> float:
        """Return the line's tempo where the one heard may be the same, else the one heard."""
        return 60.0 / self._period if self.straight and self._is_ours(bpm) else bpm

    def hear(self, time: float, bpm: float, clarity: float) -> tuple[float, float]:
        """Take a beat, its tempo and how clear it was, 0..1; return where it lies, and the tempo.

        Beats come in order.
        """
        if len(self._points) < 3:
            self._period = 60.0 / bpm
        count = round(self._place(time))
        if self.straight:
            return self._follow(count, time, bpm, clarity)
        if self._points and self._fits(count, time):
            self._add(count, time, clarity)
            while len(self._points) > LEAST and not self.straight:
                self._points.popleft()
                self._draw()
        else:
            self._begin(time, clarity)
        return time, bpm

    def _follow(self, count: int, time: float, bpm: float, clarity: float) -> tuple[float, float]:
        """Take a beat while the line is believed."""
        off = time - self._time(count)
        changed = not self._is_ours(bpm)
        clear = clarity >= CLEAR * self._clarity
        if abs(off) <= OFF:
            self._doubted.clear()
            if clear:
                self._add(count, time, clarity)
            return self._time(count), self.tempo(bpm)
        self._doubt(off, changed=changed and clear)
        if len(self._doubted) >= self._patience(off, clarity, changed=changed):
            self._begin(time, clarity)
            return time, bpm
        half = count + math.copysign(0.5, off)
        if clear and abs(time - self._time(half)) <= OFF:
            # It tells nothing of where the beat is, but how long one lasts.
            self._add(half, time, clarity)
        return self._time(count), 60.0 / self._period

    def _is_ours(self, bpm: float) -> bool:
        return abs(bpm * self._period / 60.0 - 1.0) <= TEMPO

    def _doubt(self, off: float, *, changed: bool) -> None:
        apart = abs(math.remainder(off - self._doubted[-1], self._period)) if self._doubted else 0.0
        if apart > AGREE and not changed:
            self._doubted.clear()
        self._doubted.append(off)

    def _patience(self, off: float, clarity: float, *, changed: bool) -> int:
        """Return how many beats like this one overturn the line."""
        if clarity >= CLEARER * self._clarity:
            return SURE
        if clarity < CLEAR * self._clarity:
            return SOFT
        if changed:
            return CHANGED
        return SAME if abs(off) > HALF * self._period else SURE

    def _fits(self, count: int, time: float) -> bool:
        near = abs(time - self._time(count)) <= NEAR * self._period
        return near and 1.0 <= count - self._points[-1][0] <= FARTHEST

    def _begin(self, time: float, clarity: float) -> None:
        self._points.clear()
        self._doubted.clear()
        self._clarity = 0.0
        self._add(0, time, clarity)

    def _add(self, count: float, time: float, clarity: float) -> None:
        self._points.append((count, time))
        self._clarity += (clarity - self._clarity) / min(USUAL, len(self._points))
        self._draw()

    def _draw(self) -> None:
        """Draw the line through the points, or, while they are few, on from the last."""
        number = len(self._points)
        if number < 3:
            self._count, self._at = self._points[-1]
            return
        self._count = sum(count for count, _ in self._points) / number
        self._at = sum(time for _, time in self._points) / number
        spread = sum((count - self._count) ** 2 for count, _ in self._points)
        self._period = sum((count - self._count) * (time - self._at) for count, time in self._points) / spread
        self._deviation = math.sqrt(sum((time - self._time(count)) ** 2 for count, time in self._points) / number)

    def _time(self, count: float) -> float:
        return self._at + (count - self._count) * self._period

    def _place(self, time: float) -> float:
        return self._count + (time - self._at) / self._period
