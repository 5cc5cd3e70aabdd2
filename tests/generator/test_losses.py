"""The share of the bit rate, by receivers' reports on values."""

import itertools
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.generator.losses import CLEAN, HOLD, LEAST, LONGEST_WAIT, LOSSY, PATIENCE, STALE, STEP, Losses

Loss = Callable[[float, float], float]
"(seconds, share of the rate) -> share lost."


def play(losses: Losses, seconds: float, *viewers: Loss, begin: float = 0.0) -> list[tuple[float, float]]:
    """Report once a second for each viewer; return when the share moved, and to what."""
    moves = []
    for second in range(int(seconds)):
        at = begin + second
        for number, viewer in enumerate(viewers):
            losses.report(f"v{number}", viewer(at, losses.share), at)
        if losses.step(at):
            moves.append((at, losses.share))
    return moves


def clean(_at: float, _share: float) -> float:
    return 0.0


def lossy(_at: float, _share: float) -> float:
    return 0.3


def narrow(width: float) -> Loss:
    """Return a network that carries so much of the full rate and loses what goes beyond."""
    return lambda _at, share: max(0.0, 1.0 - width / share)


def test_without_losses_the_rate_stays_whole() -> None:
    assert play(Losses(0.0), 60, clean, clean) == []


def test_a_lossy_network_lowers_it_in_steps_of_a_quarter_that_are_held() -> None:
    moves = play(Losses(0.0), 60, lossy)
    assert [share for _, share in moves] == pytest.approx([STEP**step for step in range(1, 6)])
    times = [at for at, _ in moves]
    assert all(later - earlier >= HOLD for earlier, later in itertools.pairwise(times))
    assert times[0] == HOLD
    assert moves[-1][1] == LEAST


def test_when_the_losses_end_it_is_raised_to_the_whole_again() -> None:
    losses = Losses(0.0)
    play(losses, 16, lossy)
    assert losses.share == pytest.approx(STEP**3)
    moves = play(losses, 60, clean, begin=16.0)
    assert [share for _, share in moves] == pytest.approx([STEP**2, STEP, 1.0])


def test_between_the_two_bounds_it_stays() -> None:
    losses = Losses(0.0)
    play(losses, 6, lossy)
    assert losses.share == STEP
    assert play(losses, 60, lambda _at, _share: (CLEAN + LOSSY) / 2, begin=6.0) == []


def test_one_lossy_viewer_among_three_changes_nothing() -> None:
    assert play(Losses(0.0), 120, lossy, clean, clean) == []


def test_half_of_them_lower_it_for_all() -> None:
    losses = Losses(0.0)
    play(losses, 15, narrow(0.5), narrow(0.5), clean, clean)
    assert losses.share == pytest.approx(STEP**2)


def test_the_lossy_one_of_two_lowers_it_for_a_while_and_then_counts_no_more() -> None:
    losses = Losses(0.0)
    moves = play(losses, 120, lossy, clean)
    lowest = min(moves, key=lambda move: move[1])
    assert lowest[0] <= PATIENCE + HOLD
    assert losses.share == 1.0


def test_one_that_recovers_counts_again() -> None:
    losses = Losses(0.0)
    play(losses, 120, lossy, clean)
    play(losses, 20, clean, clean, begin=120.0)
    assert play(losses, 15, lossy, clean, begin=140.0)[0][1] == STEP


def test_those_who_all_lose_for_good_keep_it_low() -> None:
    losses = Losses(0.0)
    play(losses, 300, lossy, lossy)
    assert losses.share == LEAST


def test_a_narrow_network_is_tried_with_more_ever_more_rarely() -> None:
    losses = Losses(0.0)
    raises: list[float] = []
    share = 1.0
    for at, moved in play(losses, 900, narrow(0.8)):
        if moved > share:
            raises.append(at)
        share = moved
    gaps = [later - earlier for earlier, later in itertools.pairwise(raises)]
    assert gaps == sorted(gaps)
    assert gaps[0] < LONGEST_WAIT <= gaps[-1] <= LONGEST_WAIT + 2 * HOLD


def test_a_viewer_that_is_gone_counts_no_more() -> None:
    losses = Losses(0.0)
    play(losses, 8, lossy, clean)
    assert losses.share == STEP
    moves = play(losses, 8 + int(STALE), lambda _at, _share: 0.0, begin=8.0)
    assert moves[-1][1] == 1.0
    assert not losses.step(100.0)


@given(st.lists(st.lists(st.floats(0, 1), min_size=1, max_size=4), max_size=80))
def test_whatever_is_reported_it_stays_in_its_range_and_holds(reports: list[list[float]]) -> None:
    losses = Losses(0.0)
    stepped = 0.0
    for at, row in enumerate(reports):
        for number, lost in enumerate(row):
            losses.report(str(number), lost, float(at))
        before = losses.share
        if losses.step(float(at)):
            assert at - stepped >= HOLD
            assert losses.share in (pytest.approx(before * STEP), pytest.approx(before / STEP), 1.0, LEAST)
            stepped = at
        assert LEAST <= losses.share <= 1.0
