import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.blend import Blend, Mix
from soundscape_live.mapping.meter import Meter
from soundscape_live.mapping.scene import Scene, Span, Unit
from soundscape_live.mapping.sound import CACHE, LIGHT, NOISE, STEPS
from soundscape_live.mapping.theme import Parameter
from soundscape_live.model import Beat

BASE = [0.5, 1.0, 0.0, 1.0, 1.0, 0.5, 0.5, 0.5, 0.5, 0.5]
LOW = Scene("low", values=((Parameter.NOISE_SCALE, 0.0), (Parameter.STEPS, 0.25), (Parameter.MANAGE_CACHE, 0.0)))
HIGH = Scene("high", values=((Parameter.NOISE_SCALE, 1.0), (Parameter.STEPS, 0.75)))


def at_once(mix: Mix) -> Blend:
    blend = Blend(Meter(4))
    blend.aim(0.0, mix, Span(0.0))
    return blend


def test_without_scenes_theme_and_sound_are_let_through() -> None:
    blend = Blend(Meter(4))
    assert blend.values(0.0, BASE) == BASE
    assert not any(blend.holds(0.0, index) for index in range(len(BASE)))
    assert not blend.moving(0.0)


def test_a_scene_comes_on_a_straight_line_and_lets_the_rest_through() -> None:
    blend = Blend(Meter(4))
    assert blend.aim(1.0, {LOW: 1.0}, Span(2.0))
    assert [blend.values(at, BASE)[NOISE] for at in (1.0, 1.5, 2.0, 3.0, 9.0)] == pytest.approx(
        [0.5, 0.375, 0.25, 0.0, 0.0]
    )
    assert blend.values(3.0, BASE)[LIGHT] == 1.0
    assert [blend.moving(at) for at in (1.0, 2.9, 3.0)] == [True, True, False]
    assert blend.holds(1.5, NOISE)
    assert not blend.holds(1.5, LIGHT)


def test_a_scene_that_is_on_its_way_is_not_set_out_for_again() -> None:
    blend = Blend(Meter(4))
    assert blend.aim(0.0, {LOW: 1.0}, Span(2.0))
    assert not blend.aim(1.0, {LOW: 1.0}, Span(2.0))
    assert blend.values(2.0, BASE)[NOISE] == 0.0


def test_a_fade_in_beats_follows_the_grid() -> None:
    meter = Meter(4)
    meter.strike(Beat(0.0, 0, 0, 120.0, 1.0, "typed"), 0.0)
    blend = Blend(meter)
    blend.aim(0.0, {LOW: 1.0}, Span(4.0, Unit.BEATS))
    for at, bpm in ((0.5, 120.0), (1.0, 60.0), (2.0, 60.0)):
        meter.strike(Beat(at, 0, 0, bpm, 1.0, "typed"), at)
    assert blend.values(2.0, BASE)[NOISE] == pytest.approx(0.125)
    assert blend.values(2.5, BASE)[NOISE] == pytest.approx(0.0625)
    assert blend.moving(2.9)
    assert not blend.moving(3.0)


def test_steps_and_cache_switch_once_the_other_end_leads() -> None:
    blend = at_once({LOW: 1.0})
    seen = []
    for x in (0.0, 0.5, 0.54, 0.56, 0.5, 0.46, 0.44):
        blend.shift({LOW: 1.0 - x, HIGH: x})
        values = blend.values(1.0, BASE)
        seen.append((values[STEPS], values[CACHE]))
        assert values[NOISE] == pytest.approx(x)
    low, high = (0.25, 0.0), (0.75, 1.0)
    assert seen == [low, low, low, high, high, high, low]


def test_a_shift_to_where_it_is_changes_nothing() -> None:
    blend = at_once({LOW: 0.5, HIGH: 0.5})
    assert not blend.shift({LOW: 0.5, HIGH: 0.5})
    assert blend.shift({LOW: 0.4, HIGH: 0.6})


@given(
    st.lists(
        st.tuples(st.sampled_from([None, LOW, HIGH]), st.floats(0.0, 4.0), st.floats(0.0, 1.0)), min_size=1, max_size=20
    )
)
def test_however_fades_cut_each_other_short_nothing_jumps(steps: list[tuple[Scene | None, float, float]]) -> None:
    blend, at = Blend(Meter(4)), 0.0
    for scene, fade, seconds in steps:
        before = blend.values(at, BASE)
        blend.aim(at, {scene: 1.0}, Span(fade + 1.0))
        after = blend.values(at, BASE)
        assert after[NOISE] == pytest.approx(before[NOISE])
        assert all(0.0 <= value <= 1.0 for value in after)
        walk = [blend.values(at + seconds * part / 10, BASE)[NOISE] for part in range(11)]
        assert all(abs(b - a) <= seconds / 10 + 1e-9 for a, b in itertools.pairwise(walk))
        at += seconds
