"""What the controls of scenes and cues show, and how faders take over from scenes."""

from collections.abc import Callable

import pytest

from soundscape_live.mapping.binding import Act, ActTarget, Binding, ParameterTarget, Takeover, Way
from soundscape_live.mapping.scene import Quantise, StageCue
from soundscape_live.mapping.theme import Parameter
from soundscape_live.model import Tone
from tests.mapping.playing import Playing
from tests.mapping.scenery import ROOT, beats, on_stage
from tests.mapping.test_feedback import ACTIVE, DARK, READY, Board

WAITS = (1.0, Tone.BEAT)
PICKUP = Way(Takeover.PICKUP)
CUES = (StageCue("intro", "calm"), StageCue("drop", "storm", quantise=Quantise.BAR))


def board(*targets: ActTarget | ParameterTarget, way: Way = Way()) -> Board:  # noqa: B008  a value
    """Bind CC 1, 2, 3 … to these targets and look at them."""
    bindings = tuple(Binding("midi:*", f"cc/{number}", target, way) for number, target in enumerate(targets, 1))
    shown = Board(on_stage(cues=CUES, bindings=bindings))
    shown.wait()
    return shown


def seen(shown: Board) -> list[tuple[float, Tone]]:
    shown.wait()
    return [shown.shows[name] for name in sorted(shown.shows) if name.startswith("cc/")]


def move(playing: Playing, number: int, value: float) -> bool:
    return playing.move(f"ch1/cc/{number}", value, "midi:x").moved


def test_pads_show_the_scene_in_force_by_name_and_by_number() -> None:
    shown = board(
        ActTarget(Act.SCENE, "CALM"),
        ActTarget(Act.SCENE, 2),
        ActTarget(Act.SCENE, "lost"),
        ActTarget(Act.SCENE),
        ActTarget(Act.SCENE_NEXT),
        ActTarget(Act.SCENE_RELEASE),
        ActTarget(Act.SCENE_STORE),
        ActTarget(Act.RELEASE),
    )
    assert seen(shown) == [READY, READY, DARK, READY, READY, READY, READY, READY]
    shown.playing.move(f"{ROOT}/scene", "calm")
    held = (1.0, Tone.HAND)
    assert seen(shown) == [ACTIVE, READY, DARK, READY, READY, ACTIVE, READY, held]
    shown.playing.move(f"{ROOT}/scene/next")
    assert seen(shown)[:2] == [READY, ACTIVE]
    shown.playing.move(f"{ROOT}/scene/store", "lost")
    assert seen(shown)[2] == READY
    shown.playing.move(f"{ROOT}/release")
    assert seen(shown) == [READY] * 8


def test_pads_show_the_cue_in_force_the_one_that_waits_and_where_the_list_ends() -> None:
    shown = board(
        ActTarget(Act.CUE_GOTO, "intro"),
        ActTarget(Act.CUE_GOTO, 2),
        ActTarget(Act.CUE_NEXT),
        ActTarget(Act.CUE_PREVIOUS),
        ActTarget(Act.CUE_GOTO, 3),
        ActTarget(Act.CUE_GOTO),
    )
    assert seen(shown) == [READY, READY, READY, DARK, DARK, READY]
    shown.playing.move(f"{ROOT}/cue/next")
    assert seen(shown) == [ACTIVE, READY, READY, DARK, DARK, READY]
    beats(shown.playing, 1, 0.4)
    shown.playing.move(f"{ROOT}/cue/next")
    assert seen(shown) == [ACTIVE, WAITS, WAITS, READY, DARK, READY]
    shown.playing.wait(1.0)
    assert seen(shown) == [READY, ACTIVE, DARK, READY, DARK, READY]


def test_a_show_without_scenes_leaves_their_pads_dark(play: Callable[..., Playing]) -> None:
    targets = (ActTarget(Act.SCENE_NEXT), ActTarget(Act.CUE_NEXT), ActTarget(Act.MORPH))
    bindings = tuple(Binding("midi:*", f"cc/{number}", target) for number, target in enumerate(targets))
    assert seen(Board(play(bindings=bindings))) == [DARK, DARK, DARK]


def test_a_fader_shows_where_its_morph_stands_and_takes_over_there() -> None:
    shown = board(ActTarget(Act.MORPH), ActTarget(Act.MORPH, "calm", upper="lost"), way=PICKUP)
    assert seen(shown) == [READY, DARK]
    assert move(shown.playing, 1, 0.3)
    assert seen(shown)[0] == (pytest.approx(0.3), Tone.HAND)
    shown.playing.move(f"{ROOT}/morph", 0.7)
    assert seen(shown)[0] == (pytest.approx(0.7), Tone.UP)
    assert not move(shown.playing, 1, 0.4)
    assert move(shown.playing, 1, 0.8)
    assert shown.playing.fusion.scenes.stands(("calm", "storm")) == pytest.approx(0.8)
    shown.playing.move(f"{ROOT}/scene/release")
    assert seen(shown)[0] == READY


def test_a_scene_arms_the_takeover_of_a_fader_whose_value_it_moves() -> None:
    noise = ParameterTarget(Parameter.NOISE_SCALE)
    shown = board(noise, way=PICKUP)
    move(shown.playing, 1, 0.4)
    move(shown.playing, 1, 0.6)
    assert shown.playing.value("noise_scale") == pytest.approx(0.6)
    shown.playing.move(f"{ROOT}/scene", "storm")
    shown.playing.wait(3.0)
    assert seen(shown) == [(pytest.approx(0.8), Tone.UP)]
    assert not move(shown.playing, 1, 0.5)
    assert shown.playing.value("noise_scale") == pytest.approx(0.8)
    assert move(shown.playing, 1, 0.9)


def test_a_pads_scene_may_wait_for_the_bar() -> None:
    playing = on_stage(bindings=(Binding("midi:*", "note/36", ActTarget(Act.SCENE, "calm", quantise=1)),))
    beats(playing, 1)
    playing.move("ch1/note/36", 1.0, "midi:pads")
    assert playing.fusion.scenes.name == ""
    beats(playing, 4, first=1)
    assert playing.fusion.scenes.name == "calm"


def test_variations_that_a_hand_has_mixed_are_stored_and_come_back() -> None:
    weigh = tuple(Binding("midi:*", f"cc/{number}", ActTarget(Act.PROMPT_WEIGHT, number)) for number in range(2))
    playing = on_stage(bindings=weigh)
    playing.move(f"{ROOT}/theme", "sea")
    for number, weight in ((0, 0.2), (1, 0.5)):
        move(playing, number, weight)
    before = playing.look().prompts
    playing.move(f"{ROOT}/scene/store", "mix")
    (stored,) = playing.fusion.scenes.take_stored()
    assert (stored.variation, stored.weight, stored.weights) == (None, None, ((0, 0.2), (1, 0.5)))
    playing.move(f"{ROOT}/theme", "plain")
    playing.wait(2.0)
    playing.move(f"{ROOT}/scene", "mix")
    assert playing.look().prompts == before


def test_an_encoder_turns_a_morph_up_from_its_lower_end() -> None:
    playing = on_stage(bindings=(Binding("midi:*", "turn/1", ActTarget(Act.MORPH), Way(step=0.1)),))
    for steps, expected in ((2.0, 0.2), (3.0, 0.5), (-1.0, 0.4)):
        playing.move("ch1/turn/1", steps, "midi:x")
        assert playing.fusion.scenes.stands(("calm", "storm")) == pytest.approx(expected)
