"""Someone who sent us OSC, and the way back to them."""

from typing import Protocol, TypeAlias

Place: TypeAlias = tuple[str, str, int]
"""`udp` or `tcp` (empty: it cannot be answered), the host as a number, the port: tells two programs apart."""


class Caller(Protocol):
    """Where a packet came from."""

    @property
    def place(self) -> Place:
        """Who it is."""

    def send(self, packet: bytes) -> bool:
        """Send a packet back, at once or never; False if it cannot be taken now. Raises nothing."""

    def at_port(self, port: int) -> "Caller":
        """Return the same host at another UDP port. Raises PacketError if it cannot be reached there."""
