import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.beat_score import after_start, amlt, f_measure, hits, lock, outside

TRUE = np.arange(1.0, 21.0)
NONE = np.zeros(0)

beats = st.sets(st.integers(0, 6_000), max_size=40).map(lambda hundredths: np.array(sorted(hundredths)) / 100)


def test_beats_hit_within_70_ms_and_each_is_used_once() -> None:
    true = np.array([1.0, 2.0, 3.0, 4.0])
    claimed = np.array([0.94, 1.05, 2.06, 2.90, 4.0])
    assert hits(true, claimed) == [(0, 0), (1, 2), (3, 4)]
    assert f_measure(true, claimed) == pytest.approx(2 * 3 / 9)


@pytest.mark.parametrize(
    ("claimed", "f", "level"),
    [
        (TRUE, 1.0, 1.0),
        (TRUE + 0.05, 1.0, 1.0),
        (TRUE + 0.1, 0.0, 1.0),  # late by a tenth of a beat: no hit, yet the pulse is right
        (TRUE + 0.5, 0.0, 1.0),  # the off-beat; the last claim has no true one: see below
        (TRUE[::2], 2 * 10 / 30, 1.0),
        (TRUE[1::2], 2 * 10 / 30, 1.0),
        (np.arange(1.0, 20.25, 0.5), 2 * 20 / 59, 1.0),
        (np.arange(1.0, 20.3, 0.75), 2 * 7 / 46, 0.0),
        (NONE, 0.0, 0.0),
        (np.array([1.0]), 2 / 21, 0.0),
    ],
)
def test_known_cases_of_f_measure_and_amlt(claimed: np.ndarray, f: float, level: float) -> None:
    assert f_measure(TRUE, claimed) == pytest.approx(f)
    assert amlt(TRUE, claimed) == pytest.approx(level, abs=0.06)


def test_amlt_counts_what_continues_a_run_and_divides_by_the_longer_list() -> None:
    wrong_in_the_middle = np.concatenate((TRUE[:8], TRUE[8:12] + 0.3, TRUE[12:]))
    # Of 20 claims, four are off, and the one after them has a wrong interval.
    assert amlt(TRUE, wrong_in_the_middle) == pytest.approx(15 / 20)
    with_one_more = np.sort(np.append(TRUE, 10.3))
    # 10.3 has its beat taken, and 11.0 follows it too closely.
    assert amlt(TRUE, with_one_more) == pytest.approx(19 / 21)


def test_amlt_of_a_single_true_beat_is_nothing() -> None:
    assert amlt(np.array([1.0]), TRUE) == 0.0
    assert amlt(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 1.0


def test_the_first_five_seconds_can_be_left_out() -> None:
    np.testing.assert_array_equal(after_start(np.array([4.99, 5.0, 6.0])), [5.0, 6.0])


def test_a_lock_is_four_true_beats_in_a_row() -> None:
    assert lock(TRUE, TRUE) == 4.0
    assert lock(TRUE, TRUE[5:]) == 9.0
    assert lock(TRUE, np.delete(TRUE, 2)) == 7.0
    assert lock(TRUE, TRUE[::2]) is None
    assert lock(TRUE, NONE) is None


def test_after_a_step_the_step_s_own_beat_does_not_count() -> None:
    assert lock(TRUE, TRUE, since=10.0) == 4.0
    assert lock(TRUE, TRUE[:-1], since=16.0) is None


def test_what_lies_in_a_gap_is_told() -> None:
    kept = outside(np.array([1.0, 2.0, 2.5, 3.0, 4.0]), ((2.0, 3.0), (3.9, 5.0)))
    assert kept.tolist() == [True, False, False, False, False]


@given(beats, beats)
def test_scores_lie_between_0_and_1_and_do_not_care_who_is_who_in_f(true: np.ndarray, claimed: np.ndarray) -> None:
    assert 0.0 <= amlt(true, claimed) <= 1.0
    assert 0.0 <= f_measure(true, claimed) == f_measure(claimed, true) <= 1.0


@given(beats, st.floats(-0.069, 0.069))
def test_a_constant_error_within_the_tolerance_loses_nothing(true: np.ndarray, late: float) -> None:
    assert len(hits(true, true + late)) == true.size
