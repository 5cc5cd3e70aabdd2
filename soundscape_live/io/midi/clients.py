"""Clients of rtmidi, each with one port of another program's or a device's open. For one thread.

Rules: making a client of JACK takes 13 to 28 ms, and rtmidi keeps the interpreter's lock meanwhile, so that the show
would stand still at each plug; a closed client of JACK is kept and opened again, which takes 0.2 ms. Other systems'
clients cost little and are made anew. Closing an output waits until JACK has taken what was sent, with that lock, and
a second if the server is dead (seen): a dead server's are left as they are until the process ends. Ports are opened by
number, and numbers move: the list is compared afterwards.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import rtmidi

from soundscape_live.io.midi.ports import CLIENT, Port, place
from soundscape_live.io.midi.system import System, is_gone, listed

KEPT = 8
"Closed clients that are kept."
REFUSED_SECONDS = 1.0
"A port that could not be opened is tried again this often."


class Clients:
    """Opens and closes ports of one direction."""

    def __init__(self, kind: type[Any], **options: int) -> None:
        """Take rtmidi.MidiIn or rtmidi.MidiOut, and what else it is made with."""
        self._kind = kind
        self._options = options
        self._closed: list[Any] = []
        self._dead: list[Any] = []
        self._system: System | None = None

    def open(self, system: System, port: Port, name: str) -> Any:
        """Return a client that has the port open, or None if the port has just gone. Raises rtmidi.RtMidiError."""
        if system != self._system:
            self.forget()
            self._system = system
        client = self._closed.pop() if self._closed else self._kind(system.api, name=CLIENT, **self._options)
        try:
            before = listed(client)
            number = place(port, before)
            if number is not None:
                client.open_port(number, name=name)
                if listed(client) == before:
                    return client
        except rtmidi.InvalidPortError:
            # It went in between.
            pass
        except rtmidi.RtMidiError:
            client.delete()
            raise
        # What is open may be another one, or nothing is.
        self.close(client)
        return None

    def close(self, client: Any) -> None:
        """Close the port; the client is not to be used afterwards."""
        if self._kind is rtmidi.MidiOut and self._system is not None and is_gone(self._system):
            self._dead.append(client)
            return
        with suppress(rtmidi.RtMidiError):
            client.close_port()
        if self._system is not None and self._system.name == "jack" and len(self._closed) < KEPT:
            _drain(client)
            self._closed.append(client)
        else:
            client.delete()

    def forget(self) -> None:
        """Give up the clients that are kept: their system is gone."""
        for client in self._closed:
            client.delete()
        self._closed = []


@dataclass(slots=True)
class Refusals:
    """When ports were found that could not be opened."""

    _at: dict[Port, float] = field(default_factory=dict)

    def note(self, port: Port, at: float) -> None:
        """Remember it."""
        self.due(at)
        self._at[port] = at

    def may_try(self, port: Port, at: float) -> bool:
        """Say whether it is time to try a port, again or for the first time."""
        return at - self._at.get(port, float("-inf")) >= REFUSED_SECONDS

    def due(self, at: float) -> float | None:
        """Return when the next of them may be tried again; None: none is to be waited for."""
        self._at = {port: then for port, then in self._at.items() if at - then < REFUSED_SECONDS}
        return min(self._at.values()) + REFUSED_SECONDS if self._at else None


def _drain(client: Any) -> None:
    """Throw away what came too late, so that the next port does not seem to have sent it."""
    if isinstance(client, rtmidi.MidiIn):
        while client.get_message() is not None:
            pass
