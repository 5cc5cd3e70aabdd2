"""How late a generator is: from a snapshot's sending to its picture, as it is known best.

Rules: what a viewer saw goes before what the generator answered, and that before what is estimated; of the first two
the median of the last KEPT counts. What was seen is forgotten where answers go on for UNSEEN without a viewer.
"""

from bisect import bisect_left, insort
from collections import deque
from dataclasses import dataclass

from soundscape_live.model import DelayKind

KEPT = 32
"Delays of which the median is taken."
LAST = 20_000
"Answers' delays that are kept for the report."
UNANSWERED = 512
"Snapshots remembered for what is said of them."
UNSEEN = 10.0
"Seconds of answers without a viewer after which nobody looks any more."
STAMPED = 2**24
"A picture's stamp counts snapshots modulo this."


class Median:
    """The median of the last KEPT numbers; asking costs nothing."""

    def __init__(self) -> None:
        self._last: deque[float] = deque()
        self._ordered: list[float] = []
        self.value: float | None = None
        "None: nothing has come yet."

    def add(self, number: float) -> None:
        """Take a number; the oldest one goes."""
        ordered = self._ordered
        if len(self._last) == KEPT:
            del ordered[bisect_left(ordered, self._last.popleft())]
        self._last.append(number)
        insort(ordered, number)
        middle = len(ordered) // 2
        self.value = (ordered[middle] + ordered[-1 - middle]) / 2.0

    def clear(self) -> None:
        """Forget all."""
        self._last.clear()
        self._ordered.clear()
        self.value = None


@dataclass(slots=True)
class _Sent:
    at: float
    applied: bool = False
    seen: bool = False


class Delays:
    """What is known of one generator. Times passed in never go back."""

    def __init__(self) -> None:
        self._sent: dict[int, _Sent] = {}
        self._answers: deque[float] = deque(maxlen=LAST)
        self._applied = Median()
        self._seen = Median()
        self._seen_at = 0.0
        self._estimated: float | None = None

    @property
    def seconds(self) -> float | None:
        """Seconds from sending to the picture; None: not known."""
        known = self._seen.value
        if known is None:
            known = self._applied.value
        return self._estimated if known is None else known

    @property
    def kind(self) -> DelayKind | None:
        """How they are known."""
        if self._seen.value is not None:
            return DelayKind.SEEN
        if self._applied.value is not None:
            return DelayKind.APPLIED
        return None if self._estimated is None else DelayKind.ESTIMATED

    @property
    def answers(self) -> tuple[float, ...]:
        """Seconds from each snapshot to its answer, the last ones."""
        return tuple(self._answers)

    def sent(self, seq: int, at: float) -> None:
        """Remember when a snapshot left."""
        self._sent[seq % STAMPED] = _Sent(at)
        if len(self._sent) > UNANSWERED:
            del self._sent[next(iter(self._sent))]

    def applied(self, seq: int, at: float) -> bool:
        """Take a snapshot's answer. Return whether it is the first to one that is remembered."""
        sent = self._sent.get(seq % STAMPED)
        if sent is None or sent.applied:
            return False
        sent.applied = True
        self._answers.append(at - sent.at)
        self._applied.add(max(0.0, at - sent.at))
        if self._seen.value is not None and at > self._seen_at + UNSEEN:
            self._seen.clear()
        return True

    def seen(self, stamp: int, at: float) -> None:
        """Take that a viewer saw the first frame of a snapshot."""
        sent = self._sent.get(stamp % STAMPED)
        if sent is None or sent.seen:
            return
        sent.seen = True
        self._seen_at = at
        self._seen.add(max(0.0, at - sent.at))

    def estimate(self, seconds: float) -> None:
        """Take what is estimated; 0: nothing is known."""
        self._estimated = seconds or None

    def forget(self) -> None:
        """Know nothing any more: another generator may come. What is kept for the report stays."""
        self._sent.clear()
        self._applied.clear()
        self._seen.clear()
        self._estimated = None
