"""An engine's peer in a process of its own, to be killed: `python -m tests.io.peer.engine URL FOLDER`."""

import asyncio
import sys
from pathlib import Path

from soundscape_live.io.peer import Peer

if __name__ == "__main__":
    asyncio.run(Peer(sys.argv[1], lambda _: None, folder=Path(sys.argv[2])).run())
