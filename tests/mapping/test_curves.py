import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.curves import bend, between, clamp, shape
from soundscape_live.mapping.theme import Curve, Parameter, SoundMapping, Source

XS = (0.0, 0.25, 0.5, 0.75, 1.0)


@pytest.mark.parametrize(
    ("curve", "expected"),
    [
        (Curve.LINEAR, (0.0, 0.25, 0.5, 0.75, 1.0)),
        (Curve.EXPONENTIAL, (0.0, 0.0625, 0.25, 0.5625, 1.0)),
        (Curve.LOGARITHMIC, (0.0, 0.5, math.sqrt(0.5), math.sqrt(0.75), 1.0)),
        (Curve.STEPPED, (0.0, 1 / 3, 2 / 3, 1.0, 1.0)),
    ],
)
def test_each_curve_has_its_values(curve: Curve, expected: tuple[float, ...]) -> None:
    assert [bend(x, curve) for x in XS] == pytest.approx(expected)


def test_the_stepped_curve_has_four_levels() -> None:
    assert sorted({bend(x / 1000, Curve.STEPPED) for x in range(1001)}) == pytest.approx([0, 1 / 3, 2 / 3, 1])


@pytest.mark.parametrize(
    ("sensitivity", "expected"),
    [
        (0.0, (0.5, 0.5, 0.5, 0.5, 0.5)),
        (0.5, (0.25, 0.375, 0.5, 0.625, 0.75)),
        (1.0, (0.0, 0.25, 0.5, 0.75, 1.0)),
        (2.0, (0.0, 0.0, 0.5, 1.0, 1.0)),
    ],
)
def test_sensitivity_is_a_gain_about_the_middle(sensitivity: float, expected: tuple[float, ...]) -> None:
    mapping = SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE, sensitivity=sensitivity)
    assert [shape(x, mapping) for x in XS] == pytest.approx(expected)


def test_inversion_comes_before_the_curve() -> None:
    mapping = SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE, Curve.EXPONENTIAL, invert=True)
    assert [shape(x, mapping) for x in XS] == pytest.approx((1.0, 0.5625, 0.25, 0.0625, 0.0))


def test_the_range_comes_last() -> None:
    mapping = SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE, sensitivity=2.0, low=0.4, high=0.8)
    assert [shape(x, mapping) for x in XS] == pytest.approx((0.4, 0.4, 0.6, 0.8, 0.8))


def test_what_is_no_number_counts_as_nothing() -> None:
    assert clamp(math.nan) == 0.0
    assert bend(math.nan, Curve.LINEAR) == 0.0


def test_a_range_may_run_backwards() -> None:
    assert between(0.25, 1.0, 0.0) == 0.75


@given(
    st.floats(),
    st.sampled_from(Curve),
    st.floats(0.0, 4.0),
    st.booleans(),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
)
def test_a_mapping_never_leaves_its_range(
    x: float,
    curve: Curve,
    sensitivity: float,
    invert: bool,  # noqa: FBT001 -- hypothesis draws it
    low: float,
    high: float,
) -> None:
    mapping = SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE, curve, sensitivity, invert, low, high)
    assert min(low, high) - 1e-12 <= shape(x, mapping) <= max(low, high) + 1e-12
