"""What a digital audio workstation tells of its tempo and song position, message by message, as reports.

Rules: the position at a time is a point on a line; its slope is the tempo that was told, or else the points' own. A
position that is not where the line would be is a jump: the line begins anew there. One that stands still is no news.
"""

import math

from soundscape_live.model import TempoReport
from soundscape_live.tempo.fit import Fit
from soundscape_live.tempo.sources import FASTEST, SLOWEST

SOURCE = "daw"
JUMP = 0.25
"Beats off the line: the song has jumped."
CLOSE = 0.04
"Seconds: positions that come faster are taken one in so many."
ENOUGH = 3
"Positions from which on their own tempo is believed."
FARTHEST = 1e6
"Beats."


class Daw:
    """One workstation. Times never go back."""

    def __init__(self, source: str = SOURCE) -> None:
        """Begin without a tempo; reports are of `source`."""
        self._source = source
        self._fit = Fit()
        self._bpm = 0.0
        "As it was told; 0 if it was not."
        self._last = (-math.inf, -math.inf)
        "Time and position of the last point."
        self._playing = True

    def tempo(self, at: float, bpm: float) -> TempoReport | None:
        """Take the tempo."""
        if not SLOWEST <= bpm <= FASTEST:
            return None
        if bpm != self._bpm:
            self._bpm = bpm
            self._fit.clear()
        return self._report(at, None)

    def beat(self, at: float, position: float) -> TempoReport | None:
        """Take where the song stands, in beats."""
        since, before = at - self._last[0], self._last[1]
        if abs(position) > FARTHEST or position == before or (since < CLOSE and 0 < position - before < JUMP):
            return None
        self._last = at, position
        if position < before or (self._fit.period > 0 and abs(self._fit.count(at) - position) > JUMP):
            self._fit.clear()
        self._fit.add(position, at)
        if self._bpm > 0:
            self._fit.period = 60.0 / self._bpm
            self._fit.move()
        elif len(self._fit) >= ENOUGH:
            self._fit.draw()
        else:
            return None
        return self._report(at, position)

    def play(self, at: float, *, on: bool) -> TempoReport | None:
        """Take whether the transport runs."""
        self._playing = on
        return self._report(at, None)

    def _report(self, at: float, position: float | None) -> TempoReport | None:
        bpm = self._bpm or (60.0 / self._fit.period if self._fit.period > 0 else 0.0)
        if bpm <= 0:
            return None
        if position is None or not self._playing:
            return TempoReport(at, self._source, bpm, None, 1.0, playing=self._playing)
        count = math.ceil(position)
        return TempoReport(at, self._source, bpm, self._fit.time(count), 1.0, bar_position=count, bar_confidence=1.0)
