"""What is told by zeroconf, and to whom; zeroconf's sockets are on loopback alone."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from zeroconf import ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from soundscape_live.host.addresses import outside_addresses
from soundscape_live.io.osc import OSC, OSCQUERY, Advertisement, Service, advertise
from tests.io.osc_desk import until

EVERYWHERE = tuple(sorted(outside_addresses()))
PORT = 12100


@pytest.mark.parametrize(
    ("host", "told", "addresses"),
    [
        ("127.0.0.1", None, ()),
        ("localhost", None, ()),
        ("::1", None, ()),
        ("127.0.0.1", True, ("127.0.0.1",)),
        ("127.0.0.1", False, ()),
        ("192.0.2.1", None, ()),
        *((address, None, (address,)) for address in EVERYWHERE),
        *((address, False, ()) for address in EVERYWHERE),
        ("0.0.0.0", None, EVERYWHERE),
        ("::", None, EVERYWHERE),
        ("0.0.0.0", False, ()),
        ("stage.local", None, ()),
        ("fe80::1", None, ()),
    ],
)
def test_only_what_others_can_reach_is_told_unless_asked_for(
    host: str, *, told: bool | None, addresses: tuple[str, ...]
) -> None:
    service = Service(OSC, host, PORT)
    assert Advertisement(lambda: (service,), told=told)._reached() == {service: addresses}


@asynccontextmanager
async def watched() -> AsyncIterator[dict[str, AsyncServiceInfo]]:
    """Yield the services that are told to loopback, as they come and go."""
    found: dict[str, AsyncServiceInfo] = {}

    def changed(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if state_change is ServiceStateChange.Removed:
            found.pop(name, None)
        else:
            tasks.append(asyncio.create_task(ask(service_type, name)))

    async def ask(kind: str, name: str) -> None:
        info = AsyncServiceInfo(kind, name)
        if await info.async_request(zeroconf.zeroconf, 3000):
            found[name] = info

    tasks: list[asyncio.Task[None]] = []
    zeroconf = AsyncZeroconf(interfaces=["127.0.0.1"])
    browser = AsyncServiceBrowser(zeroconf.zeroconf, [OSC, OSCQUERY], handlers=[changed])
    try:
        yield found
    finally:
        await asyncio.gather(*tasks)
        await browser.async_cancel()
        await zeroconf.async_close()


async def test_services_are_found_follow_their_ports_and_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advertise, "LOOK_SECONDS", 0.1)
    services = [Service(OSC, "127.0.0.1", PORT), Service(OSCQUERY, "127.0.0.1", 12181)]
    telling = Advertisement(lambda: tuple(services), told=True)
    async with watched() as found:
        running = asyncio.create_task(telling.run())
        await until(lambda: len(found) == 2, 10)
        assert sorted((info.type, info.port, info.parsed_addresses()) for info in found.values()) == [
            (OSC, PORT, ["127.0.0.1"]),
            (OSCQUERY, 12181, ["127.0.0.1"]),
        ]
        assert all(name.startswith("soundscape_live ") for name in found)
        services[:] = [Service(OSC, "127.0.0.1", PORT + 5)]
        await until(lambda: [info.port for info in found.values()] == [PORT + 5], 10)
        running.cancel()
        await asyncio.wait([running])
        await until(lambda: not found, 10)
    assert telling.told == ()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # zeroconf leaves a socket to collect
async def test_a_network_that_cannot_be_told_is_said_once_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(advertise, "LOOK_SECONDS", 0.05)
    telling = Advertisement(lambda: (Service(OSC, "127.0.0.1", PORT),), told=True)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as alone:
        try:
            alone.bind(("", 5353))
        except OSError:
            pytest.skip("another program speaks zeroconf here")
        running = asyncio.create_task(telling.run())
        await until(lambda: caplog.records)
        await asyncio.sleep(0.2)
    await until(lambda: telling.told, 10)
    running.cancel()
    await asyncio.wait([running])
    assert [record.getMessage()[:39] for record in caplog.records] == ["the network is not told where OSC is: ["]
    gc.collect()
