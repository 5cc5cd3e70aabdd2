import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from soundscape_live.mapping.sources import BeatNow
from soundscape_live.mapping.theme import (
    Accent,
    BeatAction,
    BeatResponse,
    Parameter,
    ParameterRule,
    SoundMapping,
    Source,
    Theme,
    Trigger,
    Variations,
)
from soundscape_live.model import Beat, Control, Features, Holder
from tests.mapping.playing import Playing

Play = Callable[..., Playing]
Make = Callable[..., Theme]
ROOT = "/soundscape"
ENERGY = SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE, low=0.2, high=0.6)
PULSE = BeatResponse(BeatAction.PULSE_NOISE, 0.3)


VARIED = Variations(Trigger.ENERGY_SPIKE, ("one",), hold=1.0)


def holder(playing: Playing, name: str) -> Holder:
    return next(status.holder for status in playing.fusion.statuses() if status.name == name)


def test_before_any_sound_everything_rests(play: Play, theme: Make) -> None:
    playing = play(theme(accent=Accent("dust", 0.3)))
    params = playing.look()
    assert (params.noise_scale, params.denoising_step_list) == (0.5, (1000, 750, 500, 250))
    assert (params.manage_cache, params.paused, params.light) == (True, False, 1.0)
    assert (params.seq, params.command) == (0, 0)
    assert [prompt.weight for prompt in params.prompts] == [1.0, 0.3]
    assert playing.fusion.state(0.0) == "ambient"
    assert playing.fusion.deadline() is None


def test_the_seed_of_the_show_makes_the_seed_of_the_picture(play: Play) -> None:
    assert play().look().seed == play().look().seed > 0


def test_the_sound_drives_every_parameter(play: Play, theme: Make) -> None:
    everything = tuple(SoundMapping(Source.ENERGY, parameter) for parameter in Parameter)
    playing = play(theme(mappings=everything, accent=Accent("dust")))
    loud = playing.hear(5.0, energy=1.0)
    assert (loud.noise_scale, loud.manage_cache, loud.light) == pytest.approx((1.0, True, 1.0), abs=1e-3)
    assert loud.denoising_step_list == (1000, 750, 500, 250)
    assert loud.prompts[1].weight == 1.0
    assert holder(playing, "noise_scale") is Holder.SOUND
    soft = playing.hear(5.0, energy=0.0)
    assert (soft.noise_scale, soft.manage_cache, soft.light) == pytest.approx((0.0, False, 0.0), abs=1e-3)
    assert soft.denoising_step_list == (700, 400)
    assert len(soft.prompts) == 1


def test_step_lists_change_with_hysteresis(play: Play, theme: Make) -> None:
    lists = ((400,), (600, 300), (900, 600, 300))
    playing = play(theme(step_lists=lists))
    seen = []
    for value in (0.0, 0.34, 0.4, 0.32, 0.25, 0.9, 1.0):
        playing.move(f"{ROOT}/param/steps", value)
        seen.append(len(playing.look().denoising_step_list))
    assert seen == [1, 1, 2, 2, 1, 3, 3]


@pytest.mark.parametrize("intensity", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("block", [0.0029, 0.0107, 0.0213])
def test_a_pulse_is_as_deep_as_the_theme_says(intensity: float, block: float, play: Play, theme: Make) -> None:
    slow = ParameterRule(Parameter.NOISE_SCALE, 0.4, attack=0.5, release=0.5)
    beat = BeatResponse(BeatAction.PULSE_NOISE, intensity)
    playing = play(theme(mappings=(ENERGY,), rules=(slow,), beat=beat), block=block)
    before = playing.hear(10.0, energy=0.5).noise_scale
    playing.strike()
    start = len(playing.seen)
    playing.hear(1.0, energy=0.5)
    depth = max(params.noise_scale for params in playing.seen[start:]) - before
    assert depth == pytest.approx(intensity, rel=0.05)
    assert playing.look().noise_scale == pytest.approx(before, abs=1e-3)


def test_a_predicted_beat_acts_when_its_time_comes(play: Play, theme: Make) -> None:
    playing = play(theme(beat=PULSE))
    playing.hear(0.1)
    playing.fusion.beat(Beat(playing.at + 0.1, 0, 0, 120.0, 1.0, "typed"))
    assert playing.look().noise_scale == 0.5
    assert playing.fusion.deadline() == pytest.approx(playing.at + 0.1)
    playing.wait(0.1 + 0.02)
    assert playing.look().noise_scale == pytest.approx(0.8)


def test_no_beat_acts_without_music(play: Play, theme: Make) -> None:
    playing = play(theme(beat=PULSE))
    playing.strike()
    assert playing.wait(0.02).noise_scale == 0.5


@pytest.mark.parametrize("sound", ["silent", "gone"])
def test_without_music_the_picture_goes_to_its_ambient_hold(sound: str, play: Play, theme: Make) -> None:
    rule = ParameterRule(Parameter.NOISE_SCALE, 0.35)
    playing = play(theme(mappings=(ENERGY,), rules=(rule,), ambient="still air", beat=PULSE, variations=VARIED))
    playing.hear(3.0, energy=1.0)
    assert playing.texts == ["a plain"]
    assert playing.fusion.state(playing.at) == "live"
    if sound == "silent":
        playing.hear(1.9, silence=True)
        assert playing.fusion.state(playing.at) == "live"
        playing.hear(0.2, silence=True)
        middle = playing.look().noise_scale
        playing.hear(20.0, silence=True)
    else:
        playing.wait(1.9)
        assert playing.fusion.state(playing.at) == "live"
        middle = playing.wait(0.2).noise_scale
        playing.wait(30.0)
    assert playing.fusion.state(playing.at) == "ambient"
    assert 0.2 < middle < 0.6
    assert playing.look().noise_scale == pytest.approx(0.35)
    assert playing.texts == ["a plain, still air"]
    assert holder(playing, "noise_scale") is Holder.THEME
    if sound == "gone":
        assert playing.fusion.deadline() is None
    playing.hear(0.005, energy=1.0)
    assert playing.fusion.state(playing.at) == "live"


def test_ambient_words_end_a_variation(play: Play, theme: Make) -> None:
    playing = play(theme(variations=Variations(Trigger.NONE, ("one",), hold=0.0), ambient="still"))
    playing.hear(1.0)
    playing.move(f"{ROOT}/transition")
    playing.hear(2.0)
    assert playing.texts == ["one", "a plain"]
    playing.wait(5.0)
    assert playing.texts == ["a plain, still"]


def test_the_hold_of_a_variation_ends_without_sound(play: Play, theme: Make) -> None:
    playing = play(theme(variations=replace(VARIED, hold=3.0)))
    playing.move(f"{ROOT}/transition")
    assert playing.fusion.deadline() is not None
    playing.wait(3.5)
    assert playing.texts == ["a plain, calm atmosphere, gentle flow"]


def test_a_theme_change_glides_from_where_the_parameters_are(play: Play, theme: Make) -> None:
    rule = ParameterRule(Parameter.NOISE_SCALE, 0.1, attack=0.5, release=0.5)
    playing = play(theme("a"), theme("b", rules=(rule,)))
    playing.hear(0.1)
    playing.move(f"{ROOT}/theme", "b")
    assert playing.look().noise_scale == pytest.approx(0.5)
    playing.hear(0.5)
    assert playing.look().noise_scale == pytest.approx(0.1 + 0.4 * math.exp(-1.0), abs=0.01)


def test_time_never_runs_backwards(play: Play, features: Callable[..., Features]) -> None:
    playing = play()
    playing.wait(5.0)
    playing.fusion.hear(features(4.0, energy=0.5), BeatNow(0.0))
    playing.fusion.advance(3.0)
    assert playing.fusion.state(2.0) == "live"
    assert playing.fusion.deadline() is not None


def test_smoothing_goes_on_when_the_blocks_stop(play: Play, theme: Make) -> None:
    playing = play(theme(mappings=(ENERGY,)))
    playing.hear(0.01, energy=1.0)
    due = playing.fusion.deadline()
    assert due is not None
    assert playing.at + 0.04 < due < playing.at + 0.06
    assert playing.wait(1.0).noise_scale == pytest.approx(0.6, abs=1e-3)


def test_a_waiting_change_that_was_held_back_comes_soon_after(play: Play) -> None:
    playing = play()
    playing.hear(4.0)
    playing.move(f"{ROOT}/freeze", 1.0)
    playing.wait(5.0)
    assert playing.texts == ["a plain"]
    assert playing.fusion.deadline() is None
    playing.move(f"{ROOT}/freeze", 0.0)
    playing.wait(0.1)
    assert playing.texts == ["a plain, calm atmosphere, gentle flow"]


def test_a_control_brings_its_time_with_it(play: Play) -> None:
    playing = play()
    playing.hear(0.1)
    playing.fusion.control(Control(playing.at + 5.0, "page", f"{ROOT}/freeze", 1.0))
    playing.fusion.control(Control(playing.at + 5.0, "page", f"{ROOT}/freeze", 0.0))
    assert playing.fusion.state(playing.at) == "ambient"
