"""Controls as they are played: modes, pages, layers, groups, takeover, encoders, beats."""

import math
from collections.abc import Callable, Sequence

import pytest

from soundscape_live.mapping.binding import (
    BEAT,
    Act,
    ActTarget,
    Binding,
    Mode,
    ParameterTarget,
    Press,
    Takeover,
    Way,
)
from soundscape_live.mapping.movement import Outcome
from soundscape_live.mapping.theme import Parameter, Theme, Trigger, Variations
from soundscape_live.model import Beat, TempoAct, TempoMove
from tests.mapping.playing import Playing

Play = Callable[..., Playing]
Make = Callable[..., Theme]
ROOT = "/soundscape"
PORT = "midi:pads"
WORDS = Variations(Trigger.NONE, ("one", "two", "three"), weight=0.6, blend=0.5, hold=4.0)


def noise(**more: object) -> ParameterTarget:
    return ParameterTarget(Parameter.NOISE_SCALE, **{"glide": 0.0, **more})  # type: ignore[arg-type] -- fields by name


def pad(control: str, target: ParameterTarget | ActTarget, **more: object) -> Binding:
    return Binding("midi:*", control, target, **more)  # type: ignore[arg-type] -- fields by name


def played(playing: Playing, name: str, values: Sequence[float]) -> list[float]:
    """Move a control, and return noise_scale after each movement."""
    seen = []
    for value in values:
        playing.move(f"ch1/{name}", value, PORT)
        seen.append(playing.value("noise_scale"))
    return seen


# ------------------------------------------------------------------------------------------------------- buttons


@pytest.mark.parametrize(
    ("press", "velocity", "values", "expected"),
    [
        (Press.SET, False, (0.7, 0.0), (0.7, 0.0)),
        (Press.MOMENTARY, False, (0.7, 0.0, 0.7), (0.9, 0.5, 0.9)),
        (Press.MOMENTARY, True, (0.7, 0.3, 0.0), (0.66, 0.34, 0.5)),
        (Press.TOGGLE, False, (0.7, 0.0, 0.7, 0.0), (0.9, 0.9, 0.5, 0.5)),
        (Press.TOGGLE, True, (0.5, 0.0, 0.7), (0.5, 0.5, 0.5)),
        (Press.HOLD, False, (0.7, 0.0), (0.9, 0.1)),
        (Press.TRIGGER, False, (0.7, 0.0, 0.7, 0.0), (0.9, 0.9, 0.9, 0.9)),
        (Press.TRIGGER, True, (1.0, 0.0, 0.5, 0.0), (0.9, 0.9, 0.5, 0.5)),
        (Press.DOUBLE, False, (0.7, 0.0, 0.7, 0.0), (0.5, 0.5, 0.9, 0.9)),
    ],
)
def test_each_mode_plays_a_value(
    press: Press, values: tuple[float, ...], expected: tuple[float, ...], play: Play, *, velocity: bool
) -> None:
    low = 0.0 if press is Press.SET else 0.1
    high = 1.0 if press is Press.SET else 0.9
    target = noise(press=press, velocity=velocity, low=low, high=high)
    playing = play(bindings=(pad("note/36", target),))
    assert played(playing, "note/36", values) == pytest.approx(list(expected))


def test_a_faders_value_comes_back_when_a_pad_is_let_go_of(play: Play) -> None:
    playing = play(bindings=(pad("cc/1", noise()), pad("note/36", noise(press=Press.MOMENTARY))))
    assert played(playing, "cc/1", [0.3]) == pytest.approx([0.3])
    assert played(playing, "note/36", [0.8, 0.0]) == pytest.approx([1.0, 0.3])


def test_a_value_out_of_range_presses_nothing(play: Play) -> None:
    playing = play(bindings=(pad("note/36", noise(press=Press.TOGGLE)),))
    outcome = playing.move("ch1/note/36", 1.5, PORT)
    assert outcome == Outcome(notice="ch1/note/36 takes 0 to 1, not 1.5")


@pytest.mark.parametrize("second", [0.35, 0.36])
def test_two_touches_at_once_give_a_parameter_back(second: float, play: Play) -> None:
    release = ActTarget(Act.RELEASE, "noise_scale", Press.DOUBLE)
    playing = play(bindings=(pad("cc/1", noise()), pad("note/104", release)))
    played(playing, "cc/1", [0.9])
    played(playing, "note/104", [1.0, 0.0])
    playing.wait(second)
    assert played(playing, "note/104", [1.0, 0.0])[0] == pytest.approx(0.5 if second <= 0.35 else 0.9)


def test_a_third_touch_begins_anew(play: Play) -> None:
    release = ActTarget(Act.RELEASE, "noise_scale", Press.DOUBLE)
    playing = play(bindings=(pad("cc/1", noise()), pad("note/104", release)))
    played(playing, "note/104", [1.0, 0.0, 1.0, 0.0])
    played(playing, "cc/1", [0.9])
    assert played(playing, "note/104", [1.0]) == pytest.approx([0.9])


def states(playing: Playing, name: str, values: Sequence[float]) -> list[str]:
    seen = []
    for value in values:
        playing.move(f"ch1/{name}", value, PORT)
        seen.append(playing.fusion.state(playing.at))
    return seen


@pytest.mark.parametrize("act", [Act.FREEZE, Act.BLACKOUT, Act.PANIC])
def test_a_momentary_switch_is_the_other_way_while_down(act: Act, play: Play) -> None:
    playing = play(bindings=(pad("note/1", ActTarget(act, press=Press.MOMENTARY)),))
    assert states(playing, "note/1", (1.0, 0.0)) == [act, "ambient"]
    playing.move(f"{ROOT}/{act}")
    assert states(playing, "note/1", (1.0, 0.0)) == ["ambient", act]


def test_a_momentary_switch_that_someone_else_has_turned_stays_as_it_is(play: Play) -> None:
    playing = play(bindings=(pad("note/1", ActTarget(Act.FREEZE, press=Press.MOMENTARY)),))
    states(playing, "note/1", [1.0])
    playing.move(f"{ROOT}/freeze", 0.0)
    playing.move(f"{ROOT}/freeze", 1.0)
    playing.move(f"{ROOT}/freeze", 0.0)
    assert states(playing, "note/1", [0.0]) == ["ambient"]


@pytest.mark.parametrize("press", [Press.TRIGGER, Press.DOUBLE])
def test_a_triggered_switch_turns_on_alone(press: Press, play: Play) -> None:
    playing = play(bindings=(pad("note/1", ActTarget(Act.FREEZE, press=press)),))
    seen = states(playing, "note/1", (1.0, 0.0, 1.0, 0.0, 1.0))
    assert seen[2:] == ["freeze"] * 3
    assert seen[0] == ("freeze" if press is Press.TRIGGER else "ambient")


def test_the_tempos_lock_can_be_triggered(play: Play) -> None:
    playing = play(bindings=(pad("note/1", ActTarget(Act.TEMPO_LOCK, press=Press.TRIGGER)),))
    moves = [playing.move("ch1/note/1", value, PORT).tempo for value in (1.0, 0.0)]
    assert moves == [TempoMove(playing.at, TempoAct.LOCK, 1.0), None]


def test_a_repeated_press_of_a_held_control_is_no_second_press(play: Play) -> None:
    playing = play(bindings=(Binding("*", "/x", ActTarget(Act.FREEZE, press=Press.MOMENTARY)),))
    seen = [playing.move("/x", value) and playing.fusion.state(playing.at) for value in (1.0, 1.0, 0.0)]
    assert seen == ["freeze", "freeze", "ambient"]


@pytest.mark.parametrize(
    ("press", "expected"),
    [(Press.MOMENTARY, ["b", "a", "b", "a"]), (Press.TOGGLE, ["b", "b", "a", "a"]), (Press.TRIGGER, ["b"] * 4)],
)
def test_a_theme_is_visited(press: Press, expected: list[str], play: Play, theme: Make) -> None:
    playing = play(theme("a"), theme("b"), bindings=(pad("note/1", ActTarget(Act.THEME, "b", press)),))
    seen = [playing.move("ch1/note/1", value, PORT) and playing.fusion.theme.name for value in (1.0, 0.0) * 2]
    assert seen == expected


def test_a_prompt_is_visited_and_left_alone_when_the_theme_has_moved_on(play: Play, theme: Make) -> None:
    go = ActTarget(Act.PROMPT_GOTO, 2, Press.MOMENTARY)
    playing = play(theme("a", variations=WORDS), theme("b"), bindings=(pad("note/1", go),))
    texts = [playing.move("ch1/note/1", value, PORT) and playing.texts[0] for value in (1.0, 0.0)]
    assert texts == ["three", "a a, calm atmosphere, gentle flow"]
    playing.move("ch1/note/1", 1.0, PORT)
    playing.move(f"{ROOT}/theme", "b")
    assert not playing.move("ch1/note/1", 0.0, PORT).moved


def test_a_prompt_that_the_new_theme_does_not_have_is_not_gone_back_to(play: Play, theme: Make) -> None:
    back = ActTarget(Act.PROMPT_GOTO, -1, Press.MOMENTARY)
    playing = play(theme("a", variations=WORDS), theme("b"), bindings=(pad("note/1", back),))
    playing.move(f"{ROOT}/prompt/goto", 2.0)
    playing.move("ch1/note/1", 1.0, PORT)
    playing.move(f"{ROOT}/theme", "b")
    assert not playing.move("ch1/note/1", 0.0, PORT).moved
    assert playing.texts == ["a b, calm atmosphere, gentle flow"]


# -------------------------------------------------------------------------------------------------------- groups


def test_several_values_of_one_parameter_are_a_group(play: Play) -> None:
    values = (0.2, 0.6)
    bindings = tuple(
        pad(f"note/{note}", noise(high=value, press=Press.TOGGLE), group="noise") for note, value in enumerate(values)
    )
    playing = play(bindings=bindings)
    seen = [played(playing, f"note/{note}", [1.0, 0.0])[0] for note in (0, 1, 0, 0)]
    assert seen == pytest.approx([0.2, 0.6, 0.2, 0.5])


def test_pressing_one_of_a_group_turns_the_others_off_whatever_they_are(play: Play) -> None:
    bindings = (
        pad("note/1", noise(press=Press.TOGGLE), group="g"),
        pad("note/2", ParameterTarget(Parameter.LIGHT, high=0.95, glide=0.0, press=Press.TOGGLE), group="g"),
        pad("note/3", ActTarget(Act.FREEZE), group="g"),
        pad("note/4", ActTarget(Act.TEMPO_LOCK), group="g"),
        pad("note/5", ActTarget(Act.PROMPT_NEXT), group="g"),
    )
    playing = play(bindings=bindings)
    played(playing, "note/1", [1.0, 0.0])
    outcome = playing.move("ch1/note/2", 1.0, PORT)
    assert outcome.tempo == TempoMove(playing.at, TempoAct.LOCK, 0.0)
    assert (playing.value("noise_scale"), playing.value("light")) == pytest.approx((0.5, 0.95))
    assert states(playing, "note/3", [1.0, 0.0]) == ["freeze", "freeze"]
    assert states(playing, "note/4", [1.0]) == ["ambient"]
    assert playing.value("light") == 1.0


def test_turning_one_of_a_group_off_leaves_the_others_alone(play: Play) -> None:
    bindings = (
        pad("note/1", noise(press=Press.TOGGLE), group="g"),
        pad("note/3", ActTarget(Act.FREEZE), group="g"),
    )
    playing = play(bindings=bindings)
    states(playing, "note/3", [1.0, 0.0])
    playing.move(f"{ROOT}/freeze", 0.0)
    played(playing, "note/1", [1.0, 0.0])
    playing.move(f"{ROOT}/freeze", 1.0)
    assert states(playing, "note/3", [1.0]) == ["ambient"]
    assert playing.value("noise_scale") == pytest.approx(1.0)


def test_two_of_a_group_that_do_the_same_leave_each_other_alone(play: Play) -> None:
    bindings = tuple(pad(f"note/{note}", ActTarget(Act.FREEZE, press=Press.TRIGGER), group="g") for note in (1, 2))
    playing = play(bindings=bindings)
    assert states(playing, "note/1", [1.0]) + states(playing, "note/2", [1.0]) == ["freeze", "freeze"]


# ----------------------------------------------------------------------------------------------- pages and layers


def test_a_control_does_what_its_page_says(play: Play) -> None:
    bindings = (
        pad("cc/1", noise(), page=1),
        pad("cc/1", ParameterTarget(Parameter.STEPS), page=2),
        pad("note/1", ActTarget(Act.PAGE_NEXT)),
        pad("note/2", ActTarget(Act.PAGE_PREVIOUS)),
        pad("note/3", ActTarget(Act.PAGE, 2, Press.MOMENTARY)),
    )
    playing = play(bindings=bindings)
    played(playing, "cc/1", [0.3])
    assert not playing.move("ch1/note/1", 1.0, PORT).moved
    played(playing, "cc/1", [0.8])
    assert (playing.value("noise_scale"), playing.value("steps")) == pytest.approx((0.3, 0.8))
    playing.move("ch1/note/2", 1.0, PORT)
    assert playing.fusion.pages.page == 1
    turned = [playing.move("ch1/note/3", value, PORT) and playing.fusion.pages.page for value in (1.0, 0.0)]
    assert turned == [2, 1]
    assert playing.move(f"{ROOT}/page", 2.0) == Outcome()
    assert playing.fusion.pages.page == 2
    assert playing.move(f"{ROOT}/page", 3.0).notice == "/soundscape/page takes a whole number from 1 to 2, not 3.0"


def test_a_control_without_a_binding_on_the_page_does_nothing_and_is_known(play: Play) -> None:
    playing = play(bindings=(pad("cc/1", noise(), page=2),))
    assert playing.move("ch1/cc/1", 0.9, PORT) == Outcome()
    assert playing.value("noise_scale") == 0.5


def test_a_held_layer_changes_what_a_control_does(play: Play, theme: Make) -> None:
    bindings = (
        pad("note/1", ActTarget(Act.SHIFT)),
        pad("note/2", ActTarget(Act.THEME, "b")),
        pad("note/2", ActTarget(Act.THEME, "c"), layer="shift"),
    )
    playing = play(theme("a"), theme("b"), theme("c"), bindings=bindings)
    seen = []
    for note, value in ((2, 1.0), (2, 0.0), (1, 1.0), (2, 1.0), (2, 0.0), (1, 0.0), (2, 1.0)):
        playing.move(f"ch1/note/{note}", value, PORT)
        seen.append(playing.fusion.theme.name)
    assert seen == ["b", "b", "b", "c", "c", "c", "b"]


def test_a_layer_may_be_latched_and_named(play: Play) -> None:
    bindings = (
        pad("note/1", ActTarget(Act.SHIFT, "fine", Press.TOGGLE)),
        pad("cc/1", noise(high=0.1), layer="fine"),
        pad("cc/1", noise()),
    )
    playing = play(bindings=bindings)
    seen = []
    for _ in range(3):
        seen += played(playing, "cc/1", [1.0])
        played(playing, "note/1", [1.0, 0.0])
    assert seen == pytest.approx([1.0, 0.1, 1.0])


def test_what_a_press_began_its_release_ends_whatever_page_is_there(play: Play) -> None:
    bindings = (
        pad("note/1", noise(press=Press.MOMENTARY), page=1),
        pad("note/1", ActTarget(Act.FREEZE, press=Press.HOLD), page=2),
    )
    playing = play(bindings=bindings)
    assert played(playing, "note/1", [1.0]) == [1.0]
    playing.move(f"{ROOT}/page", 2.0)
    playing.move(f"{ROOT}/freeze", 1.0)
    assert states(playing, "note/1", [0.0]) == ["freeze"]
    playing.move(f"{ROOT}/freeze", 0.0)
    assert playing.value("noise_scale") == 0.5
    assert states(playing, "note/1", [1.0, 0.0]) == ["freeze", "ambient"]


# ------------------------------------------------------------------------------------------- encoders and takeover


def turns(playing: Playing, steps: Sequence[float]) -> list[float]:
    return played(playing, "turn/16", steps)


def test_an_encoder_goes_on_from_where_the_value_stands(play: Play) -> None:
    playing = play(bindings=(pad("turn/16", noise()), pad("cc/1", noise())))
    assert turns(playing, [1.0, 3.0, -8.0]) == pytest.approx([0.5 + n / 127 for n in (1, 4, -4)])
    played(playing, "cc/1", [0.9])
    assert turns(playing, [-1.0, 1000.0]) == pytest.approx([0.9 - 1 / 127, 1.0])


@pytest.mark.parametrize(
    ("mode", "low", "high", "expected"),
    [(Mode.OFFSET, -1.0, 1.0, 0.6), (Mode.SCALE, 0.0, 2.0, 0.55), (Mode.CEILING, 0.0, 1.0, 0.5)],
)
def test_an_encoder_begins_where_nothing_is_changed(
    mode: Mode, low: float, high: float, expected: float, play: Play
) -> None:
    playing = play(bindings=(pad("turn/16", noise(mode=mode, low=low, high=high), way=Way(step=0.05)),))
    assert turns(playing, [1.0]) == pytest.approx([expected])


@pytest.mark.parametrize("steps", [math.nan, math.inf, "3"])
def test_steps_that_are_no_number_change_nothing(steps: float | str, play: Play, theme: Make) -> None:
    playing = play(
        theme("a"), theme("b"), bindings=(pad("turn/16", noise()), pad("turn/16", ActTarget(Act.THEME, "b")))
    )
    turns(playing, [1.0])
    playing.move(f"{ROOT}/theme", "a")
    outcome = playing.move("ch1/turn/16", steps, PORT)
    assert "takes a number" in outcome.notice
    assert playing.fusion.theme.name == "a"


def test_an_encoder_steps_through_prompts_both_ways(play: Play, theme: Make) -> None:
    bindings = (pad("turn/16", ActTarget(Act.PROMPT_NEXT)), pad("turn/16", ActTarget(Act.PROMPT_PREVIOUS)))
    playing = play(theme(variations=WORDS), bindings=bindings)
    seen = [playing.move("ch1/turn/16", steps, PORT) and playing.texts[0] for steps in (1.0, 1.0, -1.0, -2.0)]
    assert seen == ["one", "two", "one", "a plain, calm atmosphere, gentle flow"]


def test_an_encoder_nudges_the_tempo_by_each_step(play: Play) -> None:
    playing = play(bindings=(pad("turn/16", ActTarget(Act.TEMPO_NUDGE, 5.0)),))
    moves = [playing.move("ch1/turn/16", steps, PORT).tempo for steps in (2.0, -1.0)]
    assert moves == [TempoMove(playing.at, TempoAct.NUDGE, value) for value in (0.01, -0.005)]


def fader(takeover: Takeover, **more: object) -> Binding:
    return pad("cc/1", noise(**more), way=Way(takeover))


def test_a_fader_picks_the_value_up_and_leads_it(play: Play) -> None:
    playing = play(bindings=(fader(Takeover.PICKUP),))
    values = (0.1, 0.2, 0.45, 0.55, 0.9, 0.3)
    assert played(playing, "cc/1", values) == pytest.approx([0.5, 0.5, 0.5, 0.55, 0.9, 0.3])


@pytest.mark.parametrize("moves_it", ["theme", "release", "hand"])
def test_whatever_moves_the_value_arms_the_takeover_again(moves_it: str, play: Play, theme: Make) -> None:
    playing = play(theme("a"), theme("b"), bindings=(fader(Takeover.PICKUP), pad("cc/2", noise())))
    played(playing, "cc/1", (0.45, 0.55, 0.9))
    match moves_it:
        case "theme":
            playing.move(f"{ROOT}/release")
            playing.move(f"{ROOT}/theme", "b")
        case "release":
            playing.move(f"{ROOT}/release")
        case _:
            played(playing, "cc/2", [0.5])
    playing.hear(0.01)
    assert played(playing, "cc/1", (0.8, 0.6, 0.4)) == pytest.approx([0.5, 0.5, 0.4])


def test_a_page_arms_the_takeover_again(play: Play) -> None:
    bindings = (
        Binding("midi:*", "cc/1", noise(), Way(Takeover.PICKUP), page=1),
        Binding("midi:*", "cc/1", ParameterTarget(Parameter.STEPS), Way(Takeover.PICKUP), page=2),
    )
    playing = play(bindings=bindings)
    played(playing, "cc/1", (0.45, 0.55, 0.9))
    playing.move(f"{ROOT}/page", 2.0)
    played(playing, "cc/1", [0.2])
    playing.move(f"{ROOT}/page", 1.0)
    assert played(playing, "cc/1", (0.3, 0.4, 0.95)) == pytest.approx([0.9, 0.9, 0.95])


def test_a_controller_that_was_plugged_in_again_is_believed_to_stand_anywhere(play: Play) -> None:
    playing = play(bindings=(fader(Takeover.PICKUP),))
    played(playing, "cc/1", (0.45, 0.55, 0.2))
    playing.fusion.show_again("midi:another")
    assert played(playing, "cc/1", [0.25]) == pytest.approx([0.25])
    playing.fusion.show_again(PORT)
    assert played(playing, "cc/1", (0.9, 0.8, 0.2)) == pytest.approx([0.25, 0.25, 0.2])


def test_a_faders_dead_zones_count_as_its_ends(play: Play) -> None:
    playing = play(bindings=(pad("cc/1", noise(), way=Way(dead_ends=0.1, dead_centre=0.05)),))
    assert played(playing, "cc/1", (0.05, 0.47, 0.95)) == pytest.approx([0.0, 0.5, 1.0])


# --------------------------------------------------------------------------------------------------------- weights


def weights(playing: Playing) -> dict[str, float]:
    return {prompt.text.split(",")[0]: prompt.weight for prompt in playing.look().prompts}


def test_weights_of_variations_are_mixed_and_the_base_has_what_is_left(play: Play, theme: Make) -> None:
    bindings = tuple(pad(f"cc/{number}", ActTarget(Act.PROMPT_WEIGHT, number)) for number in range(3))
    playing = play(theme(variations=WORDS), bindings=bindings)
    playing.hear(0.01)
    crossed = playing.transitions
    assert playing.move("ch1/cc/0", 0.25, PORT).moved
    assert not playing.move("ch1/cc/0", 0.25, PORT).moved
    playing.move("ch1/cc/1", 0.5, PORT)
    assert weights(playing) == {"one": 0.25, "two": 0.5, "a plain": 0.25}
    playing.move("ch1/cc/2", 1.0, PORT)
    assert weights(playing) == pytest.approx({"one": 1 / 7, "two": 2 / 7, "three": 4 / 7}, abs=1e-3)
    assert playing.transitions == crossed
    for number in range(3):
        playing.move(f"ch1/cc/{number}", 0.0, PORT)
    assert weights(playing) == {"a plain": 1.0}


def test_a_weight_goes_on_from_what_is_shown(play: Play, theme: Make) -> None:
    bindings = (pad("turn/16", ActTarget(Act.PROMPT_WEIGHT), way=Way(step=0.1)),)
    playing = play(theme(variations=WORDS), bindings=bindings)
    assert playing.move("ch1/turn/16", 1.0, PORT).notice == "no prompt variation is shown that could be weighed"
    playing.move(f"{ROOT}/prompt/goto", 1.0)
    playing.move("ch1/turn/16", 2.0, PORT)
    assert weights(playing) == {"two": 0.8, "a plain": 0.2}


def test_a_weight_is_taken_over_as_a_value(play: Play, theme: Make) -> None:
    bindings = (pad("cc/1", ActTarget(Act.PROMPT_WEIGHT, 1), way=Way(Takeover.PICKUP)),)
    playing = play(theme(variations=WORDS), bindings=bindings)
    playing.move(f"{ROOT}/prompt/goto", 1.0)
    seen = [playing.move("ch1/cc/1", value, PORT) and weights(playing)["two"] for value in (0.1, 0.3, 0.7, 0.4)]
    assert seen == [0.6, 0.6, 0.7, 0.4]


def test_more_than_six_variations_are_not_mixed(play: Play, theme: Make) -> None:
    many = Variations(Trigger.NONE, tuple(f"v{number}" for number in range(8)))
    bindings = tuple(pad(f"cc/{number}", ActTarget(Act.PROMPT_WEIGHT, number)) for number in range(9))
    playing = play(theme(variations=many), bindings=bindings)
    notices = [playing.move(f"ch1/cc/{number}", 0.1, PORT).notice for number in range(9)]
    assert notices[:6] == [""] * 6
    assert notices[6] == "6 prompt variations are mixed already; take one of them back first"
    assert "a whole number from 0 to 7" in notices[8]


def test_mixed_variations_are_given_back_as_one_that_came_by_itself(play: Play, theme: Make) -> None:
    bindings = tuple(pad(f"cc/{number}", ActTarget(Act.PROMPT_WEIGHT, number)) for number in range(2))
    playing = play(theme(variations=WORDS), bindings=bindings)
    playing.hear(0.01)
    playing.move("ch1/cc/0", 0.25, PORT)
    playing.move("ch1/cc/1", 0.5, PORT)
    playing.move(f"{ROOT}/release")
    playing.hear(3.9)
    assert set(weights(playing)) == {"one", "two", "a plain"}
    playing.hear(0.2)
    assert weights(playing) == {"a plain": 1.0}


# --------------------------------------------------------------------------------------------------------- quantise


def strike(playing: Playing, after: float = 0.5) -> Outcome | None:
    """Let a beat come some time later, and return what came of presses that waited."""
    playing.at += after
    playing.beats += 1
    playing.fusion.beat(Beat(playing.at, playing.beats - 1, (playing.beats - 1) % 4, 120.0, 1.0, "typed"))
    playing.look()
    return playing.fusion.take_late()


def test_a_quantised_act_waits_for_its_beat(play: Play, theme: Make) -> None:
    bindings = (
        pad("note/1", ActTarget(Act.THEME, "b", quantise=BEAT)),
        pad("note/2", ActTarget(Act.FREEZE, quantise=1)),
    )
    playing = play(theme("a"), theme("b"), bindings=bindings)
    assert strike(playing) is None
    assert playing.move("ch1/note/1", 1.0, PORT) == Outcome()
    playing.move("ch1/note/1", 0.0, PORT)
    playing.move("ch1/note/2", 1.0, PORT)
    playing.move("ch1/note/2", 0.0, PORT)
    assert (playing.fusion.theme.name, playing.fusion.state(playing.at)) == ("a", "ambient")
    assert strike(playing) == Outcome(moved=True)
    assert (playing.fusion.theme.name, playing.fusion.state(playing.at)) == ("b", "ambient")
    late = [strike(playing) for _ in range(3)]
    assert late == [None, None, Outcome(moved=True)]
    assert playing.fusion.state(playing.at) == "freeze"


def test_of_two_themes_that_wait_the_last_pressed_comes(play: Play, theme: Make) -> None:
    bindings = tuple(pad(f"note/{name}", ActTarget(Act.THEME, name, quantise=BEAT)) for name in "bc")
    playing = play(theme("a"), theme("b"), theme("c"), bindings=bindings)
    strike(playing)
    for name in "bc":
        playing.move(f"ch1/note/{name}", 1.0, PORT)
    strike(playing)
    assert playing.fusion.theme.name == "c"


def test_a_hold_that_is_over_before_its_beat_never_began(play: Play) -> None:
    playing = play(bindings=(pad("note/1", ActTarget(Act.FREEZE, press=Press.HOLD, quantise=BEAT)),))
    strike(playing)
    states(playing, "note/1", (1.0, 0.0))
    strike(playing)
    assert playing.fusion.state(playing.at) == "ambient"
    states(playing, "note/1", [1.0])
    strike(playing)
    assert states(playing, "note/1", [0.0]) == ["freeze"]
    strike(playing)
    assert playing.fusion.state(playing.at) == "ambient"


def test_without_a_tempo_an_act_happens_at_once_and_when_the_beats_stop_too(play: Play, theme: Make) -> None:
    bindings = (pad("note/1", ActTarget(Act.THEME, "b", quantise=4)),)
    playing = play(theme("a"), theme("b"), bindings=bindings)
    assert playing.move("ch1/note/1", 1.0, PORT).moved
    playing.move(f"{ROOT}/theme", "a")
    strike(playing)
    playing.move("ch1/note/1", 1.0, PORT)
    playing.wait(0.9)
    assert playing.fusion.theme.name == "a"
    playing.wait(0.2)
    assert playing.fusion.theme.name == "b"


def test_what_cannot_be_done_on_its_beat_says_so_then(play: Play, theme: Make) -> None:
    bindings = (
        pad("note/1", ActTarget(Act.PROMPT_GOTO, 2, quantise=BEAT)),
        pad("note/2", ActTarget(Act.CACHE_RESET, quantise=BEAT)),
    )
    playing = play(theme("a"), bindings=bindings)
    strike(playing)
    playing.move("ch1/note/1", 1.0, PORT)
    playing.move("ch1/note/2", 1.0, PORT)
    late = strike(playing)
    assert late is not None
    assert "whole number" in late.notice
    assert late.moved


def test_a_theme_by_name_waits_too(play: Play, theme: Make) -> None:
    bindings = (Binding("*", "/theme", ActTarget(Act.THEME, quantise=BEAT)),)
    playing = play(theme("a"), theme("b"), bindings=bindings)
    strike(playing)
    playing.move("/theme", "b")
    assert playing.fusion.theme.name == "a"
    strike(playing)
    assert playing.fusion.theme.name == "b"
