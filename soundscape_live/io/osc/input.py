"""OSC in: a datagram endpoint of our own, whose every message becomes a Control.

Rules: who may send is asked before anything is read; what is refused is counted, said at most once in ten seconds for
each sender, and changes nothing. A stamp of now or the past plays now; one at most HORIZON ahead waits; one further
ahead plays now and is counted, for then the two clocks differ. Nothing is answered but a ping, with as many bytes.
Everything here runs on the event loop's thread and never blocks.
"""

import asyncio
import errno
import logging
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import TypeAlias

from soundscape_live.host.clock import now, wall
from soundscape_live.io.osc.packet import IMMEDIATELY, MAX_BYTES, OscError, PacketError, parse, split
from soundscape_live.io.osc.senders import LOCAL_NETWORKS, Network, Sender, Senders
from soundscape_live.io.osc.upcoming import Upcoming
from soundscape_live.model import Control

HORIZON = 0.25
"Seconds that a stamp may lie ahead and still be waited for."
RECEIVE_BYTES = 1 << 20
"Asked of the kernel for datagrams that wait; it grants what it allows."
BYTES_PER_TOKEN = 256
PACKETS_PER_TURN = 16
"After so many the loop gets to do other things."
PING = "/soundscape/ping"
PONG = "/soundscape/pong"

_Address: TypeAlias = tuple[str, int] | tuple[str, int, int, int]
_NTP_TO_1970 = 2_208_988_800
_LOG = logging.getLogger(__name__)


class OscInput:
    """One UDP address that takes OSC from the networks in `allow` and feeds Controls `osc:<sender's address>`."""

    def __init__(
        self, host: str, port: int, feed: Callable[[Control], None], allow: Iterable[Network] = LOCAL_NETWORKS
    ) -> None:
        self.accepted = 0
        "Controls fed."
        self.rejected = 0
        "Messages and packets refused: malformed, too many, or from someone not allowed."
        self.ahead = 0
        "Messages stamped further ahead than HORIZON (or beyond the room there is), played at once."
        self.pings = 0
        self._host, self._port = host, port
        self._feed = feed
        self._senders = Senders(allow)
        self._socket: socket.socket | None = None
        self._upcoming: Upcoming | None = None

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens: the port is the system's choice if 0 was asked for."""
        if self._socket is None:
            return self._host, self._port
        host, port, *_ = self._socket.getsockname()
        return str(host), int(port)

    async def run(self) -> None:
        """Listen until cancelled, from now on unless it is open already. Raises OscError as `open` does."""
        if self._socket is None:
            await self.open()
        try:
            await asyncio.Event().wait()
        finally:
            self.close()

    async def open(self) -> None:
        """Begin to listen. Raises OscError with what to do."""
        loop = asyncio.get_running_loop()
        try:
            self._socket = await _bound(loop, self._host, self._port)
        except OSError as error:
            raise OscError(_why_not(self._host, self._port, error)) from error
        self._upcoming = Upcoming(loop)
        loop.add_reader(self._socket, self._read)

    def close(self) -> None:
        """Stop listening; what waited for its time is forgotten."""
        if self._upcoming is not None:
            self._upcoming.clear()
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def take(self, packet: bytes, sender: _Address) -> None:
        """Take one packet from a sender's (host, port, ...). Whatever its bytes are, this raises nothing."""
        at = now()
        row = self._senders.find(sender[0], at)
        if not row.allowed:
            self._refuse(row, sender[0], "not from an allowed network", at)
            return
        try:
            messages = split(packet)
        except PacketError as error:
            self._refuse(row, sender[0], f"refused a packet: {error}", at)
            return
        for stamp, message in messages:
            if row.spend(1 + len(message) / BYTES_PER_TOKEN, at):
                self._take(stamp, message, row, sender, at)
            else:
                self._refuse(row, sender[0], "refused messages: too many in a second", at)

    def _read(self) -> None:
        for _ in range(PACKETS_PER_TURN):
            if self._socket is None:
                return
            try:
                packet, sender = self._socket.recvfrom(MAX_BYTES + 1)
            except OSError:
                # Nothing waits, or the network went down for a while: the socket stays bound.
                return
            self.take(packet, sender)

    def _take(self, stamp: int, message: bytes, row: Sender, sender: _Address, at: float) -> None:
        try:
            name, value = parse(message)
        except PacketError as error:
            self._refuse(row, sender[0], f"refused a message: {error}", at)
            return
        if name == PING:
            self._answer(message, sender)
            return
        control = Control(at, f"osc:{sender[0]}", name, value)
        delay = _delay(stamp)
        if delay <= 0:
            self._accept(control)
        elif delay > HORIZON or not self._wait(stamp, delay, control):
            self.ahead += 1
            self._say(row, sender[0], f"stamped {delay:.2f} s ahead, played at once: its clock is not ours", at)
            self._accept(control)

    def _wait(self, stamp: int, delay: float, control: Control) -> bool:
        due = Control(control.at + delay, control.source, control.name, control.value)
        return self._upcoming is not None and self._upcoming.put(stamp, delay, partial(self._accept, due))

    def _accept(self, control: Control) -> None:
        self.accepted += 1
        self._feed(control)

    def _answer(self, message: bytes, sender: _Address) -> None:
        self.pings += 1
        if self._socket is not None:
            # An answer that the kernel cannot take now is left out: it must not pile up.
            with suppress(OSError):
                self._socket.sendto(message.replace(PING.encode(), PONG.encode(), 1), sender)

    def _refuse(self, row: Sender, host: str, why: str, at: float) -> None:
        self.rejected += 1
        self._say(row, host, why, at)

    def _say(self, row: Sender, host: str, what: str, at: float) -> None:
        line = row.complain(host, what, at)
        if line is not None:
            _LOG.warning("%s", line)


async def _bound(loop: asyncio.AbstractEventLoop, host: str, port: int) -> socket.socket:
    family, _, _, _, address = (await loop.getaddrinfo(host, port, type=socket.SOCK_DGRAM))[0]
    endpoint = socket.socket(family, socket.SOCK_DGRAM)
    try:
        endpoint.setblocking(False)  # noqa: FBT003 - the socket module's own signature
        endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        endpoint.bind(address)
    except OSError:
        endpoint.close()
        raise
    return endpoint


def _delay(stamp: int) -> float:
    """Return how many seconds ahead a timetag lies by the wall clock; at most 0 is now."""
    return 0.0 if stamp == IMMEDIATELY else stamp / 2**32 - _NTP_TO_1970 - wall()


def _why_not(host: str, port: int, error: OSError) -> str:
    where = f"OSC cannot be received on {host}:{port}"
    other = "choose another with --osc-in HOST:PORT"
    if isinstance(error, socket.gaierror):
        return f"{where}: this name has no address; {other}, for example 127.0.0.1:12100."
    reasons = {
        errno.EADDRINUSE: f"another program has this port; stop it, or {other}",
        errno.EADDRNOTAVAIL: f"this machine does not have that address; {other}, for example 0.0.0.0:{port}",
        errno.EACCES: f"ports below 1024 are reserved; {other}",
    }
    return f"{where}: {reasons.get(error.errno or 0, f'{error.strerror or error}; {other}')}."
