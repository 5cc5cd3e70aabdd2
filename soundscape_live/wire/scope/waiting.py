"""Commands that wait for the next message, and what they come to in it.

Rules: a command is told once at most, in the order of ids, and answered once; one whose time is over is refused.
Those that wait go into one message together: several resets are one cut; a newer transition takes the place of an
older one; a reset after a transition ends that on its target. A transition after a reset is told in a message of its
own, since the reset would land on its target at once, unless its time would be over by then.
"""

from dataclasses import dataclass

from soundscape_live.model import Prompt, ResetCache
from soundscape_live.wire.messages import WireCommand, WireTransition

MAX_WAITING = 64
"Commands that may wait; more are refused."


@dataclass(frozen=True, slots=True)
class Merged:
    """What the waiting commands come to in one message."""

    ids: tuple[int, ...] = ()
    "The commands that it settles."
    reset: bool = False
    transition: WireTransition | None = None
    "A transition that begins."
    target: tuple[Prompt, ...] | None = None
    "The prompts at which the newest transition ends; None: there is none."
    crossed: int = 0
    "The id of that transition."


class Waiting:
    """The commands of one speaker. Every time is in seconds of one clock."""

    def __init__(self) -> None:
        self._commands: list[tuple[WireCommand, float]] = []
        self._seen = 0
        "The newest command that came."

    def begin(self) -> None:
        """Begin with a new speaker: ids start afresh, what the old one asked for is forgotten."""
        self._commands.clear()
        self._seen = 0

    def add(self, command: WireCommand, at: float) -> str:
        """Take a command, unless it came before. Return why it is refused, empty if it is not."""
        if command.id <= self._seen:
            return ""
        self._seen = command.id
        if len(self._commands) >= MAX_WAITING:
            return "too many commands wait"
        self._commands.append((command, at))
        return ""

    def expired(self, at: float) -> tuple[int, ...]:
        """Take out the commands whose time is over."""
        late = {command.id for command, came in self._commands if at > came + command.ttl}
        self.drop(tuple(late))
        return tuple(sorted(late))

    def expires(self) -> float | None:
        """Return when the first command's time is over."""
        return min((came + command.ttl for command, came in self._commands), default=None)

    def merged(self, later: float) -> Merged:
        """Return what goes into a message now, if the one after it can go at `later`."""
        ids: list[int] = []
        reset = False
        transition: WireTransition | None = None
        target: tuple[Prompt, ...] | None = None
        crossed = 0
        for command, came in self._commands:
            if isinstance(command.action, ResetCache):
                reset, transition = True, None
            elif reset and later <= came + command.ttl:
                break
            else:
                transition = None if reset else command.action
                target, crossed = command.action.target, command.id
            ids.append(command.id)
        return Merged(tuple(ids), reset, transition, target, crossed)

    def drop(self, ids: tuple[int, ...]) -> None:
        """Take out commands that were told."""
        self._commands = [waiting for waiting in self._commands if waiting[0].id not in ids]
