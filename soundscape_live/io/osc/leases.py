"""Who has subscribed, and until when: a bounded table of leases. Time is an argument."""

from collections.abc import Iterator
from dataclasses import dataclass

from soundscape_live.io.osc.caller import Place
from soundscape_live.io.osc.packet import PacketError
from soundscape_live.io.osc.receiver import Receiver

LEASE_SECONDS = 30.0
LEAST_SECONDS, MOST_SECONDS = 1.0, 3600.0
SUBSCRIBERS = 32
SUBSCRIBERS_OF_A_HOST = 8
PATTERN_LENGTH = 255


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscription asks for."""

    seconds: float = LEASE_SECONDS
    pattern: str = "*"
    port: int | None = None
    "Where the host listens, if not where it sends from."


@dataclass(slots=True)
class Lease:
    """One subscription."""

    receiver: Receiver
    ends: float
    whole_at: float
    "When it was last told everything."
    speaks_here: bool
    "Whether it sends from the place where it listens."


class Leases:
    """The leases by the place that is told."""

    def __init__(self) -> None:
        self._leases: dict[Place, Lease] = {}

    def __len__(self) -> int:
        return len(self._leases)

    def __iter__(self) -> Iterator[Lease]:
        return iter(self._leases.values())

    def find(self, place: Place) -> Lease | None:
        """Return the lease of a place."""
        return self._leases.get(place)

    def put(self, place: Place, lease: Lease) -> None:
        """Begin a lease. Raises PacketError if there is no room."""
        of_host = sum(place[1] == known[1] for known in self._leases)
        if len(self._leases) >= SUBSCRIBERS or of_host >= SUBSCRIBERS_OF_A_HOST:
            raise PacketError(
                f"there are {len(self._leases)} subscribers, {of_host} of them on this host; at most {SUBSCRIBERS}, "
                f"and {SUBSCRIBERS_OF_A_HOST} of one host, may be"
            )
        self._leases[place] = lease

    def end(self, place: Place) -> Lease | None:
        """End a lease; None if there was none."""
        return self._leases.pop(place, None)

    def over(self, at: float) -> tuple[Place, ...]:
        """Return whose time is over."""
        return tuple(place for place, lease in self._leases.items() if at >= lease.ends)

    def has_host(self, host: str) -> bool:
        """Say whether a host has a lease."""
        return any(place[1] == host for place in self._leases)


def read_wish(arguments: tuple[float | str, ...]) -> Wish:
    """Read `[seconds] [pattern] [port]`: the first number is the seconds, the second the port, a text the pattern.

    Raises PacketError.
    """
    numbers = [value for value in arguments if not isinstance(value, str)]
    texts = [value for value in arguments if isinstance(value, str)]
    if len(numbers) > 2 or len(texts) > 1:
        raise PacketError("a subscription takes at most seconds, a pattern of addresses, and a port")
    seconds = numbers[0] if numbers else LEASE_SECONDS
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        raise PacketError(f"a subscription lasts {LEAST_SECONDS:g} to {MOST_SECONDS:g} seconds, not {seconds:g}")
    return Wish(seconds, _pattern(texts), _port(numbers[1:]))


def read_port(arguments: tuple[float | str, ...]) -> int | None:
    """Read `[port]`. Raises PacketError."""
    return _port([value for value in arguments if not isinstance(value, str)])


def _pattern(texts: list[str]) -> str:
    pattern = texts[0] if texts else "*"
    if len(pattern) > PATTERN_LENGTH:
        raise PacketError(f"a pattern has at most {PATTERN_LENGTH} characters")
    return pattern or "*"


def _port(numbers: list[float]) -> int | None:
    if not numbers:
        return None
    port = numbers[0]
    if port != int(port) or not 1 <= port <= 65535:
        raise PacketError(f"a port is a whole number from 1 to 65535, not {port:g}")
    return int(port)
