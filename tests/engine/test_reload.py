"""A show whose files have changed while it plays: when it changes over, what stays, and what goes."""

from dataclasses import replace

import pytest

from soundscape_live.engine import Engine
from soundscape_live.engine.reload import LATEST
from soundscape_live.mapping.binding import Act, ActTarget, Binding, ParameterTarget, Press
from soundscape_live.mapping.loss import Loss, LossRules, OnLoss
from soundscape_live.mapping.scene import Scene, Span, StageCue
from soundscape_live.mapping.show import Reload, Safety, Show
from soundscape_live.mapping.theme import Parameter, Theme, Variations
from soundscape_live.model import (
    Control,
    Feedback,
    Notice,
    Output,
    Params,
    PeerChange,
    PeerState,
    SourceState,
    Status,
    TempoReport,
    Tick,
    Tone,
)

PORT = "midi:Desk"
LIGHT = Binding("midi:*", "cc/1", ParameterTarget(Parameter.LIGHT))
PLAIN = Theme("plain", "Plain", "", "a plain")
OTHER = Theme("other", "Other", "", "another", variations=Variations(prompts=("one", "two")))


def show(*bindings: Binding, **changes: object) -> Show:
    values: dict[str, object] = {"themes": (PLAIN, OTHER), "theme": "plain", "bindings": bindings, **changes}
    return Show(**values)  # type: ignore[arg-type]  # the values are of their fields' types


def playing(first: Show) -> Engine:
    engine = Engine(first, 0.0)
    engine.feed(PeerChange(0.0, PeerState.LIVE))
    return engine


def touch(engine: Engine, at: float, name: str, value: float | str, source: str = PORT) -> list[Output]:
    outputs = list(engine.feed(Control(at, source, name, value)))
    return outputs + list(engine.feed(Tick(at)))


def change(engine: Engine, at: float, to: Show) -> list[Output]:
    return list(engine.feed(Reload(at, to, "{}", "a.toml")))


def value(status: Status, name: str) -> float:
    return next(param.value for param in status.params if param.name == name)


def words(engine: Engine, at: float) -> list[str]:
    return [prompt.text for prompt in engine.status(at).prompts]


def beats(engine: Engine, first: float, count: int) -> list[Output]:
    """Let a MIDI clock's reports lead at 120 BPM; the beat at 1.0 is a bar's first."""
    out: list[Output] = []
    for at in (first + 0.5 * number for number in range(count)):
        out += engine.feed(TempoReport(at, "midi", 120.0, at, 1.0, round(2.0 * (at - 1.0)) % 4, 1.0))
        out += engine.feed(Tick(at + 0.01))
    return out


def said(outputs: list[Output]) -> list[str]:
    return [output.text for output in outputs if isinstance(output, Notice)]


def test_without_a_tempo_it_changes_over_at_once() -> None:
    engine = playing(show())
    assert "nothing is bound" in " ".join(said(touch(engine, 1.0, "ch1/cc/1", 0.4)))
    assert said(change(engine, 2.0, show(LIGHT))) == ["reloaded: a.toml"]
    touch(engine, 3.0, "ch1/cc/1", 0.4)
    assert value(engine.status(3.0), "light") == pytest.approx(0.4)


def test_with_a_tempo_it_waits_for_the_bar() -> None:
    engine = playing(show())
    beats(engine, 1.0, 6)
    assert not said(change(engine, 3.6, show(LIGHT)))
    assert not said(beats(engine, 4.0, 1))
    assert not said(beats(engine, 4.5, 1))
    assert engine.deadline() is not None
    assert "reloaded: a.toml" in said(beats(engine, 5.0, 1))


def test_a_tempo_that_ends_holds_it_up_no_longer_than_a_slow_bar() -> None:
    engine = playing(show())
    beats(engine, 1.0, 6)
    change(engine, 3.6, show(LIGHT))
    engine.feed(TempoReport(3.7, "midi", 120.0, None, 1.0, playing=False))
    at, told = 3.7, list[str]()
    while at < 3.6 + LATEST + 0.1 and not told:
        at = min(engine.deadline() or at + 0.1, at + 0.1)
        told = [text for text in said(list(engine.feed(Tick(at)))) if text.startswith("reloaded")]
    assert told
    assert at <= 3.6 + LATEST + 1e-6


def test_of_two_changes_that_wait_the_last_counts() -> None:
    engine = playing(show())
    beats(engine, 1.0, 6)
    change(engine, 3.55, show(LIGHT))
    change(engine, 3.6, show())
    told = said(beats(engine, 4.0, 8))
    assert told.count("reloaded: a.toml") == 1
    assert "nothing is bound" in " ".join(said(touch(engine, 9.0, "ch1/cc/1", 0.4)))


def test_changes_that_wait_are_told_of_together_and_no_later_than_the_first() -> None:
    engine = playing(show())
    beats(engine, 1.0, 6)
    for number in range(4):
        engine.feed(Reload(3.55 + number / 100, show(LIGHT), "{}", f"{number % 2}.toml"))
    assert said(beats(engine, 4.0, 8)) == ["reloaded: 0.toml, 1.toml"]
    beats(engine, 8.0, 1)
    first, second = show(), show(LIGHT)
    engine.feed(Reload(8.1, first, "{}", "a.toml"))
    engine.feed(TempoReport(8.2, "midi", 120.0, None, 1.0, playing=False))
    engine.feed(Reload(8.3, second, "{}", "a.toml"))
    assert engine.deadline() is not None
    engine.feed(Tick(8.1 + LATEST))
    assert engine.show is second


def test_the_same_show_changes_nothing_that_is_shown() -> None:
    first = show(LIGHT, scenes=(Scene("calm", values=((Parameter.NOISE_SCALE, 0.1),), fade=Span(0.0)),))
    engine, other = playing(first), playing(first)
    same = show(LIGHT, scenes=(Scene("calm", values=((Parameter.NOISE_SCALE, 0.1),), fade=Span(0.0)),))
    for each in (engine, other):
        touch(each, 1.0, "ch1/cc/1", 0.4)
        touch(each, 1.1, "/soundscape/scene", "calm", "osc:a")
    assert [output for output in change(engine, 2.0, same) if not isinstance(output, Notice)] == list(
        other.feed(Tick(2.0))
    )
    assert touch(engine, 3.0, "ch1/cc/1", 0.9) == touch(other, 3.0, "ch1/cc/1", 0.9)


def test_what_hands_and_safety_hold_stays() -> None:
    engine = playing(show(LIGHT))
    touch(engine, 1.0, "ch1/cc/1", 0.4)
    touch(engine, 1.1, "/soundscape/freeze", 1.0, "osc:a")
    change(engine, 2.0, show(LIGHT, Binding("midi:*", "cc/2", ParameterTarget(Parameter.ACCENT))))
    touch(engine, 2.1, "ch1/cc/2", 0.7)
    status = engine.status(2.1)
    assert status.safety.freeze
    touch(engine, 2.2, "/soundscape/freeze", 0.0, "osc:a")
    assert value(engine.status(2.3), "light") == pytest.approx(0.4)


def test_a_press_ends_with_its_release_across_the_change() -> None:
    flash = Binding("midi:*", "note/1", ParameterTarget(Parameter.NOISE_SCALE, press=Press.MOMENTARY, glide=0.0))
    shift = Binding("midi:*", "note/2", ActTarget(Act.SHIFT))
    layered = replace(LIGHT, layer="shift")
    engine = playing(show(flash, shift, layered))
    before = value(engine.status(0.0), "noise_scale")
    touch(engine, 1.0, "ch1/note/1", 1.0)
    touch(engine, 1.1, "ch1/note/2", 1.0)
    change(engine, 2.0, show(LIGHT, flash, shift, layered))
    assert value(engine.status(2.0), "noise_scale") == 1.0
    touch(engine, 2.5, "ch1/note/1", 0.0)
    assert value(engine.status(2.6), "noise_scale") == pytest.approx(before)


def test_a_button_that_is_gone_lets_go() -> None:
    flash = Binding("midi:*", "note/1", ParameterTarget(Parameter.NOISE_SCALE, press=Press.MOMENTARY, glide=0.0))
    freeze = Binding("midi:*", "note/3", ActTarget(Act.FREEZE))
    engine = playing(show(flash, freeze))
    before = value(engine.status(0.0), "noise_scale")
    touch(engine, 1.0, "ch1/note/1", 1.0)
    touch(engine, 1.0, "ch1/note/3", 1.0)
    change(engine, 2.0, show(LIGHT))
    engine.feed(Tick(2.1))
    assert engine.status(2.1).safety.freeze
    touch(engine, 2.2, "/soundscape/freeze", 0.0, "osc:a")
    assert value(engine.status(2.3), "noise_scale") == pytest.approx(before)


def test_lights_that_nothing_is_bound_to_any_more_go_out() -> None:
    freeze = Binding("midi:*", "note/3", ActTarget(Act.FREEZE))
    engine = playing(show(freeze, LIGHT))
    engine.feed(Tick(1.0))
    outputs = change(engine, 2.0, show(LIGHT)) + list(engine.feed(Tick(2.1)))
    shown = [output for output in outputs if isinstance(output, Feedback) and output.control == "note/3"]
    assert [(each.value, each.tone) for each in shown] == [(0.0, Tone.OFF)]
    assert not any(isinstance(each, Feedback) and each.control == "cc/1" for each in outputs)


def test_the_theme_in_force_stays_with_what_a_hand_chose_of_it() -> None:
    engine = playing(show(theme="other"))
    touch(engine, 1.0, "/soundscape/prompt/goto", 1.0, "osc:a")
    assert "two" in words(engine, 1.0)
    bolder = replace(OTHER, base="bolder")
    change(engine, 2.0, show(themes=(PLAIN, bolder)))
    assert engine.status(2.0).theme == "other"
    assert sorted(words(engine, 2.0)) == ["bolder, calm atmosphere, gentle flow", "two"]
    fewer = replace(bolder, variations=Variations(prompts=("one",)))
    change(engine, 3.0, show(themes=(PLAIN, fewer)))
    assert "two" not in words(engine, 3.0)


def test_a_theme_that_is_gone_gives_way_to_the_shows_own() -> None:
    engine = playing(show(theme="other"))
    touch(engine, 1.0, "/soundscape/panic", 1.0, "osc:a")
    change(engine, 2.0, show(themes=(PLAIN,)))
    assert engine.status(2.0).theme == "plain"
    assert engine.status(2.0).themes == ("plain",)
    assert engine.status(2.0).safety.panic


def test_a_morphs_other_side_goes_with_its_theme() -> None:
    calm = Scene("calm", theme="plain", fade=Span(0.0))
    wild = Scene("wild", theme="other", fade=Span(0.0))
    engine = playing(show(scenes=(calm, wild)))
    touch(engine, 1.0, "/soundscape/morph", 0.4, "osc:a")
    engine.feed(Tick(3.0))
    assert any(text.startswith("another") for text in words(engine, 3.0))
    change(engine, 4.0, show(themes=(PLAIN, replace(OTHER, base="new")), scenes=(calm, wild)))
    assert not any(text.startswith("another") for text in words(engine, 4.0))


def test_scenes_cues_and_those_stored_meanwhile() -> None:
    calm = Scene("calm", values=((Parameter.NOISE_SCALE, 0.1),), fade=Span(0.0))
    cues = (StageCue("one", scene="calm"), StageCue("two", scene="calm"))
    engine = playing(show(scenes=(calm,), cues=cues))
    touch(engine, 1.0, "/soundscape/cue/next", 1.0, "osc:a")
    touch(engine, 1.1, "/soundscape/scene/store", "mine", "osc:a")
    wild = Scene("wild", fade=Span(0.0))
    change(engine, 2.0, show(scenes=(calm, wild), cues=(StageCue("zero", scene="wild"), *cues)))
    stage = engine.status(2.0).stage
    assert set(stage.scenes) == {"calm", "wild", "mine"}
    assert (stage.cue, stage.cue_next) == ("one", "two")
    change(engine, 2.5, show(scenes=(wild, calm), cues=(StageCue("zero", scene="wild"), *cues)))
    assert (engine.status(2.5).stage.cue, engine.status(2.5).stage.cue_next) == ("one", "two")
    change(engine, 3.0, show(scenes=(calm, wild)))
    assert engine.status(3.0).stage.cue == ""


def test_rules_of_loss_and_safety_hold_from_now_on() -> None:
    engine = playing(show(LIGHT))
    engine.feed(SourceState(1.0, PORT, present=True))
    changed = show(
        LIGHT,
        loss=LossRules(midi=Loss(OnLoss.SAFE, 0.5)),
        safety=Safety(flashes_per_second=1.0, blackout_fade=0.0),
    )
    change(engine, 2.0, changed)
    engine.feed(SourceState(3.0, PORT, present=False))
    engine.feed(Tick(4.0))
    assert engine.status(4.0).safety.panic
    touch(engine, 5.0, "/soundscape/panic", 0.0, "osc:a")
    out = touch(engine, 6.5, "/soundscape/blackout", 1.0, "osc:a")
    assert [each.light for each in out if isinstance(each, Params)][-1:] == [0.0]


def test_pages_that_are_gone_are_left() -> None:
    paged = replace(LIGHT, page=3)
    engine = playing(show(paged))
    touch(engine, 1.0, "/soundscape/page", 3.0, "osc:a")
    assert engine.status(1.0).page == 3
    change(engine, 2.0, show(replace(LIGHT, page=2)))
    assert (engine.status(2.0).page, engine.status(2.0).pages) == (2, 2)
