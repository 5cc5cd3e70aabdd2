"""A viewer in a process of its own: decodes the generator's video and says when which snapshot was to be seen.

`python -m soundscape_live.app.probe URL --seconds N` connects as any viewer does, for ever, reads the stamps, and
prints one line of JSON when the time is over or SIGTERM or SIGINT comes; with `--each` also one for every snapshot as
its first frame is there. Times are of the machine's monotonic clock,
so that whoever sent the snapshots can subtract. A token is taken from SOUNDSCAPE_TOKEN.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpReceiver
from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import VideoFrame
from numpy.typing import NDArray
from typing_extensions import override

from soundscape_live.host.asking import NoAnswer
from soundscape_live.host.clock import now
from soundscape_live.host.ice import limit_to
from soundscape_live.io.peer.signalling import Signalling
from soundscape_live.wire.stamp import read

STILL_SECONDS = 2.0
"Without a frame, after which a new connection is made."
RETRY_SECONDS = 0.1
CODECS = ("H264", "VP8")
_BUFFER = "_RTCRtpReceiver__jitter_buffer"


class MarkedBuffer(JitterBuffer):
    """Hands a frame over when its last packet, which is marked, has arrived.

    aiortc's own waits for a packet of the next frame, which costs a whole frame's time; browsers do not wait.
    Without marks it does what aiortc's does.
    """

    @override
    def _remove_frame(self, sequence_number: int) -> JitterFrame | None:
        if self._origin is None:
            return None
        data, first = bytearray(), None
        for count in range(self.capacity):
            packet = self._packets[(self._origin + count) % self.capacity]
            if packet is None or (first is not None and packet.timestamp != first):
                break
            first = packet.timestamp
            data += packet._data  # type: ignore[attr-defined]  # noqa: SLF001  (what aiortc's receiver adds)
            if packet.marker:
                self.remove(count + 1)
                return JitterFrame(bytes(data), first)
        return super()._remove_frame(sequence_number)


@dataclass(slots=True)
class Seen:
    """What a viewer has seen since `began`."""

    began: float
    frames: int = 0
    unreadable: int = 0
    first: float = 0.0
    last: float = 0.0
    size: tuple[int, int] = (0, 0)
    stamps: list[tuple[int, float]] = field(default_factory=list)
    "The number (modulo 2^24) of each snapshot and when a frame made from it was first there, decoded."
    tell: Callable[[int, float], None] | None = None
    "Called with each of them as it comes."

    def frame(self, luma: NDArray[np.uint8], at: float) -> None:
        """Note a decoded frame's luma, (height, width)."""
        self.first = self.first or at
        self.last = at
        self.frames += 1
        self.size = (luma.shape[1], luma.shape[0])
        stamp = read(luma)
        if stamp is None:
            self.unreadable += 1
        elif not self.stamps or self.stamps[-1][0] != stamp.seq:
            self.stamps.append((stamp.seq, at))
            if self.tell is not None:
                self.tell(stamp.seq, at)

    def summary(self) -> str:
        """Return everything as one line of JSON; rates and first times are null where there was no frame."""
        span = self.last - self.first
        return json.dumps(
            {
                "frames": self.frames,
                "fps": (self.frames - 1) / span if span > 0.0 else None,
                "unreadable": self.unreadable,
                "first_frame_s": self.first - self.began if self.frames else None,
                "first_frame_at": self.first if self.frames else None,
                "size": self.size,
                "stamps": self.stamps,
            }
        )


def viewing(codec: str) -> tuple[RTCPeerConnection, RTCRtpReceiver]:
    """Return a connection that will receive one video in this codec, and its receiver. Called on the event loop."""
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    transceiver = connection.addTransceiver("video", direction="recvonly")
    known = RTCRtpReceiver.getCapabilities("video")
    assert known is not None
    transceiver.setCodecPreferences([one for one in known.codecs if one.mimeType == f"video/{codec}"])
    receiver = transceiver.receiver
    if isinstance(getattr(receiver, _BUFFER, None), JitterBuffer):
        setattr(receiver, _BUFFER, MarkedBuffer(capacity=512, is_video=True))
    return connection, receiver


async def view(signalling: Signalling, codec: str, seen: Seen) -> None:
    """Connect and watch until the video ends or stands still. NoAnswer: there is no generator."""
    connection, receiver = viewing(codec)
    session = ""
    try:
        if signalling.loopback:
            limit_to(connection, signalling.loopback)
        await connection.setLocalDescription(await connection.createOffer())
        answer = await signalling.offer(connection.localDescription)
        session = answer.session
        await connection.setRemoteDescription(answer.description)
        await _frames(receiver.track, seen)
    finally:
        await connection.close()
        if session:
            await signalling.leave(session)


async def _frames(track: MediaStreamTrack, seen: Seen) -> None:
    while True:
        try:
            frame = await asyncio.wait_for(track.recv(), STILL_SECONDS)
        except (MediaStreamError, TimeoutError):
            return
        if isinstance(frame, VideoFrame):
            seen.frame(_luma(frame), now())


def _luma(frame: VideoFrame) -> NDArray[np.uint8]:
    """Return the picture's luma without copying it; both codecs decode to planar 4:2:0."""
    plane = frame.planes[0]
    lines: NDArray[np.uint8] = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]  # a plane is a buffer
    return lines[: frame.height, : frame.width]


async def watch(url: str, codec: str, token: str | None, seen: Seen) -> None:
    """Watch for ever, whatever happens to the generator."""
    async with Signalling(url, token) as signalling:
        while True:
            with contextlib.suppress(NoAnswer):  # it is not there yet, or no longer
                await view(signalling, codec, seen)
            await asyncio.sleep(RETRY_SECONDS)


def tell(seq: int, at: float) -> None:
    """Print one stamp as a line of JSON."""
    print(json.dumps({"seq": seq, "at": at}), flush=True)  # noqa: T201  (whoever started us reads it)


async def probe(
    url: str,
    codec: str,
    seconds: float | None,
    token: str | None,
    *,
    parent_pipe: bool = False,
    each: Callable[[int, float], None] | None = None,
) -> Seen:
    """Watch for so long, or until the process is asked to end; with `parent_pipe` also until standard input ends."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    if parent_pipe:
        loop.add_reader(sys.stdin.fileno(), ended.set)  # nothing is ever written to it: readable means ended
    seen = Seen(now(), tell=each)
    watching = asyncio.create_task(watch(url, codec, token, seen))
    ending = asyncio.create_task(ended.wait())
    await asyncio.wait([watching, ending], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in (watching, ending):
        task.cancel()
    await asyncio.wait([watching, ending], timeout=1.0)
    if watching.done() and not watching.cancelled():
        watching.result()
    return seen


def main(argv: list[str]) -> int:
    """Run the probe and print its summary; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m soundscape_live.app.probe", description=__doc__)
    parser.add_argument("url", help="the generator's address, http://127.0.0.1:12190")
    parser.add_argument("--seconds", type=float, default=None, help="end after so long (else on SIGTERM)")
    parser.add_argument("--codec", choices=CODECS, default=CODECS[0])
    parser.add_argument("--each", action="store_true", help="print each snapshot's first frame as it comes")
    parser.add_argument("--parent-pipe", action="store_true", help="end when standard input ends")
    options = parser.parse_args(argv)
    token = os.environ.get("SOUNDSCAPE_TOKEN")
    each = tell if options.each else None
    watching = probe(options.url, options.codec, options.seconds, token, parent_pipe=options.parent_pipe, each=each)
    seen = asyncio.run(watching)
    print(seen.summary(), flush=True)  # noqa: T201  (the result)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
