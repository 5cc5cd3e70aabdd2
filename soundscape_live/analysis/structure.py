"""Where the music's form turns: drop, build, breakdown, section, heard in levels and density against their own past.

- A drop: the low end comes, or comes back, after two bars or more without it. Said within half a bar.
- A breakdown: the low end leaves and the rest does not rise. Said when that has lasted most of a bar.
- A build: the rest rises while the low end is out or leaves, at once or steadily over bars.
- A section: another lasting change of loudness, band balance or density, such as verse to chorus.

Rules: all is relative, so the mixer's gain is no matter. Beats (quarters of the bar that the tempo grid tells) are
compared with the beats since the last turn, eight bars at most, and a difference counts in units of how much those
differed among themselves: what the music does all the time is no event. A turn other than a drop needs every beat of
nearly a bar to differ to the same side, so that fills, cymbals and breaks pass; a slow fader moves the past along.
The first start of the music is no turn, nor is its return after silence: a stop is told as silence elsewhere.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

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
"Rows from one search for a change to the next; a drop is looked for in each."
PAST, FARTHEST = 9, 36.0
"Bars with which the latest is compared, so that a fill in every eighth is known, and seconds at most."
FIRST, NEXT = 3.0, 2.3
"Bars of past that a change must have behind it: from the music's start, and from a turn."
SETTLED = 4.0
"Bars from which on a part is no phrase of a longer one."
BEATS = 4
SPREAD = np.array([1.2, 1.2, 1.2, 1.2, 0.3, 0.3, 0.3])
"Differences among beats that are taken for granted: decibels, and decibels a row of the attacks."
WEIGHTS = np.array([1.5, 1.5, 0.7, 0.7, 1.0, 1.0, 1.0]) / 7.4
"Of the measures. Cymbals reach into all of high and air, and come with every fill."
UNSURE = 1.0
"Bars of past at which a spread counts twice in power."
DIFFERS, STIRS = 1.05, 0.6
"Spreads by which every beat differs (weighted root mean square of the measures); the second while the low end is out."
AGAIN = 2.5
"Times DIFFERS by which a build must be another one than that in which it is."
KNOWN = 0.0
SUDDEN = 1.8
"Decibels by which all bands must move alike within a bar, or else a fader or a player's breath moved them."
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


@dataclass(frozen=True, slots=True)
class Change:
    """The latest beats beside the past."""

    begin: int
    "The row at which they begin."
    differs: float
    "Spreads, root mean square over the measures, by which every beat differs to the same side."
    levels: Rows
    "Of the latest beats, as Past.levels tells them."
    was: Rows
    "Of the past."
    known: float
    "How near some earlier bar came to it, as a part of its own distance from the past: 0 the same."


class Form:
    """Hears the turns of one stream."""

    def __init__(self, hop: float) -> None:
        """Begin before the music; `hop` in seconds."""
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
            return None
        power, self._power = self._power / self._hops, np.zeros(len(BANDS))
        self._summed = 0
        return self.hear(power)

    def hear(self, power: Rows) -> Turned | None:
        """Take a row's (5,) mean squares of BANDS, and say what turns."""
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
        if comes > COMING:
            return None
        return self._changes() if past.now % EVERY == 0 else None

    def _begin(self) -> None:
        self._past = Past(self._row, FARTHEST, self._measured)
        self._low = LowEnd(self._past, self._row)
        self._start = self._before = 0
        self._last = None
        self._due = 0.0

    def _first(self, start: int) -> int:
        """Return the row from which on the past counts, if the part began at row `start`."""
        return max(
            start, self._past.now - min(round(PAST * max(self._bar, self._measured) / self._row), self._past.room)
        )

    def _turn(self, kind: Turn, strength: float, start: int) -> Turned:
        self._before, self._start = self._start, start
        self._since = self._due = 0.0
        self._last = kind
        return kind, min(1.0, strength)

    def _changes(self) -> Turned | None:
        change = self._change(self._start, FIRST * self._slow if self._last is None else NEXT)
        if change is None:
            return None
        gone = self._low.leaves(self._first(self._start), change.was, change.levels)
        rise = change.levels - change.was
        if change.known < KNOWN:
            return None
        if gone >= LEAVES * self._doubt:
            # By now it has been out for a while; the part is to hold none of it.
            begin = self._past.now - self._past.half
            builds = rise[TREBLE] > max(RISES, -rise[WHOLE])
            return self._turn(Turn.BUILD if builds else Turn.BREAKDOWN, gone / STRONG_DB, begin)
        differs = DIFFERS * self._doubt
        stirs = STIRS * self._doubt if self._low.left(change.levels) else differs
        if self._last is Turn.BUILD:
            stirs = AGAIN * differs
        if change.differs >= stirs and rise[TREBLE] > RISES and self._low.out(change.levels):
            return self._turn(Turn.BUILD, change.differs / STRONG, change.begin)
        if change.differs < differs or self._goes_on(change) or self._returns(change):
            return None
        falls = rise[BASS] < -AWAY and rise[WHOLE] < -FALLS
        return self._turn(Turn.BREAKDOWN if falls else Turn.SECTION, change.differs / STRONG, change.begin)

    def _goes_on(self, change: Change) -> bool:
        """Say whether a change belongs to the build, or to the breakdown, in which it is."""
        if self._last is Turn.BREAKDOWN:
            return self._low.out(change.levels)
        rise = change.levels - change.was
        grows = rise[TREBLE] > -RISES and (rise[BASS] < RETURNS or self._low.left(change.levels))
        return bool(grows) and self._last is Turn.BUILD and change.begin - self._start < WAITS * self._past.bar

    def _returns(self, change: Change) -> bool:
        """Say whether a change is but the second half of a phrase, and if so, take both as one part."""
        if self._last is None or change.begin - self._start >= SETTLED * self._past.bar:
            return False
        longer = self._change(self._before, NEXT)
        if longer is None or longer.differs >= DIFFERS * self._doubt:
            return False
        self._start = self._before
        return True

    def _change(self, start: int, bars: float) -> Change | None:
        """Compare the latest beats with those since a row; None if that is less than so many bars."""
        past = self._past
        begin = past.now - BEATS * past.beat
        first = self._first(start) + past.beat
        length = (begin + 1 - first) / past.bar
        if length < bars:
            return None
        before = past.beats(first, begin + 1)[::2]
        spread = np.sqrt((before.var(axis=0) + SPREAD**2) * (1.0 + UNSURE / length))
        latest = past.beats(begin + past.beat, past.now + 1)[:: past.beat]
        apart = latest - before.mean(axis=0)
        levels, was = past.levels(begin, past.now), past.levels(first - past.beat, begin)
        apart[:, :BASS] -= self._faded(begin, levels, was)
        apart /= spread
        same = np.maximum(apart.min(axis=0), 0.0) + np.minimum(apart.max(axis=0), 0.0)
        differs = math.sqrt(float(same * same @ WEIGHTS))
        return Change(begin, differs, levels, was, self._known(latest / spread, first, begin, spread, apart))

    def _known(self, latest, first, begin, spread, apart) -> float:
        past = self._past
        beats = past.beats(first, begin + 1) / spread
        count = len(beats) - (BEATS - 1) * past.beat
        if count < 1: return 1.0
        far = np.zeros(count)
        for k in range(BEATS):
            d = beats[k * past.beat : k * past.beat + count] - latest[k]
            far += d * d @ WEIGHTS
        own = float((apart * apart @ WEIGHTS).sum())
        return math.sqrt(float(far.min()) / own) if own else 0.0

    def _faded(self, begin: int, levels: Rows, was: Rows) -> float:
        """Return the decibels by which all bands have moved alike, if they did so slowly or little."""
        past = self._past
        just = past.levels(max(0, 2 * begin - past.now), begin)
        moved, step = (float(np.median((levels - before)[:BASS])) for before in (was, just))
        return moved if abs(step) < max(SUDDEN, abs(moved) / 2.0) else 0.0


def _octave(bar: float, last: float) -> float:
    """Return the bar, doubled or halved into the range that is measured: in the last one's octave if it may be."""
    same = bar * 2.0 ** round(math.log2(last / bar))
    if QUICK_BAR * (1.0 - KEEPS) <= same <= 2.0 * QUICK_BAR * (1.0 + KEEPS):
        return same
    return bar * 2.0 ** -math.floor(math.log2(bar / QUICK_BAR))
