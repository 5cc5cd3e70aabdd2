from dataclasses import replace

import pytest

from soundscape_live.mapping.fusion import Fusion
from soundscape_live.mapping.scene import Grip, Quantise, Scene, Span, StageCue, Unit
from soundscape_live.mapping.show import Show
from soundscape_live.model import Holder, Interpolation, MorphStatus, StageStatus
from tests.mapping.playing import PLAIN, Playing
from tests.mapping.scenery import CALM, ROOT, STORM, beats, on_stage


def holder(playing: Playing, name: str) -> Holder:
    return next(status.holder for status in playing.fusion.statuses() if status.name == name)


def stage(playing: Playing) -> StageStatus:
    return playing.fusion.scenes.status()


@pytest.mark.parametrize(
    ("scenes", "cues", "lost"),
    [
        ((Scene("a", "lost"),), (), "theme 'lost'"),
        ((), (StageCue("a", theme="lost"),), "theme 'lost'"),
        ((), (StageCue("a", scene="lost"),), "scene 'lost'"),
    ],
)
def test_a_show_has_what_its_scenes_and_cues_name(
    scenes: tuple[Scene, ...], cues: tuple[StageCue, ...], lost: str
) -> None:
    with pytest.raises(ValueError, match=lost):
        Fusion(Show((PLAIN,), "plain", (), scenes=scenes, cues=cues), 0.0)


def test_a_scene_comes_in_its_fade_and_holds() -> None:
    playing = on_stage()
    assert playing.move(f"{ROOT}/scene", "CALM").moved
    assert stage(playing).scene == "calm"
    assert playing.fusion.deadline() == pytest.approx(1 / 60)
    assert playing.wait(1.0).noise_scale == pytest.approx(0.35)
    params = playing.wait(1.1)
    assert (params.noise_scale, params.light) == pytest.approx((0.2, 0.8))
    assert playing.fusion.deadline() is None
    assert [holder(playing, name) for name in ("noise_scale", "accent")] == [Holder.SCENE, Holder.THEME]
    assert not playing.move(f"{ROOT}/scene", "calm").moved


def test_a_scene_brings_its_theme_and_words_in_its_fade() -> None:
    playing = on_stage()
    playing.move(f"{ROOT}/scene", "storm")
    assert playing.fusion.theme.name == "sea"
    ((_, transition),) = playing.transitions
    assert transition.seconds == pytest.approx(2.0)
    assert transition.interpolation is Interpolation.SLERP
    assert [(prompt.text, prompt.weight) for prompt in transition.target] == [
        ("foam", 0.5),
        ("a sea, calm atmosphere, gentle flow", 0.5),
    ]
    assert playing.wait(3.0).denoising_step_list == (500,)


def test_a_fade_in_beats_is_as_long_as_the_beats() -> None:
    playing = on_stage()
    beats(playing, 4, 0.25)
    playing.move(f"{ROOT}/scene", "storm")
    beats(playing, 2, 1.0)
    assert playing.value("noise_scale") == pytest.approx(0.5 + 0.3 * 0.5, abs=0.02)
    beats(playing, 3, 0.25)
    assert playing.value("noise_scale") == pytest.approx(0.8)


def test_hands_stand_above_a_scene_and_glide_back_to_it() -> None:
    playing = on_stage()
    playing.move(f"{ROOT}/param/noise_scale", 1.0)
    playing.move(f"{ROOT}/scene", "calm")
    assert playing.wait(3.0).noise_scale == 1.0
    assert holder(playing, "noise_scale") is Holder.HAND
    playing.move(f"{ROOT}/param/noise_scale/release")
    assert playing.wait(1.0).noise_scale == pytest.approx(0.2)


def test_a_scene_may_take_the_parameters_out_of_the_hands() -> None:
    playing = on_stage()
    playing.move(f"{ROOT}/param/noise_scale", 0.1)
    playing.move(f"{ROOT}/scene", "storm")
    assert playing.wait(3.0).noise_scale == pytest.approx(0.8)


def test_a_scene_that_is_played_already_takes_the_hands_off() -> None:
    playing = on_stage()
    playing.move(f"{ROOT}/scene", "storm")
    playing.wait(3.0)
    playing.move(f"{ROOT}/param/noise_scale", 0.1)
    assert playing.move(f"{ROOT}/scene", "storm").moved
    assert playing.wait(1.0).noise_scale == pytest.approx(0.8)


def test_scenes_go_round() -> None:
    playing = on_stage()
    seen = []
    for name in ("prev", "next", "next", "next", "prev"):
        playing.move(f"{ROOT}/scene/{name}")
        seen.append(stage(playing).scene)
    assert seen == ["dark", "calm", "storm", "dark", "storm"]


def test_a_scene_is_let_go_of_with_a_glide() -> None:
    playing = on_stage()
    assert not playing.move(f"{ROOT}/scene/release").moved
    playing.move(f"{ROOT}/scene", "storm")
    playing.wait(3.0)
    assert playing.move(f"{ROOT}/scene/release").moved
    assert playing.wait(0.5).noise_scale == pytest.approx(0.65)
    assert playing.wait(6.0).noise_scale == 0.5
    assert (stage(playing).scene, playing.fusion.theme.name) == ("", "sea")
    assert playing.texts == ["a sea, calm atmosphere, gentle flow"]


def test_releasing_all_lets_go_of_scenes_too() -> None:
    playing = on_stage(cues=(StageCue("a", "calm", follow_on=1), StageCue("b", "storm")))
    playing.move(f"{ROOT}/cue/next")
    playing.wait(3.0)
    assert playing.move(f"{ROOT}/release").moved
    assert playing.wait(2.0).noise_scale == 0.5
    beats(playing, 12)
    assert stage(playing).cue == "a"
    assert not playing.move(f"{ROOT}/release").moved


def test_a_scene_without_theme_and_words_leaves_them_alone() -> None:
    playing = on_stage()
    playing.move(f"{ROOT}/theme", "sea")
    playing.move(f"{ROOT}/prompt/goto", 0.0)
    playing.wait(2.0)
    playing.move(f"{ROOT}/scene", "dark")
    assert playing.texts[0] == "waves"
    assert playing.look().light == 0.0
    assert len(playing.transitions) == 2


def test_a_scene_that_cuts_drops_the_pictures_past_as_long_as_there_are_flashes() -> None:
    quick = tuple(replace(scene, fade=Span(0.0), grip=Grip.KEEP, values=()) for scene in (CALM, STORM))
    playing = on_stage(*quick)
    for name in ("storm", "calm", "storm", "calm"):
        playing.move(f"{ROOT}/scene", name)
    assert len(playing.cuts) == 3
    assert [transition.seconds for _, transition in playing.transitions] == [0.0, 0.0, 0.0, 1.0]
    assert playing.fusion.withheld == 1


@pytest.mark.parametrize("state", ["freeze", "panic"])
def test_a_cut_leaves_a_held_picture_alone(state: str) -> None:
    playing = on_stage(replace(STORM, fade=Span(0.0)))
    playing.move(f"{ROOT}/{state}")
    playing.move(f"{ROOT}/scene", 1.0)
    assert playing.cuts == []
    playing.move(f"{ROOT}/{state}", 0.0)
    assert playing.wait(1.0).noise_scale == pytest.approx(0.8)
    assert playing.fusion.theme.name == "sea"


def test_a_quick_fade_is_a_flash_and_no_cut() -> None:
    playing = on_stage(replace(STORM, fade=Span(0.2)))
    playing.move(f"{ROOT}/scene", 1.0)
    assert playing.cuts == []
    assert [playing.move(f"{ROOT}/cache/reset").notice for _ in range(3)][:2] == ["", ""]
    assert len(playing.cuts) == 2


# ----------------------------------------------------------------------------------------------------- morph


def test_a_morph_stands_between_two_scenes() -> None:
    playing = on_stage()
    assert playing.move(f"{ROOT}/morph", 0.25).moved
    assert stage(playing).morph == MorphStatus("calm", "storm", 0.25)
    params = playing.wait(1.0)
    assert params.noise_scale == pytest.approx(0.35)
    assert params.light == pytest.approx(0.85)
    assert [(prompt.text, prompt.weight) for prompt in params.prompts] == [
        ("a plain, calm atmosphere, gentle flow", 0.75),
        ("foam", 0.125),
        ("a sea, calm atmosphere, gentle flow", 0.125),
    ]
    assert len(playing.transitions) == 1
    assert playing.move(f"{ROOT}/morph", 0.5).moved
    assert playing.look().noise_scale == pytest.approx(0.5)
    assert not playing.move(f"{ROOT}/morph", 0.5).moved
    assert len(playing.transitions) == 1


def test_themes_and_steps_switch_at_the_middle_of_a_morph_with_hysteresis() -> None:
    playing = on_stage()
    playing.move(f"{ROOT}/morph", 0.0)
    playing.wait(1.0)
    seen = []
    for x in (0.5, 0.54, 0.56, 0.5, 0.46, 0.44, 1.0):
        playing.move(f"{ROOT}/morph", x)
        seen.append((playing.fusion.theme.name, playing.look().denoising_step_list))
    plain, sea = ("plain", (1000, 750, 500, 250)), ("sea", (500,))
    assert seen == [plain, plain, sea, sea, sea, plain, sea]
    assert len(playing.transitions) == 1
    assert [prompt.text for prompt in playing.look().prompts] == ["foam", "a sea, calm atmosphere, gentle flow"]


def test_both_sides_of_a_morph_follow_the_music() -> None:
    playing = on_stage()
    playing.hear(0.1)
    playing.move(f"{ROOT}/morph", 0.8)
    assert playing.fusion.theme.name == "sea"
    playing.hear(1.0)
    assert playing.texts == ["foam", "a sea", "a plain"]
    playing.move(f"{ROOT}/morph", 0.2)
    playing.hear(0.1)
    assert playing.texts == ["a plain", "foam", "a sea"]
    playing.wait(5.0)
    ambient = "calm atmosphere, gentle flow"
    assert playing.texts == [f"a plain, {ambient}", "foam", f"a sea, {ambient}"]


def test_two_scenes_of_one_theme_share_the_words_that_both_have() -> None:
    waves, foam = Scene("waves", "sea", 0, 0.5), Scene("foam", "sea", 1, 0.5)
    playing = on_stage(waves, foam)
    playing.move(f"{ROOT}/morph", 0.2)
    assert [(prompt.text, prompt.weight) for prompt in playing.look().prompts] == [
        ("waves", 0.4),
        ("a sea, calm atmosphere, gentle flow", 0.5),
        ("foam", 0.1),
    ]
    playing.move(f"{ROOT}/morph", 0.8)
    assert playing.look().prompts[0].weight == 0.4
    assert len(playing.transitions) == 1


def test_panic_hides_a_morph_and_gives_it_back() -> None:
    playing = on_stage()
    playing.hear(0.1)
    playing.move(f"{ROOT}/morph", 0.3)
    before = playing.hear(1.0).prompts
    playing.move(f"{ROOT}/panic", 1.0)
    assert playing.texts == ["a plain, calm atmosphere, gentle flow"]
    playing.hear(1.0)
    playing.move(f"{ROOT}/panic", 0.0)
    assert playing.hear(1.0).prompts == before


@pytest.mark.parametrize(
    ("address", "value", "texts"),
    [
        ("scene", "calm", ["a plain, calm atmosphere, gentle flow"]),
        ("scene", "dark", ["a plain, calm atmosphere, gentle flow"]),
        ("scene/release", 1.0, ["a plain, calm atmosphere, gentle flow"]),
        ("theme", "plain", ["a plain, calm atmosphere, gentle flow"]),
        ("theme", "sea", ["a sea, calm atmosphere, gentle flow"]),
        ("prompt/goto", -1.0, ["a plain, calm atmosphere, gentle flow"]),
    ],
)
def test_a_morph_ends_where_anything_else_is_chosen(address: str, value: float | str, texts: list[str]) -> None:
    playing = on_stage()
    playing.move(f"{ROOT}/morph", 0.3)
    playing.wait(1.0)
    playing.move(f"{ROOT}/{address}", value)
    assert playing.texts == texts
    assert len(playing.transitions) == 2
    assert playing.move(f"{ROOT}/morph", 0.3).moved
    assert len(playing.texts) == 3


# ----------------------------------------------------------------------------------------------------- store


def test_a_scene_keeps_what_hands_decide_and_the_rest_follows_the_sound() -> None:
    playing = on_stage()
    playing.move(f"{ROOT}/theme", "sea")
    playing.move(f"{ROOT}/prompt/goto", 1.0)
    playing.move(f"{ROOT}/param/noise_scale", 0.7)
    playing.wait(1.0)
    playing.move(f"{ROOT}/scene/store", "mine")
    (stored,) = playing.fusion.scenes.take_stored()
    assert (stored.name, stored.theme, stored.variation, stored.weight) == ("mine", "sea", 1, 0.6)
    assert stored.values == (("noise_scale", 0.7),)
    assert playing.fusion.scenes.take_stored() == ()
    playing.move(f"{ROOT}/release")
    playing.move(f"{ROOT}/theme", "plain")
    assert playing.wait(2.0).noise_scale == 0.5
    playing.move(f"{ROOT}/scene", "mine")
    assert playing.wait(3.0).noise_scale == pytest.approx(0.7)
    assert playing.texts[0] == "foam"
    assert stage(playing).scenes == ("calm", "storm", "dark", "mine")


def test_storing_over_the_scene_in_force_takes_what_hands_have_changed() -> None:
    playing = on_stage()
    playing.move(f"{ROOT}/scene", "calm")
    playing.wait(3.0)
    playing.move(f"{ROOT}/param/noise_scale", 0.9)
    playing.look()
    playing.move(f"{ROOT}/scene/store", "calm")
    (stored,) = playing.fusion.scenes.take_stored()
    assert stored.values == (("noise_scale", 0.9), ("light", 0.8))
    assert (stored.variation, stored.weight) == (None, None)
    assert (stored.fade, stored.unit, stored.hands) == (2.0, "s", "keep")
    playing.move(f"{ROOT}/param/noise_scale/release")
    assert playing.wait(2.0).noise_scale == pytest.approx(0.9)
    assert stage(playing).scene == "calm"
    assert stage(playing).scenes == ("calm", "storm", "dark")


def test_what_is_kept_in_a_freeze_is_what_is_seen() -> None:
    playing = on_stage()
    playing.move(f"{ROOT}/param/noise_scale", 0.9)
    playing.move(f"{ROOT}/freeze")
    playing.move(f"{ROOT}/param/noise_scale", 0.1)
    playing.move(f"{ROOT}/scene/store", "mine")
    assert playing.fusion.scenes.take_stored()[0].values == (("noise_scale", 0.9),)


# -------------------------------------------------------------------------------------------------- the set list

CUES = (
    StageCue("intro", "calm", follow_on=2),
    StageCue("verse", "storm", fade=Span(0.5)),
    StageCue("blue", theme="sea", quantise=Quantise.BAR),
    StageCue("end", "storm", "plain", Span(1.0, Unit.BARS), Quantise.BEAT),
)


def test_the_set_list_goes_on_by_hand() -> None:
    playing = on_stage(cues=CUES)
    assert stage(playing).cue_next == "intro"
    seen = []
    for name in ("next", "next", "prev", "next", "next", "next"):
        playing.move(f"{ROOT}/cue/{name}")
        seen.append((stage(playing).cue, stage(playing).cue_next, stage(playing).scene, playing.fusion.theme.name))
    assert seen == [
        ("intro", "verse", "calm", "plain"),
        ("verse", "blue", "storm", "sea"),
        ("intro", "verse", "calm", "plain"),
        ("verse", "blue", "storm", "sea"),
        ("blue", "end", "storm", "sea"),
        ("end", "", "storm", "plain"),
    ]


def test_a_cues_fade_stands_above_its_scenes() -> None:
    playing = on_stage(cues=CUES)
    playing.move(f"{ROOT}/cue/goto", "verse")
    assert playing.transitions[-1][1].seconds == 0.5
    assert playing.wait(0.6).noise_scale == pytest.approx(0.8)
    playing.move(f"{ROOT}/cue/goto", "end")
    assert playing.transitions[-1][1].seconds == pytest.approx(2.0)


def test_a_cue_that_is_a_theme_alone_comes_in_the_themes_crossing_or_its_own_fade() -> None:
    playing = on_stage(cues=(StageCue("a", theme="sea"), StageCue("b", theme="plain", fade=Span(4.0))))
    for place in (1.0, 2.0):
        playing.move(f"{ROOT}/cue/goto", place)
    assert [transition.seconds for _, transition in playing.transitions] == [1.5, 4.0]
    assert stage(playing).scene == ""


def test_cues_follow_on_and_wait_with_the_beats() -> None:
    playing = on_stage(cues=CUES)
    beats(playing, 1)
    playing.move(f"{ROOT}/cue/goto", "intro")
    assert stage(playing).bars_to_next == 2
    beats(playing, 8, first=1)
    assert stage(playing).cue == "verse"
    playing.move(f"{ROOT}/cue/next")
    assert (stage(playing).cue_next, stage(playing).cue_waits) == ("blue", True)
    beats(playing, 4, first=1)
    assert (stage(playing).cue, stage(playing).cue_waits) == ("blue", False)


def test_a_cue_that_waits_is_not_lost_with_the_beats() -> None:
    playing = on_stage(cues=CUES)
    beats(playing, 1, 0.1)
    playing.move(f"{ROOT}/cue/goto", "blue")
    assert playing.fusion.theme.name == "plain"
    playing.wait(0.7)
    assert playing.fusion.theme.name == "sea"


def test_a_scene_asked_for_by_hand_stops_what_would_come_by_itself() -> None:
    playing = on_stage(cues=CUES)
    playing.move(f"{ROOT}/cue/goto", "intro")
    playing.wait(3.0)
    assert playing.move(f"{ROOT}/scene", "calm").moved
    assert stage(playing).bars_to_next is None
    playing.move(f"{ROOT}/cue/goto", "intro")
    assert playing.move(f"{ROOT}/morph", 0.0).moved
    playing.move(f"{ROOT}/cue/goto", "intro")
    beats(playing, 4, 0.5)
    playing.move(f"{ROOT}/morph", 0.0)
    beats(playing, 16)
    assert stage(playing).cue == "intro"
