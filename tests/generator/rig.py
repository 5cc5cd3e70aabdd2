"""A real generator in processes of its own, and real peers over loopback."""

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import aiohttp
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpReceiver, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from aiortc.rtp import RtpPacket

from soundscape_live.generator.link import command_line
from soundscape_live.host.clock import now
from soundscape_live.wire import stamp
from soundscape_live.wire.messages import OPENING, WireCommand
from soundscape_live.wire.ours import COMMANDS, SNAPSHOTS, decode
from soundscape_live.wire.parameters import snapshot_text
from tests.rig.processes import children_of

HERE = Path(__file__).parent
WITHIN = 10.0
"Seconds for anything that happens at once on a quiet machine."


class Generator:
    """One generator, started as the engine starts it."""

    def __init__(self, *options: str) -> None:
        command = [sys.executable, "-m", "soundscape_live", "generator", "--port", "0", "--size", "320x192", "--stamp"]
        path = os.pathsep.join([str(HERE), str(HERE.parent.parent), os.environ.get("PYTHONPATH", "")])
        self.process = subprocess.Popen(
            [*command, "--engine", "pattern", "--parent-pipe", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().removeprefix("generator: ").strip()
        self.errors = ""

    def renderers(self, called: str = "renderer") -> list[int]:
        """Return the ids of the processes that draw, or of those that are `called` otherwise."""
        return [id_ for id_ in self.children() if _name(id_) == called]

    def children(self) -> list[int]:
        """Return the ids of the renderers' processes, those that stand by among them."""
        return children_of(self.process.pid)

    def end(self, how: Callable[[], None] | None = None) -> int:
        """End it, by SIGTERM unless told how, and keep what it said in `errors`."""
        if self.process.returncode is None:
            (how or (lambda: self.process.send_signal(signal.SIGTERM)))()
            self.errors += self.process.communicate(timeout=WITHIN)[1]
        return self.process.returncode


def _name(process: int) -> str:
    try:
        return Path(f"/proc/{process}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Peer:
    """An aiortc client with our channels, Scope's, or video."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.channels: dict[str, object] = {}
        self.heard: list[object] = []
        self.texts: list[str] = []
        self.stamps: list[stamp.Stamp] = []
        self.sizes: list[tuple[int, int]] = []
        self.session = ""
        self._tasks: list[asyncio.Task[None]] = []

    def channel(self, label: str, **options: object) -> None:
        channel = self.pc.createDataChannel(label, **options)
        channel.on("message", self._hear)
        self.channels[label] = channel

    def ours(self) -> None:
        self.channel(SNAPSHOTS, ordered=False, maxRetransmits=0)
        self.channel(COMMANDS)

    def video(self, codec: str, direction: str = "recvonly") -> None:
        transceiver = self.pc.addTransceiver("video", direction=direction)
        capabilities = RTCRtpReceiver.getCapabilities("video").codecs
        transceiver.setCodecPreferences([item for item in capabilities if item.mimeType == f"video/{codec}"])
        self._tasks.append(asyncio.create_task(self._watch(transceiver.receiver)))

    def lose(self, share: float) -> None:
        """Lose this share of the video's packets before they are received."""
        (receiver,) = [item.receiver for item in self.pc.getTransceivers()]
        handle, chance = receiver._handle_rtp_packet, random.Random(1)

        async def heard(packet: RtpPacket, arrival_time_ms: int) -> None:
            if chance.random() >= share:
                await handle(packet, arrival_time_ms)

        receiver._handle_rtp_packet = heard

    async def connect(self, **body: object) -> None:
        await self.pc.setLocalDescription(await self.pc.createOffer())
        status, answer = await self.request(
            "POST", "/api/v1/webrtc/offer", {"sdp": self.pc.localDescription.sdp, "type": "offer", **body}
        )
        assert status == 200, answer
        assert isinstance(answer, dict)
        self.session = str(answer["sessionId"])
        await self.pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
        await self.until(lambda: all(channel.readyState == "open" for channel in self.channels.values()))
        await self.until(lambda: self.pc.connectionState == "connected")

    async def request(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, object]:
        async with (
            aiohttp.ClientSession() as client,
            client.request(method, self.url + path, json=body, headers=headers) as response,
        ):
            text = await response.text()
            return response.status, await response.json() if text.startswith("{") else text

    def state(self, seq: int, **changes: object) -> None:
        self.send(SNAPSHOTS, snapshot_text(replace(OPENING, seq=seq, **changes)))

    def command(self, command: WireCommand) -> None:
        self.send(COMMANDS, command_line(command, command.ttl).decode().strip())

    def send(self, label: str, text: str | bytes) -> None:
        self.channels[label].send(text)

    async def until(self, true: Callable[[], object], within: float = WITHIN) -> None:
        """Wait until something is so; fail if it is not soon."""
        deadline = now() + within
        while not true():
            assert now() < deadline, "it did not happen in time"
            await asyncio.sleep(0.01)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self.pc.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _hear(self, text: str) -> None:
        self.texts.append(text)
        with contextlib.suppress(ValueError):
            self.heard.append(decode(text))

    async def _watch(self, receiver: RTCRtpReceiver) -> None:
        while receiver.track is None:
            await asyncio.sleep(0.01)
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await receiver.track.recv()
                self.sizes.append((frame.width, frame.height))
                read = stamp.read(frame.to_ndarray(format="yuv420p")[: frame.height])
                if read is not None:
                    self.stamps.append(read)
