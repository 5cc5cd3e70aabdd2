"""Another show takes over while one is played: nothing that is played is lost, and nothing jumps."""

from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soundscape_live.mapping.binding import Act, ActTarget, Binding, ParameterTarget, Press, Takeover, Way
from soundscape_live.mapping.fusion import Fusion
from soundscape_live.mapping.heirs import Heirs, carried
from soundscape_live.mapping.loss import Loss, LossRules, OnLoss
from soundscape_live.mapping.scene import Quantise, Scene, Span, StageCue
from soundscape_live.mapping.show import Music, Safety, Show
from soundscape_live.mapping.sources import BeatNow
from soundscape_live.mapping.theme import (
    Accent,
    BeatAction,
    BeatResponse,
    Descriptor,
    DescriptorBand,
    Parameter,
    Source,
    Trigger,
    Variations,
)
from soundscape_live.model import Beat, Control, Feedback, Params, ResetCache, Tone
from tests.mapping.playing import PLAIN, SILENT, Playing
from tests.mapping.scenery import CALM, SEA, STORM

PORT = "midi:Desk"
NOISE = ParameterTarget(Parameter.NOISE_SCALE, glide=0.0)
FADER = Binding("midi:*", "cc/1", NOISE)
TOGGLE = Binding("midi:*", "note/1", replace(NOISE, press=Press.TOGGLE))
WHILE = Binding("midi:*", "note/2", replace(NOISE, press=Press.MOMENTARY))
WORDS = Variations(Trigger.BEAT, ("one", "two", "three"), hold=1.0, cooldown=0.0)
TALKING = replace(PLAIN, name="talking", variations=WORDS)


def show(*bindings: Binding, **more: object) -> Show:
    values: dict[str, object] = {"themes": (PLAIN, SEA), "theme": "plain", "bindings": bindings, **more}
    return Show(**values)  # type: ignore[arg-type]  # the values are of their fields' types


def begin(first: Show) -> Playing:
    return Playing(Fusion(first, 0.0))


def change(playing: Playing, to: Show) -> Params:
    playing.fusion.adopt(playing.at, to)
    return playing.look()


def told(playing: Playing) -> list[Feedback]:
    return list(playing.fusion.feedback(playing.at, locked=False, lost=False))


# ------------------------------------------------------------------------------------------------- the same show

FULL = show(
    FADER,
    TOGGLE,
    WHILE,
    Binding("midi:*", "cc/2", ParameterTarget(Parameter.LIGHT), Way(Takeover.PICKUP)),
    Binding("midi:*", "note/3", ActTarget(Act.THEME_NEXT, quantise=1)),
    Binding("midi:*", "note/4", ActTarget(Act.FREEZE, press=Press.MOMENTARY)),
    Binding("midi:*", "note/5", ActTarget(Act.SHIFT)),
    Binding("midi:*", "note/1", ActTarget(Act.PROMPT_NEXT), layer="shift"),
    Binding("midi:*", "note/6", ActTarget(Act.PANIC)),
    Binding("midi:*", "note/6", ActTarget(Act.PANIC)),
    themes=(TALKING, SEA, replace(PLAIN, beat=BeatResponse(action=BeatAction.PULSE_NOISE))),
    theme="talking",
    scenes=(CALM, STORM),
    cues=(StageCue("intro", "calm", follow_on=1), StageCue("main", "storm"), StageCue("end", theme="sea")),
    loss=LossRules(midi=Loss(OnLoss.DECAY, 0.2)),
    safety=Safety(panic_theme="sea"),
)
ADDRESSES = ("morph", "scene/next", "cue/next", "scene/release", "panic", "blackout", "prompt/next", "release")
STEPS = st.one_of(
    st.tuples(st.just(PORT), st.sampled_from(["cc/1", "cc/2", *(f"note/{key}" for key in range(1, 7))]),
              st.sampled_from([0.0, 0.4, 1.0])),
    st.tuples(st.just("page"), st.sampled_from([f"/soundscape/{name}" for name in ADDRESSES]),
              st.sampled_from([0.0, 0.3, 1.0])),
    st.sampled_from(["beat", "sound", "gone", "back", "reload"]),
    st.floats(0.001, 2.0),
)  # fmt: skip


def perform(steps: list[object], *, reload: bool) -> list[object]:
    """Play, and return all that comes out."""
    playing, seen = begin(FULL), list[object]()
    fusion, beats = playing.fusion, 0
    for step in steps:
        match step:
            case (str(source), str(name), float(value)):
                seen.append(
                    fusion.control(Control(playing.at, source, f"ch1/{name}" if source == PORT else name, value))
                )
            case "beat":
                fusion.beat(Beat(playing.at, beats, beats % 4, 120.0, 1.0, "typed"))
                beats += 1
            case "sound":
                fusion.hear(replace(SILENT, at=playing.at, silence=False, energy=0.7), BeatNow(0.3))
            case "gone" | "back":
                fusion.source(playing.at, PORT, "", present=step == "back")
            case "reload":
                fusion.advance(playing.at)
                if reload:
                    fusion.adopt(playing.at, deepcopy(FULL))
            case float(seconds):
                playing.at += seconds
            case _:
                raise AssertionError(step)
        seen += [fusion.params(playing.at), fusion.take_actions(), fusion.statuses(), fusion.deadline(), told(playing)]
        seen += [fusion.scenes.status(), fusion.losses.statuses(), fusion.state(playing.at), fusion.losses.take_words()]
    return seen


@settings(deadline=None, max_examples=150)
@given(st.lists(STEPS, max_size=30))
def test_the_same_show_changes_nothing_whatever_is_played(steps: list[object]) -> None:
    assert perform(steps, reload=True) == perform(steps, reload=False)


# --------------------------------------------------------------------------------------------------------- hands


def test_bindings_that_are_equal_stay_the_objects_that_they_were_each_for_itself() -> None:
    before = (FADER, replace(FADER), TOGGLE)
    now = carried(before, (replace(TOGGLE), replace(FADER), replace(FADER), replace(FADER)))
    assert [one is other for one, other in zip(now, (TOGGLE, before[0], before[1]), strict=False)] == [True] * 3
    assert now[3] == FADER


def test_an_heir_moves_the_same_from_the_same_control() -> None:
    wider = replace(TOGGLE, target=replace(NOISE, press=Press.TOGGLE, high=0.5))
    heirs = Heirs((wider, FADER))
    assert heirs.of(TOGGLE) is wider
    assert heirs.of(FADER) is FADER
    assert heirs.of(WHILE) is None
    assert heirs.of(Binding("midi:*", "note/1", ActTarget(Act.FREEZE))) is None


@pytest.mark.parametrize("button", [TOGGLE, WHILE])
def test_a_button_whose_binding_is_edited_holds_on_and_is_let_go_of_by_its_control(button: Binding) -> None:
    playing = begin(show(button))
    assert isinstance(button.target, ParameterTarget)
    playing.move("ch1/" + button.control, 1.0, PORT)
    change(playing, show(replace(button, target=replace(button.target, high=0.9))))
    assert playing.value("noise_scale") == 1.0
    if button is TOGGLE:
        playing.move("ch1/" + button.control, 0.0, PORT)
        playing.move("ch1/" + button.control, 1.0, PORT)
    else:
        playing.move("ch1/" + button.control, 0.0, PORT)
    assert playing.value("noise_scale") == 0.5


def test_a_button_that_is_gone_lets_go_of_what_covers_a_fader_and_the_fader_holds_on() -> None:
    playing = begin(show(FADER, TOGGLE))
    playing.move("ch1/cc/1", 0.3, PORT)
    playing.move("ch1/note/1", 1.0, PORT)
    change(playing, show(FADER))
    assert playing.value("noise_scale") == 0.3


def test_what_a_press_began_ends_with_its_release_though_nothing_is_bound_to_it_any_more() -> None:
    freeze = Binding("midi:*", "note/4", ActTarget(Act.FREEZE, press=Press.MOMENTARY))
    playing = begin(show(freeze))
    playing.move("ch1/note/4", 1.0, PORT)
    change(playing, show())
    assert playing.fusion.state(playing.at) == "freeze"
    playing.move("ch1/note/4", 0.0, PORT)
    assert playing.fusion.state(playing.at) == "ambient"
    change(playing, show())
    assert not playing.move("ch1/note/4", 1.0, PORT).known


def test_a_fader_that_had_met_its_value_leads_it_on() -> None:
    pickup = Binding("midi:*", "cc/1", NOISE, Way(Takeover.PICKUP))
    playing = begin(show(pickup))
    for value in (0.2, 0.6, 0.7):
        playing.move("ch1/cc/1", value, PORT)
    change(playing, show(pickup, TOGGLE))
    playing.move("ch1/cc/1", 0.2, PORT)
    assert playing.value("noise_scale") == pytest.approx(0.2)


def test_where_a_control_stands_is_shown_as_before_and_the_gone_ones_is_forgotten() -> None:
    pickup = Binding("midi:*", "cc/1", NOISE, Way(Takeover.PICKUP))
    playing = begin(show(pickup))
    playing.move("ch1/cc/1", 0.1, PORT)
    playing.at += 1.0
    assert Feedback(1.0, "midi:*", "cc/1", 0.5, Tone.UP) in told(playing)
    edited = replace(pickup, target=replace(NOISE, low=0.1))
    change(playing, show(edited))
    playing.at += 1.0
    assert [each.tone for each in told(playing) if each.control == "cc/1"] == [Tone.SOUND]


def test_a_press_that_waits_for_its_bar_happens_in_the_other_show() -> None:
    waits = Binding("midi:*", "note/3", ActTarget(Act.THEME, "sea", quantise=1))
    playing = begin(show(waits))
    playing.strike(0)
    playing.move("ch1/note/3", 1.0, PORT)
    change(playing, show())
    playing.at += 0.5
    playing.strike(0)
    assert playing.fusion.theme.name == "sea"


# -------------------------------------------------------------------------------------------------------- lights


def test_only_lights_that_changed_are_told_and_one_without_a_binding_goes_dark_first() -> None:
    freeze = Binding("midi:*", "note/4", ActTarget(Act.FREEZE))
    playing = begin(show(FADER, freeze, Binding("midi:*", "note/9", ActTarget(Act.THEME, "new"))))
    playing.at = 1.0
    assert len(told(playing)) > 3
    other = Binding("midi:Desk*", "note/4", ActTarget(Act.FREEZE))
    change(playing, show(FADER, other, Binding("midi:*", "note/9", ActTarget(Act.THEME, "new"))))
    playing.at = 2.0
    assert told(playing) == [
        Feedback(2.0, "midi:*", "note/4", 0.0, Tone.OFF),
        Feedback(2.0, "midi:Desk*", "note/4", 0.0, Tone.READY),
    ]


def test_a_pad_of_a_theme_lights_up_when_the_theme_comes() -> None:
    pad = Binding("midi:*", "note/9", ActTarget(Act.THEME, "talking"))
    playing = begin(show(pad))
    playing.at = 1.0
    assert Feedback(1.0, "midi:*", "note/9", 0.0, Tone.OFF) in told(playing)
    change(playing, show(pad, themes=(PLAIN, SEA, TALKING)))
    playing.at = 2.0
    assert told(playing) == [Feedback(2.0, "midi:*", "note/9", 0.0, Tone.READY)]


# -------------------------------------------------------------------------------------------------------- themes


def test_an_edited_theme_keeps_the_weights_that_hands_have_mixed() -> None:
    playing = begin(show(themes=(TALKING,), theme="talking"))
    playing.fusion.control(Control(0.0, "page", "/soundscape/prompt/goto", 0))
    mix = Binding("midi:*", "cc/7", ActTarget(Act.PROMPT_WEIGHT, 1))
    change(playing, show(mix, themes=(TALKING,), theme="talking"))
    playing.move("ch1/cc/7", 0.25, PORT)
    before = playing.look().prompts
    edited = replace(TALKING, variations=replace(WORDS, cooldown=9.0))
    assert change(playing, show(mix, themes=(edited,), theme="talking")).prompts == before
    fewer = replace(TALKING, variations=replace(WORDS, prompts=("one",)))
    assert "two" not in " ".join(
        prompt.text for prompt in change(playing, show(themes=(fewer,), theme="talking")).prompts
    )


def test_an_edited_theme_goes_on_with_the_variation_that_came_by_itself_and_without_a_cut() -> None:
    playing = begin(show(themes=(TALKING,), theme="talking"))
    playing.hear(3.0, energy=0.5)
    playing.strike()
    words = playing.texts
    assert words[0].startswith("one")
    change(playing, show(themes=(replace(TALKING, title="Talking."),), theme="talking"))
    assert playing.texts == words
    none = replace(TALKING, variations=Variations())
    change(playing, show(themes=(none,), theme="talking"))
    assert playing.texts != words
    assert not [action for _, action in playing.taken if isinstance(action, ResetCache)]
    assert playing.hear(1.0).prompts


def test_new_descriptors_describe_the_music_of_now() -> None:
    loud = Descriptor(Source.ENERGY, (DescriptorBand("soft", 0.0), DescriptorBand("loud", 0.5)))
    playing = begin(show(themes=(PLAIN,)))
    playing.hear(0.5, energy=0.9)
    change(playing, show(themes=(replace(PLAIN, descriptors=(loud,)),)))
    assert "loud" in playing.texts[0]
    silent = begin(show(themes=(PLAIN,)))
    change(silent, show(themes=(replace(PLAIN, descriptors=(loud,)),)))
    assert "loud" not in silent.texts[0]


def test_a_theme_that_is_gone_is_crossed_over_from_and_the_parameters_do_not_jump() -> None:
    playing = begin(show(theme="sea"))
    before = playing.hear(0.5, energy=0.9).noise_scale
    after = change(playing, show(themes=(PLAIN,)))
    assert playing.fusion.theme.name == "plain"
    assert after.noise_scale == before
    assert len(playing.transitions) >= 1


def test_the_safe_look_follows_the_show_and_its_own_file() -> None:
    playing = begin(show())
    playing.move("/soundscape/panic", 1.0)
    change(playing, show(safety=Safety(panic_theme="sea")))
    assert playing.texts[0].startswith("a sea")
    change(playing, show(safety=Safety(panic_theme="sea"), scenes=(CALM,)))
    assert playing.texts[0].startswith("a sea")
    assert playing.fusion.theme.name == "plain"


@pytest.mark.parametrize("accent", [None, Accent("gulls", 0.5)])
def test_a_morphs_other_side_is_edited_with_its_theme(accent: Accent | None) -> None:
    playing = begin(show(scenes=(CALM, replace(STORM, fade=Span(0.0)))))
    playing.move("/soundscape/morph", 0.3)
    change(playing, show(themes=(PLAIN, replace(SEA, base="a lake", accent=accent)), scenes=(CALM, STORM)))
    assert any("a lake" in text for text in playing.texts)
    assert not any("a sea" in text for text in playing.texts)


def test_a_morphs_other_side_goes_with_its_theme_and_its_scene() -> None:
    playing = begin(show(scenes=(CALM, STORM)))
    playing.move("/soundscape/morph", 0.3)
    change(playing, show(themes=(PLAIN,), scenes=(CALM,)))
    assert len(playing.texts) == 1
    assert playing.texts[0].startswith("a plain")


def test_what_a_show_does_not_have_is_refused_before_anything_changes() -> None:
    playing = begin(show(FADER))
    for bad in (show(theme="none"), show(cues=(StageCue("x", "none"),)), show(scenes=(Scene("x", "none"),))):
        with pytest.raises(ValueError, match=r"the show has no (theme|scene) 'none'"):
            playing.fusion.adopt(playing.at, bad)
    assert playing.move("ch1/cc/1", 0.4, PORT).moved


# -------------------------------------------------------------------------------------------------------- scenes


def test_the_scene_in_force_is_played_as_it_is_written_now_or_let_go() -> None:
    playing = begin(show(scenes=(CALM, STORM)))
    playing.move("/soundscape/scene", "calm")
    playing.wait(3.0)
    change(playing, show(scenes=(replace(CALM, values=((Parameter.NOISE_SCALE, 0.9),)), STORM)))
    assert playing.value("noise_scale") == pytest.approx(0.2)
    playing.wait(1.0)
    assert playing.value("noise_scale") == pytest.approx(0.9)
    change(playing, show(scenes=(STORM,)))
    playing.wait(2.0)
    assert playing.fusion.scenes.name == ""
    assert playing.value("noise_scale") == pytest.approx(0.5)


def test_a_morph_stands_where_it_stood_between_the_scenes_of_now() -> None:
    playing = begin(show(scenes=(CALM, STORM)))
    playing.move("/soundscape/morph", 0.75)
    playing.wait(1.0)
    louder = replace(STORM, values=((Parameter.NOISE_SCALE, 1.0),))
    change(playing, show(scenes=(CALM, louder)))
    playing.wait(1.0)
    assert playing.value("noise_scale") == pytest.approx(0.25 * 0.2 + 0.75)
    assert playing.fusion.scenes.name == "storm"
    change(playing, show(scenes=(CALM,)))
    playing.wait(2.0)
    assert playing.fusion.scenes.status().morph is None
    assert playing.value("noise_scale") == pytest.approx(0.5)


def test_a_stored_scene_stands_until_its_file_is_edited_and_goes_with_its_theme() -> None:
    playing = begin(show(FADER, scenes=(CALM,)))
    playing.move("ch1/cc/1", 0.7, PORT)
    for name in ("calm", "mine"):
        playing.move("/soundscape/scene/store", name)
    change(playing, show(FADER, TOGGLE, scenes=(CALM,)))
    playing.move("ch1/cc/1", 0.1, PORT)
    playing.move("/soundscape/release")
    playing.move("/soundscape/scene", "calm")
    playing.wait(3.0)
    assert playing.value("noise_scale") == pytest.approx(0.7)
    change(playing, show(FADER, scenes=(replace(CALM, values=((Parameter.NOISE_SCALE, 0.3),)),)))
    playing.wait(1.0)
    assert playing.value("noise_scale") == pytest.approx(0.3)
    assert list(playing.fusion.scenes.names) == ["calm", "mine"]
    change(playing, show(FADER, themes=(SEA,), theme="sea"))
    assert list(playing.fusion.scenes.names) == []


CUES = tuple(StageCue(name, "calm", follow_on=2) for name in ("one", "two", "three"))


@pytest.mark.parametrize(
    ("to", "name", "following"),
    [
        ((StageCue("zero", "calm"), *CUES), "two", "three"),
        ((CUES[0], CUES[2]), "one", "three"),
        ((CUES[2],), "", "three"),
        ((CUES[0], replace(CUES[1], follow_on=None)), "two", ""),
    ],
)
def test_the_set_list_goes_on_from_the_cue_in_force(to: tuple[StageCue, ...], name: str, following: str) -> None:
    playing = begin(show(scenes=(CALM,), cues=CUES))
    playing.move("/soundscape/cue/goto", "two")
    change(playing, show(scenes=(CALM,), cues=to))
    status = playing.fusion.scenes.status()
    assert (status.cue, status.cue_next) == (name, following)
    kept = name in {"one", "two"} and to[-1].follow_on is not None
    assert (status.bars_to_next is not None) is kept


def test_a_cue_that_waits_comes_if_it_is_still_there() -> None:
    bar = replace(CUES[1], quantise=Quantise.BAR)
    for cues, name in (((bar,), "two"), ((CUES[0],), "")):
        playing = begin(show(scenes=(CALM,), cues=(*CUES[:1], bar)))
        playing.strike(2)
        playing.move("/soundscape/cue/goto", "two")
        change(playing, show(scenes=(CALM,), cues=cues))
        playing.at += 0.5
        playing.strike(0)
        assert playing.fusion.scenes.status().cue == name


# ------------------------------------------------------------------------------------------------ losses and safety


def test_a_source_that_is_gone_is_lost_after_the_time_of_now() -> None:
    playing = begin(show(loss=LossRules(midi=Loss(OnLoss.SAFE, 9.0))))
    playing.fusion.source(0.0, PORT, "", present=True)
    playing.fusion.source(0.0, "midi:Other", "", present=True)
    playing.fusion.source(1.0, PORT, "", present=False)
    playing.at = 2.0
    change(playing, show(loss=LossRules(midi=Loss(OnLoss.SAFE, 2.0))))
    playing.wait(0.9)
    assert not playing.fusion.safety.panic
    playing.wait(0.2)
    assert playing.fusion.safety.panic


def test_silence_takes_the_time_of_now() -> None:
    playing = begin(show())
    playing.hear(0.5, energy=0.5)
    change(playing, show(music=Music(silence_after=8.0)))
    playing.wait(4.0)
    assert playing.fusion.state(playing.at) == "live"


def test_a_blackout_under_way_goes_on_from_where_it_is_in_the_time_of_now() -> None:
    playing = begin(show(safety=Safety(blackout_fade=2.0)))
    playing.move("/soundscape/blackout", 1.0)
    playing.wait(1.0)
    assert change(playing, show(safety=Safety(blackout_fade=4.0))).light == pytest.approx(0.5)
    assert playing.wait(1.0).light == pytest.approx(0.25)
    assert playing.wait(1.1).light == 0.0


def test_the_flashes_of_before_count_against_the_limit_of_now() -> None:
    playing = begin(show(safety=Safety(flashes_per_second=2.0)))
    playing.move("/soundscape/cache/reset")
    change(playing, show(safety=Safety(flashes_per_second=1.0)))
    assert not playing.move("/soundscape/cache/reset").moved
