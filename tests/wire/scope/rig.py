"""A Scope server in virtual time, and a show played to it: the pretended pipeline, and the frames that it shows."""

import json
import math
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from soundscape_live.generator.pretend.pipeline import Manner as Pace
from soundscape_live.generator.pretend.pipeline import Pipeline
from soundscape_live.generator.pretend.processor import Applied, Call, Processor
from soundscape_live.model import Interpolation, Prompt, ResetCache
from soundscape_live.wire.messages import WireCommand, WireDone, WireSnapshot, WireTransition
from soundscape_live.wire.scope import Conductor, Manner, Mode

DT = 0.005
"Seconds of a step."
LEAST = 30
"Frames that a server keeps for its viewers."
BATCHES = 10
STATE = WireSnapshot(
    seq=0,
    command=0,
    prompts=(Prompt("sea"),),
    interpolation=Interpolation.LINEAR,
    noise_scale=0.5,
    denoising_step_list=(1000, 750),
    manage_cache=True,
    paused=False,
    seed=1,
    light=1.0,
)
VIDEO = Manner(mode=Mode.VIDEO)
CHUNK = 0.75


def state(seq: int, **changes: object) -> WireSnapshot:
    return replace(STATE, seq=seq, **changes)  # type: ignore[arg-type]


def cut(id_: int, ttl: float = 5.0) -> WireCommand:
    return WireCommand(id_, ttl, ResetCache())


def crossing(id_: int, text: str = "storm", frames: int = 36, ttl: float = 5.0) -> WireCommand:
    return WireCommand(id_, ttl, WireTransition((Prompt(text),), frames, Interpolation.SLERP))


class World:
    """One session with a server. Time passes in steps; frames are played out at the rate that was measured."""

    def __init__(self, opening: dict[str, object], pace: Pace) -> None:
        self.at = 0.0
        self.frames = 0
        self.running = True
        self.processor = Processor(Pipeline(pace), dict(opening))
        self.calls: list[Call] = []
        self.sent: list[tuple[float, dict[str, object]]] = []
        self._free = 0.0
        self._made: deque[tuple[float, int]] = deque()
        self._queued = 0
        self._batches: deque[tuple[float, int]] = deque(maxlen=BATCHES)
        self._played = 0.0

    @property
    def applied(self) -> list[Applied]:
        return list(self.processor.log)

    @property
    def mixture(self) -> dict[str, float]:
        """What the last chunk was made from."""
        made = [call.made for call in self.calls if call.made]
        return dict(made[-1].embedding)

    def send(self, text: str) -> None:
        message = json.loads(text)
        self.sent.append((self.at, message))
        self.processor.put(message, self.at)

    def step(self) -> None:
        self.at += DT
        while self.running and self._free <= self.at:
            call = self.processor.call(self._free)
            self.calls.append(call)
            self._free = call.at + call.duration
            self._made.append((self._free, call.frames))
            if call.reset:
                self._queued = 0
        while self._made and self._made[0][0] <= self.at:
            at, count = self._made.popleft()
            if count:
                self._batches.append((at, count))
                self._queued = min(max(LEAST, 2 * count), self._queued + count)
        if self._queued and self.at >= self._played + 1.0 / self._rate():
            self._queued, self._played, self.frames = self._queued - 1, self.at, self.frames + 1

    def run(self, seconds: float, each: Callable[[], None] = lambda: None) -> None:
        for _ in range(round(seconds / DT)):
            self.step()
            each()

    def _rate(self) -> float:
        if len(self._batches) < 2:
            return 60.0
        frames = sum(count for _, count in list(self._batches)[1:])
        return min(60.0, max(1.0, frames / max(1e-3, self._batches[-1][0] - self._batches[0][0])))


class Session:
    """A conductor and the world that it plays to."""

    def __init__(self, conductor: Conductor, pace: Pace) -> None:
        self.conductor = conductor
        self.world = World(conductor.opening(0.0), pace)
        self.done: dict[int, tuple[float, WireDone]] = {}
        self.doubles = 0
        "Commands that were answered twice."
        conductor.opened(0.0)

    def each(self) -> None:
        """After a step: tell the conductor what came, and the world what it says."""
        world, conductor = self.world, self.conductor
        conductor.frames(world.frames, world.at)
        told = conductor.take(world.at)
        if told:
            assert json.loads(told.text), "a message is never empty"
            world.send(told.text)
        for answer in (*(told.done if told else ()), *conductor.settled(world.at)):
            self.doubles += answer.id in self.done
            self.done[answer.id] = (world.at, answer)

    def run(self, seconds: float, every: int = 1) -> None:
        """Let time pass; the conductor is asked after every so many steps."""
        for step in range(round(seconds / DT)):
            self.world.step()
            if step % every == 0:
                self.each()


@dataclass
class Played:
    """A minute of a show, as it came out."""

    session: Session
    asked: dict[int, float] = field(default_factory=dict)
    "Commands and when they were given."
    targets: list[tuple[int, str]] = field(default_factory=list)

    @property
    def ages(self) -> list[float]:
        """Seconds from sending to the call that took it, of each message, the smallest first."""
        return sorted(taken.applied - taken.arrived for taken in self.session.world.applied)

    @property
    def reached(self) -> list[str]:
        """The texts that filled a whole picture, in order."""
        whole = [call.made.embedding[0][0] for call in self.session.world.calls if _whole(call)]
        return [text for index, text in enumerate(whole) if not index or whole[index - 1] != text]


def _whole(call: Call) -> bool:
    return call.made is not None and len(call.made.embedding) == 1


def plan(seed: int, resets: int = 40, crossings: int = 10, seconds: float = 60.0) -> list[tuple[float, str, int]]:
    """Return when pads fire: (seconds, `reset` or `crossing`, frames that a crossing takes)."""
    rng = random.Random(seed)
    every = (seconds - 2.0) / crossings
    cuts = [(rng.uniform(1.0, seconds - 1.0), "reset", 0) for _ in range(resets)]
    ways = [
        (1.0 + every * i + rng.uniform(0.0, 0.5), "crossing", rng.choice((0, 12, 24, 36))) for i in range(crossings)
    ]
    return sorted(cuts + ways)


def play(session: Session, events: list[tuple[float, str, int]], seconds: float = 60.0, after: float = 8.0) -> Played:
    """Sweep a fader at 30 states a second while pads fire, then let it run out."""
    played = Played(session)
    waiting = deque(events)
    seq, prompts, due = 0, STATE.prompts, 0.0

    def each() -> None:
        nonlocal seq, prompts, due
        at = session.world.at
        while waiting and waiting[0][0] <= at:
            _, kind, frames = waiting.popleft()
            id_ = len(played.asked) + 1
            played.asked[id_] = at
            if kind == "crossing":
                prompts = (Prompt(f"look {id_}"),)
                played.targets.append((id_, prompts[0].text))
            session.conductor.command(cut(id_) if kind == "reset" else crossing(id_, prompts[0].text, frames), at)
        if at >= due:
            due += 1 / 30
            seq += 1
            noise = 0.55 + 0.45 * math.sin(at)
            named = len(played.asked)
            session.conductor.snapshot(state(seq, command=named, prompts=prompts, noise_scale=noise), at)
        session.each()

    session.world.run(seconds, each)
    session.run(after)
    return played
