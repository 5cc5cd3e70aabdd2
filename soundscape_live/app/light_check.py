"""A walk through a rig: each target's cues, one at a time, and how long its lamps take.

Rules: one message at a time leaves, to one target; whoever looks at the rig answers. A target's lamps are timed by ear
and eye: a steady beat is told, and printed when it is meant to be seen; the offset is moved until both are one.
"""

import asyncio
import contextlib
import dataclasses
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from soundscape_live.host.clock import now
from soundscape_live.io.osc import OscOutput, OscTarget
from soundscape_live.lights.rules import KINDS, Kind
from soundscape_live.model import Cue

BEATS = 8
CONNECT = 3.0
"Seconds in which a target must be there."
LONGEST = 5000
"Milliseconds."
_ON: dict[Kind, float | str] = {Kind.WORD: "light check", Kind.COUNT: 1, Kind.NUMBER: 120.0}
_OFF: dict[Kind, float | str] = {Kind.WORD: "", Kind.COUNT: 0, Kind.NUMBER: 0.0}

Ask = Callable[[str], Awaitable[str]]
"Asks a person, and returns the answer in small letters."


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly it goes."""

    shown: float = 0.8
    "Seconds for which a level, a switch or a word is shown."
    period: float = 0.75
    "Seconds between two beats of the timing."


PACE = Pace()


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one target."""

    target: str
    seen: tuple[str, ...]
    missing: tuple[str, ...]
    offset_ms: int | None
    "None: it was not timed."


async def check(target: OscTarget, say: Callable[[str], None], ask: Ask, pace: Pace = PACE) -> Checked:
    """Walk through one target. Answers: y, n, r to see it again, q to go on to the next target."""
    names = list(dict.fromkeys(route.cue for route in target.part.routes))
    seen: list[str] = []
    missing: list[str] = []
    for name in names:
        answer = await _show(target, name, say, ask, pace.shown)
        if answer == "q":
            break
        (seen if answer == "y" else missing).append(name)
    offset = await _time(target, say, ask, pace.period) if "beat" in seen else None
    return Checked(target.name, tuple(seen), tuple(missing), offset)


async def _show(target: OscTarget, name: str, say: Callable[[str], None], ask: Ask, seconds: float) -> str:
    while True:
        say(f"{target.name}: {name}")
        await _play(_one(target, name), partial(_one_cue, name=name, seconds=seconds))
        answer = await ask(f"{target.name}: was {name} seen? [y/n/r/q] ")
        if answer in {"y", "n", "q"}:
            return answer


def _one(target: OscTarget, name: str) -> OscTarget:
    """Return the target with one cue alone, told at once."""
    routes = tuple(dataclasses.replace(route, every=1) for route in target.part.routes if route.cue == name)
    return dataclasses.replace(target, part=dataclasses.replace(target.part, routes=routes, offset=0.0))


async def _one_cue(output: OscOutput, name: str, seconds: float) -> None:
    kind = KINDS[name]
    output.send(Cue(now(), name, _ON.get(kind, 1.0)))
    output.flush()
    await asyncio.sleep(seconds)
    if kind is not Kind.STRIKE:
        output.send(Cue(now(), name, _OFF.get(kind, 0.0)))
        output.flush()
        await asyncio.sleep(seconds / 4)


async def _time(target: OscTarget, say: Callable[[str], None], ask: Ask, period: float) -> int | None:
    """Return the milliseconds that a target's lamps take, as a person sees it; None if it was given up."""
    offset = round(1000 * target.part.offset)
    while True:
        lead = offset / 1000
        await _play(_one(target, "beat"), partial(_beats, lead=lead, period=period, say=say))
        answer = await ask(
            f"{target.name}, {offset} ms: is the light [l]ate, [e]arly, or [y] on the beat? A number sets it, q ends "
        )
        if answer == "y":
            return offset
        if answer == "q":
            return None
        offset = _moved(offset, answer)


def _moved(offset: int, answer: str) -> int:
    steps = {"l": 10, "e": -10}
    if answer in steps:
        return min(max(offset + steps[answer], -LONGEST), LONGEST)
    try:
        return min(max(int(answer), -LONGEST), LONGEST)
    except ValueError:
        return offset


async def _beats(output: OscOutput, lead: float, period: float, say: Callable[[str], None]) -> None:
    """Tell beats, a lead before each is said (or, below 0, so much after it)."""
    begin = now() + max(lead, 0.0) + period
    moments = [(begin + count * period - lead, count, True) for count in range(BEATS)]
    moments += [(begin + count * period, count, False) for count in range(BEATS)]
    for at, count, told in sorted(moments):
        await asyncio.sleep(max(0.0, at - now()))
        if told:
            output.send(Cue(now(), "beat", 1, count))
            output.flush()
        else:
            say(f"\a    {'●' * (count % 4 + 1)}")
    await asyncio.sleep(period / 2)


async def _play(target: OscTarget, play: Callable[[OscOutput], Awaitable[None]]) -> None:
    output = OscOutput([target])
    running = asyncio.create_task(output.run())
    try:
        await _until_ready(output)
        await play(output)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        output.close()


async def _until_ready(output: OscOutput) -> None:
    # After that it was said why it is not; the question that follows has its answer.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CONNECT):
            while not output.ready:  # noqa: ASYNC110  # nobody tells
                await asyncio.sleep(0.01)
