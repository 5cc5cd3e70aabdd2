"""What arrives between two frames -> what the next frame is made from. The renderer process keeps one.

Rules: the newest snapshot wins, an older one changes nothing. A command is applied once at most, in the order of
ids, and answered once. Which prompts hold while the two channels race is the law of held.py. While the picture is
paused commands wait, and are refused when their time is over.
"""

from dataclasses import dataclass, replace

from soundscape_live.model import ResetCache
from soundscape_live.wire.held import HeldPrompts
from soundscape_live.wire.messages import WireCommand, WireDone, WireSnapshot, WireTransition

MAX_PENDING = 64
"Commands that may wait for the next frame; the generator refuses more."


@dataclass(frozen=True, slots=True)
class Turn:
    """What one frame is made from."""

    seq: int
    "The session's newest snapshot; -1 before its first."
    snapshot: WireSnapshot
    "The state, with the prompts that hold in this frame."
    reset: bool
    "The frame is a hard cut."
    transition: WireTransition | None
    "A transition that begins with this frame."
    answers: tuple[WireDone, ...]
    "The commands that this frame settles."


class Reducer:
    """Folds snapshots and commands into turns. Every time is in seconds of one clock."""

    def __init__(self, snapshot: WireSnapshot) -> None:
        self._snapshot = snapshot
        self._held = HeldPrompts(snapshot.prompts)
        self._first = True
        self._pending: list[tuple[WireCommand, float]] = []
        self._refused: list[tuple[int, str]] = []
        self._seen = 0
        "The newest command that arrived."

    @property
    def paused(self) -> bool:
        """Whether the newest snapshot holds the picture."""
        return self._snapshot.paused

    def begin(self) -> None:
        """Begin a new session: its sequence numbers and ids start afresh; the picture's state stays."""
        self._first = True
        self._pending.clear()
        self._refused.clear()
        self._seen = 0
        self._held.begin()

    def snapshot(self, snapshot: WireSnapshot) -> None:
        """Take a snapshot, unless a newer one is here. The first of a session is taken whole."""
        if self._first:
            self._first = False
            self._held.settle(snapshot.command)
        elif snapshot.seq <= self._snapshot.seq:
            return
        self._snapshot = snapshot

    def command(self, command: WireCommand, at: float) -> None:
        """Take a command that arrived at `at`, unless it was seen before."""
        if command.id <= self._seen:
            return
        self._seen = command.id
        if len(self._pending) >= MAX_PENDING:
            self._refused.append((command.id, "too many commands wait"))
            del self._refused[:-MAX_PENDING]
        else:
            self._pending.append((command, at))

    def turn(self, at: float, frame: int) -> Turn:
        """Return what frame `frame`, begun at `at`, is made from. What it settles is settled."""
        answers = [WireDone(id_, frame, reason) for id_, reason in self._refused]
        self._refused.clear()
        reset = False
        transition: WireTransition | None = None
        for command, arrived in self._due(at):
            late = at - arrived > command.ttl
            answers.append(WireDone(command.id, frame, "expired" if late else ""))
            self._held.settle(command.id)
            if late:
                continue
            if isinstance(command.action, ResetCache):
                # A cut after the beginning of a transition ends that on its target.
                reset, transition = True, None
            else:
                transition = command.action
                self._held.cross(command.id, command.action.target)
        prompts = self._held.turn(self._snapshot, at)
        seq = -1 if self._first else self._snapshot.seq
        return Turn(seq, replace(self._snapshot, prompts=prompts), reset, transition, tuple(answers))

    def _due(self, at: float) -> list[tuple[WireCommand, float]]:
        """Take out the commands that this turn settles: all, or when paused those whose time is over."""
        paused = self._snapshot.paused
        due = [(command, arrived) for command, arrived in self._pending if not paused or at - arrived > command.ttl]
        self._pending = [waiting for waiting in self._pending if waiting not in due]
        return due
