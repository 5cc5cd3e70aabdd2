"""Whose state is drawn: the newest session that opened our channels, and while there is none, Scope's clients.

Rules: pure; every change returns what whoever makes the picture is to be told. Each time somebody else begins to play,
a new epoch begins, in which snapshots and ids are counted afresh. One who was started again is told the
state of now and the commands that were not answered.
"""

from dataclasses import replace

from soundscape_live.generator.link import Begin, Shown, Told
from soundscape_live.wire.messages import WireApplied, WireCommand, WireCommands, WireDone, WireSnapshot
from soundscape_live.wire.parameters import state_of, update

NOBODY = ""
SCOPE = "scope"
"Scope's clients play together, as one."
MAX_UNANSWERED = 128


class Playing:
    """Keeps the state that is drawn, and whose it is."""

    def __init__(self, snapshot: WireSnapshot) -> None:
        self._snapshot = snapshot
        self._first = True
        self._player = NOBODY
        self._epoch = 0
        self._answered = -1
        self._newest = 0
        self._unanswered: dict[int, tuple[WireCommand, float]] = {}
        self._applied: WireApplied | None = None
        self._done: dict[int, WireDone] = {}

    @property
    def player(self) -> str:
        """The session that plays: its id, SCOPE or NOBODY."""
        return self._player

    @property
    def state(self) -> dict[str, object]:
        """The newest state under Scope's names."""
        return state_of(self._snapshot)

    def begin(self, player: str) -> tuple[Told, ...]:
        """Let `player` play from now on."""
        self._player = player
        self._epoch += 1
        self._first = True
        self._answered = -1
        self._newest = 0
        self._unanswered.clear()
        self._applied = None
        self._done.clear()
        return (Begin(self._epoch),)

    def end(self) -> None:
        """Take note that whoever played is gone. The picture goes on as it is."""
        self._player = NOBODY

    def snapshot(self, player: str, snapshot: WireSnapshot) -> tuple[Told, ...]:
        """Take a snapshot; one of a session that does not play, or that is not newer, changes nothing."""
        if player != self._player or (not self._first and snapshot.seq <= self._snapshot.seq):
            return ()
        self._first = False
        self._snapshot = snapshot
        return (snapshot,)

    def command(self, player: str, command: WireCommand, at: float) -> tuple[Told, ...] | WireDone:
        """Take a command that arrived at `at`, or refuse it."""
        if player != self._player:
            return WireDone(command.id, 0, "another session plays")
        if command.id <= self._newest:
            return ()
        self._newest = command.id
        if len(self._unanswered) >= MAX_UNANSWERED:
            refused = WireDone(command.id, 0, "too many commands wait")
            self._remember(refused)
            return refused
        self._unanswered[command.id] = (command, at)
        return (command,)

    def repeated(self, player: str, again: WireCommands, at: float) -> tuple[tuple[Told, ...], tuple[WireDone, ...]]:
        """Take commands that were sent before: those that have not come are taken, those that are done answered."""
        if player == self._player:
            # What is over and has not come yet is from now on one that has been seen.
            self._newest = max(self._newest, again.over)
        lines: list[Told] = []
        answers: list[WireDone] = []
        for command in again.commands:
            told = self.command(player, command, at)
            if isinstance(told, WireDone):
                answers.append(told)
            else:
                lines += told
                answers += [self._done[command.id]] if command.id in self._done else []
        return tuple(lines), tuple(answers)

    def shown_already(self, player: str, snapshot: WireSnapshot) -> WireApplied | None:
        """Return the answer to the snapshot if it was given before, for it may have been lost."""
        return self._applied if player == self._player and snapshot.seq == self._answered else None

    def change(self, change: dict[str, object], at: float) -> tuple[Told, ...]:
        """Take a partial update of a Scope client; WireError says what is wrong with it."""
        new = self._player == NOBODY
        base = self._snapshot if not new else replace(self._snapshot, seq=0, command=0)
        changed = update(base, change)
        lines = self.begin(SCOPE) if new else ()
        for command in changed.commands:
            told = self.command(SCOPE, command, at)
            lines += told if isinstance(told, tuple) else ()
        return lines + self.snapshot(SCOPE, changed.snapshot)

    def shown(self, shown: Shown) -> tuple[WireApplied | WireDone, ...]:
        """Return what the playing session is told of a frame."""
        if shown.epoch != self._epoch:
            return ()
        answers: list[WireApplied | WireDone] = []
        if shown.seq > self._answered:
            self._answered = shown.seq
            self._applied = WireApplied(shown.seq, shown.frame)
            answers.append(self._applied)
        answers.extend(done for done in shown.answers if self.settled(done))
        return tuple(answers)

    def settled(self, done: WireDone) -> bool:
        """Take note that a command is answered; False if it was, or is not this session's."""
        if self._unanswered.pop(done.id, None) is None:
            return False
        self._remember(done)
        return True

    def _remember(self, done: WireDone) -> None:
        self._done[done.id] = done
        while len(self._done) > MAX_UNANSWERED:
            del self._done[next(iter(self._done))]

    def again(self, at: float) -> tuple[Told, ...]:
        """Return what one who was started at `at` is told."""
        session = Begin(self._epoch)
        # Before a session's first snapshot the state is that of the one before, and not to be answered.
        state = (Begin(0), self._snapshot, session) if self._first else (session, self._snapshot)
        waiting = (
            replace(command, ttl=max(0.0, command.ttl - (at - arrived)))
            for command, arrived in self._unanswered.values()
        )
        return (*state, *waiting)
