"""Processes that the engine starts: embedded generators, and the bridges to Scope servers.

Rules: a child holds the read end of a pipe from us and ends when it closes, so that none outlives the engine,
however the engine ends; a generator that dies is started again, at once the first time, then with back-off, a bridge
when it is asked for. Each has a session of its own, so that Ctrl-C in a terminal reaches the engine alone, which then
ends them in order.
"""

import asyncio
import contextlib
import json
import logging
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from soundscape_live.host.addresses import url_of
from soundscape_live.host.clock import now
from soundscape_live.io.files.distribution import Distribution
from soundscape_live.io.files.generators import Drawing, Scope
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.model import MAIN, Level, Notice

BACK_OFF = (0.0, 0.5, 1.0, 2.0, 5.0)
SETTLED = 10.0
"A child that lived this long had started well: the back-off begins anew."
PATIENCE = 3.0
"Seconds a child has to end after its pipe is closed."
ADDRESS = "generator: http://"
"How the line begins with which a generator's process says where it listens."

Say = Callable[[Notice], object]


PLAIN = Distribution()


@dataclass(frozen=True, slots=True)
class GeneratorWish:
    """What an embedded generator shall be."""

    host: str
    port: int
    size: tuple[int, int]
    fps: float
    stamp: bool
    token: str | None = None
    "Asked of other machines."
    name: str = MAIN
    goes: Distribution = PLAIN
    whip_token: str = ""
    "What the media server asks for."
    drawing: Drawing | None = None
    "The model that it draws with; None: none."
    loras: tuple[LoraRule, ...] = ()
    "The show's; those that have a path are loaded into the model."


@dataclass(frozen=True, slots=True)
class BridgeWish:
    """Whom a bridge shall have draw, and where it shall listen."""

    host: str
    server: str
    "The Scope server's address."
    scope: Scope
    token: str | None = None
    "Asked of other machines."
    name: str = MAIN
    state: Path | None = None
    "The file in which it notes its session with the server, so that the next bridge can end it."
    goes: Distribution = PLAIN
    whip_token: str = ""
    "What the media server asks for."


class Generator:
    """An embedded generator as a child process."""

    def __init__(self, wish: GeneratorWish, say: Say) -> None:
        self._kept = _Kept(_process_of("generator", wish.name), say)
        options = ["--host", wish.host, "--port", str(wish.port), "--fps", f"{wish.fps:g}"]
        options += ["--size", f"{wish.size[0]}x{wish.size[1]}", *(["--stamp"] if wish.stamp else [])]
        self.command = [*_generator(), *options, *_drawing(wish), *_distribution(wish.goes)]
        self.environment = _tokens(wish)
        self.url = url_of(wish.host, wish.port)

    async def run(self) -> None:
        """Keep the generator running until cancelled."""
        await self._kept.run(self.command, self.environment)


class Bridge:
    """The process that has a Scope server draw, and to us is a generator of ours; it is started when asked for."""

    def __init__(self, wish: BridgeWish, say: Say) -> None:
        self._kept = _Kept(_process_of("bridge", wish.name), say)
        self._say = say
        self.command = [*_generator(), "--host", wish.host, "--port", "0", *_scope(wish), *_distribution(wish.goes)]
        self.environment = _tokens(wish)
        self._wanted = asyncio.Event()
        self._listens = asyncio.Event()
        self._url = ""

    async def address(self) -> str:
        """Return where it listens, once it does; it is started if it does not run. Waits for as long as that takes."""
        if not self._listens.is_set():
            self._wanted.set()
        await self._listens.wait()
        return self._url

    async def run(self) -> None:
        """Start it whenever it is asked for, until cancelled.

        One that has ended is not started again before it is asked for: it ends by itself where it finds that the server
        needs no bridge.
        """
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            code = await self._kept.once(self.command, self.environment, self._hear)
            self._say(Notice(now(), Level.WARNING, f"{self._kept.called} ended ({_ending(code)})"))

    def _hear(self, line: str) -> None:
        """Take a line that it printed, or an empty one at its end."""
        if line.startswith(ADDRESS):
            self._url = line.removeprefix("generator:").strip()
            self._listens.set()
        elif not line:
            self._listens.clear()


class _Kept:
    """A process that is started again whenever it ends."""

    def __init__(self, called: str, say: Say) -> None:
        self.called = called
        self._say = say

    async def run(self, command: list[str], environment: Mapping[str, str]) -> None:
        """Keep it running until cancelled."""
        failures = 0
        while True:
            began = now()
            code = await self.once(command, environment)
            failures = 0 if now() - began > SETTLED else failures + 1
            pause = BACK_OFF[min(failures, len(BACK_OFF)) - 1] if failures else 0.0
            self._say(Notice(now(), Level.ERROR, f"{self.called} ended ({_ending(code)}); starting it again"))
            await asyncio.sleep(pause)

    async def once(
        self, command: list[str], environment: Mapping[str, str], hear: Callable[[str], None] | None = None
    ) -> int:
        """Run it until it ends; return its code. `hear` gets each line that it prints, and an empty one at its end."""
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=PIPE,
            stdout=DEVNULL if hear is None else PIPE,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        try:
            if hear is not None:
                await _listen(process, hear)
            return await process.wait()
        finally:
            await end(process)


async def _listen(process: Process, hear: Callable[[str], None]) -> None:
    assert process.stdout is not None
    try:
        while line := await process.stdout.readline():
            if text := line.decode("utf-8", "replace").strip():
                hear(text)
    finally:
        hear("")


def free_port(host: str, wanted: int, taken: Collection[int] = ()) -> int:
    """Return `wanted` if nothing listens there, else a port that is free now; never one of `taken`."""
    for port in (wanted, *(0 for _ in range(len(taken) + 1))):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((host, port))
                found = int(probe.getsockname()[1])
                if found not in taken:
                    return found
    return wanted


async def end(process: Process) -> None:
    """End a child by closing its pipe; by force if it does not listen."""
    if process.returncode is not None:
        return
    if process.stdin is not None:
        process.stdin.close()
    for force in (process.terminate, process.kill):
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            force()
        else:
            return
    await process.wait()


def _generator() -> list[str]:
    """Begin a generator's command line.

    Its own news are left out unless we were asked for details: the engine says what matters of them.
    """
    quietly = [] if logging.getLogger("soundscape").isEnabledFor(logging.DEBUG) else ["--quiet"]
    return [sys.executable, "-m", "soundscape_live", *quietly, "generator", "--parent-pipe"]


def _drawing(wish: GeneratorWish) -> list[str]:
    """Return the options that say which model is drawn with, and how."""
    drawing = wish.drawing
    if drawing is None:
        return []
    options = ["--model", drawing.model, "--vae", drawing.vae, "--device", drawing.device]
    for rule in wish.loras:
        options += ["--lora", f"{rule.name}={rule.path}:{rule.scale:g}"] if rule.path else []
    return [*options, "--smooth"] if drawing.smooth else options


def _scope(wish: BridgeWish) -> list[str]:
    """Return the options that say which server, and how it is to be used."""
    scope = wish.scope
    options = ["--scope", wish.server, "--pipeline", scope.pipeline, "--stand-in", scope.stand_in.value]
    for key, value in scope.load_params:
        options += ["--load-param", f"{key}={json.dumps(value)}"]
    return options + (["--state", str(wish.state)] if wish.state else [])


def _distribution(goes: Distribution) -> list[str]:
    """Return the options that say where else the picture goes."""
    options = ["--record", goes.record] if goes.record else []
    options += ["--record-asked"] if goes.record_asked else []
    options += ["--log", goes.log] if goes.log else []
    return options + (["--whip", goes.whip] if goes.whip else [])


def _tokens(wish: GeneratorWish | BridgeWish) -> dict[str, str]:
    """Return what no list of processes is to show; without a token one of our own environment stands."""
    published = {"SOUNDSCAPE_WHIP_TOKEN": wish.whip_token} if wish.whip_token else {}
    return {"SOUNDSCAPE_TOKEN": wish.token or "", **published}


def _process_of(kind: str, name: str) -> str:
    return f"the {kind}'s process" if name == MAIN else f"the process of {kind} {name}"


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
