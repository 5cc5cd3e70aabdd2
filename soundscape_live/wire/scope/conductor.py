"""What a Scope server is told, and when: one message a chunk at most, with all that is worth telling by then.

Rules: state is read when the message goes, the newest wins, and only what has changed is told. Commands go into the
next message and are never lost. A transition goes with its target as `prompts` in one message; then no prompts until it
has ended, since the server would fall back to where it came from; a reset in between ends it on its target. A reset
always carries the prompts that hold. Nothing is told while the picture is paused, and commands wait. A message is never
empty. Which prompts hold while snapshots and commands race is the law of wire/held.py.
"""

import json
from dataclasses import dataclass, replace

from soundscape_live.model import Prompt
from soundscape_live.wire.held import HeldPrompts
from soundscape_live.wire.messages import OPENING, WireCommand, WireDone, WireSnapshot, WireTransition
from soundscape_live.wire.scope.cuts import Cuts
from soundscape_live.wire.scope.manner import Key, Manner, StandIn
from soundscape_live.wire.scope.message import Draft, Known, after, compose, lengthening, opening
from soundscape_live.wire.scope.queue import ServerQueue
from soundscape_live.wire.scope.table import check, check_command, notes, scales
from soundscape_live.wire.scope.waiting import MAX_WAITING, Merged, Waiting

NOW = float("-inf")
NEVER = float("inf")
CUTS = frozenset({"reset_cache", Key.LORAS.value})
"Keys whose coming makes a hard cut."
DRIFT = 2.0
"Times the usual spacing of messages that a slow drift waits, so that the queue is free for what is urgent."
UNTOLD = replace(OPENING, seq=-1)
"The state before anybody has said one."


@dataclass(frozen=True, slots=True)
class Told:
    """One message for the server's data channel, and the commands that it settles."""

    text: str
    done: tuple[WireDone, ...]


class Conductor:
    """One generator's connection to a Scope server. Times are in seconds of one clock and do not run backwards."""

    def __init__(self, manner: Manner, at: float, state: WireSnapshot = UNTOLD) -> None:
        self._manner = manner
        self._state = check(state)
        self._fresh = True
        "Whether this speaker has said no state yet."
        self._held = HeldPrompts(state.prompts)
        self._waiting = Waiting()
        self._queue = ServerQueue(manner.frames_per_chunk)
        self._cuts = Cuts(manner.flashes)
        self._known = Known()
        self._offered: Draft | None = None
        "The state that the last offer carried."
        self._answers: list[WireDone] = []
        self._said: dict[str, bool] = dict.fromkeys(manner.words, False)
        "Sentences for the operator, and whether they were given out."
        self._now = at

    @property
    def chunk(self) -> float:
        """Seconds of a generation call as learnt, 0: not known."""
        return self._queue.chunk

    @property
    def delay(self) -> float:
        """Seconds from sending to the picture, estimated; 0: not known."""
        return self._queue.delay

    def words(self) -> tuple[str, ...]:
        """Return sentences for the operator that have not been given out, each once."""
        fresh = tuple(text for text, given in self._said.items() if not given)
        self._said = dict.fromkeys(self._said, True)
        return fresh

    def begin(self, at: float) -> None:
        """Begin with a new speaker: sequence numbers and ids start afresh, the state stays until it says another."""
        self._now = at
        self._fresh = True
        self._waiting.begin()
        self._held.begin()
        self._answers.clear()
        if self._offered is not None:  # it was sent all the same; its commands were the one's before
            self._offered = replace(self._offered, merged=Merged())

    def snapshot(self, state: WireSnapshot, at: float) -> None:
        """Take a state, unless a newer one is here; a speaker's first is taken whole. WireError: out of range."""
        self._now = at
        check(state)
        if self._fresh:
            self._fresh = False
            self._held.settle(state.command)
        elif state.seq <= self._state.seq:
            return
        self._state = state
        self._said = {**dict.fromkeys(notes(self._manner, state), False), **self._said}

    def command(self, command: WireCommand, at: float) -> None:
        """Take a command that came at `at`, unless it came before. WireError: out of range."""
        self._now = at
        refused = self._waiting.add(check_command(command), at)
        if isinstance(command.action, WireTransition) and not self._manner.span(Key.PROMPTS):
            self._waiting.drop((command.id,))
            refused = "the pipeline has no prompts"
        if refused:
            self._answer((WireDone(command.id, self._queue.received, refused),))

    def opening(self, at: float) -> dict[str, object]:
        """Return the whole state for an offer, as the server reads it; waiting transitions are told as targets."""
        self._now = at
        self._expire(at)
        merged = Merged() if self._state.paused else self._waiting.merged(NEVER)
        self._offered = opening(self._manner, self._state, merged, self._prompts(merged, at))
        return dict(self._offered.message)

    def opened(self, at: float) -> None:
        """Note that the session which `opening` began stands: the server knows what that said."""
        assert self._offered is not None, "a session is opened with a state"
        self._now = at
        offered, self._offered = self._offered, None
        self._known = after(Known(), offered, self._manner, 0, 0)
        self._queue.opened(at, paused=self._known.paused)
        self._answer(self._taken(offered, at))

    def closed(self, at: float) -> None:
        """Note that the session is over: nothing is with the server any more."""
        self._now = at
        self._queue.closed()
        self._offered = None

    def frames(self, count: int, at: float) -> None:
        """Note that `count` frames have come in this session; to be called for each, or a few together."""
        self._now = at
        self._queue.frames(count, at)
        if self._known.ends is not None and self._queue.received >= self._known.ends:
            self._known = replace(self._known, ends=None)

    def take(self, at: float) -> Told | None:
        """Return the message that goes now, to be sent at once; None if none may or need go."""
        self._now = at
        self._expire(at)
        opens = self._queue.opens()
        if opens is None or at < opens:
            return None
        draft, due = self._draft(at)
        if due is None or at < due:
            return None
        return self._tell(draft, at)

    def settled(self, at: float) -> tuple[WireDone, ...]:
        """Return answers that no message brings: refused, expired, or told by an offer."""
        self._now = at
        self._expire(at)
        answers = tuple(self._answers)
        self._answers.clear()
        return answers

    def deadline(self) -> float | None:
        """Return when `take` or `settled` next has something (minus infinity: now); None: not before more is known."""
        if self._answers:
            return NOW
        times = [self._waiting.expires()]
        opens = self._queue.opens()
        if opens is not None:
            _, due = self._draft(self._now)
            times.append(None if due is None else max(due, opens))
        return min((time for time in times if time is not None), default=None)

    def _draft(self, at: float) -> tuple[Draft, float | None]:
        """Return the message that would go at `at`, and from when on it is worth telling, None if it is not."""
        paused = self._state.paused
        merged = Merged() if paused else self._waiting.merged(at + self._queue.spacing)
        cut = self._cut_due(at)
        prompts = self._prompts(merged, at)
        if paused and self._known.paused:
            return Draft({}, merged, self._known.shares, urgent=False), None
        free = self._cuts.free
        # A state that names no LoRAs leaves them as they are: their scales wait for the next cut that may be.
        state = self._state if at >= free else replace(self._state, loras=())
        draft = compose(self._manner, self._known, state, merged, prompts, cut=cut is not None and at >= cut)
        if draft.urgent:
            return draft, NOW
        times = [self._held.wakes, cut, free if self._scales_wait(at) else None]
        if draft.message:
            times.append(self._queue.rests(DRIFT))
        return draft, min((time for time in times if time is not None), default=None)

    def _tell(self, draft: Draft, at: float) -> Told:
        """Commit to a draft."""
        self._queue.lengthen(lengthening(self._known, draft))
        self._known = after(self._known, draft, self._manner, self._queue.received, self._queue.buffered)
        self._queue.told(at, heavy=draft.heavy, paused=self._known.paused)
        return Told(json.dumps(draft.message, separators=(",", ":"), allow_nan=False), self._taken(draft, at))

    def _taken(self, draft: Draft, at: float) -> tuple[WireDone, ...]:
        """Note that the commands of a draft were told, and return their answers."""
        merged = draft.merged
        if merged.target is not None:
            self._held.cross(merged.crossed, merged.target)
        if CUTS & draft.message.keys():
            self._cuts.cut(at)
        self._waiting.drop(merged.ids)
        # It is in the picture when what waits has been shown, and the chunk that takes it.
        frame = self._queue.received + 2 * self._manner.frames_per_chunk
        return tuple(WireDone(id_, frame) for id_ in merged.ids)

    def _prompts(self, merged: Merged, at: float) -> tuple[Prompt, ...]:
        """Return the prompts that hold once the merged commands are told."""
        for id_ in merged.ids:
            self._held.settle(id_)
        held = self._held.turn(self._state, at)
        return held if merged.target is None else merged.target

    def _cut_due(self, at: float) -> float | None:
        """Return when the stand-in for noise_scale next cuts, None: it does not."""
        if self._manner.stand_in is not StandIn.RESETS:
            return None
        quiet = self._state.paused or self._known.ends is not None
        self._cuts.follow(0.0 if quiet else self._state.noise_scale, at)
        return self._cuts.due()

    def _scales_wait(self, at: float) -> bool:
        """Whether scales of LoRAs are other than those that were told, and no cut is allowed yet."""
        wanted = scales(self._state).get(Key.LORAS.value)
        return at < self._cuts.free and wanted not in (None, self._known.settings.get(Key.LORAS.value))

    def _expire(self, at: float) -> None:
        self._answer(tuple(WireDone(id_, self._queue.received, "expired") for id_ in self._waiting.expired(at)))

    def _answer(self, answers: tuple[WireDone, ...]) -> None:
        """Keep answers that go with no message; the newest are kept where nobody asks for them."""
        for answer in answers:
            self._held.settle(answer.id)
        self._answers = [*self._answers, *answers][-MAX_WAITING:]
