from collections.abc import Callable

import pytest

from soundscape_live.mapping.acts import Outcome
from soundscape_live.mapping.binding import Act, ActTarget, Binding
from soundscape_live.mapping.scene import Scene, StageCue
from soundscape_live.mapping.scenes import MOST
from tests.mapping.playing import Playing
from tests.mapping.scenery import ROOT, on_stage

CUES = (StageCue("intro", "calm"), StageCue("End", "storm"))


def bound(act: Act, argument: str | float | None = None, upper: str | None = None) -> Playing:
    return on_stage(cues=CUES, bindings=(Binding("midi:*", "note/36", ActTarget(act, argument, upper=upper)),))


def pad(playing: Playing, value: float = 0.8) -> Outcome:
    return playing.move("ch1/note/36", value, "midi:pads")


@pytest.mark.parametrize(
    ("act", "argument"), [(Act.SCENE, "storm"), (Act.SCENE, 2.0), (Act.CUE_GOTO, "end"), (Act.CUE_GOTO, 2.0)]
)
def test_a_pad_recalls_when_it_is_pressed(act: Act, argument: str | float) -> None:
    playing = bound(act, argument)
    assert pad(playing, 0.0) == Outcome()
    assert playing.fusion.scenes.name == ""
    assert pad(playing).moved
    assert playing.fusion.scenes.name == "storm"


@pytest.mark.parametrize(
    ("address", "value", "notice"),
    [
        ("scene", "strom", "there is no scene 'strom'; near: storm"),
        ("scene", 4.0, "/soundscape/scene takes a whole number from 0 to 3, not 4.0"),
        ("scene", 0.5, "/soundscape/scene takes a whole number from 0 to 3, not 0.5"),
        ("cue/goto", "intor", "there is no cue 'intor'; near: intro"),
        ("cue/goto", 9.0, "/soundscape/cue/goto takes a whole number from 0 to 2, not 9.0"),
        ("cue/prev", 1.0, "the set list has no cue before this one"),
        ("morph", 1.5, "/soundscape/morph takes 0 to 1, not 1.5"),
        ("morph", "x", "/soundscape/morph takes a number, not 'x'"),
        ("scene/next", "x", "/soundscape/scene/next takes a number, not 'x'"),
        ("scene/store", "", "a scene's name is 1 to 60 characters, not ''"),
        ("scene/store", "a\x00b", "a scene's name is 1 to 60 characters, not 'a\\x00b'"),
    ],
)
def test_what_is_not_there_is_told(address: str, value: float | str, notice: str) -> None:
    playing = bound(Act.SCENE)
    before = playing.look()
    outcome = playing.move(f"{ROOT}/{address}", value)
    assert (outcome.moved, outcome.notice) == (False, notice)
    assert playing.look() == before


def test_a_button_let_go_asks_for_nothing() -> None:
    playing = bound(Act.SCENE)
    for address in ("scene", "cue/goto", "scene/next", "cue/next", "scene/store"):
        assert playing.move(f"{ROOT}/{address}", 0.0) == Outcome()
    assert playing.fusion.scenes.take_stored() == ()


def test_the_set_list_ends() -> None:
    playing = bound(Act.SCENE)
    notices = [playing.move(f"{ROOT}/cue/next").notice for _ in range(3)]
    assert notices == ["", "", "the set list has no cue after this one"]


@pytest.mark.parametrize("argument", [None, "Mine"])
def test_a_pad_stores_under_its_name_or_the_next_free_one(argument: str | None) -> None:
    playing = bound(Act.SCENE_STORE, argument)
    pad(playing)
    pad(playing, 0.0)
    pad(playing)
    names = ["Mine", "Mine"] if argument else ["scene 1", "scene 2"]
    assert [stored.name for stored in playing.fusion.scenes.take_stored()] == names


def test_a_name_is_known_whatever_its_case_and_spaces() -> None:
    playing = bound(Act.SCENE)
    playing.move(f"{ROOT}/scene/store", "  CALM ")
    playing.move(f"{ROOT}/scene/store", " second   verse")
    assert [stored.name for stored in playing.fusion.scenes.take_stored()] == ["calm", "second verse"]


def test_there_is_an_end_to_the_scenes() -> None:
    playing = on_stage(*(Scene(f"s{number}") for number in range(MOST)))
    assert playing.move(f"{ROOT}/scene/store", "one more").notice == f"a show has at most {MOST} scenes"
    playing.move(f"{ROOT}/scene/store", "s7")
    assert playing.fusion.scenes.take_stored()[0].name == "s7"


def test_a_fader_morphs_between_the_scenes_that_it_names() -> None:
    fader = Binding("midi:*", "cc/1", ActTarget(Act.MORPH, "storm", upper="dark"))
    playing = on_stage(bindings=(fader,))
    playing.move("ch1/cc/1", 0.5, "midi:x")
    morph = playing.fusion.scenes.status().morph
    assert morph is not None
    assert (morph.lower, morph.upper, morph.x) == ("storm", "dark", 0.5)
    assert playing.wait(1.0).light == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("lower", "upper", "notice"),
    [
        ("calm", "calm", "a morph needs two scenes"),
        ("calm", None, "a morph needs two scenes"),
        ("calm", "strom", "there is no scene 'strom'; near: storm"),
    ],
)
def test_a_morph_needs_two_scenes(lower: str, upper: str | None, notice: str) -> None:
    assert pad(bound(Act.MORPH, lower, upper)).notice == notice


def test_a_show_without_scenes_says_so(play: Callable[..., Playing]) -> None:
    assert play().move(f"{ROOT}/scene/next").notice == "the show has no scenes"
    playing = on_stage(Scene("only"))
    assert playing.move(f"{ROOT}/morph", 0.5).notice == "a morph needs two scenes"
    assert playing.move(f"{ROOT}/cue/goto", 1.0).notice == "the show has no cues"
    assert playing.move(f"{ROOT}/cue/next").notice == "the set list has no cue after this one"
