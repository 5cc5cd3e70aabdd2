"""OSC over TCP: connections whose bytes become packets, and the way back to each.

Rules: a connection's first byte says how its packets are framed. What one may make us keep is one packet to read and
SEND_BYTES to write; a packet that is not whole within PATIENCE, or bytes that nobody takes for so long, end it. At most
CONNECTIONS at once; of one host at most CONNECTIONS_OF_A_HOST, then the one that was silent longest gives way.
"""

import asyncio
import socket
from collections.abc import Callable

from typing_extensions import override

from soundscape_live.host.clock import now
from soundscape_live.io.osc.caller import Caller, Place
from soundscape_live.io.osc.framing import Framing, FramingError, framing_of
from soundscape_live.io.osc.packet import PacketError
from soundscape_live.io.osc.reception import Reception

CONNECTIONS = 32
CONNECTIONS_OF_A_HOST = 8
PATIENCE = 10.0
"Seconds."
SEND_BYTES = 1 << 16
"Ours, and as much again in the kernel."
READ_BYTES = 1 << 13
"Read at once, so that the loop gets to do other things."
ALIVE = (("TCP_KEEPIDLE", 15), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3))
"After half a minute of silence we know whether a client's machine is still there."


class Streams:
    """The connections to one TCP address."""

    def __init__(self, reception: Reception, gone: Callable[[Place], None]) -> None:
        self._reception = reception
        self._gone = gone
        self._server: asyncio.Server | None = None
        self._buffer = bytearray(READ_BYTES)
        self._connections: set[_Connection] = set()

    def __len__(self) -> int:
        return len(self._connections)

    async def open(self, listening: socket.socket) -> None:
        """Take connections from a bound socket, which is ours from now on."""
        loop = asyncio.get_running_loop()
        # So made, it is ours before anything is waited for: who is cancelled meanwhile can close it.
        self._server = await loop.create_server(
            lambda: _Connection(self), sock=listening, backlog=CONNECTIONS, start_serving=False
        )
        await self._server.start_serving()

    def close(self) -> None:
        """End all connections."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for connection in tuple(self._connections):
            connection.abort()

    def sweep(self, at: float) -> None:
        """End the connections that have kept us waiting for PATIENCE."""
        for connection in tuple(self._connections):
            why = connection.trouble(at)
            if why:
                self._drop(connection, why)

    # ---------------------------------------------------------------------------------------- for the connections

    @property
    def buffer(self) -> bytearray:
        """What is read into; one for all, since it is emptied at once."""
        return self._buffer

    def came(self, connection: "_Connection") -> bool:
        """Take a connection, or say that it may not be."""
        host = connection.place[1]
        if not self._reception.admits(host):
            return False
        others = [known for known in self._connections if known.place[1] == host]
        if len(others) >= CONNECTIONS_OF_A_HOST:
            self._drop(min(others, key=lambda known: known.heard_at), "has more connections than one host may have")
        elif len(self._connections) >= CONNECTIONS:
            self._reception.refuse(host, f"refused a connection: there are {CONNECTIONS}")
            return False
        self._connections.add(connection)
        return True

    def take(self, connection: "_Connection", data: bytes) -> None:
        """Take bytes of a connection."""
        try:
            for packet in connection.packets(data):
                self._reception.take(packet, connection)
        except FramingError as error:
            self._drop(connection, f"closed a connection: {error}")

    def went(self, connection: "_Connection") -> None:
        """Forget a connection that is closed."""
        if connection in self._connections:
            self._connections.discard(connection)
            self._gone(connection.place)

    def _drop(self, connection: "_Connection", why: str) -> None:
        self._reception.refuse(connection.place[1], why)
        connection.abort()
        self.went(connection)


class _Connection(asyncio.BufferedProtocol):
    """One client. It is the Caller of what it sends."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._place: Place = ("tcp", "", 0)
        self._transport: asyncio.Transport | None = None
        self._framing: Framing | None = None
        self._waits_since: float | None = now()
        self._chokes_since: float | None = None
        self.heard_at = now()

    @property
    def place(self) -> Place:
        """Who it is."""
        return self._place

    def send(self, packet: bytes) -> bool:
        """Send a packet in the framing that the client speaks; False if it has not taken what was sent before."""
        transport = self._transport
        if transport is None or self._framing is None or transport.is_closing():
            return False
        if transport.get_write_buffer_size() > SEND_BYTES:
            self._chokes_since = self._chokes_since or now()
            return False
        self._chokes_since = None
        transport.write(self._framing.frame(packet))
        return True

    def at_port(self, port: int) -> Caller:
        """Say that a connection is answered on itself. Raises PacketError."""
        raise PacketError(f"port {port} can be named over UDP; over TCP the connection itself is answered")

    def abort(self) -> None:
        """End it at once."""
        if self._transport is not None:
            self._transport.abort()

    def trouble(self, at: float) -> str:
        """Say why it should be ended, or nothing."""
        if self._waits_since is not None and at - self._waits_since > PATIENCE:
            return f"closed a connection: no whole packet within {PATIENCE:g} s"
        if self._chokes_since is not None and at - self._chokes_since > PATIENCE:
            return f"closed a connection: it took nothing for {PATIENCE:g} s"
        return ""

    def packets(self, data: bytes) -> list[bytes]:
        """Return the packets that the bytes complete. Raises FramingError."""
        self.heard_at = now()
        if self._framing is None:
            self._framing = framing_of(data[0])
        packets = self._framing.feed(data)
        if not self._framing.unfinished:
            self._waits_since = None
        elif packets or self._waits_since is None:
            self._waits_since = self.heard_at
        return packets

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        host, port, *_ = transport.get_extra_info("peername") or ("", 0)
        self._place = ("tcp", str(host), int(port))
        _settle(transport.get_extra_info("socket"))
        if not self._streams.came(self):
            transport.abort()

    @override
    def get_buffer(self, sizehint: int) -> bytearray:
        return self._streams.buffer

    @override
    def buffer_updated(self, nbytes: int) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._streams.take(self, bytes(self._streams.buffer[:nbytes]))

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._streams.went(self)


def _settle(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BYTES)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in ALIVE:
        option = getattr(socket, name, None)
        if option is not None:
            connection.setsockopt(socket.IPPROTO_TCP, option, value)
