"""Tells the network by zeroconf where OSC and OSCQuery are, so that clients find them by themselves.

Rules: what listens on loopback alone is not told, unless that is asked for; nothing is told to networks that cannot
reach it, over IPv4, by number. Networks that come and go are followed. If it cannot be done, that is said once, and
tried again.
"""

import asyncio
import logging
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zeroconf import Error, IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from soundscape_live.host.addresses import EVERYWHERE, is_local, machine_addresses, outside_addresses
from soundscape_live.io.osc.places import numeric

OSC, OSCQUERY = "_osc._udp.local.", "_oscjson._tcp.local."
LOOK_SECONDS = 10.0
"Between two looks at the machine's addresses."
NAME_LENGTH = 63

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Service:
    """What is told."""

    kind: str
    "OSC or OSCQUERY."
    host: str
    "Where it is bound."
    port: int


class Advertisement:
    """Tells of services while it runs. Thread: the event loop's; zeroconf's sockets are on the same loop."""

    def __init__(self, services: Callable[[], Iterable[Service]], *, told: bool | None = None) -> None:
        """Take the services when it runs, since their ports are known then.

        `told` None tells of what other machines can reach; True also of what is on loopback, to loopback; False of
        nothing.
        """
        self.told: tuple[str, ...] = ()
        "The full names under which the services are told of now."
        self._services = services
        self._wish = told

    async def run(self) -> None:
        """Tell until cancelled."""
        # It says its troubles at each try; ours is said once.
        logging.getLogger("zeroconf").setLevel(logging.CRITICAL)
        said = False
        while True:
            reached = self._reached()
            try:
                await self._tell(reached)
            except (OSError, Error) as error:
                if not said:
                    _LOG.warning("the network is not told where OSC is: %s", str(error) or type(error).__name__)
                said = True
                await asyncio.sleep(LOOK_SECONDS)

    async def _tell(self, reached: dict[Service, tuple[str, ...]]) -> None:
        """Tell of these services until they are to be reached otherwise."""
        interfaces = sorted({address for addresses in reached.values() for address in addresses})
        if not interfaces:
            await self._until_other_than(reached)
            return
        zeroconf = AsyncZeroconf(interfaces=interfaces, ip_version=IPVersion.V4Only)
        try:
            infos = [_info(service, addresses) for service, addresses in reached.items() if addresses]
            for info in infos:
                await (await zeroconf.async_register_service(info, allow_name_change=True))
            self.told = tuple(info.name for info in infos)
            await self._until_other_than(reached)
        finally:
            self.told = ()
            await zeroconf.async_unregister_all_services()
            await zeroconf.async_close()

    async def _until_other_than(self, reached: dict[Service, tuple[str, ...]]) -> None:
        while self._reached() == reached:  # noqa: ASYNC110  # the system tells nobody that an address came
            await asyncio.sleep(LOOK_SECONDS)

    def _reached(self) -> dict[Service, tuple[str, ...]]:
        """Return at which addresses each service is told of."""
        return {service: self._addresses(service.host) for service in self._services()}

    def _addresses(self, host: str) -> tuple[str, ...]:
        if self._wish is False:
            return ()
        if is_local(host):
            return ("127.0.0.1",) if self._wish else ()
        if host in EVERYWHERE:
            return tuple(sorted(outside_addresses()))
        number = numeric(host)
        return (number,) if ":" not in number and number in machine_addresses() else ()


def _info(service: Service, addresses: tuple[str, ...]) -> AsyncServiceInfo:
    machine = socket.gethostname().split(".", maxsplit=1)[0]
    name = f"soundscape_live {machine}".encode()[:NAME_LENGTH].decode(errors="ignore")
    return AsyncServiceInfo(
        service.kind,
        f"{name}.{service.kind}",
        parsed_addresses=list(addresses),
        port=service.port,
        # A name of our own: the machine's own is its own to tell.
        server=f"soundscape-live-{machine}"[:NAME_LENGTH] + ".local.",
    )
