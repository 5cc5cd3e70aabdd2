"""The beat grid, and which source it follows.

Rules: the grid is a phase-locked loop. Reports bend it, never make it jump back; each beat of it comes once, in
order, and never two within half a period. Hands (tapped, typed) go before ears for HAND seconds after the last touch;
a tapped or typed tempo is taken as it is, a heard one is folded into bpm_low..bpm_high. Without reports the grid goes
on while confidence decays, and then no beats are claimed. In silence only hands claim beats; the grid runs on unseen
and is taken up again after gaps of up to GAP seconds.
"""

import math
from dataclasses import replace

from soundscape_live.model import Beat, TempoReport
from soundscape_live.tempo.follow import Follow
from soundscape_live.tempo.taps import Taps
from soundscape_live.tempo.timeline import Timeline, to_nearest

HAND = 30.0
"Seconds for which a tapped or typed tempo is held."
SURE = 2.0
"Seconds after a report for which its confidence stands."
HOLD = 12.0
"Seconds after a report at which confidence has decayed to nothing."
GAP = 4.0
"Seconds of silence over which the grid's phase is kept."
SLOWEST, FASTEST = 20.0, 400.0
"BPM: a tempo outside is no tempo."
SHORTEST, LONGEST = -0.45, 1.0
"Parts of a period by which one beat may be shortened or lengthened."
HAND_AGREES = 0.04
"Part of the hand's tempo within which a heard one may still correct its phase."
OCTAVE = 0.05
"Part of a tempo within which the double or half of it is taken for an octave."
LATE = 0.05
"Seconds by which the first beat of a grid may lie in the past."


class Tempo:
    """Beats, from everything that is known of the tempo. Times passed in never go back."""

    def __init__(self, beats_per_bar: int = 4, bpm_low: float = 60.0, bpm_high: float = 200.0) -> None:
        """Begin without a tempo, in silence or not as `silence` will say."""
        self._beats_per_bar = beats_per_bar
        self._follow = Follow(bpm_low, bpm_high)
        self._taps = Taps()
        self._line: Timeline | None = None
        self._next = 0
        "Count, on the line, of the next beat."
        self._one = 0
        "Count of some first beat of a bar."
        self._index = 0
        self._last_beat = -math.inf
        self._due: list[Beat] = []
        self._heard = TempoReport(-math.inf, "none", 0.0, None, 0.0)
        self._hand = ""
        self._hand_until = -math.inf
        self._silent_since: float | None = None
        self._now = -math.inf

    @property
    def bpm(self) -> float:
        """Beats a minute of the grid; 0 before there is one."""
        return 0.0 if self._line is None else self._line.bpm

    @property
    def bar(self) -> float:
        """Seconds of a bar; 0 while no beats are claimed."""
        if self._line is None or not self._claimed(self._now):
            return 0.0
        return self._beats_per_bar * self._line.period

    @property
    def confidence(self) -> float:
        """How far the beats can be trusted now, 0..1."""
        return self._confidence(self._now)

    @property
    def source(self) -> str:
        """`typed`, `tap`, the name of the listening source, or `none`."""
        return self._source(self._now)

    @property
    def bar_position(self) -> int:
        """0 from the first beat of a bar to the second, and so on."""
        return (self._next - 1 - self._one) % self._beats_per_bar

    def phase(self, at: float) -> float:
        """Return how much of the current beat has passed, 0..1; 0 while no beats are claimed."""
        if self._line is None or not self._claimed(at):
            return 0.0
        count = self._line.count(at)
        return max(0.0, count - math.floor(count + 1e-9))

    def deadline(self) -> float | None:
        """Return when the next beat is due, or None if none will be claimed."""
        if self._due:
            return self._due[0].at
        if self._line is None:
            return None
        due = self._line.time(self._next)
        return due if self._claimed(due) else None

    def advance(self, at: float) -> tuple[Beat, ...]:
        """Return the beats that are due by `at` and have not been returned."""
        self._collect(at)
        beats = tuple(self._due)
        self._due.clear()
        return beats

    def report(self, report: TempoReport) -> None:
        """Take what a listening source believes. In silence it is not believed."""
        self._collect(report.at)
        if self._silent_since is not None or not SLOWEST <= report.bpm <= FASTEST:
            return
        self._heard = report
        self._follow.hear(report.at, report.bpm)
        if self._line is None:
            self._begin(report)
        elif self._held(report.at):
            self._correct_hand(self._line, report)
        else:
            line = self._with_bpm(self._line, report, self._follow.bpm(self._line.bpm))
            shift = 0.0 if report.beat is None else self._follow.shift(line, report.beat, report.bpm)
            self._line = _bend(line, report.at, line.period, shift)

    def tap(self, at: float) -> None:
        """Take a tap: from the second on it is a beat, and the first tap of a run is the first beat of a bar."""
        self._collect(at)
        tapped = self._taps.tap(at)
        if tapped is None:
            return
        self._hold("tap", at)
        # The tap is the beat that is due now, or the one that has just come.
        count = self._next if at - self._last_beat >= tapped.period / 2 else self._next - 1
        self._line = Timeline(at, count, tapped.period)
        self._one = count - tapped.beats

    def set_bpm(self, at: float, bpm: float) -> None:
        """Take a typed tempo; the phase goes on, and without a grid a beat is due at once."""
        self._collect(at)
        if not SLOWEST <= bpm <= FASTEST:
            return
        self._hold("typed", at)
        if self._line is None:
            self._line = Timeline(at, self._next, 60.0 / bpm)
        else:
            self._line = _bend(self._line, at, 60.0 / bpm, 0.0)

    def release(self, at: float) -> None:
        """Let the ears lead again."""
        self._collect(at)
        self._hand_until = -math.inf

    def silence(self, at: float, on: bool) -> None:  # noqa: FBT001 - the seam's signature
        """Take whether there is silence."""
        self._collect(at)
        if on and self._silent_since is None:
            self._silent_since = at
        elif not on and self._silent_since is not None:
            if at - self._silent_since > GAP:
                self._follow.forget()
                self._heard = TempoReport(-math.inf, "none", 0.0, None, 0.0)
                if not self._held(at):
                    self._line = None
            self._silent_since = None

    def _begin(self, report: TempoReport) -> None:
        if report.beat is None:
            return
        period = 60.0 / self._follow.bpm(None)
        late = max(report.at - LATE, self._last_beat + period / 2) - report.beat
        self._line = Timeline(report.beat + math.ceil(late / period) * period, self._next, period)

    def _with_bpm(self, line: Timeline, report: TempoReport, bpm: float) -> Timeline:
        """Return the line with another tempo. Over an octave the beats that both tempi share stay where they are."""
        bent = _bend(line, report.at, 60.0 / bpm, 0.0)
        before = self._next - 1
        passed = bent.beat - before
        if abs(bpm / line.bpm / 2.0 - 1.0) < OCTAVE:
            return replace(bent, beat=before + 2.0 * passed % 1.0)
        if abs(bpm / line.bpm * 2.0 - 1.0) < OCTAVE:
            # The last beat of ours is one of the slower ones, or the next one is: the reported beat tells.
            last, following = (replace(bent, beat=before + part) for part in (passed / 2.0, (passed + 1.0) / 2.0))
            told = report.at if report.beat is None else report.beat
            return min(last, following, key=lambda half: abs(to_nearest(half.settled(told))))
        return bent

    def _correct_hand(self, line: Timeline, report: TempoReport) -> None:
        octaves = math.log2(report.bpm / line.bpm)
        if report.beat is not None and abs(to_nearest(octaves)) < math.log2(1.0 + HAND_AGREES):
            shift = self._follow.shift(line, report.beat, report.bpm)
            self._line = _bend(line, report.at, line.period, shift)

    def _hold(self, source: str, at: float) -> None:
        self._hand = source
        self._hand_until = at + HAND

    def _held(self, at: float) -> bool:
        return at < self._hand_until

    def _confidence(self, at: float) -> float:
        if self._held(at):
            return 1.0
        if self._silent_since is not None:
            return 0.0
        left = (self._heard.at + HOLD - at) / (HOLD - SURE)
        return self._heard.confidence * min(1.0, max(0.0, left))

    def _source(self, at: float) -> str:
        if self._held(at):
            return self._hand
        return self._heard.source if self._confidence(at) > 0 else "none"

    def _claimed(self, at: float) -> bool:
        return self._confidence(at) > 0

    def _collect(self, at: float) -> None:
        """Put every beat that is claimed and due by `at` on the list; unclaimed ones pass uncounted."""
        self._now = max(self._now, at)
        while self._line is not None and (time := self._line.time(self._next)) <= at:
            if not self._claimed(time):
                # Trust only ends between two inputs, it never begins: nothing later is claimed either.
                self._next = max(self._next, math.floor(self._line.count(at))) + 1
                continue
            self._due.append(self._beat(time))
            self._last_beat = time
            self._index += 1
            self._next += 1

    def _beat(self, at: float) -> Beat:
        return Beat(
            at=at,
            index=self._index,
            bar_position=(self._next - self._one) % self._beats_per_bar,
            bpm=self.bpm,
            confidence=self._confidence(at),
            source=self._source(at),
        )


def _bend(line: Timeline, at: float, period: float, shift: float) -> Timeline:
    """Return the line from `at` on with this period, the shift still ahead and `shift` more."""
    left = line.left(at) + shift
    return line.bent(at, period, min(max(left, SHORTEST * period), LONGEST * period))
