"""OSC and OSCQuery told by zeroconf, and found by python-oscquery: run in a network of its own.

Prints what was found, as JSON.
"""

import asyncio
import json

from pythonoscquery.osc_query_browser import OSCQueryBrowser
from pythonoscquery.osc_query_client import OSCQueryClient

from soundscape_live.io.osc import OSC, OSCQUERY, Advertisement, Service
from tests.rig.network import NEAR
from tests.web.queried import Queried, oscquery

SECONDS = 15.0


async def main() -> None:
    """Tell, find, stop telling, and see it gone."""
    async with oscquery("0.0.0.0") as opened:
        told = asyncio.create_task(Advertisement(lambda: services(opened)).run())
        browser = await asyncio.to_thread(OSCQueryBrowser)
        listener = browser.listener
        await until(lambda: any(listener.osc_services.values()) and any(listener.oscjson_services.values()))
        found = await asyncio.to_thread(look, browser)
        told.cancel()
        await asyncio.wait([told])
        await until(lambda: not listener.oscjson_services and not listener.osc_services)
        await asyncio.to_thread(browser.zc.close)
        print(json.dumps({**found, "ports": [opened.osc.address[1], opened.query.address[1]], "gone": True}))


def services(opened: Queried) -> tuple[Service, ...]:
    osc, query = opened.osc.address, opened.query.address
    return (
        Service(OSC, osc[0], osc[1]),
        Service(OSCQUERY, query[0], query[1]),
        Service(OSC, "127.0.0.1", 9),
    )


def look(browser: OSCQueryBrowser) -> dict[str, object]:
    """Read through the client what the browser found."""
    (osc,) = browser.get_discovered_osc()
    query = browser.find_service_by_name("soundscape_live")
    assert query is not None
    client = OSCQueryClient(query)
    info, fader = client.get_host_info(), client.query_node("/soundscape/param/noise_scale")
    assert info is not None
    assert fader is not None
    return {
        "osc": [sorted(osc.parsed_addresses()), osc.port],
        "query": [sorted(query.parsed_addresses()), query.port],
        "name": query.name,
        "osc_port": info.osc_port,
        "fader": [fader.full_path, fader.value],
        "near": NEAR in osc.parsed_addresses(),
    }


async def until(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(SECONDS):
        while not condition():
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main())
