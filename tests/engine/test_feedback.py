"""What controls should show, as the engine tells it."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pytest

from soundscape_live.engine import Engine, Input
from soundscape_live.io.log.codec import decode, encode
from soundscape_live.mapping.binding import BEAT, Act, ActTarget, Binding, ParameterTarget
from soundscape_live.mapping.show import Show
from soundscape_live.mapping.theme import Parameter, Theme
from soundscape_live.model import (
    AudioBlock,
    Control,
    Feedback,
    FeedbackWanted,
    Notice,
    Output,
    Params,
    PeerChange,
    PeerState,
    Tick,
    Tone,
)

PORT = "midi:pads"
SHOW = Show(
    themes=(Theme("ember", "Ember", "", "an ember"), Theme("sea", "Sea", "", "a sea")),
    theme="ember",
    bindings=(
        Binding("midi:*", "cc/1", ParameterTarget(Parameter.NOISE_SCALE)),
        Binding("midi:*", "note/1", ActTarget(Act.PANIC)),
        Binding("midi:*", "note/2", ActTarget(Act.TEMPO_LOCK)),
        Binding("midi:*", "note/3", ActTarget(Act.THEME, "sea", quantise=BEAT)),
        Binding("midi:*", "note/4", ActTarget(Act.PROMPT_GOTO, 5, quantise=BEAT)),
        Binding("midi:*", "note/5", ActTarget(Act.PAGE_NEXT)),
        Binding("midi:*", "cc/2", ParameterTarget(Parameter.STEPS), page=2),
    ),
)
Kind = TypeVar("Kind", bound=Output)


def of(kind: type[Kind], outputs: Sequence[Output]) -> list[Kind]:
    return [output for output in outputs if isinstance(output, kind)]


def cc(at: float, value: float, name: str = "cc/1") -> Control:
    return Control(at, PORT, f"ch1/{name}", value)


def live() -> Engine:
    engine = Engine(SHOW, 0.0)
    engine.feed(PeerChange(0.0, PeerState.LIVE))
    return engine


def play(engine: Engine, inputs: Sequence[Input]) -> list[Output]:
    """Feed inputs, with a tick at each deadline in between, as the loop does."""
    out: list[Output] = []
    for item in inputs:
        while (due := engine.deadline()) is not None and due < item.at:
            out += engine.feed(Tick(due))
        out += engine.feed(item)
    return out


def test_a_hand_goes_out_before_what_its_control_should_show() -> None:
    engine = live()
    engine.feed(Tick(1.0))
    assert [type(output) for output in engine.feed(cc(1.5, 0.9))] == [Params]
    assert engine.deadline() == 1.5
    told = of(Feedback, engine.feed(Tick(1.5)))
    assert told == [
        Feedback(1.5, "midi:*", "cc/1", 0.9, Tone.HAND),
        Feedback(1.5, "*", "/soundscape/param/noise_scale", 0.9, Tone.HAND),
    ]


def test_what_controls_show_comes_after_the_state() -> None:
    out = Engine(SHOW, 0.0).feed(PeerChange(0.0, PeerState.LIVE))
    kinds = [type(output) for output in out]
    assert kinds.index(Feedback) > kinds.index(Params)
    assert kinds[-1] is Notice


def test_a_controller_that_comes_is_told_everything() -> None:
    engine = live()
    engine.feed(Tick(1.0))
    assert of(Feedback, engine.feed(Tick(2.0))) == []
    told = of(Feedback, engine.feed(FeedbackWanted(3.0, PORT)))
    assert {feedback.control for feedback in told} >= {"cc/1", "note/1", "/soundscape/freeze"}
    assert of(Feedback, engine.feed(Tick(3.5))) == []


@pytest.mark.parametrize("state", [PeerState.LOST, PeerState.STALLED])
def test_a_lost_generator_alarms_until_it_is_back(state: PeerState) -> None:
    engine = live()
    engine.feed(Tick(1.0))
    told = of(Feedback, engine.feed(PeerChange(2.0, state)))
    assert [(feedback.control, feedback.value, feedback.tone) for feedback in told] == [
        ("note/1", 0.0, Tone.ALARM),
        ("/soundscape/panic", 0.0, Tone.ALARM),
    ]
    told = of(Feedback, engine.feed(PeerChange(3.0, PeerState.LIVE)))
    assert {feedback.tone for feedback in told} == {Tone.READY}


def test_a_locked_tempo_shows() -> None:
    engine = live()
    engine.feed(Control(1.0, "page", "/soundscape/tempo", 120.0))
    told = of(Feedback, play(engine, [cc(1.1, 1.0, "note/2"), Tick(1.2)]))
    assert ("note/2", Tone.ACTIVE) in {(feedback.control, feedback.tone) for feedback in told}


def test_the_page_in_force_is_seen() -> None:
    engine = live()
    assert (engine.status(0.0).page, engine.status(0.0).pages) == (1, 2)
    engine.feed(cc(1.0, 1.0, "note/5"))
    assert (engine.status(1.0).page, engine.status(1.0).pages) == (2, 2)


def test_an_act_that_waited_for_its_beat_goes_out_with_it_as_a_hand() -> None:
    engine = live()
    play(engine, [Control(1.0, "page", "/soundscape/tempo", 120.0), Tick(2.2)])
    engine.feed(cc(2.3, 1.0, "note/3"))
    assert engine.status(2.3).theme == "ember"
    out = play(engine, [Tick(2.9)])
    assert engine.status(2.9).theme == "sea"
    (params,) = [params for params in of(Params, out) if params.prompts[0].text.startswith("a sea")]
    assert params.at == pytest.approx(2.5, abs=0.01)


def test_an_act_that_cannot_be_done_on_its_beat_is_told_of() -> None:
    engine = live()
    play(engine, [Control(1.0, "page", "/soundscape/tempo", 120.0), Tick(2.2)])
    engine.feed(cc(2.3, 1.0, "note/4"))
    notices = of(Notice, play(engine, [Tick(2.9)]))
    assert ["whole number" in notice.text for notice in notices] == [True]


def test_an_engine_with_nothing_to_tell_sleeps() -> None:
    engine = live()
    engine.feed(cc(1.0, 0.3))
    engine.feed(cc(1.001, 0.4))
    out = play(engine, [Tick(1.9)])
    assert [feedback.value for feedback in of(Feedback, out) if feedback.control == "cc/1"][-1] == 0.4
    due = engine.deadline()
    assert due is None or due >= 2.0


def test_the_same_inputs_tell_the_same() -> None:
    noise = np.random.default_rng(3).uniform(-1.0, 1.0, (300, 256)).astype(np.float32)
    inputs: list[Input] = [PeerChange(0.0, PeerState.LIVE)]
    for number, samples in enumerate(noise):
        at = 0.01 * (number + 1)
        inputs.append(AudioBlock(at, samples, 48_000))
        if number % 7 == 0:
            inputs.append(cc(at, number / 300))
        if number % 50 == 0:
            inputs.append(FeedbackWanted(at, PORT))
    first, second = ([encode(output) for output in play(Engine(SHOW, 0.0), inputs)] for _ in range(2))
    assert first == second
    assert any('"Feedback"' in line for line in first)


def test_a_wish_for_feedback_is_logged() -> None:
    wish = FeedbackWanted(1.0, PORT)
    assert encode(wish) == '{"type":"FeedbackWanted","at":1.0,"source":"midi:pads"}'
    assert decode({"type": "FeedbackWanted", "at": 1.0, "source": PORT}) == wish
