"""The beats of the show, and what hands do to them.

Rules: the grid is a phase-locked loop; reports bend it, and never make it jump back. Each beat of it comes once, in
order, and never two within half a period. Hands (tapped, typed) go before ears for half a minute after the last touch;
a tapped or typed tempo is taken as it is, at once; a heard one is folded into bpm_low..bpm_high. Without reports the
grid goes on while confidence decays, and then no beats are claimed. In silence what is heard claims no beats; the grid
runs on unseen and is taken up again after gaps of up to GAP seconds.
"""

import math

from soundscape_live.model import TEMPO_SOURCES, Beat, TempoMove, TempoReport
from soundscape_live.tempo.follow import Follow
from soundscape_live.tempo.hands import Hands
from soundscape_live.tempo.lead import SEEN, SEEN_TEMPO, Lead
from soundscape_live.tempo.pulse import Pulse
from soundscape_live.tempo.sources import NONE, Sources

GAP = 4.0
"Seconds of silence over which the grid's phase is kept."
GLIDE = 0.1
"Part of a beat, and of the tempo, a beat."


class Tempo:
    """Beats, from everything that is known of the tempo. Times passed in never go back."""

    def __init__(
        self,
        beats_per_bar: int = 4,
        bpm_low: float = 60.0,
        bpm_high: float = 200.0,
        order: tuple[str, ...] = TEMPO_SOURCES,
        glide: float = GLIDE,
    ) -> None:
        """Begin without a tempo, in silence or not as `silence` will say; `glide` is 0.01..0.5."""
        self._beats_per_bar = beats_per_bar
        self._lead = Lead(beats_per_bar, Follow(bpm_low, bpm_high), Sources(order), glide)
        self._grid, self._bars = self._lead.grid, self._lead.bars
        self._hands = Hands(self._lead)
        self._index = 0
        self._due: list[Beat] = []
        self._silent_since = -math.inf
        self._now = -math.inf

    # -------------------------------------------------------------------------------------------------- what it is

    @property
    def bpm(self) -> float:
        """Beats a minute of the grid; 0 before there is one."""
        return self._grid.line.bpm if self._grid.running else 0.0

    @property
    def bar(self) -> float:
        """Seconds of a bar; 0 while no beats are claimed."""
        if not self._grid.running or not self._claimed(self._now):
            return 0.0
        return self._beats_per_bar * self._grid.line.period

    @property
    def confidence(self) -> float:
        """How far the beats can be trusted now, 0..1."""
        return self._lead.confidence(self._now)

    @property
    def source(self) -> str:
        """Who leads: one of TEMPO_SOURCES, `lock`, or `none`."""
        return self._lead.source(self._now)

    @property
    def pulse(self) -> Pulse | None:
        """The grid for clocks that go out; None while no beats are claimed."""
        if not self._grid.running or not self._claimed(self._now):
            return None
        return Pulse(self._grid.line, self._bars.one, self._beats_per_bar, self._lead.source(self._now))

    @property
    def locked(self) -> bool:
        """Whether a hand has locked it."""
        return self._lead.locked

    @property
    def bar_position(self) -> int:
        """0 from the first beat of a bar to the second, and so on."""
        return self._bars.position(self._grid.next - 1)

    @property
    def bar_confidence(self) -> float:
        """How far the bar position can be trusted now, 0..1."""
        return self._bars.confidence(self._now)

    @property
    def to_go(self) -> float:
        """Seconds by which the grid still glides; above 0: towards earlier beats. 0 if it is where it should be."""
        return self._grid.to_go(self._now)[0]

    @property
    def gliding(self) -> bool:
        """Whether it glides so far that one may notice, in phase or tempo."""
        phase, part = self._grid.to_go(self._now)
        return abs(phase) >= SEEN or abs(part) > SEEN_TEMPO

    def phase(self, at: float) -> float:
        """Return how much of the current beat has passed, 0..1; 0 while no beats are claimed."""
        if not self._grid.running or not self._claimed(at):
            return 0.0
        count = self._grid.line.count(at)
        return max(0.0, count - math.floor(count + 1e-9))

    def deadline(self) -> float | None:
        """Return when the next beat is due, or None if none will be claimed."""
        if self._due:
            return self._due[0].at
        if not self._grid.running:
            return None
        due = self._grid.due()
        return due if self._claimed(due) else None

    def time_of(self, index: int) -> float:
        """Return when the beat of an index that has not come is due, as it looks now; infinity if none is claimed."""
        if not self._grid.running or not self._claimed(self._now):
            return math.inf
        return self._grid.line.time(self._grid.next + index - self._index)

    def coming(self, index: int) -> Beat:
        """Return a beat that has not come, as it looks now; one must be claimed."""
        at = self.time_of(index)
        assert at < math.inf
        return self._beat(at, index, self._now)

    # ---------------------------------------------------------------------------------------------- what comes in

    def advance(self, at: float) -> tuple[Beat, ...]:
        """Return the beats that are due by `at` and have not been returned."""
        self._collect(at)
        beats = tuple(self._due)
        self._due.clear()
        return beats

    def take_words(self) -> tuple[str, ...]:
        """Return what the operator should hear and has not."""
        return self._lead.take_words()

    def report(self, report: TempoReport) -> None:
        """Take what a source believes; what is no tempo is not taken, nor what is heard in silence."""
        self._collect(report.at)
        self._lead.report(report)

    def move(self, move: TempoMove) -> str:
        """Take what a hand does; return why it did nothing, in words, or an empty string."""
        self._collect(move.at)
        return self._hands.move(move)

    def silence(self, at: float, on: bool) -> None:  # noqa: FBT001 - the seam's signature
        """Take whether there is silence."""
        self._collect(at)
        lead = self._lead
        if on == lead.deaf:
            return
        lead.deaf = on
        if on:
            self._silent_since = at
        elif at - self._silent_since > GAP:
            lead.forget_ear()
        lead.review(at)
        if not on and at - self._silent_since > GAP and lead.source(at) == NONE:
            self._grid.clear()

    # ---------------------------------------------------------------------------------------------------- inside

    def _claimed(self, at: float) -> bool:
        return self._lead.confidence(at) > 0

    def _collect(self, at: float) -> None:
        """Put every beat that is claimed and due by `at` on the list; unclaimed ones pass uncounted."""
        self._now = max(self._now, at)
        grid = self._grid
        while grid.running and (time := grid.due()) <= at:
            if not self._claimed(time):
                # Trust only ends between two inputs, it never begins: nothing later is claimed either.
                grid.skip(at)
                continue
            self._due.append(self._beat(time, self._index, time))
            self._index += 1
            grid.strike(time)
            self._lead.review(time)

    def _beat(self, at: float, index: int, known: float) -> Beat:
        """Return the beat of an index, that comes at a time, as it is trusted at the time `known`."""
        return Beat(
            at=at,
            index=index,
            bar_position=self._bars.position(self._grid.next + index - self._index),
            bpm=self.bpm,
            confidence=self._lead.confidence(known),
            source=self._lead.source(known),
            bar_confidence=self._bars.confidence(known),
        )
