"""Processes that the engine starts: the embedded generator, and the probe that watches its picture.

Rules: a child holds the read end of a pipe from us and ends when it closes, so that none outlives the engine,
however the engine ends; one that dies is started again, at once the first time, then with back-off. Each has a session
of its own, so that Ctrl-C in a terminal reaches the engine alone, which then ends them in order.
"""

import asyncio
import contextlib
import json
import logging
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass

from soundscape_live.host.addresses import url_of
from soundscape_live.host.clock import now
from soundscape_live.model import Level, Notice

BACK_OFF = (0.0, 0.5, 1.0, 2.0, 5.0)
SETTLED = 10.0
"A child that lived this long had started well: the back-off begins anew."
PATIENCE = 3.0
"Seconds a child has to end after its pipe is closed."


@dataclass(frozen=True, slots=True)
class GeneratorWish:
    """What the embedded generator shall be."""

    host: str
    port: int
    size: tuple[int, int]
    fps: float
    stamp: bool
    token: str | None = None
    "Asked of other machines."


class Generator:
    """The embedded generator as a child process."""

    def __init__(self, wish: GeneratorWish, say: Callable[[Notice], object]) -> None:
        self._say = say
        self._command = [sys.executable, "-m", "soundscape_live", *_quietly(), "generator", "--parent-pipe"]
        self._command += ["--host", wish.host, "--port", str(wish.port), "--fps", f"{wish.fps:g}"]
        self._command += ["--size", f"{wish.size[0]}x{wish.size[1]}", *(["--stamp"] if wish.stamp else [])]
        self._environment = {**os.environ, "SOUNDSCAPE_TOKEN": wish.token or ""}
        self.url = url_of(wish.host, wish.port)
        self.pid: int | None = None

    async def run(self) -> None:
        """Keep the generator running until cancelled."""
        failures = 0
        while True:
            began = now()
            process = await asyncio.create_subprocess_exec(
                *self._command, stdin=PIPE, stdout=DEVNULL, env=self._environment, start_new_session=True
            )
            self.pid = process.pid
            try:
                code = await process.wait()
            finally:
                self.pid = None
                await _end(process)
            failures = 0 if now() - began > SETTLED else failures + 1
            pause = BACK_OFF[min(failures, len(BACK_OFF) - 1)] if failures > 1 else 0.0
            self._say(Notice(now(), Level.ERROR, f"the generator's process ended ({_ending(code)}); starting it again"))
            await asyncio.sleep(pause)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the probe saw: when (our clock) each snapshot's first frame was decoded."""

    frames: int
    first: dict[int, float]


class Probe:
    """A viewer in a process of its own, which decodes the picture and reads the stamps."""

    def __init__(self, url: str, token: str | None) -> None:
        self._command = [sys.executable, "-m", "soundscape_live.app.probe", "--parent-pipe", url]
        self._environment = {**os.environ, "SOUNDSCAPE_TOKEN": token or ""}

    async def run(self) -> Seen:
        """Watch until cancelled, then return what was seen."""
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, env=self._environment, start_new_session=True
        )
        assert process.stdout is not None
        reading = asyncio.ensure_future(process.stdout.read())
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(reading)
        if process.returncode is None:
            process.terminate()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(reading), PATIENCE)
        await _end(process)
        return _seen(await reading)


def free_port(host: str, wanted: int) -> int:
    """Return `wanted` if nothing listens there, else a port that is free now."""
    for port in (wanted, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, port))
                return int(probe.getsockname()[1])
    return wanted


def _quietly() -> list[str]:
    """Leave a child's own news out unless we were asked for details: the engine says what matters of them."""
    return [] if logging.getLogger("soundscape").isEnabledFor(logging.DEBUG) else ["--quiet"]


async def _end(process: Process) -> None:
    """End a child by closing its pipe; by force if it does not listen."""
    if process.returncode is not None:
        return
    if process.stdin is not None:
        process.stdin.close()
    for end in (process.terminate, process.kill):
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            end()
        else:
            return
    await process.wait()


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _seen(text: bytes) -> Seen:
    lines = text.decode().strip().splitlines()
    if not lines:
        return Seen(0, {})
    summary = json.loads(lines[-1])
    first: dict[int, float] = {}
    for seq, at in summary["stamps"]:
        first.setdefault(int(seq), float(at))
    return Seen(int(summary["frames"]), first)
