"""MIDI clock: ticks, song position, start, stop and continue, to reports of the tempo.

Rules: Start sets the song's first beat, and the bar's first one, on the next tick; Continue goes on where the song
stands, which a song position may have changed. A clock that has never said either sends ticks alone: its tempo is told,
and of its beats nothing. Of several clocks the first that plays leads until it stops or has been silent for STALE.
"""

import math
from typing import assert_never

from soundscape_live.model import ClockKind, ClockMessage, TempoReport
from soundscape_live.tempo.ticks import Ticks

TICKS = 24
"A quarter note."
SIXTEENTH = 6
"Ticks in the unit of the song position, and between two reports."
STALE = 2.0
"Seconds of silence after which a clock no longer leads the other ones."
CLOCKS = 16
"Clocks that are listened to at most."
SOURCE = "midi"


class MidiClock:
    """One port's clock. Times never go back."""

    def __init__(self) -> None:
        """Begin without ticks and without knowing whether there is a transport."""
        self.playing = True
        "Whether beats come of it: its transport runs, or it has none."
        self._ticks = Ticks()
        self._song: int | None = None
        "Ticks since the song's beginning at the next tick; None if nobody said."
        self._runs = False
        "Whether the song moves with the ticks."
        self._news = False
        "Whether the song's place has changed."

    def feed(self, at: float, kind: ClockKind, value: int = 0) -> TempoReport | None:
        """Take one message; return what is believed now if that is news. `value` is a position in sixteenths."""
        match kind:
            case ClockKind.TICK:
                return self._tick(at)
            case ClockKind.START:
                self._song = 0
                self.playing = self._runs = self._news = True
            case ClockKind.CONTINUE:
                self.playing = self._runs = self._news = True
            case ClockKind.POSITION:
                self._song = value * SIXTEENTH
                self._news = True
            case ClockKind.STOP:
                self.playing = self._runs = False
                return self._report(at)
            case _:
                assert_never(kind)
        return None

    def _tick(self, at: float) -> TempoReport | None:
        passed = self._ticks.take(at)
        if self._runs and self._song is not None:
            self._song += passed
        if not self._news and self._ticks.count % SIXTEENTH:
            return None
        report = self._report(at)
        self._news = self._news and report is None
        return report

    def _report(self, at: float) -> TempoReport | None:
        ticks = self._ticks
        if ticks.period <= 0:
            return None
        bpm, sure = 60.0 / (TICKS * ticks.period), ticks.confidence
        if not self._runs or self._song is None:
            return TempoReport(at, SOURCE, bpm, None, sure, playing=self.playing)
        # The last tick is the song's tick `_song - 1`; the next beat is the first of them that is due.
        beat = -(-(self._song - 1) // TICKS)
        time = ticks.time(ticks.count + beat * TICKS - (self._song - 1))
        return TempoReport(at, SOURCE, bpm, time, sure, bar_position=beat, bar_confidence=1.0)


class MidiClocks:
    """The clocks of all ports."""

    def __init__(self) -> None:
        """Begin without clocks."""
        self._clocks: dict[str, MidiClock] = {}
        self._leader = ""
        self._heard = -math.inf

    def feed(self, message: ClockMessage) -> TempoReport | None:
        """Take one message; return what the clock that leads believes now if that is news."""
        clock = self._clocks.get(message.source)
        if clock is None:
            if len(self._clocks) >= CLOCKS:
                # A port that comes under ever new names must not fill the memory.
                del self._clocks[next(name for name in self._clocks if name != self._leader)]
            clock = self._clocks[message.source] = MidiClock()
        report = clock.feed(message.at, message.kind, message.value)
        if message.source != self._leader:
            led = self._leader and message.at - self._heard <= STALE
            if led or report is None or not clock.playing:
                return None
            self._leader = message.source
        self._heard = message.at
        if not clock.playing:
            self._leader = ""
        return report
