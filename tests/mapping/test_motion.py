"""The picture's motion: what the parameters mean, and that nobody makes it travel faster than that."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.binding import Binding, Mode, ParameterTarget
from soundscape_live.mapping.motion import motion_of, pace_of
from soundscape_live.mapping.sound import PACE, ZOOM, Sound
from soundscape_live.mapping.sources import BeatNow
from soundscape_live.mapping.theme import CENTRED, Combine, Parameter, ParameterRule, SoundMapping, Source, Theme
from soundscape_live.model import PACE_MOST, PAN_MOST, ROTATE_MOST, STILL, ZOOM_LEAST, ZOOM_MOST, Features, Motion
from tests.mapping.playing import Playing

Play = Callable[..., Playing]
Make = Callable[..., Theme]
UNIT = st.floats(0.0, 1.0)


def test_the_ends_and_the_middle() -> None:
    assert motion_of(0.5, 0.5, 0.5, 0.5) is STILL
    assert motion_of(1.0, 1.0, 1.0, 1.0) == Motion(ZOOM_MOST, ROTATE_MOST, PAN_MOST, PAN_MOST)
    assert motion_of(0.0, 0.0, 0.0, 0.0) == Motion(ZOOM_LEAST, -ROTATE_MOST, -PAN_MOST, -PAN_MOST)
    assert motion_of(0.5, 1.0, 0.5, 0.5) == Motion(0.0, ROTATE_MOST)


@given(UNIT)
def test_as_far_on_the_other_side_undoes_it(x: float) -> None:
    there, back = motion_of(x, x, x, x), motion_of(1.0 - x, 1.0 - x, 1.0 - x, 1.0 - x)
    assert (1.0 + there.zoom) * (1.0 + back.zoom) == pytest.approx(1.0)
    assert there.rotate + back.rotate == pytest.approx(0.0, abs=1e-12)
    assert there.pan_x + back.pan_x == pytest.approx(0.0, abs=1e-12)


@given(UNIT, UNIT, UNIT, UNIT)
def test_every_motion_is_within_its_bounds(zoom: float, rotate: float, pan_x: float, pan_y: float) -> None:
    motion = motion_of(zoom, rotate, pan_x, pan_y)
    assert ZOOM_LEAST <= motion.zoom <= ZOOM_MOST
    assert abs(motion.rotate) <= ROTATE_MOST
    assert max(abs(motion.pan_x), abs(motion.pan_y)) <= PAN_MOST


@given(UNIT, UNIT)
def test_pace_stands_at_0_is_usual_in_the_middle_and_grows(x: float, y: float) -> None:
    assert (pace_of(0.0), pace_of(0.5), pace_of(1.0)) == (0.0, 1.0, PACE_MOST)
    assert (x <= y) or pace_of(x) >= pace_of(y)


def test_tempo_and_energy_may_drive_the_pace(theme: Make, features: Callable[..., Features]) -> None:
    tempo = SoundMapping(Source.TEMPO, Parameter.PACE, low=0.25, high=0.75)
    energy = SoundMapping(Source.ENERGY, Parameter.PACE, low=0.5, high=0.7)
    rule = ParameterRule(Parameter.PACE, 0.5, Combine.ADD, attack=0.0, release=0.0)
    sound = Sound(theme(mappings=(tempo, energy), rules=(rule,)))
    for bpm, loud, value in ((0.0, 0.0, 0.5), (120.0, 1.0, 0.7), (60.0, 0.0, 0.25), (240.0, 0.5, 0.85)):
        sound.aim(features(0.1, energy=loud), BeatNow(0.0, bpm), 0.1)
        sound.advance(0.1)
        assert sound.values[PACE] == pytest.approx(value)


def test_a_show_begins_at_the_usual_pace_and_a_hand_changes_it(play: Play) -> None:
    playing = play()
    assert playing.look().pace == 1.0
    playing.move("/soundscape/param/pace", 1.0)
    assert playing.look().pace == PACE_MOST
    playing.move("/soundscape/motion/pace", -1.0)
    assert playing.look().pace == 0.0
    playing.move("/soundscape/release")
    assert playing.wait(1.0).pace == 1.0


def test_a_show_begins_still_and_a_hand_moves_it(play: Play) -> None:
    playing = play()
    assert playing.look().motion is STILL
    playing.move("/soundscape/param/zoom", 1.0)
    playing.move("/soundscape/param/pan_y", 0.25)
    assert playing.look().motion == Motion(zoom=1.0, pan_y=-PAN_MOST / 2)
    playing.move("/soundscape/release")
    assert playing.wait(1.0).motion == STILL


@pytest.mark.parametrize("parameter", sorted(CENTRED))
def test_over_osc_a_motion_may_be_said_about_0(parameter: Parameter, play: Play) -> None:
    playing = play()
    for said, value in ((-1.0, 0.0), (0.0, 0.5), (0.5, 0.75), (1.0, 1.0)):
        assert not playing.move(f"/soundscape/motion/{parameter}", said).notice
        assert playing.value(parameter) == value
    assert "takes -1 to 1, not 2" in playing.move(f"/soundscape/motion/{parameter}", 2.0).notice
    assert playing.value(parameter) == 1.0


def test_what_follows_a_motion_about_0_is_told_so(play: Play) -> None:
    playing = play()
    playing.move("/soundscape/param/zoom", 0.25)
    told = playing.fusion.feedback(playing.at, locked=False, lost=False)
    said = {each.control: each.value for each in told if each.control.endswith("zoom")}
    assert said == {"/soundscape/param/zoom": 0.25, "/soundscape/motion/zoom": -0.5}


def test_a_relative_control_and_a_scaling_hand_work_about_the_middle(play: Play) -> None:
    scale = Binding("*", "cc/1", ParameterTarget(Parameter.ZOOM, Mode.SCALE))
    playing = play(bindings=(scale,))
    playing.move("/soundscape/param/zoom", 0.9)
    playing.move("ch1/cc/1", 0.5, "midi:x")
    assert playing.value("zoom") == pytest.approx(0.7)
    playing.move("ch1/cc/1", 0.0, "midi:x")
    assert playing.look().motion == STILL


def test_bands_drive_it_and_several_add_up_about_the_middle(
    theme: Make, features: Callable[..., Features], play: Play
) -> None:
    mappings = tuple(SoundMapping(source, Parameter.ZOOM, low=0.5, high=0.7) for source in (Source.LOW, Source.HIGH))
    rule = ParameterRule(Parameter.ZOOM, 0.5, Combine.ADD, attack=0.0, release=0.0)
    sound = Sound(theme(mappings=mappings, rules=(rule,)))
    for bands, value in (((0.0,) * 5, 0.5), ((0.0, 1.0, 0.0, 1.0, 0.0), 0.9), ((0.0, 1.0, 0.0, 0.0, 0.0), 0.7)):
        sound.aim(features(0.1, bands=bands), BeatNow(0.0), 0.1)
        sound.advance(0.1)
        assert sound.values[ZOOM] == pytest.approx(value)
    playing = play(theme(mappings=mappings, rules=(rule,)))
    assert playing.hear(0.1, bands=(0.0, 1.0, 0.0, 0.0, 0.0)).motion.zoom == pytest.approx(2.0**0.4 - 1.0)


def test_panic_takes_it_to_the_theme_s_rest(theme: Make, play: Play) -> None:
    playing = play(theme(rules=(ParameterRule(Parameter.ROTATE, 0.6),)))
    playing.move("/soundscape/param/rotate", 0.0)
    assert playing.look().motion.rotate == -ROTATE_MOST
    playing.move("/soundscape/panic", 1.0)
    assert playing.wait(1.0).motion.rotate == pytest.approx(0.2 * ROTATE_MOST)
