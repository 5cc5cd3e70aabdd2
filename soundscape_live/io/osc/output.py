"""OSC out: every cue goes to every target at once, one plain message per address with one typed argument.

Rules: a cue never waits and never raises because of the network. A target that cannot be reached is said once, counted
on, and tried again with the next cue. Cues never go to the address where our own OSC comes in.
"""

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from soundscape_live.io.osc.packet import OscError, PacketError, argument
from soundscape_live.io.osc.route import Profile, Route, Target
from soundscape_live.model import Cue

RESOLVE_SECONDS = 5.0

Address: TypeAlias = tuple[str, int]


PROFILES: Mapping[str, Profile] = MappingProxyType({"generic": Profile("/soundscape/")})


@dataclass(frozen=True, slots=True)
class OscTarget:
    """A Target as a value."""

    name: str
    profile: str
    host: str
    port: int


class OscOutput:
    """Sends cues. On the event loop's thread; `send` takes microseconds and never blocks."""

    def __init__(self, targets: Iterable[Target], own: Address | None = None) -> None:
        """Aim at the targets; `own` is where our OSC comes in.

        Raises OscError: an unknown profile, or a target that is `own`.
        """
        self._own = own
        self._routes = [Route(target, _profile(target)) for target in targets]
        for route in self._routes:
            numeric = _numeric(route.target.host)
            if numeric:
                self._aim(route, numeric)

    @property
    def sent(self) -> int:
        """Datagrams handed to the kernel, of all targets."""
        return sum(route.sent for route in self._routes)

    @property
    def failed(self) -> int:
        """Cues that a target could not be sent, or that nobody there listened to."""
        return sum(route.failed for route in self._routes)

    def send(self, cue: Cue) -> None:
        """Send one cue to all targets. A value that OSC cannot carry counts as failed."""
        try:
            tag, data = argument(cue.value)
        except PacketError as error:
            for route in self._routes:
                route.fail(cue.at, f"does not get {cue.name}: {error}")
            return
        for route in self._routes:
            route.send(cue, tag, data)

    async def run(self) -> None:
        """Look up the targets that are names until each has an address; then nothing is left to do."""
        while missing := [route for route in self._routes if not route.aimed]:
            for route in missing:
                await self._look_up(route)
            if any(not route.aimed for route in missing):
                await asyncio.sleep(RESOLVE_SECONDS)

    def close(self) -> None:
        """Give the sockets back."""
        for route in self._routes:
            route.close()

    async def _look_up(self, route: Route) -> None:
        target = route.target
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_DGRAM)
            self._aim(route, str(found[0][4][0]))
        except OSError:
            route.say(loop.time(), f"has no address: nobody knows {target.host}; the name is asked for again")
        except OscError as error:
            route.say(loop.time(), f"gets nothing: {error}")

    def _aim(self, route: Route, host: str) -> None:
        if self._own is not None and _same_place((host, route.target.port), self._own):
            raise OscError(
                f"target {route.target.name} is {host}:{route.target.port}, where OSC comes in: cues would come back "
                "as controls; give the target another port, or move --osc-in"
            )
        route.aim(host)


def _profile(target: Target) -> Profile:
    if target.profile not in PROFILES:
        raise OscError(f"target {target.name}: no profile {target.profile!r}; there are: {', '.join(sorted(PROFILES))}")
    return PROFILES[target.profile]


def _numeric(host: str) -> str:
    """Return a host that needs no looking up as a number, else an empty string."""
    try:
        return str(ipaddress.ip_address("127.0.0.1" if host == "localhost" else host))
    except ValueError:
        return ""


def _same_place(target: Address, own: Address) -> bool:
    if target[1] != own[1]:
        return False
    ours = _numeric(own[0])
    return target[0] == ours or (bool(ours) and ipaddress.ip_address(ours).is_unspecified and _is_here(target[0]))


def _is_here(host: str) -> bool:
    """Say whether an address is one of this machine's: only those can be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, 0))
        except OSError as error:
            return error.errno != errno.EADDRNOTAVAIL
    return True
