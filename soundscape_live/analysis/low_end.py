"""The low end of the music: whether it is out, comes or leaves. Drums and bass carry the form of music with a beat.

Rules: the fullest that it has been, and its share of the whole, are forgotten slowly. It is out when it lies far
under both; a mixer's gain moves the one and not the other, so that a fader takes nothing out.
"""

import numpy as np

from soundscape_live.analysis.past import BASS, LOW, WHOLE, Past, Rows

WITHOUT = 2.0
"Bars that the low end must have been out, for its return to be a drop."
RETURNS, COMES = 4.5, 7.0
"Decibels beyond those bars from which on it is back where it had been, or is new."
LEAVES = 6.0
"Decibels under all it did before from which on it is leaving."
AWAY = 4.0
"Decibels under its fullest at which it has been away, for a return."
MOVES = 1.0
"Decibels by which sub and low together must change too: a bass that only goes to another note is no event."
SHORT = 0.5
"Share by which that must be more where only a bar is known."
OUT, THIN, BARE = 7.0, 3.5, 14.0
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

    def hear(self, first: int) -> float:
        """Take note of the newest row, at least a bar from the first; return the decibels by which the low end comes.

        That is over all it did from row `first` on, and in the last bars WITHOUT in any case.
        """
        past, now = self._past, self._past.now
        levels = past.levels(now - past.most, now)
        self._full = max(float(levels[BASS]), self._full - self._forget)
        self._share = max(float(levels[BASS] - levels[WHOLE]), self._share - self._forget)
        last = now - past.half + 1
        first = min(first + past.half, last - self._without)
        if first < past.half:
            return 0.0
        # The highest is left out: it may be the first of the low end itself.
        return float(past.over_half(now, now + 1)[0] - np.partition(past.over_half(first, last), -2)[-2])

    def drops(self, comes: float) -> bool:
        """Say whether coming by so many decibels is a drop."""
        past, now = self._past, self._past.now
        last = now - past.half
        levels = past.levels(last, now)
        if comes < RETURNS or self.out(levels):
            return False
        was = past.levels(last - self._without, last)
        return bool(levels[LOW] > was[LOW] + MOVES) and (comes >= COMES or was[BASS] < self._full - AWAY)

    def leaves(self, first: int, was: Rows, levels: Rows) -> float:
        """Return by how many decibels it lies under all it did since a row; levels were `was`, and are `levels`."""
        past = self._past
        last = past.now - past.most + 1
        first += past.most
        if last <= first or self.out(was) or levels[LOW] > was[LOW] - MOVES:
            return 0.0
        before = past.over_most(first, last)
        twentieth = len(before) // 20
        under = float(np.partition(before, twentieth)[twentieth] - past.over_most(past.now, past.now + 1)[0])
        return under / (1.0 + SHORT * past.bar / len(before))

    def out(self, levels: Rows) -> bool:
        """Say whether there is no low end in these levels, as Past tells them."""
        return bool(levels[BASS] < levels[WHOLE] - BARE) or self.left(levels)

    def left(self, levels: Rows) -> bool:
        """Say whether it had been there and is out."""
        return bool(levels[BASS] < self._full - OUT and levels[BASS] - levels[WHOLE] < self._share - THIN)

    @property
    def _without(self) -> int:
        return round(WITHOUT * self._past.bar)
