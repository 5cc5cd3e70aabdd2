"""Where the music's form turns: drop, build, breakdown, section, heard in levels and density against their own past.

- A drop: the low end comes, or comes back, after two bars or more without it. Said within half a bar.
- A breakdown: the low end leaves and the rest does not rise. Said when that has lasted most of a bar.
- A build: the rest rises while the low end is out or leaves, at once or bit by bit.
- A section: another lasting change of loudness, band balance or density, such as verse to chorus.

Rules: all is relative, so the mixer's gain is no matter. Beats (quarters of the bar that the tempo grid tells) are
compared with the beats since the last turn, nine bars at most, and a difference counts in units of how much those
differed among themselves; a bar that is near an earlier one is no event. A turn other than a drop needs every beat of
nearly a bar to differ to the same side, so that fills, cymbals and breaks pass; so do slow moves of a fader.
The first start of the music is no turn, nor is its return after silence: a stop is told as silence elsewhere.
"""

import math
from typing import TypeAlias

import numpy as np

from soundscape_live.analysis.change import Change, compare, nearest
from soundscape_live.analysis.low_end import AWAY, LEAVES, RETURNS, WITHOUT, LowEnd
from soundscape_live.analysis.past import BASS, TREBLE, WHOLE, Past, Rows
from soundscape_live.model import BANDS, Samples, Turn

Turned: TypeAlias = tuple[Turn, float]
"What turned, and its strength, above 0 and at most 1."

ROW = 0.05
"Seconds, about: how often the form is judged."
BAR = 2.0
"Seconds of a bar while no tempo is known."
SHORTEST_BAR, LONGEST_BAR = 0.8, 6.0
"Seconds: a bar outside is taken as one of these."
QUICK_BAR = 1.3
"Seconds: bars are measured by their double or half that lies from here to twice this, as grids err by octaves."
DOUBT = 1.3
"By how much more a change must differ where half a bar is measured for a whole one: a fill may last so long."
KEEPS = 0.05
"Share by which that may be passed before another octave is taken."
EVERY = 2
"Rows from one search for a change to the next; a drop is looked for in each row."
PAST, FARTHEST = 9, 36.0
"Bars with which the latest is compared, so that a fill in every eighth is known, and seconds at most."
FIRST, NEXT = 3.0, 2.3
"Bars of past that a change must have behind it: from the music's start, and from a turn."
SETTLED = 4.0
"Bars from which on a part is no phrase of a longer one."
DIFFERS, STIRS = 1.0, 0.6
"Spreads, as Change.differs tells them, from which on it is a turn: at any time, and while the low end is out."
AGAIN = 2.5
"Times DIFFERS by which a build must be another one than that in which it is."
KNOWN = 0.7
"How near a bar of the part must come to a change, for it to be nothing new."
COMING = 1.5
"Decibels from which on the low end may be on its way."
RISES, FALLS = 1.0, 2.0
"Decibels by which the treble rises in a build, and the whole falls in a breakdown."
WAITS = 16
"Bars for which a build is waited out: what stirs in it is part of it."
GAP = 4.0
"Seconds of silence after which the music starts anew."
STRONG_DB, STRONG = 12.0, 3.0
"Decibels, and spreads, of a turn of strength 1."


class Form:
    """Hears the turns of one stream."""

    def __init__(self, hop: float) -> None:
        """Begin before the music; `hop` in seconds, at most half of ROW."""
        self.heard = 0.0
        "Seconds of the stream."
        self._hop = hop
        self._hops = max(1, round(ROW / hop))
        self._power = np.zeros(len(BANDS))
        self._summed = 0
        self._quiet = 0.0
        self._bar = self._measured = BAR
        self._slow = 1.0
        "How many measured bars are one of the grid's, if it is longer."
        self._doubt = 1.0
        self._since = LONGEST_BAR
        "Seconds of music since the last turn."
        self._row = self._hops * hop
        self._start = self._before = 0
        "The rows at which the present part and the one before it began."
        self._searches = False
        "Whether the latest row calls for a search for a change."
        self._last: Turn | None = None
        self._due = 0.0
        "Strength of a drop that waits for the bar of another turn to end."
        self._begin()

    def set_bar(self, seconds: float) -> None:
        """Take the length of a bar; 0 if there is no tempo."""
        self._bar = min(max(seconds or BAR, SHORTEST_BAR), LONGEST_BAR)
        self._measured = _octave(self._bar, self._measured)
        self._slow = max(1.0, self._bar / self._measured)
        self._doubt = DOUBT if self._slow > 1.0 else 1.0

    def step(self, powers: Samples, *, silence: bool) -> Turned | None:
        """Take a hop's (6,) mean squares, of the whole and of BANDS, and say what turns."""
        self.heard += self._hop
        if silence:
            self._quiet += self._hop
            if self._quiet >= GAP and self._past.now:
                self._begin()
            return None
        self._quiet = 0.0
        self._power += powers[1:]
        self._summed += 1
        if self._summed < self._hops:
            # On a hop of its own, so that no hop pays for all.
            return self._search() if self._summed == 1 else None
        power, self._power = self._power / self._hops, np.zeros(len(BANDS))
        self._summed = 0
        return self._add(power)

    def hear(self, power: Rows) -> Turned | None:
        """Take a row's (5,) mean squares of BANDS at once, and say what turns."""
        return self._add(power) or self._search()

    def _add(self, power: Rows) -> Turned | None:
        """Take a row and say whether the low end drops."""
        self._searches = False
        self._since += self._row
        past = self._past
        past.set_bar(self._measured)
        moved = past.add(power)
        self._start, self._before = max(0, self._start - moved), max(0, self._before - moved)
        if past.now < past.bar:
            return None
        comes = self._low.hear(self._first(self._start))
        again = self._last is Turn.DROP and self._since < WITHOUT * self._bar
        if not again and self._low.drops(comes):
            self._due = max(self._due, comes / STRONG_DB)
        if self._since < self._bar:
            return None
        if self._due:
            return self._turn(Turn.DROP, self._due, past.now)
        # While the low end is coming, what becomes of it is waited for.
        self._searches = comes <= COMING and past.now % EVERY == 0
        return None

    def _begin(self) -> None:
        self._past = Past(self._row, FARTHEST, self._measured)
        self._low = LowEnd(self._past, self._row)
        self._start = self._before = 0
        self._searches = False
        self._last = None
        self._due = 0.0

    def _first(self, start: int) -> int:
        """Return the row from which on the past counts, if the part began at row `start`."""
        rows = round(PAST * max(self._bar, self._measured) / self._row)
        return max(start, self._past.now - min(rows, self._past.room))

    def _turn(self, kind: Turn, strength: float, start: int) -> Turned:
        self._before, self._start = self._start, start
        self._since = self._due = 0.0
        self._last = kind
        return kind, min(1.0, strength)

    def _search(self) -> Turned | None:
        """Say whether the latest row ends a bar unlike those before."""
        return self._changes() if self._searches else None

    def _changes(self) -> Turned | None:
        first = self._first(self._start)
        change = compare(self._past, first, FIRST * self._slow if self._last is None else NEXT)
        if change is None:
            return None
        gone = self._low.leaves(first, change.was, change.levels)
        if gone >= LEAVES * self._doubt:
            kind = Turn.BUILD if change.rise(TREBLE) > max(RISES, -change.rise(WHOLE)) else Turn.BREAKDOWN
            # By now it has been out for a while; the part is to hold none of it.
            return self._new(change, kind, gone / STRONG_DB, self._past.now - self._past.half)
        differs = change.differs
        if differs >= self._stirs(change) and change.rise(TREBLE) > RISES and self._low.out(change.levels):
            return self._new(change, Turn.BUILD, differs / STRONG, change.begin)
        if differs < DIFFERS * self._doubt or self._goes_on(change) or self._returns(change):
            return None
        falls = change.rise(BASS) < -AWAY and change.rise(WHOLE) < -FALLS
        return self._new(change, Turn.BREAKDOWN if falls else Turn.SECTION, differs / STRONG, change.begin)

    def _new(self, change: Change, kind: Turn, strength: float, start: int) -> Turned | None:
        """Return the turn unless the part has held such a bar before."""
        return None if nearest(self._past, change) < KNOWN else self._turn(kind, strength, start)

    def _stirs(self, change: Change) -> float:
        """Return by how much a change must differ to be a build."""
        if self._last is Turn.BUILD:
            return AGAIN * DIFFERS * self._doubt
        return (STIRS if self._low.left(change.levels) else DIFFERS) * self._doubt

    def _goes_on(self, change: Change) -> bool:
        """Say whether a change belongs to the build, or to the breakdown, in which it is."""
        if self._last is Turn.BREAKDOWN:
            return self._low.out(change.levels)
        grows = change.rise(TREBLE) > -RISES and (change.rise(BASS) < RETURNS or self._low.left(change.levels))
        return grows and self._last is Turn.BUILD and change.begin - self._start < WAITS * self._past.bar

    def _returns(self, change: Change) -> bool:
        """Say whether a change is but the second half of a phrase, and if so, take both as one part."""
        if self._last is None or change.begin - self._start >= SETTLED * self._past.bar:
            return False
        longer = compare(self._past, self._first(self._before), NEXT)
        if longer is None or longer.differs >= DIFFERS * self._doubt:
            return False
        self._start = self._before
        return True


def _octave(bar: float, last: float) -> float:
    """Return the bar, doubled or halved into the range that is measured: in the last one's octave if it may be."""
    same = bar * 2.0 ** round(math.log2(last / bar))
    if QUICK_BAR * (1.0 - KEEPS) <= same <= 2.0 * QUICK_BAR * (1.0 + KEEPS):
        return same
    return bar * 2.0 ** -math.floor(math.log2(bar / QUICK_BAR))
