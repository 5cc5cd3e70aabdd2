"""The way to one target over UDP: its socket, what was sent on it, and what is said when it fails.

Rules: nothing blocks, waits or raises. Time is an argument.
"""

import logging
import socket
from dataclasses import dataclass
from typing import Protocol

REACH_SECONDS = 1.0
"A target whose network is gone is tried again this often."
QUIET_SECONDS = 10.0
"Trouble that was away for so long is said anew."
SEND_BYTES = 1 << 18

_LOG = logging.getLogger(__name__)


class Target(Protocol):
    """Who is sent to: a name for people, and an address."""

    @property
    def name(self) -> str:
        """What people call it."""

    @property
    def host(self) -> str:
        """A name or a number."""

    @property
    def port(self) -> int:
        """Of the host."""


@dataclass(frozen=True, slots=True)
class Named:
    """A Target as a value."""

    name: str
    host: str
    port: int


class Route:
    """One target's socket, connected, so that the network can say that nobody listens."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.sent = 0
        self.failed = 0
        self._host = ""
        self._socket: socket.socket | None = None
        self._tried = float("-inf")
        self._trouble = float("-inf")

    @property
    def host(self) -> str:
        """Where it sends to, as a number; empty until that is known."""
        return self._host

    @property
    def aimed(self) -> bool:
        """Say whether its address is known."""
        return bool(self._host)

    def aim(self, host: str) -> None:
        """Send to this address from now on, given as a number."""
        self._host = host

    def send(self, packets: list[bytes], at: float) -> None:
        """Send these, each as a datagram."""
        for packet in packets:
            self._send(packet, at)

    def _send(self, packet: bytes, at: float) -> None:
        out = self._socket or self._connect(at)
        if out is None:
            self.failed += 1
            return
        try:
            try:
                out.send(packet)
            except ConnectionRefusedError:
                # This speaks of an earlier packet, and ours was not sent; asked again, the kernel sends it.
                self.fail(at, "does not listen")
                out.send(packet)
            self.sent += 1
        except BlockingIOError:
            self.fail(at, "gets more than the network takes")
        except OSError as error:
            self.fail(at, f"cannot be reached: {error.strerror or error}")
            self.close()

    def fail(self, at: float, why: str) -> None:
        """Count a packet that was not sent, and say why."""
        self.failed += 1
        self.say(at, why)

    def say(self, at: float, why: str) -> None:
        """Say what is wrong, once until it was well for QUIET_SECONDS."""
        if at - self._trouble > QUIET_SECONDS:
            _LOG.warning("Target %s (%s:%d) %s", self.target.name, self.target.host, self.target.port, why)
        self._trouble = at

    def close(self) -> None:
        """Give the socket back; the next packet opens another."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _connect(self, at: float) -> socket.socket | None:
        if not self._host or at - self._tried < REACH_SECONDS:
            return None
        self._tried = at
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        out = socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        try:
            out.setblocking(False)  # noqa: FBT003 - the socket module's own signature
            out.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            out.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BYTES)
            out.connect((self._host, self.target.port))
        except OSError as error:
            out.close()
            self.say(at, f"cannot be reached: {error.strerror or error}")
            return None
        self._socket = out
        return out
