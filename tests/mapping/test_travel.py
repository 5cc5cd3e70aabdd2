import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.binding import Mode, ParameterTarget, Way
from soundscape_live.mapping.theme import Curve, Parameter
from soundscape_live.mapping.travel import place, place_of, read, standing, value_at
from soundscape_live.model import Control

ENDS = Way(dead_ends=0.1)
CENTRE = Way(dead_centre=0.1)
BOTH = Way(dead_ends=0.2, dead_centre=0.2)
UNIT = st.floats(0.0, 1.0)
ZONES = st.floats(0.0, 0.2)


@pytest.mark.parametrize(
    ("way", "x", "counts_as"),
    [
        (Way(), 0.3, 0.3),
        (ENDS, 0.0, 0.0),
        (ENDS, 0.1, 0.0),
        (ENDS, 0.3, 0.25),
        (ENDS, 0.5, 0.5),
        (ENDS, 0.9, 1.0),
        (ENDS, 1.0, 1.0),
        (CENTRE, 0.0, 0.0),
        (CENTRE, 0.2, 0.25),
        (CENTRE, 0.41, 0.5),
        (CENTRE, 0.59, 0.5),
        (CENTRE, 0.8, 0.75),
        (CENTRE, 1.0, 1.0),
        (BOTH, 0.25, 0.25),
        (BOTH, 0.75, 0.75),
    ],
)
def test_dead_zones_count_as_the_ends_and_the_middle_and_stretch_what_lies_between(
    way: Way, x: float, counts_as: float
) -> None:
    assert place(x, way) == pytest.approx(counts_as)


@given(UNIT, UNIT, ZONES, ZONES)
def test_more_way_is_never_less_place(x: float, y: float, ends: float, centre: float) -> None:
    way = Way(dead_ends=ends, dead_centre=centre)
    low, high = sorted((x, y))
    assert 0.0 <= place(low, way) <= place(high, way) <= 1.0


@given(UNIT, ZONES, ZONES)
def test_a_control_that_stands_where_it_should_counts_as_standing_there(x: float, ends: float, centre: float) -> None:
    way = Way(dead_ends=ends, dead_centre=centre)
    assert 0.0 <= standing(x, way) <= 1.0
    assert place(standing(x, way), way) == pytest.approx(x)


@given(UNIT)
def test_a_control_that_is_0_in_its_middle_stands_at_its_place_about_that(x: float) -> None:
    way = Way(centred=True)
    assert -1.0 <= standing(x, way) <= 1.0
    assert read(Control(0.0, "osc:x", "/a", standing(x, way)), way) == pytest.approx(x)
    assert read(Control(0.0, "osc:x", "/a", x), Way()) == x


@given(st.sampled_from([curve for curve in Curve if curve is not Curve.STEPPED]), UNIT, UNIT, UNIT)
def test_the_place_of_a_value_is_where_it_was_made(curve: Curve, low: float, high: float, x: float) -> None:
    target = ParameterTarget(Parameter.LIGHT, Mode.OVERRIDE, curve, low, high)
    again = value_at(place_of(value_at(x, target), target), target)
    assert again == pytest.approx(value_at(x, target))


@pytest.mark.parametrize(("value", "x"), [(0.0, 0.0), (0.2, 1 / 3), (1 / 3, 1 / 3), (0.6, 2 / 3), (1.0, 1.0)])
def test_a_stepped_curves_levels_have_their_places(value: float, x: float) -> None:
    target = ParameterTarget(Parameter.LIGHT, Mode.OVERRIDE, Curve.STEPPED)
    assert place_of(value, target) == pytest.approx(x)
    assert value_at(x, target) == pytest.approx(x)


@pytest.mark.parametrize(
    ("low", "high", "value", "x"),
    [(0.2, 0.4, 0.3, 0.5), (0.2, 0.4, 0.9, 1.0), (0.2, 0.4, 0.0, 0.0), (1.0, 0.0, 0.25, 0.75), (0.5, 0.5, 0.9, 0.0)],
)
def test_what_lies_outside_a_range_has_its_nearest_end_as_its_place(
    low: float, high: float, value: float, x: float
) -> None:
    assert place_of(value, ParameterTarget(Parameter.LIGHT, low=low, high=high)) == pytest.approx(x)
