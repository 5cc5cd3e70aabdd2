"""The commands that the generator has not answered. No clock, no I/O.

Rules: in order; an expired one is never sent (who made it reports it); one that was sent and not answered is sent
again on the next connection, under the same id, which the generator drops if it has seen it. On a path that loses
datagrams the channel sends again after a second at the soonest, and holds back all that follow: so those that are not
answered soon are due again, together, from the oldest on, so that whatever arrives is in order.
"""

import math

from soundscape_live.model import Command

MOST = 256
"More than that cannot be meant: commands come from hands and beats and live for a second or so."

AGAIN_SECONDS = 0.1
"From sending commands to sending them again: a generator answers with its next frame."
TOGETHER = 8
"Commands that are sent again at once."
CALLS = 4
"How often an expiry is told when nothing else is to be sent again."


class Waiting:
    """Keeps commands from their making to their answer or expiry."""

    def __init__(self) -> None:
        self._unanswered: dict[int, Command] = {}
        self._sent: set[int] = set()
        self._due = math.inf
        self._last = 0
        self._calls = 0

    def __len__(self) -> int:
        return len(self._unanswered)

    def add(self, command: Command, at: float) -> bool:
        """Take a command; False if there are too many already."""
        self._forget_expired(at)
        if len(self._unanswered) >= MOST:
            return False
        self._unanswered[command.id] = command
        self._last = max(self._last, command.id)
        return True

    def take(self, at: float) -> tuple[Command, ...]:
        """Return what is to be sent now on this connection, oldest first, and take it as sent."""
        self._forget_expired(at)
        unsent = tuple(command for command in self._unanswered.values() if command.id not in self._sent)
        self._sent.update(command.id for command in unsent)
        if unsent:
            self._due = min(self._due, at + AGAIN_SECONDS)
        return unsent

    def again(self, at: float) -> tuple[Command, ...] | None:
        """Return the oldest of those that were sent on this connection if they are due again, else None.

        None of them is a result too: it is due to say that those before `over` are over.
        """
        self._forget_expired(at)
        if at < self._due:
            return None
        sent = tuple(command for command in self._unanswered.values() if command.id in self._sent)
        if not sent and not self._calls:
            self._due = math.inf
            return None
        self._calls = max(0, self._calls - 1)
        self._due = at + AGAIN_SECONDS
        return sent[:TOGETHER]

    @property
    def deadline(self) -> float:
        """When commands, or the word that some are over, are due again; infinity: never."""
        return self._due

    @property
    def over(self) -> int:
        """The id up to which every command was answered or is expired: one that still arrives is not to be applied."""
        return min(self._unanswered, default=self._last + 1) - 1

    def answered(self, id_: int) -> bool:
        """Note the generator's answer; one to an unknown id, or a second one, changes nothing and returns False."""
        self._sent.discard(id_)
        return self._unanswered.pop(id_, None) is not None

    def disconnected(self) -> None:
        """Note that the connection is gone: what was sent on it may not have arrived."""
        self._sent.clear()
        self._due = math.inf
        self._calls = 0

    def _forget_expired(self, at: float) -> None:
        for command in tuple(self._unanswered.values()):
            if command.expires <= at:
                self._calls = CALLS if command.id in self._sent else self._calls
                self.answered(command.id)
