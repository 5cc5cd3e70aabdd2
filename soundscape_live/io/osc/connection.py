"""The way to one target over TCP: a connection that is made again when it is gone.

Rules: nothing blocks, waits or raises but `run`. What is sent while there is no connection is lost and counted, since a
beat that comes late is a wrong one; so is what goes beyond SEND_BYTES that nobody takes. It is said once that a target
is gone, and once that it is there. A receiver that takes one message at a time is sent them `apart`.
"""

import asyncio
import logging
import random
import socket
from collections import deque

from typing_extensions import override

from soundscape_live.host.backoff import Backoff
from soundscape_live.io.osc.places import Address

CONNECT_SECONDS = 3.0
LONGEST_PAUSE = 5.0
SEND_BYTES = 1 << 16
WAITING = 64
"Packets that may wait for their turn."
ALIVE = (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3))
"After some ten seconds of silence we know whether the other machine is still there."

_LOG = logging.getLogger(__name__)


class Connection:
    """One target's connection. Thread: the event loop's."""

    def __init__(self, name: str, address: Address, apart: float = 0.0) -> None:
        """`name` is what people call it; `apart` are the seconds between two packets, which else go together."""
        self.sent = 0
        self.failed = 0
        self._name = name
        self._address = address
        self._transport: asyncio.Transport | None = None
        self._gone = asyncio.Event()
        self._said = ""
        self._apart = apart
        self._waiting: deque[bytes] = deque(maxlen=WAITING)
        self._free_at = 0.0

    @property
    def connected(self) -> bool:
        """Say whether somebody takes what is sent."""
        return self._transport is not None

    def send(self, packets: list[bytes], at: float) -> None:
        """Send these at once or never; they are framed already."""
        transport = self._transport
        if transport is None or transport.get_write_buffer_size() > SEND_BYTES:
            self.failed += len(packets)
            if transport is not None:
                self._say("takes nothing: what it does not take is lost")
            return
        if self._apart:
            self._space(packets, at)
            return
        transport.write(packets[0] if len(packets) == 1 else b"".join(packets))
        self.sent += len(packets)

    def _space(self, packets: list[bytes], at: float) -> None:
        """Send the first now, if it may, and each other one in its turn."""
        timed = bool(self._waiting)
        self.failed += max(0, len(self._waiting) + len(packets) - WAITING)
        self._waiting.extend(packets)
        if timed:
            return
        if at >= self._free_at:
            self._next()
        else:
            asyncio.get_running_loop().call_at(self._free_at, self._next)

    def _next(self) -> None:
        if self._transport is None:
            self.failed += len(self._waiting)
            self._waiting.clear()
            return
        loop = asyncio.get_running_loop()
        self._transport.write(self._waiting.popleft())
        self.sent += 1
        self._free_at = loop.time() + self._apart
        if self._waiting:
            loop.call_at(self._free_at, self._next)

    def fail(self, at: float, why: str) -> None:
        """Count a packet that was not sent, and say why."""
        del at
        self.failed += 1
        self._say(why)

    async def run(self) -> None:
        """Connect, and again whenever the connection is gone, until cancelled."""
        pause = Backoff(random.Random(), longest=LONGEST_PAUSE)  # noqa: S311  # spreads attempts, guards nothing
        try:
            while True:
                if await self._connect():
                    pause.reset()
                    await self._gone.wait()
                    self._say("is gone; it is tried again")
                await asyncio.sleep(pause.next())
        finally:
            self.close()

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    async def _connect(self) -> bool:
        loop = asyncio.get_running_loop()
        self._gone.clear()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                transport, _ = await loop.create_connection(lambda: _Protocol(self), *self._address)
        except OSError as error:  # a TimeoutError is one
            self._say(f"cannot be reached: {error.strerror or 'no answer'}")
            return False
        _settle(transport.get_extra_info("socket"))
        self._transport = None if self._gone.is_set() else transport
        if self._said:
            _LOG.info("Target %s (%s:%d) is there", self._name, *self._address)
            self._said = ""
        return True

    def lost(self) -> None:
        """Take that the connection is gone. Called by its protocol."""
        self._transport = None
        self._gone.set()

    def _say(self, why: str) -> None:
        if not self._said:
            _LOG.warning("Target %s (%s:%d) %s", self._name, *self._address, why)
        self._said = why


class _Protocol(asyncio.Protocol):
    """What the target says is not listened to; that it goes is."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._connection.lost()


def _settle(out: socket.socket) -> None:
    out.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    out.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in ALIVE:
        option = getattr(socket, name, None)
        if option is not None:
            out.setsockopt(socket.IPPROTO_TCP, option, value)
