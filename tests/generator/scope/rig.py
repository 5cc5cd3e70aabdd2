"""What stands in for the engine at a bridge, and a look into the pretended server behind it."""

from typing import Any, TypeVar

import aiohttp

from soundscape_live.model import PeerState
from soundscape_live.wire.messages import WireDone, WireFrames, WireState
from tests.generator.rig import Peer

CHUNK = 0.3
Heard = TypeVar("Heard", WireDone, WireFrames, WireState)


class Engine:
    """A peer with our channels, and what it heard."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        peer.ours()

    def heard(self, kind: type[Heard]) -> list[Heard]:
        return [item for item in self.peer.heard if isinstance(item, kind)]

    def states(self) -> list[PeerState]:
        """Return the states in their order, each once until another came."""
        states = [item.state for item in self.heard(WireState)]
        return [state for at, state in enumerate(states) if at == 0 or states[at - 1] is not state]

    def detail(self) -> str:
        return self.heard(WireState)[-1].detail

    async def state(self, state: PeerState, since: int = 0, within: float = 10.0) -> None:
        """Wait until the bridge says that it is so, in what was heard after the first `since` answers."""
        await self.peer.until(
            lambda: any(isinstance(item, WireState) and item.state is state for item in self.peer.heard[since:]), within
        )


async def ask(url: str, method: str, path: str, body: object = None) -> Any:
    async with aiohttp.ClientSession() as client, client.request(method, url + path, json=body) as response:
        return await response.json() if response.status == 200 else response.status


async def sessions(url: str) -> list[str]:
    return list((await ask(url, "GET", "/api/v1/session/metrics"))["sessions"])


async def parameters(url: str) -> Any:
    return (await ask(url, "GET", "/api/v1/session/parameters"))["parameters"]
