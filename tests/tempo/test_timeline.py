import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.tempo.timeline import Timeline, fold, to_nearest

periods = st.floats(0.2, 2.0)
lines = st.builds(
    lambda at, beat, period, part, span: Timeline(at, beat, period, part * period * span, span),
    st.floats(0, 1e5),
    st.floats(0, 1e4),
    periods,
    st.floats(-0.45, 1.0),
    st.floats(0.01, 1.0),
)


@given(lines, st.floats(-50, 50))
def test_time_and_count_are_each_others_reverse(line: Timeline, beats: float) -> None:
    beat = line.beat + beats
    assert line.count(line.time(beat)) == pytest.approx(beat, abs=1e-6)


@given(lines, st.floats(-50, 50), st.floats(0.001, 5))
def test_a_line_only_rises(line: Timeline, seconds: float, later: float) -> None:
    at = line.at + seconds
    assert line.count(at + later) > line.count(at)


@given(lines, st.floats(0, 3), periods, st.floats(-0.45, 1.0))
def test_bending_does_not_jump(line: Timeline, seconds: float, period: float, part: float) -> None:
    at = line.at + seconds
    assert line.bent(at, period, part * period).count(at) == line.count(at)


@given(lines, st.floats(2.1, 50))
def test_the_shift_is_left_behind_within_two_periods(line: Timeline, periods_later: float) -> None:
    at = line.at + periods_later * line.period
    assert line.left(at) == pytest.approx(0.0, abs=1e-6)
    assert line.count(at) == pytest.approx(line.settled(at), abs=1e-6)


def test_half_of_the_shift_is_left_after_half_a_beat() -> None:
    line = Timeline(10.0, 4.0, 0.5, 0.1)
    assert line.time(4.5) == pytest.approx(10.3)
    assert line.left(10.3) == pytest.approx(0.05)
    assert line.time(5.0) == pytest.approx(10.6)
    assert line.time(6.0) == pytest.approx(11.1)
    assert line.bpm == 120.0


@pytest.mark.parametrize(
    ("bpm", "folded"), [(120, 120), (60, 60), (200, 200), (240, 120), (410, 102.5), (45, 90), (20, 80), (59.9, 119.8)]
)
def test_a_tempo_is_folded_by_octaves(bpm: float, folded: float) -> None:
    assert fold(bpm, 60.0, 200.0) == pytest.approx(folded)


@given(st.floats(20, 400), st.floats(40, 100))
def test_a_folded_tempo_lies_in_any_range_of_an_octave(bpm: float, low: float) -> None:
    folded = fold(bpm, low, 2.0 * low)
    assert low * 0.999999 <= folded <= 2.0 * low * 1.000001


def test_the_nearest_beat_may_be_a_part_of_one() -> None:
    assert to_nearest(3.9) == pytest.approx(-0.1)
    assert to_nearest(3.6, 2) == pytest.approx(0.1)
