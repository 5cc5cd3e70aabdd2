"""MIDI clock out: hands how our beat runs to the process that sends the ticks, and keeps that process.

Rules: all of it is on the event loop's thread and blocks nowhere. What waits for the pipe is one line, the newest. A
process that ends is said once, and started again. ticker.py says what it does.
"""

import asyncio
import contextlib
import json
import os
import sys
from pathlib import Path

from soundscape_live.io.midi.clock_lines import ClockWish, pulse_line, wish_text
from soundscape_live.tempo.pulse import Pulse

MODULE = "soundscape_live.io.midi.ticker"
ROOT = Path(__file__).parents[3]
AGAIN_SECONDS = 0.5
"After the process has ended: a MIDI server may have died, and need a moment."
END_SECONDS = 1.0
"How long the process may take to stop the outputs and end, before it is killed."


class MidiClockOut:
    """Our clock on all outputs that are wished for."""

    def __init__(self, wish: ClockWish) -> None:
        self.ports: tuple[str, ...] = ()
        "The outputs that have our clock now."
        self._wish = wish
        self._pulse: Pulse | None = None
        self._news = asyncio.Event()

    def follow(self, pulse: Pulse | None) -> None:
        """Take how the beat runs from now on; None: no beats are claimed."""
        self._pulse = pulse
        self._news.set()

    async def run(self) -> None:
        """Send until cancelled; then stop those who have our clock. Raises nothing that a device can cause."""
        while self._wish.patterns:
            process = await self._start()
            try:
                async with asyncio.TaskGroup() as group:
                    telling = group.create_task(self._tell(process))
                    await self._listen(process)
                    telling.cancel()
            finally:
                self.ports = ()
                await _end(process)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _start(self) -> asyncio.subprocess.Process:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        self._news.set()
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", MODULE, wish_text(self._wish)),
            env={**os.environ, "PYTHONPATH": path},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # JACK complains there of servers that are not running
        )

    async def _tell(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        with contextlib.suppress(ConnectionError):
            while True:
                await self._news.wait()
                self._news.clear()
                process.stdin.write(pulse_line(self._pulse))
                await process.stdin.drain()

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self.ports = tuple(json.loads(line))


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let it stop its outputs and end; kill it where it does not."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), END_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()
