"""When a new snapshot goes out.

Sound changes all the time and is sent at most 30 times a second; a hand's movement goes out at once, then at most
60 times a second. Every snapshot is the whole state, so that one sending answers for all that changed before it.
Rules: what has changed last always goes out; nothing waits longer than its own interval; a hand waits for hands
alone, so that its first movement goes out at once whatever the sound has just sent.
"""

import math


class Pacer:
    """Decides when; what is sent is the engine's business. Times must not run backwards."""

    def __init__(self, sound_hz: float = 30.0, hand_hz: float = 60.0) -> None:
        """Take the most snapshots a second that sound and hands may cause."""
        self._sound = 1.0 / sound_hz
        self._hand = 1.0 / hand_hz
        self._sent = -math.inf
        self._hand_sent = -math.inf
        self._by_hand = False
        self._due: float | None = None

    def offer(self, at: float, by_hand: bool) -> None:  # noqa: FBT001  (the two kinds of change)
        """Note that something has changed at `at`, in seconds."""
        due = max(at, self._hand_sent + self._hand if by_hand else self._sent + self._sound)
        self._by_hand = self._by_hand or by_hand
        self._due = due if self._due is None else min(due, self._due)

    def force(self) -> None:
        """Make the whole state due at once, whatever was sent when: the generator knows nothing."""
        self._due = -math.inf

    def due(self, at: float) -> bool:
        """Return whether a snapshot is to be sent at `at`."""
        return self._due is not None and at >= self._due

    def waits(self, at: float) -> bool:
        """Return whether a snapshot is to be sent, but not yet at `at`: what the sound changes by then goes with it."""
        return self._due is not None and at < self._due

    def sent(self, at: float) -> None:
        """Note that the state of `at` was sent: nothing is waiting any more."""
        self._sent = at
        if self._by_hand:
            # Counted from when it was due, so that a late sending does not put off the next one as well.
            due = at if self._due is None else self._due
            self._hand_sent = max(due, at - self._hand / 2)
        self._by_hand = False
        self._due = None

    def deadline(self) -> float | None:
        """Return when a snapshot is next due (minus infinity: at once), or None if nothing has changed."""
        return self._due
