"""Cache resets in the place of noise_scale."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.wire.scope.cuts import Cuts


def cuts_of(noise: list[tuple[float, float]], seconds: float, flashes: float = 3.0, step: float = 0.02) -> list[float]:
    """Return when it cuts, where noise is (from when, how much)."""
    cuts, found, changes = Cuts(flashes), [], list(noise)
    level = 0.0
    for index in range(round(seconds / step)):
        at = index * step
        while changes and changes[0][0] <= at:
            level = changes.pop(0)[1]
        cuts.follow(level, at)
        due = cuts.due()
        if due is not None and at >= due:
            cuts.cut(at)
            found.append(at)
    return found


@pytest.mark.parametrize(("noise", "count"), [(0.0, 0), (0.2, 1), (0.5, 22), (0.8, 90), (1.0, 170)])
def test_the_higher_it_is_the_more_cuts(noise: float, count: int) -> None:
    assert len(cuts_of([(0.0, noise)], 60.0)) == pytest.approx(count, abs=2 + count * 0.08)


def test_nothing_is_made_up_for_after_a_rest() -> None:
    found = cuts_of([(0.0, 1.0), (5.0, 0.0), (20.0, 1.0)], 22.0)
    assert not [at for at in found if 5.1 < at < 20.0]
    assert len([at for at in found if at >= 20.0]) <= 7


@given(st.lists(st.tuples(st.floats(0.0, 10.0), st.floats(0.0, 1.0)), max_size=8).map(sorted), st.floats(0.5, 5.0))
def test_two_cuts_are_never_closer_than_the_flashes_allow(noise: list[tuple[float, float]], flashes: float) -> None:
    found = cuts_of(noise, 12.0, flashes)
    assert all(later - earlier >= 1.0 / flashes - 1e-9 for earlier, later in itertools.pairwise(found))


def test_a_cut_that_was_asked_for_counts() -> None:
    cuts = Cuts(3.0)
    cuts.follow(1.0, 0.0)
    assert cuts.due() == pytest.approx(1 / 3)
    cuts.follow(1.0, 0.3)
    cuts.cut(0.3)
    assert cuts.due() == pytest.approx(0.3 + 1 / 3)
