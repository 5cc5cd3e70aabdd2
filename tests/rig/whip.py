"""A small WHIP endpoint (RFC 9725): python -m tests.rig.whip PORT [TOKEN]. One publisher at a time, as at many servers.

GET / says what was seen: how many frames, the number that is stamped into the newest, how many sessions there were,
how many were ended by their publisher, and the codec.
"""

import asyncio
import contextlib
import sys

from aiohttp import web
from aioice import ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from soundscape_live.generator.offer import video_codec
from soundscape_live.wire import stamp


class Endpoint:
    """What was published here."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._connection: RTCPeerConnection | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.seen: dict[str, object] = {"frames": 0, "frame": 0, "sessions": 0, "left": 0, "codec": None}

    async def publish(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization", "") != f"Bearer {self._token}":
            return web.Response(status=401, text="who are you?")
        if request.content_type != "application/sdp":
            return web.Response(status=415)
        if self._connection is not None:
            return web.Response(status=409, text="somebody publishes already")
        self._connection = connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        connection.on("track", self._watch)
        await connection.setRemoteDescription(RTCSessionDescription(await request.text(), "offer"))
        await connection.setLocalDescription(await connection.createAnswer())
        self.seen["sessions"] = int(str(self.seen["sessions"])) + 1
        answer = connection.localDescription.sdp
        self.seen["codec"] = video_codec(answer)
        place = f"resource/{self.seen['sessions']}"
        return web.Response(status=201, text=answer, content_type="application/sdp", headers={"Location": place})

    async def end(self, request: web.Request) -> web.Response:
        if self._connection is None or request.match_info["id"] != str(self.seen["sessions"]):
            return web.Response(status=404)
        connection, self._connection = self._connection, None
        await connection.close()
        self.seen["left"] = int(str(self.seen["left"])) + 1
        return web.Response()

    async def tell(self, _request: web.Request) -> web.Response:
        return web.json_response(self.seen)

    def _watch(self, track: MediaStreamTrack) -> None:
        task = asyncio.ensure_future(self._count(track))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _count(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                self.seen["frames"] = int(str(self.seen["frames"])) + 1
                read = stamp.read(frame.to_ndarray(format="yuv420p")[: frame.height])
                if read is not None:
                    self.seen["frame"] = read.frame


def main(port: int, token: str = "") -> None:
    ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]
    endpoint = Endpoint(token)
    app = web.Application()
    app.add_routes(
        [
            web.get("/", endpoint.tell),
            web.post("/whip/stage", endpoint.publish),
            web.delete("/whip/resource/{id}", endpoint.end),
        ]
    )
    web.run_app(app, host="127.0.0.1", port=port, print=lambda _: print("ready", flush=True))


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
