"""What the pretended server was told and did, for whoever rehearses or measures against it. Bounded; pure."""

from collections import deque
from dataclasses import asdict

from soundscape_live.generator.pretend.processor import LOGGED, Applied, Call, Processor

SESSIONS = 64
"Sessions that are remembered."
LINES = 500


class Journal:
    """Messages applied, calls made, and lines of a log. Every time is in seconds of the server's clock."""

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=LINES)
        self._applied: deque[tuple[str, Applied]] = deque(maxlen=LOGGED)
        self._calls: deque[tuple[str, int, Call]] = deque(maxlen=LOGGED)
        self._processors: dict[str, Processor] = {}
        self._raised = 0

    def open(self, session: str, processor: Processor) -> None:
        """Remember a session; the oldest is forgotten."""
        self._processors[session] = processor
        for id_ in list(self._processors)[:-SESSIONS]:
            del self._processors[id_]

    def called(self, session: str, number: int, call: Call) -> None:
        """Take note of the processor's call `number`."""
        if call.applied is not None:
            self._applied.append((session, call.applied))
        if call.made is not None:
            self._calls.append((session, number, call))
        if call.error:
            self._raised += 1
            self.lines.append(f"ERROR Error processing chunk: {call.error}")

    def report(self, at: float) -> dict[str, object]:
        """Return everything, as JSON has it."""
        return {
            "now": at,
            "raised": self._raised,
            "sessions": {id_: _counts(processor) for id_, processor in self._processors.items()},
            "applied": [{"session": id_, **asdict(applied)} for id_, applied in self._applied],
            "calls": [_call(*entry) for entry in self._calls],
        }


def _counts(processor: Processor) -> dict[str, int]:
    return {
        "sent": processor.sent,
        "dropped": processor.dropped,
        "astray": processor.astray,
        "deepest": processor.deepest,
        "waiting": processor.waiting,
    }


def _call(session: str, number: int, call: Call) -> dict[str, object]:
    made = call.made
    assert made is not None
    return {
        "session": session,
        "call": number,
        "at": call.at,
        "duration": call.duration,
        "frames": made.frames,
        "cut": made.cut,
        "embedding": dict(made.embedding),
        "noise": made.noise,
        "slerp": made.slerp,
        "steps": made.steps,
        "seed": made.seed,
    }
