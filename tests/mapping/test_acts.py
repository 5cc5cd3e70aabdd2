import math
from collections.abc import Callable

import pytest

from soundscape_live.mapping.acts import Outcome
from soundscape_live.mapping.binding import Act, ActTarget, Binding, ParameterTarget, Press
from soundscape_live.mapping.theme import Parameter, Theme, Trigger, Variations
from soundscape_live.model import TempoAct, TempoMove
from tests.mapping.playing import Playing

Play = Callable[..., Playing]
Make = Callable[..., Theme]
ROOT = "/soundscape"
THREE = Variations(Trigger.NONE, ("one", "two", "three"), blend=0.5, hold=4.0)


def bound(target: ActTarget | ParameterTarget, control: str = "note/36") -> Binding:
    return Binding("midi:*", control, target)


def pad(playing: Playing, value: float = 0.8, name: str = "ch1/note/36") -> Outcome:
    return playing.move(name, value, "midi:pads")


def test_a_control_that_nothing_is_bound_to_is_unknown(play: Play) -> None:
    assert play().move("/nobody/knows") == Outcome(known=False)


@pytest.mark.parametrize("value", [math.nan, math.inf, "text", -0.5, 2.0])
def test_a_bad_value_changes_nothing_and_is_told(value: float | str, play: Play) -> None:
    playing = play()
    before = playing.look()
    outcome = playing.move(f"{ROOT}/param/noise_scale", value)
    assert outcome.known
    assert not outcome.moved
    assert "takes" in outcome.notice
    assert playing.look() == before


@pytest.mark.parametrize(
    "address", ["cache/reset", "prompt/next", "prompt/goto", "freeze", "tempo", "tempo/tap", "release"]
)
def test_a_text_where_a_number_belongs_changes_nothing(address: str, play: Play, theme: Make) -> None:
    playing = play(theme(variations=THREE))
    before = playing.look()
    outcome = playing.move(f"{ROOT}/{address}", "text")
    assert "takes" in outcome.notice
    assert playing.look() == before
    assert playing.taken == []


def test_a_note_off_does_not_fire_a_trigger(play: Play) -> None:
    playing = play(bindings=(bound(ActTarget(Act.CACHE_RESET)),))
    assert pad(playing).moved
    assert pad(playing, 0.0) == Outcome()
    assert len(playing.cuts) == 1


def test_two_bindings_of_one_control_both_answer(play: Play) -> None:
    noise = bound(ParameterTarget(Parameter.NOISE_SCALE))
    playing = play(bindings=(noise, bound(ActTarget(Act.TAP_TEMPO)), bound(ActTarget(Act.TEMPO, 90.0))))
    outcome = pad(playing)
    assert (outcome.moved, outcome.tempo) == (True, TempoMove(playing.at, TempoAct.SET, 90.0))
    assert playing.value("noise_scale") == pytest.approx(0.8)


@pytest.mark.parametrize("act", [Act.FREEZE, Act.BLACKOUT, Act.PANIC])
def test_a_toggle_turns_at_each_press(act: Act, play: Play) -> None:
    playing = play(bindings=(bound(ActTarget(act)),))
    states = []
    for value in (1.0, 0.0, 1.0, 0.0):
        pad(playing, value)
        states.append(playing.fusion.state(playing.at))
    assert states == [act.value, act.value, "ambient", "ambient"]


@pytest.mark.parametrize("press", [Press.HOLD, Press.SET])
@pytest.mark.parametrize("act", [Act.FREEZE, Act.BLACKOUT, Act.PANIC])
def test_a_held_switch_is_on_while_it_is_down(act: Act, press: Press, play: Play) -> None:
    playing = play(bindings=(bound(ActTarget(act, press=press)),))
    outcomes = [pad(playing, value).moved for value in (1.0, 1.0, 0.0, 0.0)]
    assert outcomes == [True, False, True, False]
    assert playing.fusion.state(playing.at) == "ambient"


def test_an_argument_waits_for_a_press(play: Play, theme: Make) -> None:
    bindings = (
        bound(ActTarget(Act.THEME, "b"), "note/1"),
        bound(ActTarget(Act.PROMPT_GOTO, 2.0), "note/2"),
        bound(ActTarget(Act.TEMPO, 120.0), "note/3"),
    )
    playing = play(theme("a", variations=THREE), theme("b", variations=THREE), bindings=bindings)
    for note in (1, 2, 3):
        assert pad(playing, 0.0, f"ch1/note/{note}") == Outcome()
    assert pad(playing, 0.3, "ch1/note/1").moved
    assert playing.fusion.theme.name == "b"
    assert pad(playing, 0.3, "ch1/note/2").moved
    assert playing.texts[0] == "three"
    assert pad(playing, 0.3, "ch1/note/3").tempo == TempoMove(playing.at, TempoAct.SET, 120.0)


@pytest.mark.parametrize("bpm", [19.0, 401.0, math.nan])
def test_a_tempo_out_of_reach_is_refused(bpm: float, play: Play) -> None:
    outcome = play().move(f"{ROOT}/tempo", bpm)
    assert outcome.tempo is None
    assert "tempo takes" in outcome.notice


@pytest.mark.parametrize(
    ("address", "value", "act", "meant"),
    [
        ("tempo/tap", 1.0, TempoAct.TAP, 0.0),
        ("tempo/double", 1.0, TempoAct.DOUBLE, 0.0),
        ("tempo/halve", 1.0, TempoAct.HALVE, 0.0),
        ("tempo/nudge", -20.0, TempoAct.NUDGE, -0.02),
        ("tempo/nudge/beat", 0.25, TempoAct.NUDGE_BEATS, 0.25),
        ("tempo/resync", 1.0, TempoAct.RESYNC, 0.0),
        ("tempo/resync/one", 1.0, TempoAct.RESYNC_ONE, 0.0),
        ("tempo/lock", 1.0, TempoAct.LOCK, 1.0),
        ("tempo/lock", 0.0, TempoAct.LOCK, 0.0),
        ("tempo/release", 1.0, TempoAct.RELEASE, 0.0),
        ("daw/tempo", 99.5, TempoAct.DAW_TEMPO, 99.5),
        ("daw/beat", 17.25, TempoAct.DAW_BEAT, 17.25),
        ("daw/playing", 0.0, TempoAct.DAW_PLAYING, 0.0),
    ],
)
def test_what_a_hand_does_to_the_tempo_is_passed_on(
    address: str, value: float, act: TempoAct, meant: float, play: Play
) -> None:
    playing = play()
    assert playing.move(f"{ROOT}/{address}", value).tempo == TempoMove(playing.at, act, meant)


def test_a_pad_locks_the_tempo_by_turns_or_while_it_is_down(play: Play) -> None:
    turns = play(bindings=(bound(ActTarget(Act.TEMPO_LOCK)),))
    assert [pad(turns, value).tempo for value in (1.0, 0.0)] == [TempoMove(turns.at, TempoAct.TURN_LOCK), None]
    held = play(bindings=(bound(ActTarget(Act.TEMPO_LOCK, press=Press.HOLD)),))
    acts = [TempoMove(held.at, TempoAct.LOCK, value) for value in (1.0, 0.0)]
    assert [pad(held, value).tempo for value in (1.0, 0.0)] == acts


def test_prompts_go_round_through_the_base(play: Play, theme: Make) -> None:
    playing = play(theme(variations=THREE))
    seen = []
    for _ in range(4):
        playing.move(f"{ROOT}/prompt/next")
        seen.append(playing.texts[0])
    assert seen == ["one", "two", "three", "a plain, calm atmosphere, gentle flow"]
    playing.move(f"{ROOT}/prompt/prev")
    assert playing.texts[0] == "three"


def test_a_prompt_that_is_shown_already_moves_nothing(play: Play, theme: Make) -> None:
    playing = play(theme(variations=THREE))
    assert playing.move(f"{ROOT}/prompt/goto", 1.0).moved
    assert not playing.move(f"{ROOT}/prompt/goto", 1.0).moved
    assert len(playing.transitions) == 1


def test_a_prompt_that_is_not_there_is_refused(play: Play, theme: Make) -> None:
    outcome = play(theme(variations=THREE)).move(f"{ROOT}/prompt/goto", 3.0)
    assert outcome.notice == "/soundscape/prompt/goto takes a whole number from -1 to 2, not 3.0"


def test_a_transition_needs_variations(play: Play) -> None:
    assert play().move(f"{ROOT}/transition").notice == "the theme plain has no prompt variations"


def test_a_theme_is_found_by_name_or_number_and_near_names_are_told(play: Play, theme: Make) -> None:
    playing = play(theme("aurora"), theme("Foundry"))
    assert playing.move(f"{ROOT}/theme", "FOUNDRY").moved
    assert playing.fusion.theme.name == "Foundry"
    assert not playing.move(f"{ROOT}/theme", "Foundry").moved
    assert playing.move(f"{ROOT}/theme", 0.0).moved
    assert playing.fusion.theme.name == "aurora"
    assert playing.move(f"{ROOT}/theme", "foundri").notice == "there is no theme 'foundri'; near: foundry"
    assert playing.move(f"{ROOT}/theme", "xyz").notice == "there is no theme 'xyz'"
    assert "whole number" in playing.move(f"{ROOT}/theme", 2.0).notice
    assert playing.fusion.theme.name == "aurora"


def test_themes_go_round(play: Play, theme: Make) -> None:
    playing = play(theme("a"), theme("b"), theme("c"))
    seen = []
    for name in ("next", "next", "next", "prev"):
        playing.move(f"{ROOT}/theme/{name}")
        seen.append(playing.fusion.theme.name)
    assert seen == ["b", "c", "a", "c"]


def test_a_release_of_all_gives_back_parameters_and_prompts(play: Play, theme: Make) -> None:
    playing = play(theme(variations=THREE))
    playing.hear(0.01)
    playing.move(f"{ROOT}/param/noise_scale", 1.0)
    playing.move(f"{ROOT}/prompt/goto", 1.0)
    playing.hear(10.0)
    assert playing.texts[0] == "two"
    assert playing.move(f"{ROOT}/release").moved
    playing.hear(1.0)
    assert playing.value("noise_scale") == pytest.approx(0.5)
    assert playing.texts[0] == "two"
    playing.hear(4.0)
    assert playing.texts == ["a plain"]
    assert not playing.move(f"{ROOT}/release").moved


def test_a_release_of_an_unknown_parameter_is_told(play: Play) -> None:
    playing = play(bindings=(bound(ActTarget(Act.RELEASE, "noise")),))
    assert pad(playing).notice == "there is no parameter 'noise'; near: noise_scale"


@pytest.mark.parametrize("state", ["freeze", "panic"])
def test_a_held_picture_is_not_cut_by_hand(state: str, play: Play) -> None:
    playing = play()
    playing.move(f"{ROOT}/{state}")
    assert playing.move(f"{ROOT}/cache/reset").notice == f"no cache reset during {state}"
    assert playing.cuts == []


def test_one_cut_too_many_is_withheld_and_told(play: Play) -> None:
    playing = play()
    notices = [playing.move(f"{ROOT}/cache/reset").notice for _ in range(4)]
    assert notices[:3] == ["", "", ""]
    assert "withheld" in notices[3]
    assert len(playing.cuts) == 3
    assert playing.fusion.withheld == 1
