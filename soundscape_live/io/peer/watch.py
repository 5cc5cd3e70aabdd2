"""How long the generator has been silent, and what that means. No clock, no I/O."""

from enum import Enum

STALLED_SECONDS = 1.0
"Without an answer; the generator counts its frames to us four times a second."
HELD_FRAMES = 4.0
HELD_SECONDS = (0.75, 2.0)
"With answers, but without a new frame: the time of four frames, within these bounds."
GONE_SECONDS = 2.0
"Without an answer: the connection is given up. aiortc alone would take thirty seconds."


class Sign(Enum):
    """What the silence means."""

    ALIVE = "alive"
    SILENT = "no answer"
    HELD = "no new frame"
    GONE = "gone"


class Watch:
    """Watches one connection; begins with its opening."""

    def __init__(self, at: float) -> None:
        self._heard = at
        self._moved = at
        self._frames = -1
        self._patience = HELD_SECONDS[1]

    def heard(self, at: float) -> None:
        """Note any answer."""
        self._heard = at

    def frames(self, at: float, count: int, fps: float) -> None:
        """Note the generator's count of frames and its rate; a restarted renderer may count anew."""
        if count != self._frames:
            self._frames = count
            self._moved = at
            shortest, longest = HELD_SECONDS
            self._patience = min(longest, max(shortest, HELD_FRAMES / fps)) if fps > 0.0 else longest

    def sign(self, at: float) -> Sign:
        """Return what is to be thought of the generator."""
        if at - self._heard >= GONE_SECONDS:
            return Sign.GONE
        if at - self._heard >= STALLED_SECONDS:
            return Sign.SILENT
        return Sign.HELD if at - self._moved >= self._patience else Sign.ALIVE

    def deadline(self, at: float) -> float:
        """Return when the sign changes next if nothing more is heard."""
        changes = (self._heard + STALLED_SECONDS, self._moved + self._patience, self._heard + GONE_SECONDS)
        return min((change for change in changes if change > at), default=at)
