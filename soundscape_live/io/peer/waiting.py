"""The commands that the generator has not answered. No clock, no I/O.

Rules: in order; an expired one is never sent (who made it reports it); one that was sent and not answered is sent
again on the next connection, under the same id, which the generator drops if it has seen it.
"""

from soundscape_live.model import Command

MOST = 256
"More than that cannot be meant: commands come from hands and beats and live for a second or so."


class Waiting:
    """Keeps commands from their making to their answer or expiry."""

    def __init__(self) -> None:
        self._unanswered: dict[int, Command] = {}
        self._sent: set[int] = set()

    def __len__(self) -> int:
        return len(self._unanswered)

    def add(self, command: Command, at: float) -> bool:
        """Take a command; False if there are too many already."""
        self._forget_expired(at)
        if len(self._unanswered) >= MOST:
            return False
        self._unanswered[command.id] = command
        return True

    def take(self, at: float) -> tuple[Command, ...]:
        """Return what is to be sent now on this connection, oldest first, and take it as sent."""
        self._forget_expired(at)
        unsent = tuple(command for command in self._unanswered.values() if command.id not in self._sent)
        self._sent.update(command.id for command in unsent)
        return unsent

    def answered(self, id_: int) -> None:
        """Note the generator's answer; one to an unknown id changes nothing."""
        self._unanswered.pop(id_, None)
        self._sent.discard(id_)

    def disconnected(self) -> None:
        """Note that the connection is gone: what was sent on it may not have arrived."""
        self._sent.clear()

    def _forget_expired(self, at: float) -> None:
        for command in tuple(self._unanswered.values()):
            if command.expires <= at:
                self.answered(command.id)
