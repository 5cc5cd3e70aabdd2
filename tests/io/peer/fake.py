"""A small generator without pictures for tests: real HTTP and real WebRTC on loopback, and ways to misbehave."""

import asyncio
from collections.abc import Callable
from typing import Self

from aiohttp import web
from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription

from soundscape_live.host.ice import limit_to
from soundscape_live.wire.messages import (
    WireApplied,
    WireCommand,
    WireCommands,
    WireDone,
    WireFrames,
    WireSnapshot,
    WireState,
)
from soundscape_live.wire.ours import COMMANDS, DIALECT, SNAPSHOTS, decode, encode_answer


class FakeGenerator:
    """Answers as the generator does; its attributes make it misbehave."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.dialects: object = [DIALECT]
        self.frozen = False
        "Connected and silent."
        self.held = False
        "Answers, and counts no frames."
        self.answers_commands = True
        self.answers_snapshots = True
        self.offer_answer: object = None
        "What an offer is answered with instead of an answer."
        self.offer_status = 200
        self.token: str | None = None
        self.snapshots: list[WireSnapshot] = []
        self.commands: list[WireCommand] = []
        self.again: list[WireCommands] = []
        self.state: WireState | None = None
        "What a bridge says of the one that draws for it, as soon as it is connected."
        self.options: dict[str, tuple[bool, int | None]] = {}
        self.offers = 0
        self.left: list[str] = []
        self.on_left: Callable[[], object] = lambda: None
        self.deaf = False
        "Does not hear when a session is ended, nor when it is asked for its health."
        self.frames = 0
        self.connections: set[RTCPeerConnection] = set()
        self.channels: dict[str, RTCDataChannel] = {}
        self._counting: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/health", self._health)
        app.router.add_post("/api/v1/webrtc/offer", self._offer)
        app.router.add_delete("/api/v1/webrtc/offer/{session}", self._leave)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        assert site._server is not None
        self.port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        self._counting = asyncio.create_task(self._count())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._counting is not None
        assert self._runner is not None
        self._counting.cancel()
        await asyncio.wait([self._counting])
        await self.hang_up()
        await self._runner.cleanup()

    async def hang_up(self) -> None:
        """Close every connection properly."""
        leaving, self.connections = self.connections, set()
        await asyncio.gather(*(connection.close() for connection in leaving))

    def tell(self, state: WireState) -> None:
        """Say, as a bridge does, where the one stands that draws for it."""
        self.state = state
        self.say(COMMANDS, encode_answer(state))

    def say(self, label: str, text: str | bytes) -> None:
        self.channels[label].send(text)

    async def _health(self, request: web.Request) -> web.Response:
        await self._hear()
        if self.token is not None and request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.json_response({"detail": "token"}, status=401)
        return web.json_response({"status": "healthy", "version": "0.0", "dialects": self.dialects})

    async def _offer(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.offers += 1
        if self.offer_answer is not None:
            return web.json_response(self.offer_answer, status=self.offer_status)
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connections.add(connection)
        connection.on("datachannel", self._channel)
        await connection.setRemoteDescription(RTCSessionDescription(body["sdp"], body["type"]))
        limit_to(connection, ["127.0.0.1"])
        await connection.setLocalDescription(await connection.createAnswer())
        answer = connection.localDescription
        return web.json_response({"sdp": answer.sdp, "type": answer.type, "sessionId": f"session-{self.offers}"})

    async def _leave(self, request: web.Request) -> web.Response:
        await self._hear()
        self.left.append(request.match_info["session"])
        self.on_left()
        return web.Response(status=204)

    async def _hear(self) -> None:
        while self.deaf:
            await asyncio.sleep(0.02)

    def _channel(self, channel: RTCDataChannel) -> None:
        self.options[channel.label] = (channel.ordered, channel.maxRetransmits)
        self.channels[channel.label] = channel
        channel.on("message", self._message)
        if self.state is not None and channel.label == COMMANDS:
            self.tell(self.state)

    def _message(self, text: str) -> None:
        message = decode(text)
        if isinstance(message, WireSnapshot):
            self.snapshots.append(message)
            if self.answers_snapshots and not self.frozen:
                self.say(SNAPSHOTS, encode_answer(WireApplied(message.seq, self.frames)))
        elif isinstance(message, WireCommands):
            self.again.append(message)
        elif isinstance(message, WireCommand):
            self.commands.append(message)
            if self.answers_commands and not self.frozen:
                self.say(COMMANDS, encode_answer(WireDone(message.id, self.frames)))

    async def _count(self) -> None:
        while True:
            await asyncio.sleep(0.03)
            self.frames += 0 if self.held else 1
            channel = self.channels.get(COMMANDS)
            if channel is not None and channel.readyState == "open" and not self.frozen and self.connections:
                channel.send(encode_answer(WireFrames(self.frames, 30.0)))
