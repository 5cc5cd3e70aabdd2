"""The newest snapshot, sent again while nothing says that it, or one after it, was shown. No clock, no I/O.

In a stream each snapshot answers for those before it; the last one before a silence has nobody to answer for it.
"""

import math

from soundscape_live.model import Params

FIRST_SECONDS = 0.25
LONGEST_SECONDS = 2.0
"Waits double up to this."


class Newest:
    """Keeps the newest snapshot that was sent on a connection until it is answered."""

    def __init__(self) -> None:
        self._params: Params | None = None
        self._wait = FIRST_SECONDS
        self._due = math.inf

    def sent(self, params: Params, at: float) -> None:
        """Note a new snapshot."""
        self._params = params
        self._wait = FIRST_SECONDS
        self._due = at + FIRST_SECONDS

    def applied(self, seq: int) -> None:
        """Note that a frame was shown that was made from snapshot `seq`."""
        if self._params is not None and seq >= self._params.seq:
            self._params = None
            self._due = math.inf

    def again(self, at: float) -> Params | None:
        """Return the snapshot if it is due again, and take it as sent."""
        if at < self._due:
            return None
        self._wait = min(2.0 * self._wait, LONGEST_SECONDS)
        self._due = at + self._wait
        return self._params

    @property
    def deadline(self) -> float:
        """When the snapshot is due again; infinity: never."""
        return self._due
