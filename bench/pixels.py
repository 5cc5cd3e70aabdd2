"""How long a parameter takes from its sending to a decoded frame that shows it: three processes on loopback.

The generator is the real one (server and renderer), the sender the engine's own Peer, the viewer the probe. Snapshots
change noise_scale at random intervals; the stamp in the picture says which one a frame was made from.
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
from bisect import bisect_left
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from soundscape_live.host.clock import now
from soundscape_live.io.peer import Peer
from soundscape_live.model import Applied, Params, PeerChange, PeerReport, PeerState, Prompt

ROOT = Path(__file__).parents[1]
STEPS = (1000, 750, 500, 250)
START_SECONDS = 20.0
SHORTEST, LONGEST = 0.05, 0.25
"Seconds between two snapshots: longer than a frame, and in step with nothing."


@dataclass(slots=True)
class Sent:
    """When each snapshot was handed to the peer, and when it was said to be applied."""

    at: dict[int, float] = field(default_factory=dict)
    applied: dict[int, float] = field(default_factory=dict)
    live: asyncio.Event = field(default_factory=asyncio.Event)

    def report(self, report: PeerReport) -> None:
        """Take what the peer says."""
        if isinstance(report, Applied):
            self.applied[report.seq] = report.at
        elif isinstance(report, PeerChange):
            print(f"{report.state} {report.detail}", file=sys.stderr)
            if report.state is PeerState.LIVE:
                self.live.set()


def main(argv: list[str]) -> dict[str, float]:
    parser = argparse.ArgumentParser(prog="python -m bench pixels", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--size", default="512x288")
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--engine", default="procedural", help="the generator's renderer")
    parser.add_argument("--codec", default="H264", choices=["H264", "VP8"])
    options = parser.parse_args(argv)
    command = [
        "--port",
        "0",
        "--stamp",
        "--size",
        options.size,
        "--fps",
        f"{options.fps:g}",
        "--engine",
        options.engine,
    ]
    with subprocess.Popen(
        [sys.executable, "-m", "soundscape_live", "generator", *command, "--parent-pipe"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as generator:
        try:
            url = address(generator)
            sent, seen = asyncio.run(measure(url, options.seconds, options.codec))
        finally:
            generator.terminate()
    return figures(sent, seen)


def address(generator: subprocess.Popen[str]) -> str:
    """Return the address that the generator prints when it can be asked."""
    assert generator.stdout is not None
    for line in generator.stdout:
        if line.startswith("generator: http"):
            return line.split()[1]
    raise SystemExit("the generator ended before it was there")


async def measure(url: str, seconds: float, codec: str) -> tuple[Sent, dict[str, object]]:
    """Send for so long while a probe watches; return what was sent and what the probe saw."""
    sent = Sent()
    peer = Peer(url, sent.report)
    running = asyncio.create_task(peer.run())
    probe = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "soundscape_live.app.probe", url, "--codec", codec, cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        async with asyncio.timeout(START_SECONDS):
            await sent.live.wait()
        await asyncio.sleep(2.0)  # the viewer is there, and the encoder has settled
        await play(peer, sent, seconds)
        await asyncio.sleep(0.5)  # the last picture is on its way
    finally:
        probe.terminate()
        output, _ = await probe.communicate()
        running.cancel()
        await asyncio.wait([running])
    seen: dict[str, object] = json.loads(output)
    return sent, seen


async def play(peer: Peer, sent: Sent, seconds: float) -> None:
    """Send snapshots at random intervals."""
    chance = random.Random(7)
    end, seq = now() + seconds, 0
    while now() < end:
        seq += 1
        at = now()
        sent.at[seq] = at
        peer.send_params(Params(at, seq, 0, (Prompt("a slow tide of light"),), chance.uniform(0.1, 0.7), STEPS))
        await asyncio.sleep(chance.uniform(SHORTEST, LONGEST))


def figures(sent: Sent, seen: dict[str, object]) -> dict[str, float]:
    """Join what was sent with what was seen: the first frame made from this snapshot or from a later one counts."""
    stamps = seen["stamps"]
    assert isinstance(stamps, list)
    numbers = [number for number, _ in stamps]
    waits = []
    for seq, at in sent.at.items():
        first = bisect_left(numbers, seq)
        if first < len(stamps):
            waits.append(1000 * (stamps[first][1] - at))
    applied = [1000 * (at - sent.at[seq]) for seq, at in sent.applied.items() if seq in sent.at]
    found = {"param_to_pixel_ms": waits, "applied_ms": applied}
    times = {
        f"{name}_p{rank}": round(float(np.percentile(values, rank)), 2) if values else float("inf")
        for name, values in found.items()
        for rank in (50, 95)
    }
    fps, unreadable = seen["fps"] or 0.0, seen["unreadable"]
    assert isinstance(fps, float)
    assert isinstance(unreadable, int)
    counts = {"sent": len(sent.at), "shown": len(waits), "applied": len(applied), "unreadable": unreadable}
    return {**times, "fps": round(fps, 2), **counts}
