"""A renderer's process with its memory and the line to it: started, told to begin, ended.

Rules: a process that was started has read what it draws with and waits; it takes no card and draws nothing before it
is told to begin. So one can stand by: what it reads takes seconds where a model draws.
"""

import asyncio
import contextlib
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from soundscape_live.generator.feed import Feed
from soundscape_live.generator.frames import Frames, open_memory
from soundscape_live.generator.link import begin_line
from soundscape_live.generator.settings import MAX_SIDE, GeneratorSettings

LAST_WORDS = 1.0
"Seconds that its end of the line may stay open when it is gone."


@dataclass(frozen=True, slots=True)
class Worker:
    """One process."""

    process: asyncio.subprocess.Process
    feed: Feed
    frames: Frames

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process.returncode is None

    def begin(self, width: int, height: int, first: int) -> None:
        """Have it draw pictures of this size, the first of which has this number."""
        self.feed.tell(begin_line(width, height, first), state=False)

    def kill(self) -> None:
        """End it, if it runs."""
        self.feed.close()
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()

    async def gone(self) -> None:
        """Wait until it is, and all that it said has been heard."""
        await self.process.wait()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS):
                await self.feed.ended()


async def start(settings: GeneratorSettings, log: Path | None, size: tuple[int, int]) -> Worker:
    """Start a process for pictures up to this size; of a model, any. OSError: the system does not let us."""
    ours, theirs = socket.socketpair()
    memory = open_memory(*(size if settings.model is None else (MAX_SIDE, MAX_SIDE)))
    with contextlib.ExitStack() as on_failure:
        on_failure.callback(ours.close)
        try:
            frames = Frames(memory, *size)
            process = await asyncio.create_subprocess_exec(
                *_command(settings, log, theirs.fileno(), memory),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=(theirs.fileno(), memory),
                env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )
        finally:
            theirs.close()
            os.close(memory)
        on_failure.pop_all()
    _, feed = await asyncio.get_running_loop().create_connection(Feed, sock=ours)
    return Worker(process, feed, frames)


def _command(settings: GeneratorSettings, log: Path | None, end: int, memory: int) -> list[str]:
    # The name is for whoever looks at a list of processes.
    command = [sys.executable, "-m", "soundscape_live.generator.loop", "--name", settings.renderer.name]
    command += ["--socket", str(end), "--memory", str(memory)]
    command += ["--fps", str(settings.fps), "--engine", settings.engine]
    if settings.model is not None:
        command += ["--model", settings.model.text()]
    if log is not None:
        command += ["--log", str(log)]
    return [*command, "--stamp"] if settings.stamp else command
