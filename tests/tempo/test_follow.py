import pytest

from soundscape_live.tempo.follow import DOUBTED, Follow
from soundscape_live.tempo.timeline import Timeline

LINE = Timeline(0.0, 0.0, 0.5)


def test_the_median_ignores_a_wild_tempo() -> None:
    follow = Follow(60.0, 200.0)
    for at, bpm in enumerate([120.0, 121.0, 60.5, 120.0, 240.4]):
        follow.hear(0.2 * at, bpm)
    assert follow.bpm() == 120.0


def test_old_tempi_are_forgotten() -> None:
    follow = Follow(60.0, 200.0)
    for at in range(4):
        follow.hear(float(at), 100.0)
    follow.hear(9.5, 130.0)
    assert follow.bpm() == 130.0


def test_a_near_error_is_closed_at_once() -> None:
    assert Follow(60.0, 200.0).shift(LINE, 5.05, 120.0) == pytest.approx(0.05)


def test_a_far_error_is_believed_only_when_several_agree() -> None:
    follow = Follow(60.0, 200.0)
    shifts = [follow.shift(LINE, 5.2 + 0.5 * number, 120.0) for number in range(DOUBTED)]
    assert shifts == pytest.approx([0.0] * (DOUBTED - 1) + [0.2])


def test_far_errors_that_do_not_agree_are_outliers() -> None:
    follow = Follow(60.0, 200.0)
    assert [follow.shift(LINE, at, 120.0) for at in (5.1, 5.25, 5.4, 5.25, 5.1, 5.25)] == [0.0] * 6


def test_a_near_error_ends_the_doubt() -> None:
    follow = Follow(60.0, 200.0)
    for number in range(DOUBTED - 1):
        follow.shift(LINE, 5.2 + 0.5 * number, 120.0)
    follow.shift(LINE, 7.0, 120.0)
    assert follow.shift(LINE, 7.2, 120.0) == 0.0


def test_beats_of_a_double_time_source_may_lie_between_ours() -> None:
    assert Follow(60.0, 200.0).shift(LINE, 5.25, 240.0) == pytest.approx(0.0)


def test_what_is_forgotten_does_not_count() -> None:
    follow = Follow(60.0, 200.0)
    follow.hear(0.0, 100.0)
    follow.forget()
    follow.hear(0.1, 130.0)
    assert follow.bpm() == 130.0
