"""One generator as the engine drives it: what it was told, when, and what it answered.

Rules: a generator is told the whole state when it begins to take it, and again when it is live; then what has changed,
at its own pace. Its commands have ids of their own, from 1. What a beat brings about leaves early by the generator's
own delay and offset.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never

from soundscape_live.engine.delay import Delays
from soundscape_live.engine.differ import differ
from soundscape_live.engine.leaving import Leaving, Plan
from soundscape_live.engine.ledger import Ledger
from soundscape_live.engine.pending import Pending
from soundscape_live.mapping.show import GeneratorRule
from soundscape_live.model import (
    Action,
    Applied,
    Command,
    CommandDone,
    FrameSeen,
    FramesShown,
    GeneratorStatus,
    Level,
    Params,
    PeerChange,
    PeerDelay,
    PeerReport,
    PeerState,
    Transition,
)
from soundscape_live.wire.pacing import Pacer

STALLED_SECONDS = 1.0
"For which a generator may stall before another one takes its place."
APPEARS_SECONDS = 10.0
"In which a generator must have been there once, or another one takes its place until a hand says otherwise."
FARTHEST = 2.0
"Seconds by which a command leaves before its beat, at most."
LOOKS = 2.0
"Of the portions in which a generator listens: how much longer its commands may take."

_TAKES = frozenset({PeerState.LIVE, PeerState.PAUSED})
"States in which a generator is told the state."
_OBEYS = _TAKES | {PeerState.STALLED}
"States in which it is told commands."
_GONE = frozenset({PeerState.OFF, PeerState.PROBING, PeerState.LOST})
"States after which another generator may stand in its place."
_LEVELS = {PeerState.STALLED: Level.WARNING, PeerState.LOST: Level.ERROR}
"How much a state matters; the others inform."


class Drive:
    """One generator of the show. Times passed in never go back."""

    def __init__(self, rule: GeneratorRule, at: float, ledger: Ledger) -> None:
        """Begin with one of which nothing is known."""
        self.rule = rule
        self.called = "generator"
        "What the operator calls it."
        self.peer = PeerChange(at, PeerState.OFF, generator=rule.name)
        self.pending = Pending(rule.name)
        self.leaving = Leaving()
        self.delays = Delays()
        self.seq = 0
        "Of the last snapshot: they count from 1."
        self.applied = 0
        "Snapshots that were answered."
        self.takes = False
        "Whether it is told the state."
        self.obeys = False
        "Whether it is told commands."
        self.present = False
        "Whether it has been there, and was not lost since."
        self.there_since = math.inf
        "Since when it shows a picture; infinity: it does not."
        self.gone_at = at + APPEARS_SECONDS
        "From when on another one should take its place; infinity: it is there."
        self._ledger = ledger
        self._pacer = Pacer()
        self._told: Params | None = None
        "What it shows, or will; None: it knows nothing."
        self._frames = 0
        self._fps = 0.0
        self._restarts: int | None = None

    @property
    def there(self) -> bool:
        """Whether it shows a picture."""
        return self.there_since < math.inf

    @property
    def lead(self) -> float:
        """Seconds by which its commands leave before their beat, while it is told any."""
        return min(max(0.0, (self.delays.seconds or 0.0) + self.rule.offset), FARTHEST)

    def status(self, *, shown: bool, standby: bool) -> GeneratorStatus:
        """Return what the operator sees of it."""
        return GeneratorStatus(
            name=self.rule.name,
            screen=self.rule.screen,
            state=self.peer.state,
            detail=self.peer.detail,
            frames=self._frames,
            fps=self._fps,
            delay=self.delays.seconds,
            delay_kind=self.delays.kind,
            shown=shown,
            standby=standby,
        )

    def deadline(self) -> float:
        """Return when it is next to be told something, or a command expires; infinity if never."""
        due = min(self.pending.deadline(), self.leaving.deadline())
        paced = self._pacer.deadline() if self.takes else None
        return due if paced is None else min(due, paced)

    # ------------------------------------------------------------------------------------------------- answers

    def take(self, report: PeerReport, at: float) -> None:
        """Take what it, or who watches it, says."""
        match report:
            case PeerChange():
                self._change(report, at)
            case Applied():
                self.applied += self.delays.applied(report.seq, report.at)
            case CommandDone():
                answered = self.pending.done(report.id, report.refused)
                if answered is not None and report.refused:
                    words = f"the {self.called} refused {_name(answered)}: {report.refused}"
                    self._ledger.say(at, Level.WARNING, words)
            case FramesShown():
                self._count(report, at)
            case FrameSeen():
                self.delays.seen(report.seq, report.at)
            case PeerDelay():
                self.delays.estimate(report.seconds)
                self.pending.patience = LOOKS * report.chunk
            case _:
                assert_never(report)

    def _change(self, change: PeerChange, at: float) -> None:
        before, took = self.peer, self.takes
        self.peer = change
        self.takes = change.state in _TAKES or change.heard
        self.obeys = change.state in _OBEYS
        if change.state is PeerState.LIVE or (self.takes and not took):
            self._told = None
            self._pacer.force()
        if not self.obeys:
            self.leaving.clear()
        self._look(change.state, at)
        if change.state in _GONE:
            self.delays.forget()
        if change.state is PeerState.CONNECTING:  # behind a new connection may stand another generator
            self._restarts = None
        if (change.state, change.detail) != (before.state, before.detail) or change.heard is before.heard:
            detail = f" ({change.detail})" if change.detail else ""
            self._ledger.say(at, _LEVELS.get(change.state, Level.INFO), f"{self.called}: {change.state}{detail}")

    def _look(self, state: PeerState, at: float) -> None:
        """Note since when it is there, or from when on it is missed."""
        if state in _TAKES:
            self.present = True
            self.there_since, self.gone_at = min(self.there_since, at), math.inf
            return
        self.there_since = math.inf
        if state is PeerState.LOST:
            self.present = False
            self.gone_at = min(self.gone_at, at)
        elif state is PeerState.STALLED:
            self.gone_at = min(self.gone_at, at + STALLED_SECONDS)

    def _count(self, report: FramesShown, at: float) -> None:
        """Take its count of frames; a renderer that was started again while we were there is said."""
        self._frames, self._fps = report.frames, report.fps
        if self._restarts is not None and report.restarts > self._restarts:
            self._ledger.say(at, Level.WARNING, f"{self.called}: its renderer ended and was started again")
        self._restarts = report.restarts

    # ------------------------------------------------------------------------------------------------ commands

    def act(self, at: float, actions: Sequence[Action]) -> list[Command]:
        """Return the commands that leave at once. While it is away the state carries what they meant."""
        if not self.obeys:
            # A state that is taken names no command that never comes: its prompts would be waited with.
            self.pending.skip(0 if self.takes else len(actions))
            return []
        sent: list[Command] = []
        for action in actions:
            if isinstance(action, Transition):
                self.leaving.replace()
            sent.append(self.pending.send(at, action))
        return sent

    def plan(self, at: float, plan: Plan) -> None:
        """Take what a coming beat brings about; `release` has it when its time comes."""
        if self.obeys:
            self.leaving.plan(at, self.lead, plan)

    def release(self, at: float) -> list[Command]:
        """Return the commands whose time to leave has come."""
        return [self.pending.send(at, action) for action in self.leaving.release(at)]

    def end(self, at: float) -> None:
        """Give up what it has not answered: it is not in the show any more."""
        self.leaving.clear()
        self._give_up(at, self.pending.expire(math.inf), "will not be answered")

    def expire(self, at: float) -> None:
        """Say which commands were not answered in time."""
        if self.pending:
            self._give_up(at, self.pending.expire(at), "was not answered in time")

    def _give_up(self, at: float, commands: Iterable[Command], why: str) -> None:
        for command in commands:
            words = f"{_name(command)} {why} and is dropped"
            self._ledger.say(at, Level.WARNING, words if self.called == "generator" else f"{self.called}: {words}")

    # --------------------------------------------------------------------------------------------------- state

    def asks(self, at: float, *, moved: bool) -> bool:
        """Whether it need be looked what has changed; `moved`: by a hand."""
        return self.takes and (moved or not self._pacer.waits(at))

    def snapshot(self, params: Params, *, moved: bool) -> Params | None:
        """Return the state of now if it is to be told now; `moved`: a hand has changed it."""
        at, pacer = params.at, self._pacer
        prompts = params.prompts if self.leaving.held is None else self.leaving.held
        if self._told is None or differ(params, prompts, self._told):
            pacer.offer(at, by_hand=moved)
        if not pacer.due(at):
            return None
        self.seq += 1
        name = self.rule.name
        told = replace(params, seq=self.seq, command=self.pending.last, prompts=prompts, generator=name)
        self._told = told
        pacer.sent(at)
        self.delays.sent(self.seq, at)
        return told


def _name(command: Command) -> str:
    return f"command {command.id} ({type(command.action).__name__})"
