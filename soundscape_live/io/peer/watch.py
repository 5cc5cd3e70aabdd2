"""How long the generator has been silent, and what that means. No clock, no I/O."""

from enum import Enum

STALLED_SECONDS = 1.0
"Without an answer; the generator counts its frames to us four times a second."
HELD_FRAMES = 4.0
HELD_SECONDS = (1.0, 2.0)
"With answers, but without a new frame: the time of four frames, within these bounds."
HELD_CHUNKS = 2.5
"The same of a generator that draws in portions: their time, since its frames come in bursts and after a wait."
GONE_SECONDS = 1.75
"Without an answer: the connection is given up. aiortc alone would take thirty seconds."


class Sign(Enum):
    """What the silence means."""

    ALIVE = "alive"
    SILENT = "no answer"
    HELD = "no new frame"
    PAUSED = "no new frame, as it was told"
    GONE = "gone"


class Watch:
    """Watches one connection; begins with its opening."""

    def __init__(self, at: float) -> None:
        self._heard = at
        self._moved = at
        self._frames = -1
        self._patience = HELD_SECONDS[1]
        self._chunk = 0.0
        self._paused = False

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

    def shown(self, at: float, frame: int) -> None:
        """Note the number of a frame that was shown; an answer that comes again names an old one."""
        if frame > self._frames:
            self._frames = frame
            self._moved = at

    def chunk(self, seconds: float) -> None:
        """Note in what portions the generator draws; 0: frame by frame, or not known."""
        self._chunk = seconds

    def told(self, at: float, *, paused: bool) -> None:
        """Note what the generator was last told; after a pause it is given its time anew."""
        if self._paused and not paused:
            self._moved = at
        self._paused = paused

    def sign(self, at: float) -> Sign:
        """Return what is to be thought of the generator."""
        if at - self._heard >= GONE_SECONDS:
            return Sign.GONE
        if at - self._heard >= STALLED_SECONDS:
            return Sign.SILENT
        if at - self._moved < self._allowed:
            return Sign.ALIVE
        return Sign.PAUSED if self._paused else Sign.HELD

    def deadline(self, at: float) -> float:
        """Return when the sign changes next if nothing more is heard."""
        changes = (self._heard + STALLED_SECONDS, self._moved + self._allowed, self._heard + GONE_SECONDS)
        return min((change for change in changes if change > at), default=at)

    @property
    def _allowed(self) -> float:
        """Seconds that may pass between two frames."""
        return max(self._patience, HELD_CHUNKS * self._chunk)
