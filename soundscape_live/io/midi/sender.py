"""The thread of MIDI outputs: opens those of controllers that show feedback, sets them up, and sends what waits.

Rules: it sleeps until there is something to do. It does not look for ports: the MIDI thread tells it which there are.
Nobody waits for it, and a lock is held only to put or take what waits. On leaving every controller goes dark.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import rtmidi

from soundscape_live.host.clock import now
from soundscape_live.io.midi.clients import Clients, Refusals
from soundscape_live.io.midi.listener import Sight
from soundscape_live.io.midi.mailbox import RATE, Mailbox
from soundscape_live.io.midi.ports import Port, choose, matches, pair
from soundscape_live.io.midi.system import System
from soundscape_live.model import Feedback, Tone

GIVE_WAY_SECONDS = 0.004
"""After being woken: what a hand moved goes to the picture first, and what follows at once is sent together."""
AGAIN_SECONDS = 0.05
"After a port's number has moved while it was opened."
DARK_SECONDS = 1.0
"How long making all controllers dark may take."

_LOG = logging.getLogger(__name__)


class Lights(Protocol):
    """How one kind of controller shows things. Every message is whole, from its status byte on."""

    def on_arrival(self) -> tuple[bytes, ...]:
        """Return what sets the controller up when it has been plugged in."""

    def on_exit(self) -> tuple[bytes, ...]:
        """Return what makes it dark and gives it back as it was."""

    def light(self, control: str, value: float, tone: Tone) -> tuple[bytes, ...]:
        """Return what makes a control (as it is bound) show this; nothing, if it cannot show anything."""

    def relit(self, control: str) -> bool:
        """Say whether the controller changes this control's light by itself when it is pressed and let go."""


@dataclass(frozen=True, slots=True)
class Surface:
    """One kind of controller that shows feedback."""

    ports: tuple[str, ...]
    "Patterns of its inputs' names."
    lights: Lights
    outputs: tuple[str, ...] = ()
    "Patterns of its outputs' names; empty: as its inputs'."
    rate: float = RATE
    "Messages a second that it bears, at most 1000."
    built: object = None
    "What its lights are made from: two of one kind are told to be so by it."


@dataclass(frozen=True, slots=True, eq=False)
class Outlet:
    """One open output."""

    port: Port
    source: str
    "Control.source of the same controller."
    surface: Surface
    client: Any
    box: Mailbox


class Sender:
    """What the thread does. `put`, `seen` and `outlets` are for any thread."""

    def __init__(self, surfaces: Sequence[Surface], arrived: Callable[[str], None]) -> None:
        """`arrived` is called on the thread with the source of a controller that has been set up and shows nothing."""
        self.outlets: tuple[Outlet, ...] = ()
        "What is open; replaced whole."
        self.sent = 0
        "Messages handed to the system."
        self._surfaces = tuple(surfaces)
        self._arrived = arrived
        self._lock = threading.Lock()
        self._woken = threading.Event()
        self._stop = False
        self._sight = Sight()
        self._system: System | None = None
        self._clients = Clients(rtmidi.MidiOut)
        self._refusals = Refusals()
        self._again = False

    def seen(self, sight: Sight) -> None:
        """Take the ports that there are now."""
        self._sight = sight
        self._woken.set()

    def light(self, surfaces: Sequence[Surface]) -> None:
        """Light these controllers from now on; one that is built as before is left as it is."""
        known = {surface.built: surface for surface in self._surfaces if surface.built is not None}
        self._surfaces = tuple(known.get(surface.built, surface) for surface in surfaces)
        self._woken.set()

    def put(self, outlet: Outlet, feedback: Feedback) -> None:
        """Let a control show this as soon as the rate allows; once all is made dark, nothing is shown any more."""
        with self._lock:
            if self._stop:
                return
            idle = not outlet.box
            outlet.box.put(feedback)
        # If something waits, the thread knows already when it has to send.
        if idle:
            self._woken.set()

    def stop(self) -> None:
        """Let `send` make the controllers dark and return."""
        self._stop = True
        self._woken.set()

    def send(self) -> None:
        """Run until `stop` is called; blocks."""
        self._stop = False
        try:
            wait: float | None = 0.0
            while not self._stop:
                if self._woken.wait(wait):
                    time.sleep(GIVE_WAY_SECONDS)
                self._woken.clear()
                self._follow(self._sight)
                self._send_due()
                wait = self._next()
            self._darken()
        finally:
            self._leave()

    def _follow(self, sight: Sight) -> None:
        if sight.system != self._system:
            # What was open in a system that is gone is dead.
            self._leave()
            self._system = sight.system
        self._again = False
        # A server that passes nothing on would let us wait.
        if sight.system is None or not sight.passes:
            return
        wanted = self._wanted(sight)
        for outlet in self.outlets:
            if wanted.get(outlet.port, (None,))[0] is not outlet.surface:
                self._close(outlet)
        open_now = {outlet.port: outlet for outlet in self.outlets}
        for port, (surface, source) in wanted.items():
            if port not in open_now:
                self._open(sight.system, port, surface, source)
            elif open_now[port].source != source:
                known = open_now[port]
                self.outlets = tuple(replace(each, source=source) if each is known else each for each in self.outlets)
                self._arrived(source)

    def _wanted(self, sight: Sight) -> dict[Port, tuple[Surface, str]]:
        """Return the outputs to have open, each with what it is and the source that its controller plays as.

        One whose input is not there is waited for: ports of one controller may be listed one after the other.
        """
        wanted: dict[Port, tuple[Surface, str]] = {}
        before = {outlet.port: outlet.source.removeprefix("midi:") for outlet in self.outlets}
        for surface in self._surfaces:
            inputs = choose(sight.inputs, surface.ports)
            outputs = choose(sight.outputs, surface.outputs or surface.ports)
            for port, source in pair(inputs, outputs, before).items():
                wanted.setdefault(port, (surface, f"midi:{source.name}"))
        return wanted

    def _open(self, system: System, port: Port, surface: Surface, source: str) -> None:
        if not self._refusals.may_try(port, now()):
            return
        try:
            client = self._clients.open(system, port, "out")
        except rtmidi.RtMidiError as error:
            self._refusals.note(port, now())
            _LOG.info("MIDI output %s cannot be opened: %s", port.name, error)
            return
        if client is None:
            self._again = True
            return
        lights = surface.lights
        box = Mailbox(lambda feedback: lights.light(feedback.control, feedback.value, feedback.tone), surface.rate)
        box.set_up(lights.on_arrival())
        self.outlets = (*self.outlets, Outlet(port, source, surface, client, box))
        _LOG.info("MIDI output %s is open", port.name)
        self._arrived(source)

    def _send_due(self) -> None:
        if not self._sight.passes:
            return
        for outlet in self.outlets:
            with self._lock:
                messages = outlet.box.take(now())
            for message in messages:
                outlet.client.send_message(message)
            self.sent += len(messages)

    def _next(self) -> float | None:
        """Return how long there is nothing to do, in seconds; None: until something is seen or put."""
        with self._lock:
            dues = [outlet.box.due for outlet in self.outlets] if self._sight.passes else []
        at = now()
        waits = [max(0.0, due - at) for due in (*dues, self._refusals.due(at)) if due is not None]
        return min([*waits, *([AGAIN_SECONDS] if self._again else [])], default=None)

    def _darken(self) -> None:
        until = now() + DARK_SECONDS
        with self._lock:
            for outlet in self.outlets:
                outlet.box.set_up(outlet.surface.lights.on_exit())
        while self._sight.passes and any(outlet.box for outlet in self.outlets) and now() < until:
            self._send_due()
            time.sleep(self._next() or 0.0)

    def _close(self, outlet: Outlet) -> None:
        self.outlets = tuple(other for other in self.outlets if other is not outlet)
        self._clients.close(outlet.client)
        _LOG.info("MIDI output %s is closed", outlet.port.name)

    def _leave(self) -> None:
        for outlet in self.outlets:
            self._close(outlet)
        self._clients.forget()
        self._system = None


def is_meant(outlet: Outlet, source: str) -> bool:
    """Say whether a pattern of Control.source means this outlet's controller, whatever the case."""
    return matches(outlet.source, (source,))
