"""Driving a Scope server as its own front ends do: the whole state, 30 times a second, over the data channel.

For comparison alone; nothing of the package is used. Times are those of the event loop's clock, the monotonic one.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import aiohttp
from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

RATE = 30.0
"Messages a second."
WITHIN = 20.0
"Seconds for a pipeline to be loaded, and for a channel to open."


@dataclass(frozen=True, slots=True)
class Session:
    """A session with a server."""

    id: str
    channel: RTCDataChannel


@contextlib.asynccontextmanager
async def session(url: str, pipeline: str, initial: dict[str, object]) -> AsyncIterator[Session]:
    """Load a pipeline and open a session with its video; end it after. TimeoutError: the server does not let us."""
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    watching: list[asyncio.Task[None]] = []
    peer.on("track", lambda track: watching.append(asyncio.create_task(_watch(track))))
    channel = peer.createDataChannel("parameters", ordered=True)
    opened = asyncio.Event()
    channel.on("open", opened.set)
    peer.addTransceiver("video", direction="recvonly")
    nodes = [{"id": pipeline, "type": "pipeline", "pipeline_id": pipeline}, {"id": "output", "type": "sink"}]
    edge = {"from": pipeline, "from_port": "video", "to_node": "output", "to_port": "video", "kind": "stream"}
    whole = {"pipeline_ids": [pipeline], "graph": {"nodes": nodes, "edges": [edge]}, **initial}
    async with aiohttp.ClientSession(url, raise_for_status=True) as client, asyncio.timeout(None) as limit:
        limit.reschedule(asyncio.get_running_loop().time() + WITHIN)
        await _load(client, pipeline)
        await peer.setLocalDescription(await peer.createOffer())
        offer = {"sdp": peer.localDescription.sdp, "type": "offer", "initialParameters": whole}
        async with client.post("/api/v1/webrtc/offer", json=offer) as response:
            answer = await response.json()
        try:
            await peer.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
            await opened.wait()
            limit.reschedule(None)
            yield Session(answer["sessionId"], channel)
        finally:
            await client.delete(f"/api/v1/webrtc/offer/{answer['sessionId']}")
            await peer.close()
            await asyncio.gather(*watching)


async def send(
    channel: RTCDataChannel, state: Callable[[float], dict[str, object]], seconds: float, rate: float = RATE
) -> list[tuple[float, dict[str, object]]]:
    """Send `state(seconds since the beginning)` at a rate, whatever becomes of it; return what was sent, and when."""
    clock = asyncio.get_running_loop().time
    began, sent = clock(), list[tuple[float, dict[str, object]]]()
    while (due := len(sent) / rate) < seconds:
        await asyncio.sleep(max(0.0, began + due - clock()))
        message = state(due)
        sent.append((clock(), message))
        channel.send(json.dumps(message))
    return sent


async def _load(client: aiohttp.ClientSession, pipeline: str) -> None:
    await client.post("/api/v1/pipeline/load", json={"pipeline_ids": [pipeline]})
    while True:
        async with client.get("/api/v1/pipeline/status") as response:
            if (await response.json())["status"] == "loaded":
                return
        await asyncio.sleep(0.1)


async def _watch(track: MediaStreamTrack) -> None:
    with contextlib.suppress(MediaStreamError):
        while True:
            await track.recv()
