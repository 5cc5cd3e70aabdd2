"""The renderer's process as the server sees it: started, fed, watched, and started again when it dies or hangs.

Rules: runs on the event loop and never blocks it. A renderer that dies is started again at once, and where a model
draws, one that stood by takes its place; one that never showed a frame, after a pause that grows to BACKOFF_MAX; one
that says why it cannot draw, after REFUSED_FOR, and its reason is said once. The first may draw before anybody listens.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from soundscape_live.generator.frames import Frames
from soundscape_live.generator.link import Shown, size_line
from soundscape_live.generator.names import free_name
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.generator.worker import Worker, start
from soundscape_live.host.clock import now

HANGS_AFTER = 2.0
"Seconds without a frame after which a renderer that has shown some is killed."
STARTS_WITHIN = 60.0
"Seconds that the first frame may take: a large model is loaded and compiled."
BACKOFF_MAX = 2.0
"Seconds."
REFUSED_FOR = 10.0
"Seconds."
SPARE_AFTER = 3.0
"Seconds from the start of a model's renderer to that of the process that stands by, and between two of these."
WATCH = 0.25
"Seconds between two looks at a renderer."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """A frame that can be read, with the memory that it lies in."""

    shown: Shown
    frames: Frames
    width: int
    height: int


class RendererProcess:
    """Keeps one renderer running."""

    def __init__(self, settings: GeneratorSettings) -> None:
        self._settings = settings
        self.width, self.height = settings.width, settings.height
        self._log = settings.log and free_name(settings.log)
        self._ahead: Worker | None = None
        "Draws already; nobody listens yet."
        self._worker: Worker | None = None
        self._spare: Worker | None = None
        "Stands by, to draw when the worker is gone."
        self._spare_at = float("-inf")
        self._last_frame = 0
        self._last_at: float | None = None
        self._resized = False
        self._awake = asyncio.Event()
        self._awake.set()
        self._refused = ""
        "Why it says that it cannot draw."
        self.error = ""
        "Why the renderer is not running, for the operator."
        self.restarts = 0
        "How often it ended or hung, and was started again."

    @property
    def running(self) -> bool:
        """Whether frames come."""
        return self._last_at is not None

    @property
    def resting(self) -> bool:
        """Whether there is to be no process."""
        return not self._awake.is_set()

    @property
    def last_frame(self) -> int:
        """The number of the newest frame, counted since the server's start."""
        return self._last_frame

    def tell(self, lines: bytes, *, state: bool = False) -> None:
        """Send lines; of states, the newest alone waits for a renderer that does not read."""
        if self._worker is not None:
            self._worker.feed.tell(lines, state=state)

    def resize(self, width: int, height: int) -> None:
        """Draw at another size from now on: a model goes on, another engine is started again."""
        if (width, height) == (self.width, self.height):
            return
        self.width, self.height = width, height
        if self._settings.model is not None and self.running:
            self.tell(size_line(width, height))
            return
        self._resized = True
        self._kill()

    def rest(self, *, resting: bool) -> None:
        """End the process, or have it again: a new one is told the state of now."""
        if resting == self.resting:
            return
        if resting:
            self._awake.clear()
            self.error = self._refused = ""
            self._kill()
        else:
            self._awake.set()

    async def begin(self) -> None:
        """Have a process begin to draw at once; `run` will listen to it, and start another if there is none."""
        with contextlib.suppress(OSError):  # `run` tries again, and says it
            self._ahead = await self._start()
            self._ahead.begin(self.width, self.height, self._last_frame + 1)

    async def run(self, heard: Callable[[Picture], None], again: Callable[[float], bytes]) -> None:
        """Keep a renderer running until cancelled; then it is gone. Whoever has it run calls `end` in the end.

        `heard` is called with each frame; `again` returns the lines that tell a new renderer everything.
        """
        failures = 0
        while True:
            await self._awake.wait()
            started = now()
            try:
                await self._once(started, heard, again)
            except OSError as error:
                self.error = f"the renderer cannot be started: {error}"
                log.exception("the renderer cannot be started")
            finally:
                self._kill()
                if self._worker is not None:
                    await self._worker.gone()
            if self._resized or self.resting:
                self._resized = False
                continue
            self.restarts += 1
            failures = 0 if self.running else failures + 1
            if self._refused:
                await asyncio.sleep(REFUSED_FOR)
            await asyncio.sleep(min(BACKOFF_MAX, 0.1 * (2 ** min(failures, 8) - 1)) if failures > 1 else 0.0)

    async def end(self) -> None:
        """End what began ahead and was never run, and what stands by."""
        for worker in (self._ahead, self._spare):
            if worker is not None:
                worker.kill()
                await worker.gone()

    def _kill(self) -> None:
        if self._worker is not None:
            self._worker.kill()

    async def _once(self, started: float, heard: Callable[[Picture], None], again: Callable[[float], bytes]) -> None:
        """Have a renderer draw and watch it until it ends or hangs. OSError: the system does not let us."""
        self._last_at = None
        worker = self._worker = await self._begun()

        def hear(shown: Shown) -> None:
            self._last_at = now()
            self._last_frame = shown.frame
            self.error = self._refused = ""
            heard(Picture(shown, worker.frames, *shown.size))

        worker.feed.listen(hear, self._cannot)
        worker.feed.tell(again(started), state=False)
        await self._watch(worker, started)

    async def _begun(self) -> Worker:
        """Return a process that has been told to draw: one that does already, one that stood by, or a new one."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            return ahead
        spare, self._spare = self._spare, None
        worker = spare if spare is not None and spare.alive else await self._start()
        worker.begin(self.width, self.height, self._last_frame + 1)
        return worker

    async def _start(self) -> Worker:
        return await start(self._settings, self._log, (self.width, self.height))

    async def _stand_by(self, started: float) -> None:
        """Have a process stand by where starting one takes long, once the one that draws has had time to begin.

        One that ends is not had again at once; where the system allows none, the show goes on without.
        """
        spare = self._spare
        if self._settings.model is None or not self.running or (spare is not None and spare.alive):
            return
        if now() - max(started, self._spare_at) > SPARE_AFTER:
            self._spare_at = now()
            try:
                self._spare = await self._start()
            except OSError as error:
                log.warning("no renderer stands by: %s", error)

    async def _watch(self, worker: Worker, started: float) -> None:
        end = asyncio.ensure_future(worker.gone())
        try:
            while not (await asyncio.wait({end}, timeout=WATCH))[0]:
                if self.resting or self._resized:
                    return  # it was still being started when it was to end
                silent = now() - (self._last_at or started)
                if silent > (HANGS_AFTER if self._last_at else STARTS_WITHIN):
                    self.error = f"the renderer showed nothing for {silent:.0f} s"
                    log.error("%s; it is started again", self.error)
                    return
                await self._stand_by(started)
        finally:
            end.cancel()
            await asyncio.gather(end, return_exceptions=True)
        if not self._resized and not self._refused and not self.resting:
            self.error = f"the renderer ended with {worker.process.returncode}"
            log.error("%s; it is started again", self.error)

    def _cannot(self, reason: str) -> None:
        if reason != self._refused:
            log.error("%s", reason)
        self.error = self._refused = reason
