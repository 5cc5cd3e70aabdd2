"""Commands on their way: each is applied once, refused, or reported as expired; never forgotten.

Rules: ids count from 1; a cache reset is worth half a second, a transition the time in which its target state
would have arrived anyway, both longer by the generator's patience; an answer to a command that has expired is ignored.
"""

import math
from typing import assert_never

from soundscape_live.model import MAIN, Action, Command, ResetCache, Transition

RESET_SECONDS = 0.5
TRANSITION_SECONDS = 2.0


class Pending:
    """The commands that have been sent and not yet answered."""

    def __init__(self, generator: str = MAIN) -> None:
        """Begin with none sent to the generator of this name."""
        self._generator = generator
        self._last = 0
        self._waiting: dict[int, Command] = {}
        self.patience = 0.0
        "Seconds by which commands live longer, for a generator that listens now and then."
        self.sent = 0
        self.applied = 0
        self.refused = 0
        self.expired = 0

    @property
    def last(self) -> int:
        """The id of the last command, 0 if there was none."""
        return self._last

    def __len__(self) -> int:
        return len(self._waiting)

    def send(self, at: float, action: Action) -> Command:
        """Give the action its id and its time to live."""
        self._last += 1
        self.sent += 1
        command = Command(at, self._last, at + _lifetime(action) + self.patience, action, self._generator)
        self._waiting[command.id] = command
        return command

    def skip(self, count: int) -> None:
        """Count actions that were not sent because nobody is there; the state carries what they meant."""
        self._last += count

    def done(self, command: int, refused: str) -> Command | None:
        """Take an answer; returns the command it answers, None if nothing waits for it."""
        answered = self._waiting.pop(command, None)
        if answered is not None and refused:
            self.refused += 1
        elif answered is not None:
            self.applied += 1
        return answered

    def expire(self, at: float) -> tuple[Command, ...]:
        """Return the commands whose time is up, each once."""
        late = tuple(command for command in self._waiting.values() if command.expires <= at)
        for command in late:
            del self._waiting[command.id]
        self.expired += len(late)
        return late

    def deadline(self) -> float:
        """Return when the next command expires; infinity if none waits."""
        return min(command.expires for command in self._waiting.values()) if self._waiting else math.inf


def _lifetime(action: Action) -> float:
    match action:
        case ResetCache():
            return RESET_SECONDS
        case Transition():
            return TRANSITION_SECONDS
        case _:
            assert_never(action)
