import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.binding import Takeover
from soundscape_live.mapping.takeover import STEP, away, meet

JUMP, PICKUP, CATCH_UP, SCALE = Takeover
UNIT = st.floats(0.0, 1.0)
CC = st.integers(0, 127).map(lambda value: value / 127)


@pytest.mark.parametrize(
    ("takeover", "before", "x", "stands", "goes"),
    [
        (JUMP, None, 0.9, 0.1, 0.9),
        (JUMP, 0.2, 0.3, 0.8, 0.3),
        # Nobody knows where it stood.
        (PICKUP, None, 0.9, 0.1, None),
        (CATCH_UP, None, 0.9, 0.1, None),
        (SCALE, None, 0.9, 0.1, None),
        # But one that comes at the value has met it.
        (PICKUP, None, 0.5, 0.505, 0.5),
        (SCALE, None, 0.5, 0.495, 0.5),
        # Pickup: not from one side, but across, however fast.
        (PICKUP, 0.2, 0.3, 0.8, None),
        (PICKUP, 0.9, 0.85, 0.2, None),
        (PICKUP, 0.2, 0.9, 0.8, 0.9),
        (PICKUP, 0.9, 0.1, 0.5, 0.1),
        (PICKUP, 0.5, 0.7, 0.5, 0.7),
        (PICKUP, 0.79, 0.795, 0.8, 0.795),
        (PICKUP, 0.2, 0.2, 0.8, None),
        # Scale: what is left of one way is what is left of the other.
        (SCALE, 0.2, 0.6, 0.8, 0.9),
        (SCALE, 0.2, 1.0, 0.8, 1.0),
        (SCALE, 0.2, 0.1, 0.8, 0.4),
        (SCALE, 0.2, 0.0, 0.8, 0.0),
        (SCALE, 0.5, 0.5, 0.8, None),
        (SCALE, 0.5, 0.6, 0.5, 0.6),
        # Catch-up: the same, but never farther than the hand.
        (CATCH_UP, 0.2, 0.6, 0.8, 0.9),
        (CATCH_UP, 0.2, 0.1, 0.8, 0.7),
        (CATCH_UP, 0.8, 0.9, 0.2, 0.3),
        (CATCH_UP, 0.8, 0.4, 0.2, 0.1),
    ],
)
def test_each_mode_meets_the_value_in_its_way(
    takeover: Takeover, before: float | None, x: float, stands: float, goes: float | None
) -> None:
    assert meet(takeover, before, x, stands) == (None if goes is None else pytest.approx(goes))


@given(st.sampled_from(Takeover), st.one_of(st.none(), UNIT), UNIT, UNIT)
def test_a_value_never_jumps_by_more_than_its_mode_allows(
    takeover: Takeover, before: float | None, x: float, stands: float
) -> None:
    goes = meet(takeover, before, x, stands)
    if goes is None:
        return
    assert 0.0 <= goes <= 1.0
    jump = abs(goes - stands)
    if takeover is Takeover.JUMP or jump <= STEP:
        return
    assert before is not None
    hand = abs(x - before)
    if takeover is Takeover.SCALE:
        left, way = (1.0 - stands, 1.0 - before) if x > before else (stands, before)
        assert jump * way <= hand * left + 1e-9
    else:
        assert jump <= hand + 1e-9
    assert (goes - stands) * (x - before) >= 0.0 or abs(before - stands) < 1e-6


@given(st.sampled_from([Takeover.CATCH_UP, Takeover.SCALE, Takeover.PICKUP]), CC, UNIT, st.lists(CC, max_size=40))
def test_whatever_the_hand_does_the_two_have_met_when_it_has_been_at_both_ends(
    takeover: Takeover, begins: float, value: float, moves: list[float]
) -> None:
    before: float | None = None
    for x in (begins, *moves, 0.0, 1.0, 0.0, 0.3):
        goes = meet(takeover, before, x, value)
        value = value if goes is None else goes
        before = x
    assert value == pytest.approx(0.3)


@given(st.sampled_from([Takeover.CATCH_UP, Takeover.SCALE]), UNIT, UNIT, UNIT)
def test_the_gap_never_changes_its_side(takeover: Takeover, before: float, x: float, stands: float) -> None:
    goes = meet(takeover, before, x, stands)
    if goes is not None:
        assert (goes - x) * (stands - before) >= -1e-9


@pytest.mark.parametrize(("x", "stands", "way"), [(None, 0.9, 0), (0.1, 0.9, 1), (0.9, 0.1, -1), (0.5, 0.505, 0)])
def test_the_way_to_go_is_known_where_the_control_is(x: float | None, stands: float, way: int) -> None:
    assert away(x, stands) == way
