"""From a target's host to the number that is sent to; never our own input."""

import asyncio
import socket
from collections.abc import Sequence

from soundscape_live.io.osc.packet import OscError
from soundscape_live.io.osc.places import Address, numeric, same_place
from soundscape_live.io.osc.route import Route

RESOLVE_SECONDS = 5.0


def aim(route: Route, own: Address | None) -> None:
    """Aim at the route's target if its host needs no looking up. Raises OscError if that is `own`."""
    number = numeric(route.target.host)
    if number:
        _aim(route, number, own)


async def look_up(routes: Sequence[Route], own: Address | None) -> None:
    """Look up the targets that are names until each has an address; then nothing is left to do."""
    while missing := [route for route in routes if not route.aimed]:
        for route in missing:
            await _look_up(route, own)
        if any(not route.aimed for route in missing):
            await asyncio.sleep(RESOLVE_SECONDS)


async def _look_up(route: Route, own: Address | None) -> None:
    target = route.target
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_DGRAM)
        _aim(route, str(found[0][4][0]), own)
    except OSError:
        route.say(loop.time(), f"has no address: nobody knows {target.host}; the name is asked for again")
    except OscError as error:
        route.say(loop.time(), f"gets nothing: {error}")


def _aim(route: Route, host: str, own: Address | None) -> None:
    port = route.target.port
    if own is not None and same_place((host, port), own):
        raise OscError(
            f"target {route.target.name} is {host}:{port}, where OSC comes in: what is sent there would come back "
            "as controls; give the target another port, or move --osc-in"
        )
    route.aim(host)
