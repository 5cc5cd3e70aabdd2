"""The low end of the music: whether it is out, comes or leaves. Drums and bass carry the form of music with a beat.

Rules: the fullest that it has been, and its share of the whole, are forgotten slowly. It is out when it lies far
under both; a mixer's gain moves the one and not the other, so that a fader takes nothing out.
"""

import numpy as np

from soundscape_live.analysis.past import BASS, WHOLE, Past, Rows

PAST = 8
"Bars with which the latest is compared."
WITHOUT = 2.0
"Bars that the low end must have been out, for its return to be a drop."
RETURNS, COMES = 4.5, 7.0
"Decibels beyond those bars from which on it is back where it had been, or is new."
LEAVES = 4.0
"Decibels under what it did before from which on it is leaving."
SHORT = 0.5
"Share by which that must be more where only a bar is known."
OUT, THIN, BARE = 7.0, 3.5, 9.0
"Decibels under its fullest and under its fullest share at which it is out; under the whole, at which there is none."
FORGETS = 0.04
"Decibels a second by which the fullest is forgotten."


class LowEnd:
    """Watches the low end of one past."""

    def __init__(self, past: Past, row: float) -> None:
        """Begin before the music; `row` in seconds."""
        self._past = past
        self._forget = FORGETS * row
        self._full = self._share = -np.inf

    def hear(self) -> float:
        """Take note of the newest row, of which a bar must be past; return by how many decibels the low end comes."""
        past, now = self._past, self._past.now
        levels = past.levels(now - past.most, now)
        self._full = max(float(levels[BASS]), self._full - self._forget)
        self._share = max(float(levels[BASS] - levels[WHOLE]), self._share - self._forget)
        last = now - past.half + 1
        first = last - self._without
        if first < past.half:
            return 0.0
        # The highest is left out: it may be the first of the low end itself.
        return float(past.over_half(now, now + 1)[0] - np.partition(past.over_half(first, last), -2)[-2])

    def drops(self, comes: float) -> bool:
        """Say whether coming by so many decibels is a drop."""
        past, now = self._past, self._past.now
        last = now - past.half
        if comes < RETURNS or self.out(past.levels(last, now)):
            return False
        return comes >= COMES or past.levels(last - self._without, last)[BASS] < self._full - LEAVES

    def leaves(self, start: int, was: Rows) -> float:
        """Return by how many decibels it lies under all it did since row `start`, where levels were `was`."""
        past = self._past
        last = past.now - past.most + 1
        first = max(start + past.most, last - PAST * past.bar)
        if self.out(was) or last <= first:
            return 0.0
        before = past.over_most(first, last)
        twentieth = len(before) // 20
        under = float(np.partition(before, twentieth)[twentieth] - past.over_most(past.now, past.now + 1)[0])
        return under / (1.0 + SHORT * past.bar / len(before))

    def out(self, levels: Rows) -> bool:
        """Say whether there is no low end in these levels, as Past.levels tells them."""
        return bool(levels[BASS] < levels[WHOLE] - BARE) or self.left(levels)

    def left(self, levels: Rows) -> bool:
        """Say whether it had been there and is out."""
        return bool(levels[BASS] < self._full - OUT and levels[BASS] - levels[WHOLE] < self._share - THIN)

    @property
    def _without(self) -> int:
        return round(WITHOUT * self._past.bar)
