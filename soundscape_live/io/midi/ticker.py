"""The clock process: our beat as MIDI clock on the outputs that are wished for, on time whatever the engine does.

`python -m soundscape_live.io.midi.ticker WISH`

Rules: how the beat runs comes down standard input, a line for each change, the newest counts; between two of them every
tick's time is known here. In the engine's own process one tick of a hundred was 3 ms late, for the interpreter's lock;
here 0.1 ms (measured). Ports are looked for between ticks. Where the MIDI system ends, the process does, for a dead
server's clients may block; the parent starts another. At the end of standard input all outputs are stopped. Each time
other outputs are open, their names go to standard output, as a JSON list.
"""

import json
import math
import os
import select
import signal
import sys
from dataclasses import dataclass
from typing import Any

import rtmidi

from soundscape_live.host.clock import now
from soundscape_live.host.priority import go_first
from soundscape_live.io.midi.clients import Clients, Refusals
from soundscape_live.io.midi.clock_lines import ClockWish, parse_pulse, parse_wish
from soundscape_live.io.midi.ports import Names, Port, choose
from soundscape_live.io.midi.system import Observer, System, find_system, is_gone
from soundscape_live.tempo.clock_out import ClockOut
from soundscape_live.tempo.pulse import Pulse

SPIN_SECONDS = 0.0003
"Waking takes about so long: one asks to be woken earlier, and looks at the clock for the rest."
WATCH_SECONDS = 0.2
ROOM_SECONDS = 0.004
"Ports are looked for only where no tick is due for so long."
READ_BYTES = 65536


@dataclass(frozen=True, slots=True, eq=False)
class Outlet:
    """One open output."""

    port: Port
    client: Any
    clock: ClockOut


class Ticker:
    """The outputs that have our clock. For one thread."""

    def __init__(self, wish: ClockWish, system: System) -> None:
        """Look at a system. Raises rtmidi.RtMidiError."""
        self.outlets: tuple[Outlet, ...] = ()
        self._wish = wish
        self._system = system
        self._observer = Observer(system)
        self._names = Names()
        self._clients = Clients(rtmidi.MidiOut)
        self._refusals = Refusals()
        self._passes = True
        self._pulse: Pulse | None = None

    def follow(self, pulse: Pulse | None) -> None:
        """Take how the beat runs from now on."""
        self._pulse = pulse
        for outlet in self.outlets:
            outlet.clock.follow(now(), pulse)

    def due(self) -> float:
        """Return when the next message is due; infinity: none is."""
        return min((outlet.clock.due() for outlet in self.outlets), default=math.inf) if self._passes else math.inf

    def send_due(self) -> None:
        """Send what is due. A server that passes nothing on would let us wait, so it is sent nothing."""
        at = now()
        for outlet in self.outlets if self._passes else ():
            while messages := outlet.clock.take(at):
                for message in messages:
                    outlet.client.send_message(message)

    def watch(self) -> bool:
        """Open outputs that have come, close those that went; return whether the system is still there."""
        if is_gone(self._system):
            return False
        self._passes = self._observer.passes(now())
        if not self._passes:
            return True
        wanted = choose(self._names.ports(self._observer.outputs()), self._wish.patterns)
        for outlet in self.outlets:
            if outlet.port not in wanted:
                self.outlets = tuple(other for other in self.outlets if other is not outlet)
                self._clients.close(outlet.client)
        have = [outlet.port for outlet in self.outlets]
        for port in wanted:
            if port not in have and self._refusals.may_try(port, now()):
                self._open(port)
        return True

    def close(self) -> None:
        """Stop those who have our clock; returns when the system has taken it."""
        self.follow(None)
        self.send_due()
        for outlet in self.outlets:
            self._clients.close(outlet.client)

    def _open(self, port: Port) -> None:
        try:
            client = self._clients.open(self._system, port, "clock")
        except rtmidi.RtMidiError:
            # Another program may have it alone.
            self._refusals.note(port, now())
            return
        if client is not None:
            outlet = Outlet(port, client, ClockOut(self._wish.offset, transport=self._wish.transport))
            outlet.clock.follow(now(), self._pulse)
            self.outlets = (*self.outlets, outlet)


class Lines:
    """Standard input, by lines."""

    def __init__(self) -> None:
        self.ended = False
        self._got = b""

    def wait(self, seconds: float) -> bytes:
        """Return the last whole line that came within a time, at once if one is there; empty: none came."""
        ready, _, _ = select.select([0], [], [], max(0.0, seconds))
        if not ready:
            return b""
        data = os.read(0, READ_BYTES)
        self.ended = not data
        *whole, self._got = (self._got + data).split(b"\n")
        return whole[-1] if whole else b""


class Serving:
    """One wish, until standard input ends or the MIDI system does."""

    def __init__(self, wish: ClockWish) -> None:
        self._wish = wish
        self._lines = Lines()
        self._pulse: Pulse | None = None
        self._ticker: Ticker | None = None
        self._watch = -math.inf
        self._told: list[str] = []

    def run(self) -> None:
        """Send the clock. Blocks."""
        while not self._lines.ended:
            at = now()
            due = math.inf if self._ticker is None else self._ticker.due()
            if at >= self._watch and due - at > ROOM_SECONDS:
                self._watch = at + WATCH_SECONDS
                if not self._look():
                    return
            elif line := self._lines.wait(min(due - SPIN_SECONDS, max(self._watch, at)) - at):
                self._pulse = parse_pulse(line)
                if self._ticker is not None:
                    self._ticker.follow(self._pulse)
            elif self._ticker is not None:
                self._send(self._ticker, due)
        if self._ticker is not None:
            self._ticker.close()

    @staticmethod
    def _send(ticker: Ticker, due: float) -> None:
        if due - now() <= SPIN_SECONDS:
            while now() < due:
                pass
        ticker.send_due()

    def _look(self) -> bool:
        """Look at system and ports; return False where the system has ended."""
        if self._ticker is None:
            self._ticker = _enter(self._wish, self._pulse)
        if self._ticker is None:
            return True
        if not self._ticker.watch():
            return False
        names = [outlet.port.name for outlet in self._ticker.outlets]
        if names != self._told:
            self._told = names
            sys.stdout.write(json.dumps(names) + "\n")
            sys.stdout.flush()
        return True


def _enter(wish: ClockWish, pulse: Pulse | None) -> Ticker | None:
    system, _ = find_system()
    if system is None:
        return None
    try:
        ticker = Ticker(wish, system)
    except rtmidi.RtMidiError:
        return None
    ticker.follow(pulse)
    return ticker


def main(argv: list[str]) -> int:
    """Serve one wish."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the engine, which then ends this process
    go_first()
    try:
        Serving(parse_wish(argv[0])).run()
    except BrokenPipeError:
        return 0
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    os._exit(status)  # libraries' own clean-up may wait for a server that has died
