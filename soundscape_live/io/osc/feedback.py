"""Feedback to clients over OSC: what their faders and buttons should show, one plain message with one float each.

Rules: subscribers have a lease, which sending again renews; targets of the show file have none. Newest wins, at most
RATE_HZ messages a second on an address. A client is told nothing on an address that it has just moved itself, nor what
it has already; a value that only goes round between us and a host is cut. Everything runs on the event loop's thread;
nothing blocks, and nothing that cannot be sent now is kept but the newest value.
"""

import asyncio
import logging
import struct
from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from soundscape_live.host.clock import now
from soundscape_live.io.osc.aim import aim, look_up
from soundscape_live.io.osc.caller import Caller, Place
from soundscape_live.io.osc.leases import Lease, Leases, Wish, read_port, read_wish
from soundscape_live.io.osc.loops import CUT_SECONDS, Heard, Loops
from soundscape_live.io.osc.packet import PacketError
from soundscape_live.io.osc.places import Address
from soundscape_live.io.osc.receiver import Receiver, Shown
from soundscape_live.io.osc.route import Named, Route
from soundscape_live.model import Feedback

RATE_HZ = 30.0
SWEEP_SECONDS = 0.25
WHOLE_SECONDS = 1.0
"A client that subscribes again is told everything again, at most this often."
SHOWN = 1024
"Addresses that are kept."

_FLOAT = struct.Struct(">f")
_LOG = logging.getLogger(__name__)


class Listener(Protocol):
    """A client that cannot subscribe: its UDP address, as the show file names it."""

    @property
    def host(self) -> str:
        """A name or a number."""

    @property
    def port(self) -> int:
        """UDP."""


def _unheard(_source: str) -> None:
    """Nobody asked to be told."""


def _unseen(_source: str, _present: bool, _detail: str) -> None:  # noqa: FBT001  # a callback's three words
    """Nobody asked to be told."""


class OscFeedback:
    """Tells subscribers and fixed listeners what their controls should show."""

    def __init__(
        self,
        listeners: Iterable[Listener] = (),
        own: Address | None = None,
        *,
        wanted: Callable[[str], None] = _unheard,
        state: Callable[[str, bool, str], None] = _unseen,
    ) -> None:
        """Aim at the listeners; `own` is where our OSC comes in.

        `wanted(source)` is called when a client wants the whole state, `state(source, present, detail)` when a host's
        first lease begins and when its last one ends. Raises OscError: a listener that is `own`.
        """
        self.sent = 0
        "Messages handed to the network."
        self.loops = 0
        "Addresses that were cut because their values went round."
        self._own = own
        self._wanted = wanted
        self._state = state
        self._shown: dict[tuple[str, str], Shown] = {}
        self._late: set[Shown] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._loops = Loops()
        self._leases = Leases()
        self._routes = [Route(Named("feedback", row.host, row.port)) for row in listeners]
        for route in self._routes:
            aim(route, own)
        self._fixed = [Receiver(route.host, partial(_tell_route, route)) for route in self._routes]

    @property
    def subscribers(self) -> tuple[str, ...]:
        """The sources that have a lease, each lease once."""
        return tuple(lease.receiver.source for lease in self._leases)

    async def run(self) -> None:
        """Look up listeners that are names and end leases whose time is over, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for route, receiver in zip(self._routes, self._fixed, strict=True):
                group.create_task(self._look_up(route, receiver))
            while True:
                await asyncio.sleep(SWEEP_SECONDS)
                for place in self._leases.over(now()):
                    self._end(place, "its subscription ran out")

    def close(self) -> None:
        """Give the sockets back and tell nobody any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for route in self._routes:
            route.close()

    # --------------------------------------------------------------------------------------------- what goes out

    def feedback(self, item: Feedback) -> None:
        """Take what a control should show; those whose name is an OSC address go out."""
        shown = self._shown.get((item.source, item.control)) or self._add(item)
        if shown is None or shown.value == item.value:
            return
        shown.value = item.value
        shown.data = _FLOAT.pack(item.value)
        at = now()
        if at - shown.sent >= 1 / RATE_HZ:
            self._deliver(shown, at)
        else:
            self._late.add(shown)
            self._wake()

    def _add(self, item: Feedback) -> Shown | None:
        if not item.control.startswith("/") or len(self._shown) >= SHOWN:
            return None
        shown = self._shown[item.source, item.control] = Shown(item.source, item.control)
        return shown

    def _deliver(self, shown: Shown, at: float) -> None:
        shown.sent = at
        for receiver in self._receivers():
            if receiver.wants(shown):
                self._tell(receiver, shown, at)

    def _receivers(self) -> Iterable[Receiver]:
        yield from self._fixed
        for lease in self._leases:
            yield lease.receiver

    def _tell(self, receiver: Receiver, shown: Shown, at: float) -> None:
        address = shown.address
        if receiver.is_moving(address, at) or self._loops.cut(receiver.host, address, at):
            self._owe(receiver, shown)
        elif receiver.has(shown):
            return
        elif receiver.tell(shown, at):
            self.sent += 1
            receiver.keep(address, shown.value)
            self._loops.told(receiver.host, address, shown.value, at)
        else:
            self._owe(receiver, shown)

    def _owe(self, receiver: Receiver, shown: Shown) -> None:
        receiver.owed.add(shown)
        self._wake()

    def _wake(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(1 / RATE_HZ, self._catch_up)

    def _catch_up(self) -> None:
        self._timer = None
        at = now()
        late, self._late = self._late, set()
        for shown in late:
            self._deliver(shown, at)
        for receiver in self._receivers():
            owed, receiver.owed = receiver.owed, set()
            for shown in owed:
                self._tell(receiver, shown, at)

    async def _look_up(self, route: Route, receiver: Receiver) -> None:
        await look_up([route], self._own)
        receiver.found_at(route.host)

    # ---------------------------------------------------------------------------------------------- what comes in

    def heard(self, place: Place, address: str, value: float | str, at: float) -> bool:
        """Take note of what a client sent. False if it is part of a loop and must not be played."""
        if not (self._leases or self._fixed):
            return True
        host = place[1]
        kind = self._loops.hear(host, address, value, at)
        if kind is Heard.LOOP:
            self.loops += 1
            _LOG.warning(
                "OSC from %s: %s only comes back as we sent it, again and again; it is not heard for %g s. "
                "Let that program not send on what it receives",
                host, address, CUT_SECONDS,
            )  # fmt: skip
        if kind is Heard.HAND:
            self._moved(place, address, value, at)
        return kind in {Heard.HAND, Heard.BACK}

    def _moved(self, place: Place, address: str, value: float | str, at: float) -> None:
        lease = self._leases.find(place)
        if lease is not None and lease.speaks_here:
            lease.receiver.moved(address, at)
            if not isinstance(value, str):
                lease.receiver.keep(address, value)
            return
        # Nobody listens where this came from: its ear may be any on its host that does not speak for itself.
        ears = [*self._fixed, *(known.receiver for known in self._leases if not known.speaks_here)]
        for receiver in ears:
            if receiver.host == place[1]:
                receiver.moved(address, at)

    # -------------------------------------------------------------------------------------------------- the leases

    def subscribe(self, caller: Caller, arguments: tuple[float | str, ...], at: float) -> None:
        """Begin or renew a lease: `[seconds] [pattern] [port]`. Raises PacketError if that is not to be had."""
        wish = read_wish(arguments)
        if not caller.place[0]:
            raise PacketError("over this way nothing is answered; subscribe over UDP or TCP, or LISTEN")
        ear = caller if wish.port is None else caller.at_port(wish.port)
        place = ear.place
        known = self._leases.find(place)
        if known is None or known.receiver.pattern != wish.pattern:
            self._begin(ear, wish, at)
        else:
            known.ends = at + wish.seconds
            if at - known.whole_at >= WHOLE_SECONDS:
                known.whole_at = at
                self._whole(known.receiver, at)

    def unsubscribe(self, caller: Caller, arguments: tuple[float | str, ...]) -> None:
        """End the caller's lease, or that of its host's port if one is named. Raises PacketError."""
        port = read_port(arguments)
        self._end((caller if port is None else caller.at_port(port)).place, "it unsubscribed")

    def gone(self, place: Place) -> None:
        """End the lease of a connection that has closed."""
        self._end(place, "its connection closed")

    def _begin(self, ear: Caller, wish: Wish, at: float) -> None:
        place = ear.place
        receiver = Receiver(place[1], lambda shown, _at: ear.send(shown.begins + shown.data), wish.pattern)
        came = not self._leases.has_host(place[1])
        self._leases.end(place)
        self._leases.put(place, Lease(receiver, at + wish.seconds, at, speaks_here=wish.port is None))
        if came:
            self._state(receiver.source, True, f"subscribed to {wish.pattern} by {place[0].upper()}")  # noqa: FBT003
        self._whole(receiver, at)

    def _whole(self, receiver: Receiver, at: float) -> None:
        receiver.forget()
        for shown in self._shown.values():
            if receiver.wants(shown):
                self._tell(receiver, shown, at)
        self._wanted(receiver.source)

    def _end(self, place: Place, why: str) -> None:
        lease = self._leases.end(place)
        if lease is not None and not self._leases.has_host(place[1]):
            self._state(lease.receiver.source, False, why)  # noqa: FBT003  # as above


def _tell_route(route: Route, shown: Shown, at: float) -> bool:
    route.send([shown.begins + shown.data], at)
    return True
