"""The probe against video over real WebRTC on loopback, and its buffer against packets."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from aiohttp import web
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.jitterbuffer import JitterFrame
from aiortc.mediastreams import MediaStreamTrack
from aiortc.rtp import RtpPacket
from av import VideoFrame

from soundscape_live.app.probe import MarkedBuffer, Seen, watch
from soundscape_live.host.clock import now
from soundscape_live.host.ice import limit_to
from soundscape_live.wire.stamp import write

ROOT = Path(__file__).parents[2]
LONG = 20.0


def packet(number: int, timestamp: int, *, marked: bool = False) -> RtpPacket:
    one = RtpPacket(sequence_number=number % 65536, timestamp=timestamp, marker=int(marked), payload=b"x")
    one._data = bytes([number % 256])  # type: ignore[attr-defined]
    return one


def frames(buffer: MarkedBuffer, packets: list[RtpPacket]) -> list[tuple[int, bytes]]:
    made = [buffer.add(one)[1] for one in packets]
    return [(frame.timestamp, frame.data) for frame in made if isinstance(frame, JitterFrame)]


@pytest.mark.parametrize("start", [0, 65534])
def test_a_frame_is_there_with_its_marked_packet(start: int) -> None:
    buffer = MarkedBuffer(capacity=16, is_video=True)
    assert not frames(buffer, [packet(start, 100), packet(start + 1, 100)])
    done = frames(buffer, [packet(start + 2, 100, marked=True)])
    assert done == [(100, bytes([start % 256, (start + 1) % 256, (start + 2) % 256]))]
    assert frames(buffer, [packet(start + 3, 200, marked=True)]) == [(200, bytes([(start + 3) % 256]))]


def test_a_frame_without_a_mark_is_there_with_the_next_frame() -> None:
    buffer = MarkedBuffer(capacity=16, is_video=True)
    assert frames(buffer, [packet(1, 100), packet(2, 100), packet(3, 200)]) == [(100, b"\x01\x02")]


def test_a_missing_packet_holds_its_frame_back_and_none_is_lost_when_it_comes() -> None:
    buffer = MarkedBuffer(capacity=16, is_video=True)
    order = [packet(1, 100), packet(3, 100, marked=True), packet(4, 200), packet(5, 200, marked=True)]
    assert not frames(buffer, order)
    late = [packet(2, 100), packet(6, 300), packet(7, 300, marked=True)]
    assert frames(buffer, late) == [(100, b"\x01\x02\x03"), (200, b"\x04\x05"), (300, b"\x06\x07")]


def test_a_lost_packet_is_passed_over_when_the_buffer_is_full() -> None:
    buffer = MarkedBuffer(capacity=16, is_video=True)
    some = [packet(n, n, marked=True) for n in range(1, 40) if n != 3]
    times = [timestamp for timestamp, _ in frames(buffer, some)]
    assert times[:2] == [1, 2]
    assert times[2:]
    assert times == sorted(times)


def test_only_the_first_frame_of_a_snapshot_is_noted() -> None:
    told: list[tuple[int, float]] = []
    seen = Seen(began=1.0, tell=lambda seq, at: told.append((seq, at)))
    plane = np.zeros((288, 512), np.uint8)
    for at, seq in [(2.0, 4), (2.5, 4), (3.0, 5)]:
        write(plane, seq, 0)
        seen.frame(plane, at)
    seen.frame(np.full((288, 512), 128, np.uint8), 4.0)
    summary = json.loads(seen.summary())
    assert summary["stamps"] == [[4, 2.0], [5, 3.0]]
    assert told == [(4, 2.0), (5, 3.0)]
    assert (summary["frames"], summary["unreadable"], summary["size"]) == (4, 1, [512, 288])
    assert (summary["fps"], summary["first_frame_s"], summary["first_frame_at"]) == (1.5, 1.0, 2.0)


def test_without_frames_there_are_no_rates() -> None:
    summary = json.loads(Seen(began=1.0).summary())
    assert summary["frames"] == 0
    assert summary["fps"] is summary["first_frame_s"] is summary["first_frame_at"] is None


class Stamped(MediaStreamTrack):
    """Thirty pictures a second with their number in them."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self.number = 0

    async def recv(self) -> VideoFrame:
        await asyncio.sleep(1 / 30)
        self.number += 1
        picture = np.full((288, 512, 3), 60, np.uint8)
        write(picture, self.number, self.number)
        frame = VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts, frame.time_base = self.number * 3000, Fraction(1, 90_000)
        return frame


@pytest.mark.parametrize("codec", ["H264", "VP8"])
async def test_the_stamps_of_a_video_are_read_and_a_new_connection_is_made_when_it_ends(codec: str) -> None:
    connections: list[RTCPeerConnection] = []

    async def offer(request: web.Request) -> web.Response:
        body = await request.json()
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        connections.append(connection)
        connection.addTrack(Stamped())
        await connection.setRemoteDescription(RTCSessionDescription(body["sdp"], body["type"]))
        limit_to(connection, ["127.0.0.1"])
        await connection.setLocalDescription(await connection.createAnswer())
        assert codec in connection.localDescription.sdp
        return web.json_response({"sdp": connection.localDescription.sdp, "type": "answer", "sessionId": "s"})

    async def leave(_: web.Request) -> web.Response:
        return web.Response(status=204)

    app = web.Application()
    app.router.add_post("/api/v1/webrtc/offer", offer)
    app.router.add_delete("/api/v1/webrtc/offer/{session}", leave)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    seen = Seen(now())
    watching = asyncio.create_task(watch(f"http://127.0.0.1:{runner.addresses[0][1]}", codec, None, seen))
    async with asyncio.timeout(15):
        while len(seen.stamps) < 10:
            await asyncio.sleep(0.02)
        assert [number for number, _ in seen.stamps] == sorted({number for number, _ in seen.stamps})
        await connections[0].close()
        while len(connections) < 2 or seen.stamps[-1][0] > 5:  # the new track counts anew
            await asyncio.sleep(0.02)
    watching.cancel()
    await asyncio.wait([watching])
    assert seen.unreadable == 0
    assert seen.frames >= len(seen.stamps)
    await asyncio.gather(*(connection.close() for connection in connections))
    await runner.cleanup()


def test_the_process_prints_one_line_when_it_is_asked_to_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with started(url) as process:
            silent.settimeout(LONG)
            silent.accept()[0].close()  # it has begun
            process.send_signal(signal.SIGTERM)
            output, _ = process.communicate(timeout=LONG)
    assert json.loads(output)["frames"] == 0
    assert process.returncode == 0


def test_the_process_ends_with_whoever_started_it() -> None:
    with started("http://127.0.0.1:9", "--parent-pipe", stdin=subprocess.PIPE) as process:
        output, _ = process.communicate(timeout=LONG)
    assert json.loads(output)["frames"] == 0
    assert process.returncode == 0


def test_the_process_prints_one_line_when_its_time_is_over() -> None:
    with started("http://127.0.0.1:9", "--seconds", "0.2") as process:
        output, _ = process.communicate(timeout=LONG)
    assert json.loads(output)["frames"] == 0


def started(*arguments: str, stdin: int | None = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-W", "error", "-m", "soundscape_live.app.probe", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdin=stdin, stdout=subprocess.PIPE)
