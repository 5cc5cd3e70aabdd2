"""What silence means of a server that fails silently. No clock, no I/O.

Rules: frames are the sign of life. None for a while is said, none for longer ends the session, sooner if the server's
HTTP side is silent too. While it is paused frames may stop, and its HTTP side alone says that it lives.
"""

from enum import Enum

FIRST_SECONDS = 15.0
"From the channel's opening to the first frame: the first call may have to warm up."
STALLED_SECONDS = (1.0, 2.0)
"Without a frame, after which that is said: the time of STALLED_CHUNKS, within these bounds."
STALLED_CHUNKS = 2.0
GONE_SECONDS = 2.0
"Without a frame, after which the session is given up: the time of GONE_CHUNKS where that is longer."
GONE_CHUNKS = 2.5
QUIET_SECONDS = 0.5
"Without a frame, after which a server where nothing listens any more is taken to be gone."
DEAF_TIMES = 2
"Questions in a row without an answer, after which a server that is paused is taken to be gone."


class Sign(Enum):
    """What is to be thought of the server."""

    BEGINNING = "no picture yet"
    LIVE = "live"
    STALLED = "no new frame"
    PAUSED = "paused"
    GONE = "gone"


class Watch:
    """Watches one session; begins with its opening. Times are in seconds of one clock."""

    def __init__(self, at: float, *, paused: bool) -> None:
        self._moved = at
        self._began = False
        "Whether a frame came."
        self._paused = paused
        self._deaf, self._absent = 0, False
        self.reason = ""
        "Why the session is over."

    def frame(self, at: float) -> None:
        """Note a frame."""
        self._moved = max(self._moved, at)
        self._began = True

    def told(self, at: float, chunk: float, *, paused: bool) -> None:
        """Note that the server was told to pause or go on; what it has not begun takes a call to come."""
        if self._paused and not paused:
            self._moved = max(self._moved, at + chunk)
        self._paused = paused

    def answered(self) -> None:
        """Note that its HTTP side answered."""
        self._deaf, self._absent = 0, False

    def unanswered(self, reason: str, *, absent: bool) -> None:
        """Note that its HTTP side did not answer, with what was found; `absent`: nothing listens there."""
        self._deaf += 1
        self._absent = absent
        self.reason = reason

    def sign(self, at: float, chunk: float) -> Sign:
        """Return what is to be thought of it; `chunk` is the length of a call in seconds, 0 while not known."""
        quiet = at - self._moved
        if self._paused:
            return Sign.GONE if self._deaf >= DEAF_TIMES else Sign.PAUSED
        if self._absent and quiet >= QUIET_SECONDS:
            return Sign.GONE
        patience = max(GONE_SECONDS, GONE_CHUNKS * chunk) if self._began else FIRST_SECONDS
        if quiet >= patience:
            self.reason = f"{'no frame' if self._began else 'no first frame'} for {patience:g} s"
            return Sign.GONE
        if not self._began:
            return Sign.BEGINNING
        return Sign.STALLED if quiet >= _stalled(chunk) else Sign.LIVE

    def deadline(self, at: float, chunk: float) -> float:
        """Return when the sign changes next if nothing more comes."""
        waits = (QUIET_SECONDS, _stalled(chunk), max(GONE_SECONDS, GONE_CHUNKS * chunk), FIRST_SECONDS)
        return min((self._moved + wait for wait in waits if self._moved + wait > at), default=at + FIRST_SECONDS)


def _stalled(chunk: float) -> float:
    shortest, longest = STALLED_SECONDS
    return min(longest, max(shortest, STALLED_CHUNKS * chunk))
