"""A show with several generators that is being played, for the tests of engine/."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from soundscape_live.engine import Engine, Input
from soundscape_live.mapping.binding import BEAT, Act, ActTarget, Binding, ParameterTarget
from soundscape_live.mapping.show import GeneratorRule, Show
from soundscape_live.mapping.theme import BeatAction, BeatResponse, Parameter, Theme, Variations
from soundscape_live.model import AudioBlock, Control, Notice, Output, PeerChange, PeerState, Tick

T = TypeVar("T")

PLAIN = Theme(
    "plain", "Plain", "", "a plain", beat=BeatResponse(BeatAction.NONE), variations=Variations(prompts=("x", "y", "z"))
)
CUTS = replace(PLAIN, name="cuts", beat=BeatResponse(BeatAction.CACHE_RESET, every=1, cooldown=0.0))
CYCLES = replace(
    PLAIN,
    name="cycles",
    beat=BeatResponse(BeatAction.PROMPT_CYCLE, every=1, cooldown=0.0, intensity=1.0),
    prompt_budget=0.0,
    variations=Variations(prompts=("x", "y", "z"), blend=0.1, hold=0.0),
)
BINDINGS = (
    Binding("*", "cc/1", ParameterTarget(Parameter.NOISE_SCALE)),
    Binding("*", "note/36", ActTarget(Act.CACHE_RESET)),
    Binding("*", "note/37", ActTarget(Act.PROMPT_NEXT)),
    Binding("*", "note/38", ActTarget(Act.PROMPT_NEXT, quantise=BEAT)),
    Binding("*", "note/39", ActTarget(Act.CACHE_RESET, quantise=1)),
)
PERIOD = 0.5
"Seconds of a beat at the tempo of `typed`."


def show(*generators: GeneratorRule, theme: Theme = PLAIN) -> Show:
    return Show((theme,), theme.name, BINDINGS, generators=generators or (GeneratorRule(),))


def of(kind: type[T], outputs: Iterable[Output]) -> list[T]:
    return [output for output in outputs if isinstance(output, kind)]


def said(outputs: Iterable[Output]) -> list[str]:
    return [notice.text for notice in of(Notice, outputs)]


def pad(at: float, note: int, value: float = 1.0) -> Control:
    return Control(at, "midi:test", f"ch1/note/{note}", value)


def fader(at: float, value: float) -> Control:
    return Control(at, "midi:test", "ch1/cc/1", value)


def change(at: float, state: PeerState, name: str, detail: str = "") -> PeerChange:
    return PeerChange(at, state, detail, name)


def play(engine: Engine, *items: Input) -> list[Output]:
    """Feed inputs, with a tick at each deadline in between, as the loop does."""
    out: list[Output] = []
    for item in items:
        for _ in range(4000):
            due = engine.deadline()
            if due is None or due >= item.at:
                break
            out += engine.feed(Tick(max(due, 0.0)))
        else:
            raise AssertionError(f"the engine wants to be woken for ever before {item.at}")
        out += engine.feed(item)
    return out


def live(*generators: GeneratorRule, theme: Theme = PLAIN) -> Engine:
    """Begin a show whose generators are all live."""
    shown = show(*generators, theme=theme)
    engine = Engine(shown, 0.0)
    for rule in shown.generators:
        engine.feed(change(0.0, PeerState.LIVE, rule.name))
    return engine


def music(seconds: float, start: float, rate: int = 8000) -> list[Input]:
    """Return a steady sound in blocks of 50 ms, so that it counts as music."""
    count = rate // 20
    time = np.arange(count) / rate
    samples = (0.2 * np.sin(2 * np.pi * 440.0 * time)).astype(np.float32)
    return [AudioBlock(start + (n + 1) / 20, samples, rate) for n in range(round(seconds * 20))]
