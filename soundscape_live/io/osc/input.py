"""OSC in: one address, over UDP and TCP, whose every message becomes a Control.

Rules: what a packet may do stands in reception.py, what a connection may do in streams.py. Nothing here blocks; all
of it runs on the event loop's thread.
"""

import asyncio
import errno
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from soundscape_live.host.clock import now
from soundscape_live.io.osc.caller import Place
from soundscape_live.io.osc.feedback import OscFeedback
from soundscape_live.io.osc.packet import MAX_BYTES, OscError, PacketError
from soundscape_live.io.osc.places import same_place
from soundscape_live.io.osc.reception import Reception
from soundscape_live.io.osc.senders import LOCAL_NETWORKS, Network
from soundscape_live.io.osc.streams import Streams
from soundscape_live.model import Control

RECEIVE_BYTES = 1 << 20
"Asked of the kernel for datagrams that wait; it grants what it allows."
PACKETS_PER_TURN = 16
"After so many the loop gets to do other things."
SWEEP_SECONDS = 1.0
PORTS_TRIED = 16
"With port 0: until one is free over both UDP and TCP."

_Address: TypeAlias = tuple[str, int] | tuple[str, int, int, int]


class OscInput:
    """One address that takes OSC from the networks in `allow` and feeds Controls `osc:<sender's address>`.

    With `feedback`, clients may subscribe to it.
    """

    def __init__(
        self,
        host: str,
        port: int,
        feed: Callable[[Control], None],
        allow: Iterable[Network] = LOCAL_NETWORKS,
        feedback: OscFeedback | None = None,
    ) -> None:
        self._host, self._port = host, port
        self._reception = Reception(feed, allow, feedback)
        self._streams = Streams(self._reception, feedback.gone if feedback is not None else lambda _place: None)
        self._socket: socket.socket | None = None

    @property
    def accepted(self) -> int:
        """Controls fed."""
        return self._reception.accepted

    @property
    def rejected(self) -> int:
        """Messages, packets and connections refused: malformed, too many, or from someone not allowed."""
        return self._reception.rejected

    @property
    def ahead(self) -> int:
        """Messages stamped further ahead than the horizon (or beyond the room there is), played at once."""
        return self._reception.ahead

    @property
    def pings(self) -> int:
        """Pings answered."""
        return self._reception.pings

    @property
    def connections(self) -> int:
        """TCP connections that are open."""
        return len(self._streams)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens, over UDP and TCP: the port is the system's choice if 0 was asked for."""
        if self._socket is None:
            return self._host, self._port
        host, port, *_ = self._socket.getsockname()
        return str(host), int(port)

    async def run(self) -> None:
        """Listen until cancelled, from now on unless it is open already. Raises OscError as `open` does."""
        try:
            if self._socket is None:
                await self.open()
            while True:
                await asyncio.sleep(SWEEP_SECONDS)
                self._streams.sweep(now())
        finally:
            self.close()

    async def open(self) -> None:
        """Begin to listen. Raises OscError with what to do."""
        loop = asyncio.get_running_loop()
        try:
            self._socket, listening = await _bound(loop, self._host, self._port)
        except OSError as error:
            raise OscError(_why_not(self._host, self._port, error)) from error
        self._reception.begin(loop)
        loop.add_reader(self._socket, self._read)
        await self._streams.open(listening)

    def close(self) -> None:
        """Stop listening; what waited for its time is forgotten."""
        self._reception.end()
        self._streams.close()
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def take(self, packet: bytes, sender: _Address) -> None:
        """Take one packet as if it had come from (host, port, ...) by UDP. Raises nothing, whatever its bytes are."""
        self._reception.take(packet, _UdpCaller(self._socket, sender, ("udp", sender[0], sender[1])))

    def take_from(self, packet: bytes, host: str) -> None:
        """Take one packet that came from a host by another way, such as a WebSocket; nothing is answered."""
        self._reception.take(packet, _Deaf(("", host, 0)))

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


@dataclass(frozen=True, slots=True)
class _UdpCaller:
    """Who sent a datagram, answered from the socket that it came to."""

    _socket: socket.socket | None
    _address: _Address
    place: Place

    def send(self, packet: bytes) -> bool:
        """Send a datagram; False if the kernel cannot take it now. One that cannot be sent at all is gone."""
        try:
            if self._socket is not None:
                self._socket.sendto(packet, self._address)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True

    def at_port(self, port: int) -> "_UdpCaller":
        """Return the same host at another port. Raises PacketError if that is where we listen."""
        host = self._address[0]
        if self._socket is not None and same_place((host, port), self._socket.getsockname()[:2]):
            raise PacketError(f"port {port} is where OSC comes in: what is sent there would come back")
        return _UdpCaller(self._socket, (host, port, *self._address[2:]), ("udp", host, port))


@dataclass(frozen=True, slots=True)
class _Deaf:
    """Who sent a packet by a way on which nothing is answered."""

    place: Place

    def send(self, packet: bytes) -> bool:  # noqa: ARG002  # a Caller's
        """Send nothing."""
        return True

    def at_port(self, port: int) -> "_Deaf":
        """Say that it cannot be reached. Raises PacketError."""
        raise PacketError(f"port {port} can be named over UDP alone")


async def _bound(loop: asyncio.AbstractEventLoop, host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """Return a UDP and a TCP socket, bound to the same address."""
    family, _, _, _, address = (await loop.getaddrinfo(host, port, type=socket.SOCK_DGRAM))[0]
    for tries_left in reversed(range(PORTS_TRIED if port == 0 else 1)):
        datagrams = _bind(family, socket.SOCK_DGRAM, address)
        try:
            return datagrams, _bind(family, socket.SOCK_STREAM, datagrams.getsockname())
        except OSError:
            datagrams.close()
            if not tries_left:
                raise
    raise AssertionError  # the loop returns or raises


def _bind(family: int, kind: int, address: object) -> socket.socket:
    endpoint = socket.socket(family, kind)
    try:
        endpoint.setblocking(False)  # noqa: FBT003 - the socket module's own signature
        if kind == socket.SOCK_STREAM:
            # A show that is started again finds its own old connections in TIME_WAIT.
            endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        else:
            endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
        endpoint.bind(address)  # type: ignore[arg-type]  # what getaddrinfo gave
    except OSError:
        endpoint.close()
        raise
    return endpoint


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
