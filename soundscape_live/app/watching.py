"""The probe as a child of the engine: it watches what the first screen shows, and says which snapshots were to be seen.

Rules: when another generator is shown, another probe watches that one; when a probe ends, another is started. All of
it runs on the event loop; nothing here blocks.
"""

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass, field

from soundscape_live.app.children import PATIENCE, end
from soundscape_live.model import FrameSeen

LOOK_EVERY = 0.2
"Seconds between two looks at what is shown."
AGAIN_AFTER = 1.0
LONGEST = 2**24
"Bytes of a line; the summary at the end names every snapshot."


@dataclass(frozen=True, slots=True)
class Watched:
    """Whom a probe watches."""

    generator: str
    url: str
    "Empty while it is not known."


@dataclass(slots=True)
class Seen:
    """What the probes saw."""

    first: dict[tuple[str, int], float] = field(default_factory=dict)
    "When (our clock) the first frame of each generator's snapshot (modulo 2^24) was decoded."


class Probe:
    """A viewer in a process of its own, which decodes the picture and reads the stamps."""

    def __init__(self, shown: Callable[[], Watched], token: str | None, feed: Callable[[FrameSeen], None]) -> None:
        """`shown` says what is to be watched now; `feed` is called on the event loop as stamps are seen."""
        self._shown = shown
        self._feed = feed
        self._environment = {**os.environ, "SOUNDSCAPE_TOKEN": token or ""}
        self.seen = Seen()

    async def run(self) -> None:
        """Watch until cancelled; what a probe has seen until then is taken in."""
        while True:
            watched = self._shown()
            if watched.url:
                await self._watch(watched)
            await asyncio.sleep(LOOK_EVERY)

    async def _watch(self, watched: Watched) -> None:
        """Have it watched until another is shown, or the probe has ended."""
        command = [sys.executable, "-m", "soundscape_live.app.probe", "--parent-pipe", "--each", watched.url]
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, limit=LONGEST, env=self._environment, start_new_session=True
        )
        reading = asyncio.create_task(self._read(process, watched.generator))
        try:
            while self._shown() == watched and not reading.done():
                await asyncio.wait([reading], timeout=LOOK_EVERY)
        finally:
            if process.returncode is None:
                process.terminate()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(reading, PATIENCE)
            await end(process)
        if self._shown() == watched:
            await asyncio.sleep(AGAIN_AFTER)

    async def _read(self, process: Process, generator: str) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            told = json.loads(line)
            if "seq" in told:
                seq, at = int(told["seq"]), float(told["at"])
                self.seen.first.setdefault((generator, seq), at)
                self._feed(FrameSeen(at, seq, generator))
