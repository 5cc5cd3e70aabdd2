"""The MIDI thread: watches which ports there are, keeps the wanted inputs open and takes what arrives.

Rules: the thread stamps, copies and hands over, and does nothing else with a message. Inputs are polled from a large
queue, for callbacks lose messages while the interpreter is busy. A port that vanishes is not reported by any system,
so the lists are compared, five times a second, by one client that is kept: a shorter absence would not be seen. What is
seen is told to whoever plays outputs.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import rtmidi

from soundscape_live.host.clock import now
from soundscape_live.io.midi.clients import Clients, Refusals
from soundscape_live.io.midi.ports import Names, Port, choose, matches
from soundscape_live.io.midi.system import Observer, System, find_system, is_gone

WATCH_SECONDS = 0.2
ENTER_SECONDS = 0.5
"A system that could not be entered is tried again this often."
PLAYED_SECONDS = 0.001
"Between two looks while somebody plays, that is for REST_AFTER seconds after a message."
RESTING_SECONDS = 0.005
REST_AFTER = 2.0
QUEUE_MESSAGES = 8192
"rtmidi's own queue for each input."
TURN_MESSAGES = 1024
"Taken from one input before the next one is looked at."
SAY_SECONDS = 10.0

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as it came."""

    at: float
    source: str
    message: Sequence[int]


@dataclass(frozen=True, slots=True)
class Plugged:
    """An input came, or went with whatever was held on it."""

    at: float
    source: str
    present: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Sight:
    """The ports that there are."""

    system: System | None = None
    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    passes: bool = True
    "Whether the system passes messages on; if not, nothing may be sent."


@dataclass(frozen=True, slots=True)
class Ear:
    """Where the thread brings what it hears and sees. Called on the thread; must not block."""

    heard: Callable[[list[Heard]], None]
    plugged: Callable[[Plugged], None]
    seen: Callable[[Sight], None]
    "Called whenever it differs from the last."


class Listener:
    """What the thread does. `ports` and `detail` may be read from any thread."""

    def __init__(
        self,
        patterns: Sequence[str],
        wanted: str,
        ear: Ear,
        clocks: Sequence[str] = (),
        timecodes: Sequence[str] = (),
    ) -> None:
        self.ports: tuple[str, ...] = ()
        self.detail = "not yet looked for"
        self._patterns = tuple(patterns)
        self._clocks = (*clocks, *timecodes)
        self._timecodes = tuple(timecodes)
        self._wanted = wanted
        self._ear = ear
        self._observer: Observer | None = None
        self._dead: list[Observer] = []
        self._names = (Names(), Names())
        self._open: dict[Port, rtmidi.MidiIn] = {}
        self._clients = Clients(rtmidi.MidiIn, queue_size_limit=QUEUE_MESSAGES)
        self._refusals = Refusals()
        self._sight: Sight | None = None
        self._enter_due = float("-inf")
        self._played = float("-inf")
        self._said: dict[str, float] = {}

    def listen(self, stop: threading.Event) -> None:
        """Run until `stop` is set; blocks. Raises nothing that a device can cause."""
        try:
            while not stop.is_set():
                self._watch()
                self._read(now() + WATCH_SECONDS, stop)
        finally:
            self._leave()

    def _read(self, until: float, stop: threading.Event) -> None:
        if not self._open:
            stop.wait(WATCH_SECONDS)
        while self._open and not stop.is_set() and (at := now()) < until:
            heard = [item for port, client in self._open.items() for item in _queued(port, client)]
            if heard:
                self._played = at
                self._ear.heard(heard)
            time.sleep(PLAYED_SECONDS if at - self._played < REST_AFTER else RESTING_SECONDS)

    def _watch(self) -> None:
        system, why = find_system(self._wanted)
        # A dead server's client lists what it last knew, so the system is looked at before the list.
        if system is None and self._observer is not None and not is_gone(self._observer.system):
            system = self._observer.system
        if self._observer is not None and self._observer.system != system:
            self._say(f"MIDI: {self._observer.system.name} is gone" + (", and another is there" if system else ""))
            self._leave()
        if system is None:
            self._note(why)
            self._see(Sight())
            return
        try:
            if self._observer is None and now() >= self._enter_due:
                self._enter_due = now() + ENTER_SECONDS
                self._observer = Observer(system)
            if self._observer is not None:
                self._follow(self._observer)
        except rtmidi.RtMidiError as error:
            self._note(f"{system.name} cannot be used: {error}")
            self._leave()
            self._see(Sight())

    def _follow(self, observer: Observer) -> None:
        system = observer.system
        listed = (self._names[0].ports(observer.inputs()), self._names[1].ports(observer.outputs()))
        passes = observer.passes(now())
        wanted = choose(listed[0], self._patterns)
        for port in [port for port in self._open if port not in wanted]:
            self._lose(port)
            self._say(f"MIDI input {port.name} is gone")
        for port in wanted:
            if port not in self._open and passes and self._refusals.may_try(port, now()):
                self._open_port(system, port)
        self.ports = tuple(port.name for port in self._open)
        names = ", ".join(self.ports) or f"no input like {', '.join(self._patterns)}"
        self.detail = f"{system.name}: {names}" + ("" if passes else "; the server passes nothing on")
        self._see(Sight(system, *listed, passes))

    def _open_port(self, system: System, port: Port) -> None:
        try:
            client = self._clients.open(system, port, "in")
        except rtmidi.RtMidiError as error:
            # Another program may hold it alone; the other inputs play on.
            self._refusals.note(port, now())
            self._say(f"MIDI input {port.name} cannot be opened: {error}")
            return
        if client is None:
            return
        # Ticks are left out where nobody wants them: they would wake the loop for nothing.
        # A timecode's full frames are system exclusive, its quarter frames count as timing.
        timecode = matches(port.name, self._timecodes)
        client.ignore_types(sysex=not timecode, timing=not matches(port.name, self._clocks))
        self._open[port] = client
        self._say(f"MIDI input {port.name} is open")
        self._ear.plugged(Plugged(now(), f"midi:{port.name}", present=True, detail=f"{port.name} is plugged in"))

    def _lose(self, port: Port) -> None:
        client = self._open.pop(port)
        if last := _queued(port, client):
            self._ear.heard(last)
        self._clients.close(client)
        self._ear.plugged(Plugged(now(), f"midi:{port.name}", present=False, detail=f"{port.name} is gone"))

    def _leave(self) -> None:
        """Close everything; what was open in a system that is gone can be closed all the same."""
        for port in list(self._open):
            self._lose(port)
        self._clients.forget()
        self._names = (Names(), Names())
        self.ports = ()
        if self._observer is not None:
            # As clients.py says of outputs, and an observer has one.
            if is_gone(self._observer.system):
                self._dead.append(self._observer)
            else:
                self._observer.close()
            self._observer = None

    def _see(self, sight: Sight) -> None:
        if sight != self._sight:
            self._sight = sight
            self._ear.seen(sight)

    def _note(self, why: str) -> None:
        if why != self.detail:
            self._say(f"MIDI: {why}")
        self.detail = why

    def _say(self, text: str) -> None:
        at = now()
        self._said = {known: said for known, said in self._said.items() if at - said < SAY_SECONDS}
        if text not in self._said:
            self._said[text] = at
            _LOG.info("%s", text)


def _queued(port: Port, client: rtmidi.MidiIn) -> list[Heard]:
    taken: list[Heard] = []
    while len(taken) < TURN_MESSAGES and (event := client.get_message()) is not None:
        taken.append(Heard(now(), f"midi:{port.name}", event[0]))
    return taken
