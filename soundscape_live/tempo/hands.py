"""What hands do to the tempo.

Rules: a tap, a typed tempo and a resync are taken at once, a nudge glides. What corrects the beats of a source stays
with it. Each act says why it did nothing, in words for the operator, or returns an empty text.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from soundscape_live.model import TempoAct, TempoMove, TempoReport
from soundscape_live.tempo.daw import Daw
from soundscape_live.tempo.lead import Lead
from soundscape_live.tempo.sources import FASTEST, HAND, NONE, SLOWEST, called
from soundscape_live.tempo.taps import Taps

FARTHEST = 0.5
"Beats: a nudge by more would be one from the other side."
NO_TEMPO = "there is no tempo yet: tap it or set one"


class Hands:
    """The hands on one grid. Times passed in never go back."""

    def __init__(self, lead: Lead) -> None:
        """Begin with nothing touched."""
        self._lead = lead
        self._taps = Taps()
        self._daw = Daw()
        self._acts: Mapping[TempoAct, Callable[[float, float], str]] = {
            TempoAct.TAP: lambda at, _: self._tap(at),
            TempoAct.SET: self._set,
            TempoAct.DOUBLE: lambda at, _: self._octave(at, 1),
            TempoAct.HALVE: lambda at, _: self._octave(at, -1),
            TempoAct.NUDGE: self._nudge,
            TempoAct.NUDGE_BEATS: lambda at, beats: self._nudge(at, beats * self._period()),
            TempoAct.RESYNC: lambda at, _: self._resync(at, one=False),
            TempoAct.RESYNC_ONE: lambda at, _: self._resync(at, one=True),
            TempoAct.LOCK: lambda at, value: self._lock(at, on=value > 0.0),
            TempoAct.TURN_LOCK: lambda at, _: self._lock(at, on=not lead.locked),
            TempoAct.RELEASE: lambda at, _: self._release(at),
            TempoAct.DAW_TEMPO: lambda at, value: self._pass_on(self._daw.tempo(at, value)),
            TempoAct.DAW_BEAT: lambda at, value: self._pass_on(self._daw.beat(at, value)),
            TempoAct.DAW_PLAYING: lambda at, value: self._pass_on(self._daw.play(at, on=value > 0.0)),
        }

    def move(self, move: TempoMove) -> str:
        """Do it."""
        return self._acts[move.act](move.at, move.value) if math.isfinite(move.value) else "a tempo is a number"

    def _tap(self, at: float) -> str:
        """From the second on a tap is a beat, and the first tap of a run is the first beat of a bar."""
        tapped = self._taps.tap(at)
        if tapped is None:
            return ""
        lead = self._lead
        if not lead.seize(TempoReport(at, "tap", 60.0 / tapped.period, at, 1.0)):
            return self._held()
        count = lead.grid.place(at, tapped.period)
        lead.bars.put(at, count - tapped.beats, HAND, lead.name)
        return ""

    def _set(self, at: float, bpm: float) -> str:
        """Take a typed tempo; the phase goes on, and without a grid a beat is due at once."""
        if not SLOWEST <= bpm <= FASTEST:
            return f"a tempo lies between {SLOWEST:g} and {FASTEST:g} BPM; {bpm:g} does not"
        lead = self._lead
        if not lead.seize(TempoReport(at, "typed", bpm, None, 1.0)):
            return self._held()
        if lead.grid.running:
            lead.grid.bend(at, 60.0 / bpm)
        else:
            lead.grid.place(at, 60.0 / bpm)
        return ""

    def _held(self) -> str:
        """Say why a hand does not lead."""
        lead = self._lead
        if lead.locked:
            return "the tempo is locked"
        return "the show's tempo.order leaves hands out" if lead.name == NONE else f"{called(lead.name)} leads"

    def _octave(self, at: float, step: int) -> str:
        lead, grid = self._lead, self._lead.grid
        if not grid.running:
            return NO_TEMPO
        bpm = grid.line.bpm * 2.0**step
        if not SLOWEST <= bpm <= FASTEST:
            return f"a tempo lies between {SLOWEST:g} and {FASTEST:g} BPM; {bpm:.1f} does not"
        last = grid.next - 1
        if step > 0:
            lead.bars.doubled(last, passed=grid.double(at))
        else:
            lead.bars.halved(last, stays=grid.halve(at, None, last=lead.bars.on_even(last)))
        lead.change_octave(step)
        return ""

    def _nudge(self, at: float, seconds: float) -> str:
        lead = self._lead
        if not lead.grid.running:
            return NO_TEMPO
        most = FARTHEST * lead.grid.line.period
        if abs(seconds) > most:
            return f"a nudge is at most half a beat, {most * 1e3:.0f} ms here; {seconds * 1e3:.0f} ms is more"
        lead.grid.slide(at, seconds)
        correction = lead.correction()
        lead.correct(replace(correction, seconds=correction.seconds + seconds))
        return ""

    def _period(self) -> float:
        return self._lead.grid.line.period if self._lead.grid.running else 0.0

    def _resync(self, at: float, *, one: bool) -> str:
        lead = self._lead
        if lead.grid.running:
            period = self._period() if lead.grid.aim is None else lead.grid.aim.period
        elif lead.name != NONE:
            period = 60.0 / lead.bpm(lead.sources.last(lead.name))
        else:
            return NO_TEMPO
        count = lead.grid.place(at, period)
        lead.beat_is(at)
        if one:
            lead.bars.put(at, count, HAND, lead.name)
        return ""

    def _lock(self, at: float, *, on: bool) -> str:
        if on and not self._lead.grid.running:
            return "there is no tempo to lock"
        self._lead.lock(at, on=on)
        return ""

    def _release(self, at: float) -> str:
        self._lead.lock(at, on=False)
        self._lead.forget_hands(at)
        return ""

    def _pass_on(self, report: TempoReport | None) -> str:
        if report is not None:
            self._lead.report(report)
        return ""
