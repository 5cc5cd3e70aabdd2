"""Our beat as a MIDI clock: 24 ticks a beat, and where the song stands. Pure: times in, messages out.

Rules: ticks run while beats are claimed; every beat has 24 of them whatever the line does: where it has jumped ahead
they come twice as fast until they are there, where it has jumped back they wait. Start comes half a tick before the
first tick of a bar; after a Stop the song goes on where it stood, from the next bar on, with its position and Continue.
If the bar turns out to begin elsewhere, Start is sent again there.
"""

import math

from soundscape_live.tempo.midi_clock import SIXTEENTH, TICKS
from soundscape_live.tempo.pulse import Pulse

TICK, START, CONTINUE, STOP = bytes((0xF8,)), bytes((0xFA,)), bytes((0xFB,)), bytes((0xFC,))
POSITION = 0xF2
POSITIONS = 1 << 14
"Song positions that MIDI knows, in sixteenths."
HURRY = 0.5
"Part of a tick's time that lies between two at least."
LOST = 1.5
"Beats without a tick, which no line brings about by itself."
HAIR = 1e-6
"Ticks."


class ClockOut:
    """One output's clock. Times never go back."""

    def __init__(self, offset: float = 0.0, *, transport: bool = True) -> None:
        """`offset`: seconds by which everything comes later; less than 0: earlier."""
        self._offset = offset
        self._transport = transport
        self._pulse: Pulse | None = None
        self._next = 0
        "The next tick, counted on the line."
        self._last = -math.inf
        self._song = 0
        "Ticks since the song's beginning at the next tick, or where it stands."
        self._begun = self._runs = False
        "Whether the song has ever run, and does."
        self._stops = False
        "Whether Stop is to be sent."

    def follow(self, at: float, pulse: Pulse | None) -> None:
        """Take how the beat runs now."""
        if pulse is None:
            self._stops = self._stops or self._runs
            self._runs, self._pulse = False, None
            return
        passed = pulse.line.count(at - self._offset) * TICKS
        if self._pulse is None:
            self._next = math.ceil(passed - HAIR)
        else:
            # Counts may have been given out anew; what counts is the place within the beat.
            self._next += round((passed - self._next + 0.5) / TICKS) * TICKS
        self._pulse = pulse

    def due(self) -> float:
        """Return when the next message is due; infinity: none is until the beat runs."""
        if self._stops:
            return self._last
        if self._pulse is None:
            return math.inf
        line = self._pulse.line
        tick = max(line.time(self._next / TICKS) + self._offset, self._last + HURRY * line.period / TICKS)
        return tick - HURRY * line.period / TICKS if self._begins(self._pulse) else tick

    def take(self, at: float) -> tuple[bytes, ...]:
        """Return what is due by `at`, in order: one tick at most. Ask until nothing is."""
        if self._stops:
            self._stops = False
            return (STOP,)
        if self._pulse is None or self.due() > at:
            return ()
        if at - self._last > LOST * self._pulse.line.period > 0.0 and self._last > -math.inf:
            # Nothing could be sent for a while: beats are missed, their ticks are not made up for.
            self._last = -math.inf
            self.follow(at, self._pulse)
            return self.take(at)
        if self._begins(self._pulse):
            return self._begin(self._pulse)
        self._last = at
        self._next += 1
        self._song += int(self._runs)
        return (TICK,)

    def _begins(self, pulse: Pulse) -> bool:
        """Say whether the next tick is a bar's first, from which on the song runs, or runs otherwise than it does."""
        bar = pulse.beats_per_bar * TICKS
        if not self._transport or (self._next - pulse.one * TICKS) % bar:
            return False
        return not self._runs or self._song % bar != 0

    def _begin(self, pulse: Pulse) -> tuple[bytes, ...]:
        bar = pulse.beats_per_bar * TICKS
        goes_on = self._begun and not self._runs
        self._runs = self._begun = True
        if not goes_on:
            self._song = 0
            return (START,)
        self._song = math.ceil(self._song / bar) * bar
        place = self._song // SIXTEENTH % (POSITIONS * SIXTEENTH // bar * bar // SIXTEENTH)
        return bytes((POSITION, place & 0x7F, place >> 7)), CONTINUE
