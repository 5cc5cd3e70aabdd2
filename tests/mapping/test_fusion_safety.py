from collections.abc import Callable

import pytest

from soundscape_live.mapping.binding import Binding, Mode, ParameterTarget
from soundscape_live.mapping.show import Safety
from soundscape_live.mapping.theme import (
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
from soundscape_live.model import Holder
from tests.mapping.playing import Playing

Play = Callable[..., Playing]
Make = Callable[..., Theme]
ROOT = "/soundscape"
ENERGY = SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE, low=0.2, high=0.6)
PULSE = BeatResponse(BeatAction.PULSE_NOISE, 0.3)
VARIED = Variations(Trigger.ENERGY_SPIKE, ("one",), hold=1.0)


def holder(playing: Playing, name: str) -> Holder:
    return next(status.holder for status in playing.fusion.statuses() if status.name == name)


def test_the_pulse_comes_before_the_hands(play: Play, theme: Make) -> None:
    ceiling = Binding("*", "cc/1", ParameterTarget(Parameter.NOISE_SCALE, Mode.CEILING))
    playing = play(theme(beat=PULSE), bindings=(ceiling,))
    playing.hear(0.1)
    playing.move("ch1/cc/1", 0.6, "midi:x")
    playing.strike()
    start = len(playing.seen)
    playing.hear(0.3)
    assert max(params.noise_scale for params in playing.seen[start:]) == pytest.approx(0.6)
    assert holder(playing, "noise_scale") is Holder.HAND


def test_a_hand_is_in_the_state_at_once_and_glides_back(play: Play, theme: Make) -> None:
    playing = play(theme())
    assert playing.move(f"{ROOT}/param/noise_scale", 1.0).moved
    assert playing.look().noise_scale == 1.0
    assert playing.fusion.deadline() is None
    playing.move(f"{ROOT}/param/noise_scale/release")
    assert playing.wait(0.25).noise_scale == pytest.approx(0.75)
    assert playing.wait(0.5).noise_scale == 0.5
    assert playing.fusion.deadline() is None


def test_freeze_holds_the_picture_and_its_parameters(play: Play, theme: Make) -> None:
    light = SoundMapping(Source.ENERGY, Parameter.LIGHT)
    playing = play(theme(mappings=(ENERGY, light), beat=BeatResponse(BeatAction.CACHE_RESET), variations=VARIED))
    before = playing.hear(3.0, energy=0.5)
    playing.move(f"{ROOT}/freeze", 1.0)
    playing.strike()
    playing.move(f"{ROOT}/param/noise_scale", 1.0)
    after = playing.hear(3.0, energy=1.0, rise=9.0)
    assert after.paused
    assert (after.noise_scale, after.light) == pytest.approx((before.noise_scale, before.light), abs=1e-3)
    assert after.prompts == before.prompts
    assert playing.cuts == []
    assert holder(playing, "noise_scale") is Holder.SAFETY
    playing.move(f"{ROOT}/freeze", 0.0)
    assert not playing.look().paused
    assert playing.look().noise_scale == 1.0


def test_blackout_fades_and_holds_the_light_alone(play: Play, theme: Make) -> None:
    playing = play(theme(beat=BeatResponse(BeatAction.CACHE_RESET)), safety=Safety(blackout_fade=0.2))
    playing.hear(1.0)
    playing.move(f"{ROOT}/blackout", 1.0)
    assert playing.wait(0.1).light == pytest.approx(0.5)
    assert playing.wait(0.2).light == 0.0
    assert playing.fusion.state(playing.at) == "blackout"
    assert holder(playing, "light") is Holder.SAFETY
    assert holder(playing, "noise_scale") is Holder.THEME
    playing.strike()
    assert playing.cuts == []
    playing.move(f"{ROOT}/param/light", 1.0)
    assert playing.look().light == 0.0
    playing.move(f"{ROOT}/blackout", 0.0)
    assert playing.wait(0.3).light == 1.0


def test_a_blackout_in_a_freeze_does_not_stay(play: Play) -> None:
    playing = play()
    playing.move(f"{ROOT}/blackout", 1.0)
    playing.wait(1.0)
    playing.move(f"{ROOT}/freeze", 1.0)
    playing.move(f"{ROOT}/blackout", 0.0)
    assert playing.wait(1.0).light == 1.0
    assert playing.fusion.state(playing.at) == "freeze"


def test_panic_stands_above_blackout_freeze_and_hands(play: Play, theme: Make) -> None:
    rest = ParameterRule(Parameter.NOISE_SCALE, 0.3)
    playing = play(theme("a", mappings=(ENERGY,)), theme("calm", rules=(rest,)), safety=Safety(panic_theme="calm"))
    playing.hear(1.0, energy=1.0)
    for name in ("param/noise_scale", "freeze", "blackout"):
        playing.move(f"{ROOT}/{name}", 1.0)
    playing.hear(2.0, energy=1.0)
    playing.move(f"{ROOT}/panic", 1.0)
    params = playing.hear(1.0, energy=1.0)
    assert (params.noise_scale, params.light, params.paused) == (pytest.approx(0.3), 1.0, False)
    assert playing.fusion.state(playing.at) == "panic"
    assert holder(playing, "accent") is Holder.SAFETY
    playing.move(f"{ROOT}/panic", 0.0)
    params = playing.hear(2.0, energy=1.0)
    assert (params.light, params.paused) == (0.0, True)
    assert playing.fusion.state(playing.at) == "blackout"


def test_the_light_flickers_no_more_than_three_times_a_second(play: Play) -> None:
    playing = play()
    for step in range(100):
        playing.move(f"{ROOT}/param/light", float(step % 2))
        playing.wait(0.02)
    dark = [
        params.at
        for before, params in zip(playing.seen, playing.seen[1:], strict=False)
        if before.light == 1.0 > params.light
    ]
    assert len(dark) >= 4
    assert max(sum(1 for other in dark if at <= other < at + 1.0) for at in dark) <= 3


def test_cuts_and_blackouts_share_the_flashes(play: Play, theme: Make) -> None:
    playing = play(theme(beat=BeatResponse(BeatAction.CACHE_RESET, cooldown=0.0)), safety=Safety(blackout_fade=0.0))
    playing.hear(0.1)
    for _ in range(3):
        playing.strike()
    playing.move(f"{ROOT}/blackout", 1.0)
    assert playing.look().light == 1.0
    assert playing.wait(0.5).light == pytest.approx(0.5, abs=0.02)
    assert playing.wait(0.6).light == 0.0
    assert len(playing.cuts) == 3
