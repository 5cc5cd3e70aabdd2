"""What fifty targets cost: all cues, at 30 Hz, each target with its own profile and offset; and how punctual beats are.

The engine hears the bundled music as it comes, block by block on its own event loop, while a steady clock leads the
beat, so that each beat's time is known. The targets are the shipped profiles by turns, on loopback, every third of them
`generic`, which is told every cue there is; a process of its own takes and counts what they are sent, so `lost` is what
was sent and did not arrive, or could not be sent.

Cues are passed on in every second WINDOW and dropped in the others. `core_share` is the process's time on the
processor in a window with cues less that in the two beside it without, the median of all, so that what else the machine
does weighs on both; `whole_share` is all of it in windows with cues, and `kernel_share` what as many bare sends take.

A beat's lateness is the time from when it should leave, its moment less its lead, to when the last of its targets'
packets had been handed to the kernel. The bare timer is one that the same loop calls as often, between the beats.
"""

import argparse
import asyncio
import dataclasses
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import numpy as np

from soundscape_live.app.lights import targets
from soundscape_live.app.loop import EngineLoop, Outlets
from soundscape_live.engine import Engine
from soundscape_live.host.clock import now
from soundscape_live.host.usage import cpu_seconds
from soundscape_live.io.audio import AudioWish, open_source
from soundscape_live.io.files.addresses import Target
from soundscape_live.io.files.library import Kind, Library
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import build_show
from soundscape_live.io.osc import OscOutput
from soundscape_live.io.osc.packet import message
from soundscape_live.lights.rules import Transport, Wishes
from soundscape_live.model import AudioBlock, AudioState, Cue, TempoReport

PERIOD = 60.0 / 122.0
"Seconds of a beat."
OFFSETS = (0.0, 0.01, 0.02, 0.04, 0.08, -0.05)
"Seconds, by turns."
REPORTED = 0.25
"Seconds between two words of the clock."
SENDS = 100
"Bare sends at once, and how often."
CONNECT = 0.5
"Seconds in which connections are made, and what was sent is taken."
WINDOW = 1.0
"Seconds: the engine's heartbeat, with which all is told again."
SETTLE = 5.0
"Seconds before anything is counted: the grid must have come to rest on the clock."


def main(argv: list[str]) -> dict[str, float]:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m bench cues", description=__doc__)
    parser.add_argument("--targets", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=48.0)
    options = parser.parse_args(argv)
    full = _run(options.targets, options.seconds)
    late, timer = np.asarray(full.late) * 1e3, np.asarray(full.timer) * 1e3
    print(f"{len(late)} departures of beats, {len(timer)} of a bare timer", file=sys.stderr)
    whole = np.asarray(full.shares)
    beside = whole[1::2] - (whole[:-1:2] + whole[2::2]) / 2
    rate = full.packets / (WINDOW * len(beside))
    return {
        "core_share": float(np.median(beside)),
        "whole_share": float(np.median(whole[1::2])),
        "kernel_share": rate * full.bare_send,
        "beat_jitter_ms_p50": float(np.percentile(late, 50)),
        "beat_jitter_ms_p99": float(np.percentile(late, 99)),
        "bare_jitter_ms_p99": float(np.percentile(timer, 99)),
        "lost": float(full.lost),
        "packets_per_second": rate,
    }


@dataclasses.dataclass
class Measured:
    """What one run was like."""

    shares: list[float]
    "Of each window: without cues, with, without, and so on; the last one is without."
    bare_send: float
    "Seconds on the processor."
    packets: int
    "In windows with cues."
    failed: int
    sent: int
    "From its beginning."
    late: list[float]
    timer: list[float]
    lost: int = 0


def _run(count: int, seconds: float) -> Measured:
    with _ear() as ear:
        assert ear.stdout is not None
        assert ear.stdin is not None
        udp, tcp = (int(port) for port in ear.stdout.readline().split())
        measured = asyncio.run(_play(count, udp, tcp, seconds))
        ear.stdin.close()
        measured.lost = measured.sent + measured.failed - int(ear.stdout.readline())
        return measured


@contextmanager
def _ear() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.ear"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


async def _play(count: int, udp: int, tcp: int, seconds: float) -> Measured:
    library = Library.standard({})
    show = dataclasses.replace(ShowFile(), targets=_targets(count, udp, tcp, library))
    output = OscOutput(targets(show, library.profile))
    engine = Engine(build_show(library.gather(show).sources), now())
    beats = Beats(output, now())
    loop = EngineLoop(engine, Outlets(_ignored, _ignored, beats.send, _ignored, cued=output.flush))
    music = open_source(AudioWish("demo"))

    def hear(item: AudioBlock | AudioState) -> None:
        loop.feed(item)

    async with _meanwhile([output.run()]), _meanwhile([music.run(hear), _clock(loop, beats.first)]):
        await asyncio.sleep(SETTLE)
        beats.late.clear()
        sent = output.sent
        timing = asyncio.create_task(_bare_timer(beats.first + PERIOD / 2, now() + seconds))
        shares = await _windows(beats, seconds)
        packets, timer = output.sent - sent, await timing
        loop.close()
        await asyncio.sleep(CONNECT)
    measured = Measured(shares, _bare_send(), packets, output.failed, output.sent, list(beats.late), timer)
    output.close()
    return measured


async def _windows(beats: "Beats", seconds: float) -> list[float]:
    """Return the share of a core in each window: cues are passed on in every second one."""
    shares = []
    for window in range(2 * round(seconds / WINDOW / 2) + 1):
        beats.passed = window % 2 == 1
        spent, began = cpu_seconds(), now()
        await asyncio.sleep(WINDOW)
        shares.append((cpu_seconds() - spent) / (now() - began))
    return shares


def _bare_send() -> float:
    """Return what the kernel takes for a datagram of a cue's size, in seconds on the processor."""
    packet = message("/soundscape/band/low", 0.5)
    took = []
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as there,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here,
    ):
        there.bind(("127.0.0.1", 0))
        here.connect(there.getsockname())
        for _ in range(SENDS):
            spent = cpu_seconds()
            for _ in range(SENDS):
                here.send(packet)
            took.append((cpu_seconds() - spent) / SENDS)
            for _ in range(SENDS):
                there.recv(64)
    return float(np.median(took))


def _ignored(_output: object) -> None:
    """Take what is for nobody here."""


@asynccontextmanager
async def _meanwhile(tasks: list) -> AsyncIterator[None]:  # type: ignore[type-arg]  # coroutines of no interest
    running = [asyncio.create_task(task) for task in tasks]
    await asyncio.sleep(CONNECT)
    try:
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _clock(loop: EngineLoop, first: float) -> None:
    """Say where the beat lies, as a steady clock does."""
    while True:
        at = now()
        beat = first + round((at - first) / PERIOD) * PERIOD
        loop.feed(TempoReport(at, "link", 60.0 / PERIOD, beat, 1.0))
        await asyncio.sleep(REPORTED)


async def _bare_timer(first: float, until: float) -> list[float]:
    """Return how late the loop calls a timer, once a beat."""
    loop = asyncio.get_running_loop()
    late: list[float] = []
    while (at := now()) < until:
        due = first + (int((at - first) / PERIOD) + 1) * PERIOD
        called: asyncio.Future[float] = loop.create_future()
        loop.call_at(due, _called, called, due)
        late.append(await called)
    return late


def _called(late: "asyncio.Future[float]", due: float) -> None:
    late.set_result(now() - due)


def _targets(count: int, udp: int, tcp: int, library: Library) -> tuple[Target, ...]:
    names = [name for name in library.names(Kind.TARGETS) if name != "generic"]
    found = []
    for number in range(count):
        name = "generic" if number % 3 == 0 else names[number % len(names)]
        port = udp if library.profile(name).transport is Transport.UDP else tcp
        offset = OFFSETS[number % len(OFFSETS)]
        found.append(Target(f"t{number}", name, "127.0.0.1", port, Wishes(offset=offset)))
    return tuple(found)


class Beats:
    """Passes cues on, and notes how late beats have left."""

    def __init__(self, output: OscOutput, first: float) -> None:
        self.first = first
        "The time of a beat."
        self.late: list[float] = []
        self.passed = True
        "Whether cues are passed on now."
        self._output = output

    def send(self, cue: Cue) -> None:
        """Pass a cue on, or drop it."""
        if not self.passed:
            return
        self._output.send(cue)
        if cue.name == "beat" and cue.value:
            moment = cue.at + cue.lead
            due = self.first + round((moment - self.first) / PERIOD) * PERIOD - cue.lead
            self.late.append(now() - due)
