"""One session's way to the pipeline: the queue of parameter messages, and what they come to. Pure, steppable.

Rules: as measured on Scope. The queue holds DEPTH messages; when it is full the newest is dropped. A call takes exactly
one. Keys that are consumed before the queue leave the rest of their message in it, though nothing be left. A key stays
until it is overwritten, but for `reset_cache`, once, and `transition`, until it has finished or `prompts` come without
one. While paused nothing is called, and a message is taken every EATS seconds.
"""

from collections import deque
from dataclasses import dataclass

from soundscape_live.generator.pretend.blending import CallError
from soundscape_live.generator.pretend.pipeline import Made, Pipeline

DEPTH = 8
"Messages that the queue holds."
EATS = 0.01
"Seconds between two messages that a paused processor takes, and that a call lasts which raises."
LOGGED = 20_000
"Messages that the log keeps."
CONSUMED = frozenset(
    {"quantize_mode", "lookahead_ms", "output_sinks", "input_source", "modulations", "beat_cache_reset_rate"}
    | {"bpm", "beat_phase", "bar_position", "beat_count", "is_playing"}
)
"Keys that are taken out before the queue."


@dataclass(frozen=True, slots=True)
class Applied:
    """A message that a call took."""

    message: dict[str, object]
    arrived: float
    applied: float
    "When the call that took it began."
    call: int
    "The number of that call of this processor, from 1; paused ones count."


@dataclass(frozen=True, slots=True)
class Call:
    """What came of one turn of the processor."""

    at: float
    duration: float
    "Seconds until the next turn."
    applied: Applied | None
    "The message that it took."
    made: Made | None = None
    "None: it was paused, or it raised."
    reset: bool = False
    "Whether what waits to be shown is thrown away."
    error: str = ""
    "Why the call raised."

    @property
    def frames(self) -> int:
        """How many frames it yields."""
        return self.made.frames if self.made else 0


class Processor:
    """The queue and the parameters of one session. Every time is in seconds of one clock, the caller's."""

    def __init__(self, pipeline: Pipeline, initial: dict[str, object] | None = None, node: str = "") -> None:
        """Begin with the whole state of the offer, which does not pass through the queue."""
        self.pipeline = pipeline
        self.parameters: dict[str, object] = {
            key: value for key, value in (initial or {}).items() if key not in CONSUMED
        }
        self.log: deque[Applied] = deque(maxlen=LOGGED)
        self.sent = 0
        "Messages that came."
        self.dropped = 0
        "Messages that found the queue full."
        self.astray = 0
        "Messages for another node."
        self.deepest = 0
        "The most messages that ever waited."
        self.calls = 0
        self._node = node
        self._queue: deque[tuple[dict[str, object], float]] = deque()

    @property
    def waiting(self) -> int:
        """How many messages wait."""
        return len(self._queue)

    def put(self, message: dict[str, object], at: float) -> bool:
        """Take a message that arrived at `at`; return whether it waits now."""
        self.sent += 1
        if message.get("node_id", self._node) != self._node:
            self.astray += 1
            return False
        if len(self._queue) >= DEPTH:
            self.dropped += 1
            return False
        self._queue.append(({key: value for key, value in message.items() if key not in CONSUMED}, at))
        self.deepest = max(self.deepest, len(self._queue))
        return True

    def call(self, at: float) -> Call:
        """Take one message, if one waits, and make one chunk. The next turn is due `duration` seconds after `at`."""
        self.calls += 1
        applied = self._take(at)
        if self.parameters.get("paused"):
            return Call(at, EATS, applied)
        reset = bool(self.parameters.get("reset_cache"))
        if reset:
            del self.parameters["reset_cache"]
        try:
            made = self.pipeline.call(self.parameters, reset=reset)
        except CallError as error:
            return Call(at, EATS, applied, reset=reset, error=str(error))
        if not self.pipeline.moving:
            self.parameters.pop("transition", None)
        return Call(at, made.duration, applied, made, reset)

    def _take(self, at: float) -> Applied | None:
        if not self._queue:
            return None
        message, arrived = self._queue.popleft()
        if "prompts" in message and "transition" not in message:
            self.parameters.pop("transition", None)
        self.parameters.update(message)
        applied = Applied(message, arrived, at, self.calls)
        self.log.append(applied)
        return applied
