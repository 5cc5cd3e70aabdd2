"""The line of beats, and how it may bend.

Rules: bending never makes the line jump back; each beat of it comes once, in order, and never two within half a
period. Towards an aim it glides: its tempo changes by at most `glide` of itself a beat, then its phase by at most
`glide` of a beat a beat. Over an octave the beats that both tempi share stay where they are.
"""

import math
from dataclasses import dataclass, replace

from soundscape_live.tempo.timeline import Timeline, to_nearest

SHORTEST, LONGEST = -0.45, 1.0
"Parts of a period by which one beat may be shortened or lengthened outside a glide."
OCTAVE = 0.05
"Part of a tempo within which the double or half of it is taken for an octave."
LATE = 0.05
"Seconds by which the first beat of a grid may lie in the past."
REACHED = 1e-4
"Seconds of phase: an aim that is so near is reached."
HAIR = 1e-9
"Beats."


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the beats should lie."""

    beat: float | None
    "The time of one of them; None leaves the phase alone."
    period: float
    parts: int = 1
    "Of a beat, in whose distance the source has beats: 2 for one that counts twice as fast."

    def ahead(self, line: Timeline, at: float) -> float:
        """Return by how many beats the line should be further at a time."""
        if self.beat is None:
            return 0.0
        return to_nearest((at - self.beat) / self.period - line.count(at), self.parts)


class Grid:
    """The beats that are to come. Times passed in never go back."""

    def __init__(self, glide: float) -> None:
        """Begin without a line; `glide` is a part of a beat, 0.01..0.5."""
        self.next = 0
        "Count, on the line, of the next beat."
        self._glide = glide
        self._line: Timeline | None = None
        self._aim: Aim | None = None
        self._period = 0.0
        "What it was at the last beat."
        self._last = -math.inf

    @property
    def running(self) -> bool:
        """Whether there is a line."""
        return self._line is not None

    @property
    def line(self) -> Timeline:
        """The line; there must be one."""
        assert self._line is not None
        return self._line

    @property
    def aim(self) -> Aim | None:
        """Where it glides to, if it does."""
        return self._aim

    def clear(self) -> None:
        """Have no line any more; counts go on."""
        self._line = self._aim = None

    def hold(self) -> None:
        """Go on as it is."""
        self._aim = None

    def due(self) -> float:
        """Return when the next beat is due."""
        return self.line.time(self.next)

    def strike(self, at: float) -> None:
        """Let the next beat pass, at its time."""
        self._last = at
        self.next += 1
        self._period = self.line.period
        self._step(at)

    def skip(self, at: float) -> None:
        """Let the beats up to a time pass unseen."""
        self.next = max(self.next, math.floor(self.line.count(at))) + 1

    def place(self, at: float, period: float) -> int:
        """Put a beat here: the one that is due now or the one that has just come. Return its count."""
        count = self.next if at - self._last >= period / 2 else self.next - 1
        self._line, self._aim, self._period = Timeline(at, count, period), None, period
        return count

    def begin(self, at: float, beat: float, period: float) -> None:
        """Have a line whose beats lie at this one's distance from each other, the first not long past."""
        late = max(at - LATE, self._last + period / 2) - beat
        self._line = Timeline(beat + math.ceil(late / period) * period, self.next, period)
        self._aim, self._period = None, period

    def bend(self, at: float, period: float, shift: float = 0.0) -> None:
        """Have this period from now on, and let `shift` seconds more come between the beats."""
        self._aim, self._period = None, period
        left = self.line.left(at) + shift
        self._set(self.line.bent(at, period, min(max(left, SHORTEST * period), LONGEST * period)))

    def glide(self, at: float, aim: Aim) -> None:
        """Move towards an aim from now on."""
        self._aim = aim
        self._step(at)

    def turn(self, at: float, aim: Aim) -> None:
        """Have an aim's tempo from now on, and move towards its phase."""
        self._period = aim.period
        self.glide(at, aim)

    def slide(self, at: float, seconds: float) -> None:
        """Let the beats come later by so much, or earlier."""
        line, aim = self.line, self._aim
        period = line.period if aim is None else aim.period
        beat = None if aim is None else aim.beat
        if beat is None:
            beat = line.at + line.shift + (math.ceil(line.beat) - line.beat) * line.period
        self.glide(at, Aim(beat + seconds, period, 1 if aim is None else aim.parts))

    def to_go(self, at: float) -> tuple[float, float]:
        """Return the seconds and the part of the tempo that are still to be closed."""
        if self._line is None or self._aim is None:
            return 0.0, 0.0
        aim = self._aim
        return aim.ahead(self._line, at) * aim.period, self._line.period / aim.period - 1.0

    def count_of(self, at: float) -> float:
        """Return which beat lies at a time, as it will be when the aim is reached."""
        line = self.line
        return line.settled(at) if self._aim is None else line.count(at) + self._aim.ahead(line, at)

    def octave(self, bpm: float) -> int:
        """Return 1 if a tempo is the double of the line's, -1 if it is the half, else 0."""
        ratio = bpm / self.line.bpm
        return 1 if abs(ratio / 2.0 - 1.0) < OCTAVE else -1 if abs(ratio * 2.0 - 1.0) < OCTAVE else 0

    def double(self, at: float) -> bool:
        """Have twice the beats; return whether the new one of this beat has passed already."""
        line, passed = self._octave(at, 0.5)
        self._set(replace(line, beat=self.next - 1 + 2.0 * passed % 1.0))
        return passed >= 0.5

    def halve(self, at: float, told: float | None, *, last: bool) -> bool:
        """Have half the beats: those among which `told` lies, or else the last one if `last`, or else the next one.

        Return whether the last one is among them.
        """
        line, passed = self._octave(at, 2.0)
        stays, goes = (replace(line, beat=self.next - 1 + part) for part in (passed / 2.0, (passed + 1.0) / 2.0))
        if told is not None:
            last = abs(to_nearest(stays.settled(told))) <= abs(to_nearest(goes.settled(told)))
        self._set(stays if last else goes)
        return last

    def _octave(self, at: float, factor: float) -> tuple[Timeline, float]:
        line = self.line
        period = line.period * factor
        bent = line.bent(at, period, min(max(line.left(at), SHORTEST * period), LONGEST * period))
        self._period *= factor
        if self._aim is not None:
            parts = max(1, round(self._aim.parts * factor))
            self._aim = Aim(self._aim.beat, self._aim.period * factor, parts)
        return bent, min(max(bent.beat - (self.next - 1), 0.0), 1.0 - HAIR)

    def _step(self, at: float) -> None:
        aim, line, most = self._aim, self.line, 1.0 + self._glide
        if aim is None:
            return
        period = min(max(aim.period, self._period / most), self._period * most)
        if aim.beat is None or period != aim.period:
            # The phase means nothing until the tempo is there.
            self._set(line.bent(at, period, max(line.left(at), SHORTEST * period)))
            self._aim = None if period == aim.period else aim
            return
        late = -aim.ahead(line, at) * period
        self._set(line.bent(at, period, min(max(late, -self._glide * period), self._glide * period)))
        if abs(late) < REACHED:
            self._aim = None

    def _set(self, line: Timeline) -> None:
        """Take a line that begins now, unless its next beat would come too soon after the last one."""
        soonest = self._last + line.period / 2
        if line.time(self.next) < soonest:
            beat = min(line.beat, self.next - HAIR)
            span = self.next - beat
            line = Timeline(line.at, beat, line.period, soonest - line.at - line.period * span, span)
        self._line = line
