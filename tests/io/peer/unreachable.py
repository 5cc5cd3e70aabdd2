"""The peer where no datagram can go: run in a network of its own. Prints what was said of each address, as JSON."""

import asyncio
import json

from soundscape_live.model import PeerChange
from tests.io.peer.desk import running

ADDRESSES = {
    "no way there": "http://10.99.0.1:1",
    "nobody there": "http://10.77.0.9:1",
    "a name": "http://nobody.invalid:1",
}
SECONDS = 10.0


async def main() -> None:
    """Try each for some seconds."""
    said = {}
    for what, url in ADDRESSES.items():
        async with running(url) as desk:
            await asyncio.sleep(SECONDS)
            changes = desk.heard(PeerChange)
            said[what] = [f"{one.state}: {one.detail}" if one.detail else str(one.state) for one in changes]
    print(json.dumps(said))


if __name__ == "__main__":
    asyncio.run(main())
