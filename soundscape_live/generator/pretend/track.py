"""The pretended video: the frames of one chunk after another, played out at the rate that was measured.

Rules: as measured on Scope. The queue holds LEAST frames, or two chunks where that is more; when it is full the newest
are dropped. The rate is that of the last BATCHES chunks. A pause lets what waits run out and is silent then, or, where
it repeats, shows the last frame again and again. Lives on the event loop.
"""

import asyncio
from collections import deque

import av
from aiortc.mediastreams import VIDEO_CLOCK_RATE, VIDEO_TIME_BASE, MediaStreamError, MediaStreamTrack
from typing_extensions import override

from soundscape_live.generator.pretend.drawing import Drawing, Still
from soundscape_live.host.clock import now

LEAST = 30
BATCHES = 10
SLOWEST, FASTEST = 1.0, 60.0
"Frames a second."
LATE = 0.1
"Seconds after which a frame that is late is not made up for."


class PlayedTrack(MediaStreamTrack):
    """What a viewer is sent."""

    kind = "video"

    def __init__(self, drawing: Drawing, *, repeats: bool) -> None:
        super().__init__()
        self.paused = False
        self.frames = 0
        "How many frames were played out."
        self.dropped = 0
        self._drawing, self._repeats = drawing, repeats
        self._queue: deque[Still] = deque()
        self._batches: deque[tuple[int, float]] = deque(maxlen=BATCHES)
        self._last: Still | None = None
        self._played_at = 0.0
        self._origin = now()
        self._ready = asyncio.Event()

    @property
    def fps(self) -> float:
        """Frames a second, as measured; FASTEST before anything is."""
        if len(self._batches) < 2:
            return FASTEST
        rate = sum(frames for frames, _ in self._batches) / max(1e-3, sum(took for _, took in self._batches))
        return min(FASTEST, max(SLOWEST, rate))

    def feed(self, chunk: list[Still], took: float, *, silent: bool) -> None:
        """Take the frames of one call, which took so many seconds; what is silent is not shown."""
        self._batches.append((len(chunk), took))
        if silent:
            self._queue.clear()
            return
        room = max(LEAST, 2 * len(chunk)) - len(self._queue)
        self._queue.extend(chunk[: max(0, room)])
        self.dropped += max(0, len(chunk) - max(0, room))
        self._ready.set()

    def flush(self) -> None:
        """Throw away what waits."""
        self._queue.clear()

    def pause(self, *, paused: bool) -> None:
        """Stop, or go on."""
        self.paused = paused
        self._ready.set()

    @override
    async def recv(self) -> av.VideoFrame:
        """Return the next frame when its time has come; MediaStreamError when the track has ended."""
        still = await self._next()
        due = self._played_at + 1.0 / self.fps
        await asyncio.sleep(max(0.0, due - now()))
        # A timer's lateness is not added up: what waits would grow, and the picture with it.
        self._played_at = due if now() - due < LATE else now()
        self._last = still
        picture = self._drawing.draw(still, self.frames)
        self.frames += 1
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = int((self._played_at - self._origin) * VIDEO_CLOCK_RATE)
        frame.time_base = VIDEO_TIME_BASE
        return frame

    async def _next(self) -> Still:
        while True:
            if self.readyState != "live":
                raise MediaStreamError
            if self.paused and self._repeats and self._last is not None:
                return self._last
            if self._queue:
                return self._queue.popleft()
            self._ready.clear()
            await self._ready.wait()

    @override
    def stop(self) -> None:
        """End the track; a sender that waits is let go."""
        super().stop()
        self._ready.set()
