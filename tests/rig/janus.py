"""Janus behind Debian's simple-whip-server, in a network of its own: python -m tests.rig.janus.

A real generator publishes to it, a subscriber of Janus's own sees the picture, both servers are killed and come back,
the generator takes leave. It prints what was seen as one JSON line, last. Janus's ICE passes over loopback, so the
servers are spoken to at the near end of the network's cable.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import aiohttp
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from soundscape_live.host.clock import now
from soundscape_live.wire import stamp
from tests.rig import network
from tests.rig.network import NEAR

SERVER = Path("/usr/share/simple-whip-server")
MODULES = "/usr/share/nodejs:/usr/local/lib/node_modules"
PLUGINS = Path("/usr/lib")
ROOM, WS, WHIP = 1234, 18188, 17080
TOKEN = "sesame"
WITHIN = 15.0
JANUS = """
general: {{
    configs_folder = "{folder}"
    plugins_folder = "{libraries}/janus/plugins"
    transports_folder = "{libraries}/janus/transports"
    events_folder = "{libraries}/janus/events"
    loggers_folder = "{libraries}/janus/loggers"
    debug_level = 3
}}
media: {{ ipv6 = false }}
plugins: {{ disable = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,\
libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,\
libjanus_videocall.so,libjanus_voicemail.so" }}
transports: {{ disable = "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_pfunix.so,\
libjanus_rabbitmq.so" }}
"""
FILES = {
    "janus.transport.websockets.jcfg": f'general: {{ ws = true\n ws_port = {WS}\n ws_ip = "127.0.0.1" }}\n',
    "janus.plugin.videoroom.jcfg": f'room-{ROOM}: {{ publishers = 6\n bitrate = 12000000\n videocodec = "h264" }}\n',
}
CONFIG = f"""module.exports = {{
    janus: {{ address: 'ws://127.0.0.1:{WS}' }}, port: {WHIP}, rest: '/whip', allowTrickle: true, strictETags: false,
    iceServers: []
}};
"""


def missing() -> str:
    """Say what a machine lacks for this rig, or an empty string."""
    for tool, package in (("janus", "janus"), ("node", "nodejs")):
        if shutil.which(tool) is None:
            return f"{tool} is not installed (apt-get install {package})"
    if not SERVER.is_dir():
        return "simple-whip-server is not installed (apt-get install simple-whip-server)"
    return network.missing()


class Servers:
    """Janus and the WHIP server before it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (libraries,) = [path.parents[1] for path in PLUGINS.glob("*/janus/plugins")]
        (folder / "janus.jcfg").write_text(JANUS.format(folder=folder, libraries=libraries))
        for name, text in FILES.items():
            (folder / name).write_text(text)
        shutil.copytree(SERVER / "src", folder / "src", ignore=shutil.ignore_patterns("config.js"))
        (folder / "src" / "config.js").write_text(CONFIG)
        self._log = (folder / "log").open("wb")
        self._running: list[subprocess.Popen[bytes]] = []

    async def start(self) -> None:
        """Start both and make the endpoint."""
        self._run("janus", "--config", str(self._folder / "janus.jcfg"), "--configs-folder", str(self._folder))
        await until(lambda: _connects(WS))
        self._run("node", "src/server.js")
        await until(lambda: _connects(WHIP))
        body = {"id": "stage", "room": ROOM, "token": TOKEN}
        async with aiohttp.ClientSession() as client:
            for _ in range(100):
                async with client.post(f"http://{NEAR}:{WHIP}/whip/create", json=body) as response:
                    if response.status == 200:
                        return
                await asyncio.sleep(0.05)
        raise AssertionError(self.log())

    def kill(self) -> None:
        """Kill both."""
        for process in self._running:
            process.kill()
            process.wait()
        self._running.clear()

    def log(self) -> str:
        """Return the end of what they said."""
        return (self._folder / "log").read_text(errors="replace")[-3000:]

    def _run(self, *command: str) -> None:
        environment = {**os.environ, "NODE_PATH": f"{os.environ.get('NODE_PATH', '')}:{MODULES}"}
        self._running.append(
            subprocess.Popen(command, cwd=self._folder, env=environment, stdout=self._log, stderr=subprocess.STDOUT)
        )


class Subscriber:
    """One who watches what is published in the room."""

    def __init__(self) -> None:
        self.frames: list[int] = []
        "The numbers that were read in the pictures."
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connection.on("track", self._watch)
        self._tasks: list[asyncio.Task[None]] = []
        self._at: dict[str, object] = {}
        self._number = 0

    async def watch(self, count: int, within: float = WITHIN) -> None:
        """Subscribe to the one publisher, once there is one, and see so many frames."""
        async with (
            aiohttp.ClientSession() as client,
            client.ws_connect(f"ws://127.0.0.1:{WS}", protocols=("janus-protocol",)) as socket,
        ):
            self._at["session_id"] = (await self._ask(socket, {"janus": "create"}))["data"]["id"]
            attach = {"janus": "attach", "plugin": "janus.plugin.videoroom"}
            self._at["handle_id"] = (await self._ask(socket, attach))["data"]["id"]
            deadline = now() + within
            while not (feeds := await self.publishers(socket)):
                assert now() < deadline, "nobody publishes"
                await asyncio.sleep(0.05)
            join = {"request": "join", "ptype": "subscriber", "room": ROOM, "feed": feeds[0]}
            event = await self._ask(socket, {"janus": "message", "body": join}, "event")
            await self._connection.setRemoteDescription(RTCSessionDescription(event["jsep"]["sdp"], "offer"))
            await self._connection.setLocalDescription(await self._connection.createAnswer())
            jsep = {"type": "answer", "sdp": self._connection.localDescription.sdp}
            await self._ask(socket, {"janus": "message", "body": {"request": "start"}, "jsep": jsep}, "event")
            await until(lambda: len(self.frames) >= count, max(0.0, deadline - now()))
        for task in self._tasks:
            task.cancel()
        await self._connection.close()

    async def publishers(self, socket: aiohttp.ClientWebSocketResponse) -> list[int]:
        """Return the feeds in the room."""
        body = {"request": "listparticipants", "room": ROOM}
        answer = await self._ask(socket, {"janus": "message", "body": body})
        return [one["id"] for one in answer["plugindata"]["data"]["participants"] if one["publisher"]]

    async def _ask(self, socket: aiohttp.ClientWebSocketResponse, message: dict, kind: str = "") -> dict:
        self._number += 1
        transaction = str(self._number)
        await socket.send_json({**message, **self._at, "transaction": transaction})
        while True:
            answer = await socket.receive_json(timeout=WITHIN)
            if answer.get("transaction") == transaction and answer["janus"] in ({kind} if kind else {"success"}):
                return answer
            assert answer["janus"] != "error", answer

    def _watch(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.ensure_future(self._count(track)))

    async def _count(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                read = stamp.read(frame.to_ndarray(format="yuv420p")[: frame.height])
                if read is not None:
                    self.frames.append(read.frame)


async def until(true: Callable[[], object], within: float = WITHIN) -> None:
    """Wait until something is so."""
    deadline = now() + within
    while not true():
        assert now() < deadline, "it did not happen in time"
        await asyncio.sleep(0.02)


def _connects(port: int) -> bool:

    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


async def play(servers: Servers) -> dict[str, object]:
    """Publish, kill, publish again, leave."""
    await servers.start()
    command = [sys.executable, "-m", "soundscape_live", "generator", "--port", "0", "--size", "320x192", "--stamp"]
    command += ["--engine", "pattern", "--whip", f"http://{NEAR}:{WHIP}/whip/endpoint/stage", "--whip-token", TOKEN]
    generator = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        first = Subscriber()
        await first.watch(60)
        servers.kill()
        await servers.start()
        back = now()
        second = Subscriber()
        await second.watch(10)
        again = now() - back
    finally:
        generator.send_signal(signal.SIGTERM)
        errors = generator.communicate(timeout=WITHIN)[1]
    async with aiohttp.ClientSession() as client, client.get(f"http://{NEAR}:{WHIP}/whip/endpoints") as response:
        (endpoint,) = await response.json(content_type=None)
    return {
        "first": first.frames[-1],
        "second": second.frames[0],
        "again_s": round(again, 2),
        "left": not endpoint.get("enabled"),
        "errors": errors[-2000:],
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        servers = Servers(Path(folder))
        try:
            seen = asyncio.run(play(servers))
        except AssertionError:
            print(servers.log(), file=sys.stderr)
            raise
        finally:
            servers.kill()
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
