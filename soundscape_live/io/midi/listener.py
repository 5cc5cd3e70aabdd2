"""The MIDI thread: keeps the wanted inputs open and takes what arrives.

Rules: the thread stamps, copies and hands over, and does nothing else with a message. Inputs are polled from a large
queue, for callbacks lose messages while the interpreter is busy. A port that vanishes is not reported by any system,
so the list is compared, five times a second: a shorter absence than that would not be seen. A port is opened with a
new object each time, because one that was closed stays deaf.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import rtmidi

from soundscape_live.host.clock import now
from soundscape_live.io.midi.system import CLIENT, Observer, Port, choose, find_system, matches

WATCH_SECONDS = 0.2
ENTER_SECONDS = 1.0
"A system or an input that could not be opened is tried again this often."
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
    "Its bytes; none of them if the input is gone, and whatever was held on it with it."


class Listener:
    """What the thread does. `ports` and `detail` may be read from any thread."""

    def __init__(
        self,
        patterns: Sequence[str],
        wanted: str,
        hand_over: Callable[[list[Heard]], None],
        clocks: Sequence[str] = (),
    ) -> None:
        self.ports: tuple[str, ...] = ()
        self.detail = "not yet looked for"
        self._patterns = tuple(patterns)
        self._clocks = tuple(clocks)
        self._wanted = wanted
        self._hand_over = hand_over
        self._observer: Observer | None = None
        self._open: dict[Port, rtmidi.MidiIn] = {}
        self._refused: dict[Port, float] = {}
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
            heard = [
                Heard(now(), f"midi:{port.name}", message)
                for port, client in self._open.items()
                for message in _queued(client)
            ]
            if heard:
                self._played = at
                self._hand_over(heard)
            time.sleep(PLAYED_SECONDS if at - self._played < REST_AFTER else RESTING_SECONDS)

    def _watch(self) -> None:
        system, why = find_system(self._wanted)
        # A dead server's client lists what it last knew, so the system is looked at before the list.
        if self._observer is not None and self._observer.system != system:
            self._say(f"MIDI: {self._observer.system.name} is gone" + (", and another is there" if system else ""))
            self._leave()
        if system is None:
            self._note(why)
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

    def _follow(self, observer: Observer) -> None:
        listed = observer.listed()
        wanted = choose(listed, self._patterns)
        for port in [port for port in self._open if port not in wanted]:
            self._lose(port)
            self._say(f"MIDI input {port.name} is gone")
        for port in wanted:
            if port not in self._open and now() - self._refused.get(port, float("-inf")) >= ENTER_SECONDS:
                self._open_port(observer, port, listed)
        self.ports = tuple(port.name for port in self._open)
        names = ", ".join(self.ports) or f"no input like {', '.join(self._patterns)}"
        self.detail = f"{observer.system.name}: {names}"

    def _open_port(self, observer: Observer, port: Port, listed: list[str]) -> None:
        client = rtmidi.MidiIn(observer.system.api, name=CLIENT, queue_size_limit=QUEUE_MESSAGES)
        # Ticks are left out where nobody wants them: they would wake the loop for nothing.
        client.ignore_types(timing=not matches(port.name, self._clocks))
        try:
            client.open_port(listed.index(port.listed), name="in")
        except rtmidi.RtMidiError as error:
            # Another program may hold it alone; the other inputs play on.
            client.delete()
            at = now()
            self._refused = {known: then for known, then in self._refused.items() if at - then < ENTER_SECONDS}
            self._refused[port] = at
            self._say(f"MIDI input {port.name} cannot be opened: {error}")
            return
        if observer.listed() != listed:
            # Inputs are opened by number, and the numbers have moved: what is open may be another one.
            _close(client)
            return
        self._open[port] = client
        self._say(f"MIDI input {port.name} is open")

    def _lose(self, port: Port) -> None:
        _close(self._open.pop(port))
        self._hand_over([Heard(now(), f"midi:{port.name}", ())])

    def _leave(self) -> None:
        """Close everything; what was open in a system that is gone can be closed all the same."""
        for port in list(self._open):
            self._lose(port)
        self.ports = ()
        if self._observer is not None:
            self._observer.close()
            self._observer = None

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


def _queued(client: rtmidi.MidiIn) -> list[Sequence[int]]:
    taken: list[Sequence[int]] = []
    while len(taken) < TURN_MESSAGES and (event := client.get_message()) is not None:
        taken.append(event[0])
    return taken


def _close(client: rtmidi.MidiIn) -> None:
    with suppress(rtmidi.RtMidiError):
        client.close_port()
    client.delete()
