"""What the video costs: python -m bench video [--size WxH] [--fps F] [--codec C] [--seconds S] [--viewers N].

Figures: `encode_ms_p50`, `encode_ms_p95` processor time of a frame from shared memory to packet, one thread;
`encode_wall_ms_p50` the same by the clock; `keyframe_bytes`, the median; `mbit_s`. Then a real generator, whose
renderer costs nothing, with one viewer and with N, who receive and do not decode: `server_share_1`, `server_share_N`,
the share of a core that the server's process takes, encoder included; `further_viewer_share`, what each further one
adds; `viewers_mbit_s`, what the encoder made at the end: less than `mbit_s` if viewers lost packets; `viewers_fps`.
"""

import argparse
import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import aiohttp
import numpy as np
from aiortc import RTCRtpReceiver, RTCSessionDescription
from typing_extensions import override

from bench.looped import pictures
from bench.pixels import ROOT, address
from soundscape_live.generator.encoder import Codec, Encoded, Encoder
from soundscape_live.generator.frames import Frames, open_memory
from soundscape_live.generator.link import Shown
from soundscape_live.generator.renderer import Picture
from soundscape_live.generator.scope.link import Link
from soundscape_live.host.answer import Answer
from soundscape_live.host.clock import now

SETTLES = 2.0
"Seconds before anything is measured."


class Timed(Encoder):
    """An encoder that notes what each frame takes: processor and clock seconds."""

    took: list[tuple[float, float]]

    @override
    def _take(self, picture: Picture | None, *, key: bool) -> None:
        spent, begun = time.thread_time(), time.perf_counter()
        super()._take(picture, key=key)
        self.took.append((time.thread_time() - spent, time.perf_counter() - begun))


def main(argv: list[str]) -> dict[str, float]:
    parser = argparse.ArgumentParser(prog="python -m bench video", description=__doc__)
    parser.add_argument("--size", default="1024x576")
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--codec", default="H264", choices=["H264", "VP8"])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--viewers", type=int, default=5)
    options = parser.parse_args(argv)
    size = tuple(int(side) for side in options.size.split("x"))
    figures = encode(Codec(options.codec), (size[0], size[1]), options.fps, options.seconds)
    with generator(options) as (process, url):
        rows = [asyncio.run(watch(process.pid, url, count, options)) for count in (1, options.viewers)]
    (one, _, _), (many, made, fps) = rows
    further = (many - one) / max(1, options.viewers - 1)
    return {
        **figures,
        "server_share_1": one,
        f"server_share_{options.viewers}": many,
        "further_viewer_share": further,
        "viewers_mbit_s": made / 1e6,
        "viewers_fps": fps,
    }


def encode(codec: Codec, size: tuple[int, int], fps: float, seconds: float) -> dict[str, float]:
    """Encode lively pictures at their pace; a keyframe is asked for every second."""
    width, height = size
    memory = open_memory(width, height)
    frames = Frames(memory, width, height)
    os.close(memory)
    drawn = pictures(width, height)
    out: list[Encoded] = []
    encoder = Timed(codec, fps, out.append)
    encoder.took = []
    begun = now()
    for number in range(1, round(seconds * fps) + 1):
        time.sleep(max(0.0, begun + number / fps - now()))
        frames.write(number, partial(np.copyto, src=drawn[number % len(drawn)]))
        if number % round(fps) == 0:
            encoder.want_keyframe()
        encoder.offer(Picture(Shown(number, now(), 1, 1, ()), frames, width, height))
    encoder.close()
    encoder.join()
    spent, took = (np.array(column) * 1000 for column in zip(*encoder.took[round(fps) :], strict=True))
    sizes = [len(bytes(each.packet)) for each in out]
    return {
        "encode_ms_p50": float(np.percentile(spent, 50)),
        "encode_ms_p95": float(np.percentile(spent, 95)),
        "encode_wall_ms_p50": float(np.percentile(took, 50)),
        "keyframe_bytes": float(np.median([s for s, each in zip(sizes, out, strict=True) if each.keyframe])),
        "mbit_s": sum(sizes) * 8e-6 / seconds,
    }


@contextmanager
def generator(options: argparse.Namespace) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a generator; yields its process and its address."""
    command = ["generator", "--port", "0", "--size", options.size, "--fps", f"{options.fps:g}"]
    with subprocess.Popen(
        [sys.executable, "-m", "soundscape_live", *command, "--engine", "bench.looped:Looped", "--parent-pipe"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        try:
            yield process, address(process)
        finally:
            process.terminate()


async def watch(pid: int, url: str, count: int, options: argparse.Namespace) -> tuple[float, float, float]:
    """Watch as so many; return the share of a core that the server took, and bits and frames a second at the end."""
    links = [Link(("127.0.0.1",), lambda _data, _timestamp: None, lambda: None) for _ in range(count)]
    async with aiohttp.ClientSession() as client:
        for link in links:
            _want(link, options.codec)
            await _connect(client, url, link)
        await asyncio.sleep(SETTLES)
        spent, begun = _spent(pid), time.perf_counter()
        await asyncio.sleep(options.seconds)
        share = (_spent(pid) - spent) / (time.perf_counter() - begun)
        async with client.get(f"{url}/api/v1/session/metrics") as response:
            metrics = await response.json()
            (rate,) = metrics["bit_rates"].values()
            fps = min(session["fps_out"] for session in metrics["sessions"].values())
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.gather(*(link.close() for link in links)), 5.0)
    await asyncio.sleep(0.5)
    return share, float(rate), float(fps)


def _want(link: Link, codec: str) -> None:
    """Ask for this codec alone."""
    known = RTCRtpReceiver.getCapabilities("video")
    assert known is not None
    (transceiver,) = link._connection.getTransceivers()  # noqa: SLF001  (a bridge takes what comes)
    transceiver.setCodecPreferences([one for one in known.codecs if one.mimeType in {f"video/{codec}", "video/rtx"}])


async def _connect(client: aiohttp.ClientSession, url: str, link: Link) -> None:
    offer = await link.describe()
    body = {"sdp": offer.sdp, "type": "offer"}
    async with client.post(f"{url}/api/v1/webrtc/offer", json=body) as response:
        answer = await response.json()
    await link.connect(Answer(RTCSessionDescription(answer["sdp"], "answer"), answer["sessionId"]))


def _spent(pid: int) -> float:
    """Return the processor seconds of a process, its children left out."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
