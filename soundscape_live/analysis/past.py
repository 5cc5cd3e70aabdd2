"""What the music was like over the last bars: levels and density, beat by beat, for structure.py to compare.

Rules: a row is about 50 ms; rows of silence are left out, so that the past before a gap joins what comes after it.
Levels are decibels against nothing in particular: only their differences mean something. A window of rows is told
by the row after its last one.
"""

import math

import numpy as np
from numpy.typing import NDArray

from soundscape_live.analysis.levels import share
from soundscape_live.analysis.spectrum import TINY

Rows = NDArray[np.float64]

LOW, MID, HIGH, AIR, BASS, TREBLE, WHOLE = range(7)
"Places of levels. Low is sub and low together; bass is sub with a little of low; treble is high and air together."
POWERS = 5
ATTACKS = 3
MEASURES = 7
"Of a beat: levels of low, mid, high and air, then the attacks in mid, high and air."
MEASURED = np.array((LOW, MID, HIGH, AIR, POWERS, POWERS + 1, POWERS + 2))
"Their places among the running sums: all but bass."
LOW_IN_BASS = 0.15
"How much of `low` is bass beside `sub`: snares, chords and voices reach down to 60 Hz, and are not what drops."
DEPTH = 45.0
"Decibels under the music's level from which on a band is empty."
ATTACK = 15.0
"Decibels: a greater rise from one row to the next is no denser."
MEMORY = 60.0
"Seconds in which the loudest bar's level is forgotten by 63 %."
BEAT, HALF, MOST = 0.225, 0.4, 0.85
"Parts of a bar: of the windows in which the past is kept. Four beats are over just before a bar is."
OTHER_BAR = 0.03
"Part of a bar by which another length calls for measuring the past anew."


class Past:
    """The latest `seconds` of the music at least, in rows of `row` seconds."""

    def __init__(self, row: float, seconds: float, bar: float) -> None:
        """Begin before the music; `bar` in seconds."""
        self.room = math.ceil(seconds / row)
        "How many rows are kept at least."
        self._row = row
        self._forget = share(row, MEMORY)
        self._sums = np.zeros((2 * self.room + 1, POWERS + ATTACKS))
        "Running sums of the powers of low, mid, high, air and bass, and of the attacks."
        self._beats = np.zeros((2 * self.room + 1, MEASURES))
        self._bass = np.zeros((2 * self.room + 1, 2))
        self._level: Rows | None = None
        self._loudest = 0.0
        self._empty = TINY
        self.now = 0
        "How many rows there are: the newest is `now - 1`, and windows end at `now`."
        self._tell(bar)

    def _tell(self, bar: float) -> None:
        self.bar = max(4, round(bar / self._row))
        "Rows of a bar."
        self.beat, self.half, self.most = (max(1, round(part * bar / self._row)) for part in (BEAT, HALF, MOST))

    def set_bar(self, bar: float) -> None:
        """Take the length of a bar in seconds."""
        if abs(bar / self._row - self.bar) > max(1.0, OTHER_BAR * self.bar):
            self._tell(bar)
            ends = np.arange(1, self.now + 1)
            self._beats[1 : self.now + 1], self._bass[1 : self.now + 1] = self._measure(ends)

    def add(self, power: Rows) -> int:
        """Take a row's (5,) mean squares of BANDS; return by how many rows all counts went back to make room."""
        moved = self._make_room()
        now = self.now
        self.now = now + 1
        sub, low, *rest = power.tolist()
        powers = np.array((sub + low, *rest, sub + LOW_IN_BASS * low))
        before = self._sums[max(0, self.now - self.bar)]
        self._sums[self.now, :POWERS] = self._sums[now, :POWERS] + powers
        whole = float((self._sums[self.now, :BASS] - before[:BASS]).sum()) / min(self.now, self.bar)
        self._loudest = max(self._loudest * (1.0 - self._forget), whole)
        self._empty = max(TINY, self._loudest * 10.0 ** (-DEPTH / 10.0))
        level = 10.0 * np.log10(powers[MID:BASS] + self._empty)
        rise = level - (level if self._level is None else self._level)
        self._level = level
        self._sums[self.now, POWERS:] = self._sums[now, POWERS:] + np.minimum(np.maximum(rise, 0.0), ATTACK)
        self._beats[self.now], self._bass[self.now] = (part[0] for part in self._measure(np.array([self.now])))
        return moved

    def beats(self, first: int, last: int) -> Rows:
        """Return what the beats that end from row `first` to before `last` were like, (n, MEASURES)."""
        return self._beats[first:last]

    def over_half(self, first: int, last: int) -> Rows:
        """Return the bass's decibels over HALF a bar, (n,), likewise."""
        return self._bass[first:last, 0]

    def over_most(self, first: int, last: int) -> Rows:
        """Return the bass's decibels over MOST of a bar, (n,), likewise."""
        return self._bass[first:last, 1]

    def levels(self, first: int, last: int) -> Rows:
        """Return the decibels, (7,) in the order of their places, of the rows from first to before last."""
        total = self._sums[last, :POWERS] - self._sums[first, :POWERS]
        low, mid, high, air, bass = np.maximum(total / (last - first), 0.0).tolist()
        joined = (low, mid, high, air, bass, high + air, low + mid + high + air)
        levels: Rows = 10.0 * np.log10(np.array(joined) + self._empty)
        return levels

    def _measure(self, ends: NDArray[np.int_]) -> tuple[Rows, Rows]:
        beats = self._mean(ends, self.beat, slice(None))[:, MEASURED]
        beats[:, :BASS] = 10.0 * np.log10(beats[:, :BASS] + self._empty)
        bass = np.concatenate([self._mean(ends, rows, slice(BASS, POWERS)) for rows in (self.half, self.most)], axis=1)
        return beats, 10.0 * np.log10(bass + self._empty)

    def _mean(self, ends: NDArray[np.int_], rows: int, columns: slice) -> Rows:
        starts = np.maximum(ends - rows, 0)
        mean: Rows = self._sums[ends, columns] - self._sums[starts, columns]
        mean /= (ends - starts)[:, None]
        # Differences of running sums can come out a hair under zero.
        return np.maximum(mean, 0.0)

    def _make_room(self) -> int:
        if self.now < 2 * self.room:
            return 0
        kept = self.room
        for rows in (self._sums, self._beats, self._bass):
            rows[: kept + 1] = rows[kept:]
        self._sums[: kept + 1] -= self._sums[0].copy()
        self.now = kept
        return kept
