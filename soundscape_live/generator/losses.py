"""How many bits a second the viewers' networks carry, by what their receivers report as lost. Pure.

Rules: one rate serves all viewers of a codec, so the many decide. It is lowered by a quarter when at least half of
those who count lose more than LOSSY, raised by a step when fewer than half lose more than CLEAN. A viewer that has
been losing for PATIENCE in spite of that counts no more, unless nobody else is left: what lower rates did not
mend is not mended by the rate. It counts again when it has been clean for HOLD. Between two steps lies HOLD, and only
reports since the last step are looked at. A raise that is followed by losses makes the next one wait twice as long.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

LOSSY = 0.05
"Share of packets lost above which a viewer sees it: repeats arrive too late to be of use, pictures break."
CLEAN = 0.02
"Share below which a network is as it should be (the bounds of draft-ietf-rmcat-gcc-02, section 6, are 10 and 2 %)."
STEP = 0.75
"What a step leaves of the rate."
LEAST = STEP**5
"The share that is never gone below."
HOLD = 5.0
"Seconds between two steps, at least."
PATIENCE = 20.0
"Seconds for which a viewer's losses lower the rate for all."
LONGEST_WAIT = 80.0
"Seconds without losses before a raise, at most."
STALE = 5.0
"Seconds after which a viewer that reports nothing counts no more; receivers report about once a second."


@dataclass(slots=True)
class _Viewer:
    """What one receiver has reported."""

    since_step: list[float] = field(default_factory=list)
    heard: float = 0.0
    lossy_from: float | None = None
    "Since when it loses, without having been clean for HOLD in between."
    clean_from: float | None = None

    def report(self, lost: float, at: float) -> None:
        self.since_step.append(lost)
        self.heard = at
        if lost > CLEAN:
            self.clean_from = None
            if self.lossy_from is None and lost > LOSSY:
                self.lossy_from = at
        elif self.clean_from is None:
            self.clean_from = at
        if self.clean_from is not None and at - self.clean_from >= HOLD:
            self.lossy_from = None

    @property
    def loss(self) -> float:
        """The mean share lost since the last step; 0 before there is a report."""
        return sum(self.since_step) / max(1, len(self.since_step))

    def hopeless(self, at: float) -> bool:
        """Whether the rate has been lowered for it long enough."""
        return self.lossy_from is not None and at - self.lossy_from > PATIENCE


class Losses:
    """The share of the full bit rate that is sent, for the viewers of one codec."""

    def __init__(self, at: float) -> None:
        self.share = 1.0
        "Between LEAST and 1."
        self._viewers: dict[str, _Viewer] = {}
        self._stepped = at
        self._wait = HOLD
        "Seconds before the next raise."
        self._raised = False
        "Whether the last step was a raise."

    def report(self, viewer: str, lost: float, at: float) -> None:
        """Take a receiver's report: the share, 0..1, of the packets lost since its last one."""
        self._viewers.setdefault(viewer, _Viewer()).report(lost, at)

    def step(self, at: float) -> bool:
        """Move the share if it is time to; return whether it moved."""
        for name in [name for name, viewer in self._viewers.items() if at - viewer.heard > STALE]:
            del self._viewers[name]
        if at - self._stepped < HOLD:
            return False
        heard = [viewer for viewer in self._viewers.values() if viewer.since_step]
        counting = [viewer.loss for viewer in heard if not viewer.hopeless(at)] or [viewer.loss for viewer in heard]
        if _half(loss > LOSSY for loss in counting):
            return self._lower(at)
        waited = at - self._stepped >= self._wait
        return waited and not _half(loss > CLEAN for loss in counting) and self._raise(at)

    def _lower(self, at: float) -> bool:
        if self._raised:
            self._wait = min(LONGEST_WAIT, 2.0 * self._wait)
        self._raised = False
        return self._move(max(LEAST, self.share * STEP), at)

    def _raise(self, at: float) -> bool:
        if self._raised:
            self._wait = HOLD
        self._raised = True
        return self._move(min(1.0, self.share / STEP), at)

    def _move(self, share: float, at: float) -> bool:
        moved = share != self.share
        self.share = share
        self._stepped = at
        for viewer in self._viewers.values():
            viewer.since_step.clear()
        return moved


def _half(votes: Iterable[bool]) -> bool:
    """Return whether at least half of them say yes; of none, nobody does."""
    votes = list(votes)
    return bool(votes) and 2 * sum(votes) >= len(votes)
