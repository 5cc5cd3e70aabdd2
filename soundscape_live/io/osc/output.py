"""OSC out: every cue goes to every target at once, one plain message per address with one typed argument.

Rules: a cue never waits and never raises because of the network. A target that cannot be reached is said once, counted
on, and tried again with the next cue. Cues never go to the address where our own OSC comes in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from soundscape_live.io.osc.aim import aim, look_up
from soundscape_live.io.osc.packet import OscError, PacketError, argument
from soundscape_live.io.osc.places import Address
from soundscape_live.io.osc.route import Profile, Route, Target
from soundscape_live.model import Cue

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
            aim(route, own)

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
        await look_up(self._routes, self._own)

    def close(self) -> None:
        """Give the sockets back."""
        for route in self._routes:
            route.close()


def _profile(target: Target) -> Profile:
    if target.profile not in PROFILES:
        raise OscError(f"target {target.name}: no profile {target.profile!r}; there are: {', '.join(sorted(PROFILES))}")
    return PROFILES[target.profile]
