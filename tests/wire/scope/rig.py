"""A Scope server in virtual time: the pretended pipeline, and the frames that it plays out, as they come to a viewer."""

import heapq
import json
from collections import deque
from collections.abc import Callable

from soundscape_live.generator.pretend.pipeline import Manner as Pace
from soundscape_live.generator.pretend.pipeline import Pipeline
from soundscape_live.generator.pretend.processor import Applied, Call, Processor

DT = 0.005
"Seconds of a step of the playout."
LEAST = 30
"Frames that the playout keeps."
BATCHES = 10


class World:
    """One session with a server: `send` tells it something, `run` lets time pass, `frames` have come so far."""

    def __init__(self, opening: dict[str, object], pace: Pace) -> None:
        self.pace = pace
        self.at = 0.0
        self.frames = 0
        self.running = True
        self.processor = Processor(Pipeline(pace), dict(opening))
        self.calls: list[Call] = []
        self.sent: list[tuple[float, dict[str, object]]] = []
        self._free = 0.0
        self._made: list[tuple[float, int, int, bool]] = []
        self._queued = 0
        self._batches: deque[tuple[float, int]] = deque(maxlen=BATCHES)
        self._played = 0.0

    @property
    def applied(self) -> list[Applied]:
        return list(self.processor.log)

    def send(self, text: str) -> None:
        message = json.loads(text)
        self.sent.append((self.at, message))
        self.processor.put(message, self.at)

    def step(self) -> None:
        """Let DT pass."""
        self.at += DT
        while self.running and self._free <= self.at:
            call = self.processor.call(self._free)
            self.calls.append(call)
            heapq.heappush(self._made, (call.at + call.duration, len(self.calls), call.frames, call.reset))
            self._free = call.at + call.duration
            if call.reset:
                self._queued = 0
        while self._made and self._made[0][0] <= self.at:
            at, _, count, _ = heapq.heappop(self._made)
            if count:
                self._batches.append((at, count))
                self._queued = min(max(LEAST, 2 * count), self._queued + count)
        if self._queued and self.at >= self._played + 1.0 / self._rate():
            self._queued -= 1
            self._played = self.at
            self.frames += 1

    def run(self, seconds: float, each: Callable[[], None]) -> None:
        """Let time pass, and call `each` after every step."""
        for _ in range(round(seconds / DT)):
            self.step()
            each()

    def _rate(self) -> float:
        if len(self._batches) < 2:
            return 60.0
        frames = sum(count for _, count in list(self._batches)[1:])
        return min(60.0, max(1.0, frames / max(1e-3, self._batches[-1][0] - self._batches[0][0])))
