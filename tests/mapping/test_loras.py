"""The scales of LoRAs: hands above scenes, scenes above the show file, and nothing jumps but a hand."""

import itertools
import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.binding import Act, ActTarget, Binding, Takeover, Way
from soundscape_live.mapping.builtin import loras
from soundscape_live.mapping.controls import ControlError
from soundscape_live.mapping.fusion import Fusion
from soundscape_live.mapping.loras import GLIDE, LoraRule, Loras
from soundscape_live.mapping.scene import Grip, Scene, Span
from soundscape_live.mapping.show import Show
from soundscape_live.mapping.sound import ONSET_FALL, Sound
from soundscape_live.mapping.sources import BeatNow
from soundscape_live.mapping.theme import LoraMapping, Source, Theme
from soundscape_live.model import Features, Holder, LoraScale, LoraStatus, Params, Tone
from tests.mapping.playing import PLAIN, SILENT, Playing

INK = LoraRule("ink", "styles/ink.safetensors", 0.5, -1.0, 2.0)
GOLD = LoraRule("gold")
ROOT = "/soundscape"
KNOB = Binding("midi:*", "cc/1", ActTarget(Act.LORA, "Ink"))


def playing(*scenes: Scene, bindings: tuple[Binding, ...] = (), rules: tuple[LoraRule, ...] = (INK, GOLD)) -> Playing:
    return Playing(Fusion(Show((PLAIN,), "plain", bindings, scenes=scenes, loras=rules), 0.0))


def ink(params: Params) -> float:
    return params.loras[0].scale


def seen(show: Playing) -> dict[str, LoraStatus]:
    return {status.name: status for status in show.fusion.loras(show.at)}


def test_until_somebody_moves_them_they_are_as_the_show_says() -> None:
    show = playing()
    assert show.look().loras == (LoraScale("styles/ink.safetensors", 0.5), LoraScale("gold", 1.0))
    assert seen(show) == {
        "ink": LoraStatus("ink", 0.5, 0.5, Holder.THEME),
        "gold": LoraStatus("gold", 1.0, 1.0, Holder.THEME),
    }
    assert playing(rules=()).look().loras == ()


def test_each_has_its_address_and_a_hand_moves_it_at_once() -> None:
    ways = ("", "/release", "_release")
    assert sorted(binding.control for binding in loras((INK, GOLD))) == sorted(
        f"{ROOT}/lora/{name}{way}" for name in ("ink", "gold") for way in ways
    )
    clashing = [binding.control for binding in loras((INK, LoraRule("ink_release")))]
    assert len(set(clashing)) == len(clashing)
    show = playing()
    assert show.move(f"{ROOT}/lora/ink", 1.0).moved
    assert not show.move(f"{ROOT}/lora/ink", 1.0).moved
    assert ink(show.look()) == 2.0
    assert seen(show)["ink"] == LoraStatus("ink", 1.0, 2.0, Holder.HAND)
    assert "takes 0 to 1" in show.move(f"{ROOT}/lora/ink", 1.5).notice
    assert not show.move(f"{ROOT}/lora/water", 1.0).known


def test_releasing_all_glides_back() -> None:
    show = playing()
    show.move(f"{ROOT}/lora/ink", 0.0)
    assert show.move(f"{ROOT}/release").moved
    assert ink(show.wait(GLIDE / 2)) == pytest.approx(-0.25)
    assert ink(show.wait(GLIDE)) == 0.5
    assert show.fusion.deadline() is None
    assert not show.move(f"{ROOT}/release").moved


def test_one_is_released_and_the_others_stay() -> None:
    pads = (("note/1", "INK"), ("note/2", "gold"), ("note/3", "water"))
    show = playing(bindings=tuple(Binding("midi:*", pad, ActTarget(Act.LORA_RELEASE, name)) for pad, name in pads))

    def lit() -> dict[str, Tone]:
        told = show.fusion.feedback(show.at, locked=False, lost=False)
        return {each.control: each.tone for each in told if each.control.startswith("note/")}

    assert lit() == {"note/1": Tone.READY, "note/2": Tone.READY, "note/3": Tone.OFF}
    show.move(f"{ROOT}/lora/ink", 0.0)
    show.move(f"{ROOT}/lora/gold", 0.25)
    show.wait(0.1)
    assert lit() == {"note/1": Tone.HAND, "note/2": Tone.HAND}
    assert show.move("ch1/note/1", 1.0, "midi:x").moved
    assert show.wait(GLIDE).loras == (LoraScale("styles/ink.safetensors", 0.5), LoraScale("gold", 0.25))
    assert lit() == {"note/1": Tone.READY}
    assert not show.move(f"{ROOT}/lora/ink/release").moved
    assert show.move(f"{ROOT}/lora/gold_release").moved
    assert seen(show)["gold"].holder is Holder.THEME
    assert "no LoRA 'water'" in show.move("ch1/note/3", 1.0, "midi:x").notice


def test_a_control_takes_over_and_shows_where_it_should_stand() -> None:
    pickup = replace(KNOB, way=Way(Takeover.PICKUP))
    turned = Binding("midi:*", "turn/2", ActTarget(Act.LORA, "ink"), Way(step=0.1))
    show = playing(bindings=(pickup, turned, Binding("midi:*", "note/3", ActTarget(Act.RELEASE))))
    told = {each.control: each for each in show.fusion.feedback(0.0, locked=False, lost=False)}
    assert (told["cc/1"].value, told["cc/1"].tone) == (0.5, Tone.SOUND)
    assert (told[f"{ROOT}/lora/gold"].value, told[f"{ROOT}/lora/gold"].tone) == (1.0, Tone.SOUND)
    show.move("ch1/cc/1", 0.1, "midi:x")
    assert ink(show.look()) == 0.5
    show.move("ch1/cc/1", 0.6, "midi:x")
    assert ink(show.look()) == pytest.approx(0.8)
    show.move("ch1/turn/2", -1.0, "midi:x")
    assert ink(show.look()) == pytest.approx(0.5)
    show.wait(0.1)
    told = {each.control: each for each in show.fusion.feedback(show.at, locked=False, lost=False)}
    assert told[f"{ROOT}/lora/ink"].tone is Tone.HAND
    assert (told["note/3"].value, told["note/3"].tone) == (1.0, Tone.HAND)


def test_one_that_the_show_does_not_have_is_told_and_shows_nothing() -> None:
    show = playing(bindings=(KNOB,), rules=(GOLD,))
    assert show.move("ch1/cc/1", 1.0, "midi:x").notice == "there is no LoRA 'Ink'"
    assert show.fusion.feedback(0.0, locked=False, lost=False)[0].tone is Tone.OFF
    assert playing(bindings=(KNOB,), rules=()).move("ch1/cc/1", 1.0, "midi:x").notice == "the show has no LoRAs"
    with pytest.raises(ControlError, match=r"there is no LoRA 'gild'; near: gold"):
        Loras((GOLD,)).named("gild")
    with pytest.raises(ControlError, match=r"there is no LoRA 1"):
        Loras((GOLD,)).named(1.0)


def test_a_scene_brings_its_scales_in_its_fade_beneath_hands() -> None:
    show = playing(Scene("dark", fade=Span(2.0), loras=(("ink", -0.5), ("gold", 0.0), ("water", 1.0))))
    show.move(f"{ROOT}/lora/gold", 0.75)
    assert show.move(f"{ROOT}/scene", "dark").moved
    half = show.wait(1.0)
    assert (ink(half), half.loras[1].scale) == pytest.approx((0.0, 0.75))
    assert seen(show)["ink"].holder is Holder.SCENE
    whole = show.wait(1.5)
    assert (ink(whole), whole.loras[1].scale) == (-0.5, 0.75)
    show.move(f"{ROOT}/release")
    show.wait(2.0)
    assert [lora.scale for lora in show.look().loras] == [0.5, 1.0]


def test_a_scene_that_takes_hands_off_has_its_scale() -> None:
    show = playing(Scene("dark", fade=Span(0.0), grip=Grip.RELEASE, loras=(("ink", 0.0),)), Scene("plain"))
    show.move(f"{ROOT}/lora/ink", 1.0)
    show.move(f"{ROOT}/scene", "dark")
    assert ink(show.wait(GLIDE)) == 0.0
    show.move(f"{ROOT}/scene", "plain")
    assert ink(show.wait(3.0)) == 0.5
    assert not show.move(f"{ROOT}/scene", "plain").moved


def test_a_morph_mixes_them_and_what_one_side_leaves_out_is_the_show_s() -> None:
    show = playing(Scene("a", loras=(("ink", 0.0),)), Scene("b", loras=(("ink", 1.0), ("gold", 0.0))))
    show.move(f"{ROOT}/morph", 0.5)
    assert [lora.scale for lora in show.wait(1.0).loras] == [0.5, 0.5]
    assert show.move(f"{ROOT}/morph", 0.25).moved
    assert [lora.scale for lora in show.look().loras] == [0.25, 0.75]
    show.move(f"{ROOT}/scene/release")
    assert [lora.scale for lora in show.wait(2.0).loras] == [0.5, 1.0]


def test_a_scene_is_stored_with_what_hands_and_scenes_hold() -> None:
    show = playing(Scene("dark", loras=(("gold", 0.25),)))
    show.move(f"{ROOT}/scene", "dark")
    show.move(f"{ROOT}/lora/ink", 1.0)
    show.move(f"{ROOT}/scene/store", "mine")
    (stored,) = show.fusion.scenes.take_stored()
    assert stored.loras == (("ink", 2.0), ("gold", 0.25))
    show.move(f"{ROOT}/release")
    show.wait(2.0)
    show.move(f"{ROOT}/scene", "mine")
    assert [lora.scale for lora in show.wait(3.0).loras] == [2.0, 0.25]


def test_panic_takes_them_to_the_show_s() -> None:
    show = playing()
    show.move(f"{ROOT}/lora/ink", 1.0)
    show.move(f"{ROOT}/panic", 1.0)
    assert ink(show.wait(1.0)) == 0.5
    assert seen(show)["ink"].holder is Holder.SAFETY
    show.move(f"{ROOT}/panic", 0.0)
    assert ink(show.wait(1.0)) == 2.0


def test_another_show_keeps_what_is_held_and_glides_to_what_it_says() -> None:
    scene = Scene("dark", fade=Span(0.0), loras=(("gold", 0.5),))
    show = playing(scene)
    show.move(f"{ROOT}/scene", "dark")
    show.move(f"{ROOT}/lora/ink", 1.0)
    before = show.fusion.loras(show.at)
    now = Show((PLAIN,), "plain", (), scenes=(scene,), loras=(INK, GOLD))
    show.fusion.adopt(show.at, now)
    assert show.fusion.loras(show.at) == before
    changed = replace(scene, loras=(("gold", 0.0),))
    show.fusion.adopt(show.at, replace(now, scenes=(changed,), loras=(INK, replace(GOLD, high=2.0), LoraRule("new"))))
    assert [lora.scale for lora in show.look().loras] == [2.0, 0.5, 1.0]
    assert [lora.scale for lora in show.wait(1.0).loras] == [2.0, 0.0, 1.0]
    show.fusion.adopt(show.at, replace(now, scenes=()))
    assert show.wait(2.0).loras[1].scale == 1.0


def test_a_morph_goes_on_with_another_show_s_scenes() -> None:
    lower, upper = Scene("a", loras=(("ink", 0.0),)), Scene("b", loras=(("ink", 1.0),))
    show = playing(lower, upper)
    show.move(f"{ROOT}/morph", 0.5)
    show.wait(1.0)
    other = replace(upper, loras=(("ink", 2.0),))
    show.fusion.adopt(show.at, Show((PLAIN,), "plain", (), scenes=(lower, other), loras=(INK, GOLD)))
    assert ink(show.look()) == 0.5
    assert ink(show.wait(1.0)) == 1.0


AT_ONCE = LoraMapping("ink", Source.ENERGY, 0.0, 2.0, rest=1.0, attack=0.0, release=0.0)
LOUD = replace(PLAIN, name="loud", loras=(AT_ONCE, LoraMapping("water", Source.LOW)))


def sounding(*themes: Theme, bindings: tuple[Binding, ...] = ()) -> Playing:
    return Playing(Fusion(Show(themes, themes[0].name, bindings, loras=(INK, GOLD)), 0.0))


def test_the_sound_leads_those_that_its_theme_names() -> None:
    show = sounding(LOUD)
    assert [lora.scale for lora in show.wait(GLIDE).loras] == [1.0, 1.0]
    assert [ink(show.hear(0.1, energy=energy)) for energy in (0.25, 1.0, 0.0)] == pytest.approx([0.5, 2.0, 0.0])
    assert (seen(show)["ink"].holder, seen(show)["gold"].holder) == (Holder.SOUND, Holder.THEME)
    show.fusion.hear(replace(SILENT, at=show.at), BeatNow(0.0))
    assert ink(show.wait(20.0)) == 1.0


def test_hands_stand_above_the_sound_and_glide_back_to_it() -> None:
    show = sounding(LOUD)
    show.hear(1.0, energy=1.0)
    show.move(f"{ROOT}/lora/ink", 0.0)
    assert ink(show.hear(0.1, energy=0.5)) == -1.0
    show.move(f"{ROOT}/release")
    assert ink(show.hear(GLIDE / 2, energy=0.5)) == pytest.approx(0.0, abs=0.05)
    assert ink(show.hear(GLIDE, energy=0.5)) == pytest.approx(1.0)
    show.move(f"{ROOT}/scene/store", "mine")
    assert show.fusion.scenes.take_stored()[0].loras == ()


def test_frozen_it_stays_where_it_was() -> None:
    show = sounding(LOUD)
    show.hear(1.0, energy=1.0)
    show.move(f"{ROOT}/freeze", 1.0)
    assert ink(show.hear(0.5, energy=0.25)) == 2.0
    show.move(f"{ROOT}/freeze", 0.0)
    assert ink(show.hear(0.1, energy=0.25)) == 0.5


def test_from_theme_to_theme_nothing_jumps() -> None:
    inverted = LoraMapping("ink", Source.ENERGY, 1.0, 0.0, invert=True)
    other = replace(LOUD, name="other", loras=(inverted, LoraMapping("gold", Source.LOW)))
    show = sounding(PLAIN, LOUD, other)
    show.hear(1.0, energy=1.0)
    seen_scales = [[lora.scale for lora in show.look().loras]]
    for theme in ("loud", "other", "plain"):
        show.move(f"{ROOT}/theme", theme)
        seen_scales += [[lora.scale for lora in show.hear(0.005, energy=1.0).loras] for _ in range(200)]
    for before, after in itertools.pairwise(seen_scales):
        assert after == pytest.approx(before, abs=0.2)
    assert seen_scales[200] == pytest.approx([2.0, 1.0])
    assert seen_scales[-1] == pytest.approx([0.5, 1.0])


def test_an_onset_holds_for_a_scale_as_for_a_parameter(features: Callable[..., Features]) -> None:
    sound = Sound(replace(PLAIN, loras=(LoraMapping("ink", Source.ONSET, attack=0.0, release=0.0),)))
    assert sound.scales == {"ink": 0.0}
    sound.aim(features(0.1, onset=0.8), BeatNow(0.0), 0.1)
    sound.advance(0.01)
    assert sound.scales == {"ink": pytest.approx(0.8)}
    sound.aim(features(0.2), BeatNow(0.0), ONSET_FALL)
    assert not sound.settled
    sound.advance(0.01)
    assert sound.scales["ink"] == pytest.approx(0.8 * math.exp(-1.0))


def test_a_morph_leaves_to_the_sound_what_one_side_leaves_out() -> None:
    scenes = (Scene("a"), Scene("b", loras=(("ink", 0.0),)))
    show = Playing(Fusion(Show((LOUD,), "loud", (), scenes=scenes, loras=(INK,)), 0.0))
    show.hear(1.0, energy=1.0)
    show.move(f"{ROOT}/morph", 0.25)
    assert ink(show.hear(1.0, energy=1.0)) == pytest.approx(1.5)


moves = st.lists(
    st.tuples(st.sampled_from(["hand", "scene", "none", "release"]), st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
    max_size=12,
)


@given(moves)
def test_however_it_is_moved_only_a_hand_makes_it_jump_and_it_stays_in_range(
    moved: list[tuple[str, float, float]],
) -> None:
    held, at = Loras((INK,)), 0.0
    for what, value, passed in moved:
        before = held.scales(at)[0].scale
        match what:
            case "hand":
                held.put(at, "ink", value)
            case "scene":
                held.aim(at, {"ink": 3.0 * value - 1.0}, 1.0)
            case "none":
                held.aim(at, {}, 1.0)
            case _:
                held.let_go(at)
        after = held.scales(at)[0].scale
        assert what == "hand" or after == pytest.approx(before)
        assert -1.0 <= after <= 2.0
        at += passed
