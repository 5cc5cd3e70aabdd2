"""What each screen shows: one of its generators, and another one when that is lost.

Rules: of a screen's generators the first is shown. When the one that is shown is lost, or has stalled for
STALLED_SECONDS, the first of them that is there takes its place at once. Back goes a hand, or where the show says so
the engine, when the first has been there again for BACK. What a hand has chosen stays until it is lost.
"""

import math

from soundscape_live.engine.drive import Drive
from soundscape_live.mapping.show import Return
from soundscape_live.model import PeerState

BACK = 5.0
"Seconds for which a generator must be there again before it is trusted."
_ALARMS = frozenset({PeerState.STALLED, PeerState.LOST})


class Screen:
    """One screen. Times passed in never go back."""

    def __init__(self, name: str, drives: tuple[Drive, ...]) -> None:
        """Begin with the first of its generators; there is at least one."""
        self.name = name
        self.drives = drives
        self.shown = drives[0]
        self.by_hand = False
        "Whether a hand has chosen it."

    def adopt(self, before: "Screen") -> None:
        """Show what this screen showed before, if it may."""
        if before.shown in self.drives:
            self.shown, self.by_hand = before.shown, before.by_hand

    @property
    def alarms(self) -> bool:
        """Whether what it shows is lost or stalled."""
        return self.shown.peer.state in _ALARMS

    def choose(self, drive: Drive) -> str:
        """Show one of its generators, by hand; return what is to be said, an empty string if it was shown already."""
        before, self.shown, self.by_hand = self.shown, drive, True
        return "" if drive is before else f"screen {self.name} shows {drive.rule.name}"

    def advance(self, at: float) -> str:
        """Change what is shown if it is time; return what is to be said, an empty string if nothing has changed."""
        shown, first = self.shown, self.drives[0]
        if shown.gone_at <= at:
            other = next((drive for drive in self.drives if drive.there), None)
            if other is None:
                return ""
            self.shown, self.by_hand = other, False
            return f"screen {self.name} shows {other.rule.name}: {shown.rule.name} is {shown.peer.state}"
        if at < self._back_at():
            return ""
        self.shown = first
        return f"screen {self.name} shows {first.rule.name}: it is back"

    def deadline(self, at: float) -> float:
        """Return when `advance` is next useful; infinity if never."""
        if len(self.drives) == 1:
            return math.inf
        gone = self.shown.gone_at
        return min(gone if gone > at else math.inf, self._back_at())

    def _back_at(self) -> float:
        first = self.drives[0]
        waits = self.shown is not first and first.rule.back is Return.AUTO and not self.by_hand
        return first.there_since + BACK if waits else math.inf
