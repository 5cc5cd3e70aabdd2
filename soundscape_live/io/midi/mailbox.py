"""What waits for one output, and when it may be sent: the newest of each control, at a bounded rate. Pure.

Rules: time is an argument. A controller loses what comes faster than it can take, and a flood that waits in a queue
would show old news: so a control's newest state replaces the one that waits, in its place in the line, and no control
waits longer than the others. What sets a controller up goes before all else and is never replaced.
"""

from collections import deque
from collections.abc import Callable, Iterable

from soundscape_live.model import Feedback

RATE = 500.0
"""Messages a second: half of what a cable of 31250 baud carries. Controllers on USB bear more, but no eye sees it."""
BURST = 8.0
"Messages that may go at once after a rest."
BYTES = 3
"Bytes that count as one message."
SYSEX = 0xF0
SYSEX_REST = 0.02
"Seconds of rest after a system exclusive message, which may make a controller change its mode."


class Mailbox:
    """Messages for one output. Not for two threads."""

    def __init__(self, light: Callable[[Feedback], Iterable[bytes]], rate: float = RATE) -> None:
        """`light` makes a control's messages, of its state when they are sent."""
        self.replaced = 0
        "Feedback that a newer one replaced before it was sent."
        self._light = light
        self._rate = rate
        self._queue: deque[bytes] = deque()
        self._newest: dict[str, Feedback] = {}
        self._allowed = BURST
        self._at = float("-inf")

    def __bool__(self) -> bool:
        """Whether something waits."""
        return bool(self._queue or self._newest)

    def set_up(self, messages: Iterable[bytes]) -> None:
        """Forget what waits, and send these messages first."""
        self._newest.clear()
        self._queue.clear()
        self._queue.extend(messages)

    def put(self, feedback: Feedback) -> None:
        """Let a control show this, and no longer what waits for it."""
        self.replaced += feedback.control in self._newest
        self._newest[feedback.control] = feedback

    def take(self, at: float) -> list[bytes]:
        """Return what may be sent now, in order."""
        if self._at < at:
            self._allowed = min(BURST, self._allowed + (at - self._at) * self._rate)
            self._at = at
        taken = []
        while self._allowed >= 1.0 and self._fill():
            message = self._queue.popleft()
            taken.append(message)
            self._allowed -= max(1.0, len(message) / BYTES)
            if message[0] == SYSEX:
                self._allowed -= SYSEX_REST * self._rate
        return taken

    @property
    def due(self) -> float | None:
        """When there is something to take, several at a time if more wait; None: nothing waits."""
        if not self:
            return None
        missing = 0.0 if self._allowed >= 1.0 else BURST / 2 - self._allowed
        return self._at + missing / self._rate

    def _fill(self) -> bool:
        """Make the messages of the control that has waited longest, if none are made; say whether there are any."""
        while not self._queue and self._newest:
            self._queue.extend(filter(None, self._light(self._newest.pop(next(iter(self._newest))))))
        return bool(self._queue)
