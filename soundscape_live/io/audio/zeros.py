"""Samples that are exactly zero: when to ask whether the input is still there. Pure.

On JACK an input is another program; when that ends, its input goes on, and is zero. One of the same name that has come
since is not connected to it, and nothing tells the two apart: so an input of JACK is opened afresh. While the zeros
last, this is done again after twice as long, up to LONGEST_SECONDS.
"""

from dataclasses import dataclass

ZERO_SECONDS = 0.5
LONGEST_SECONDS = 10.0


@dataclass(slots=True)
class Zeros:
    """Remembers them over all the times that an input is opened. Time is an argument."""

    _since: float | None = None
    _patience: float = ZERO_SECONDS

    def begin(self) -> None:
        """Take that the input was opened; the patience of before goes on."""
        self._since = None

    def note(self, *, sound: bool, at: float) -> None:
        """Take a block: whether it has a sample that is not zero."""
        if sound:
            self._since, self._patience = None, ZERO_SECONDS
        elif self._since is None:
            self._since = at

    def are_odd(self, at: float) -> bool:
        """Say whether they have lasted so long that it is to be asked, for the first time or again."""
        if self._since is None or at - self._since < self._patience:
            return False
        self._since = at
        self._patience = min(2 * self._patience, LONGEST_SECONDS)
        return True
