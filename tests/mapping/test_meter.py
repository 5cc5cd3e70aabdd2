import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.meter import Meter
from soundscape_live.mapping.scene import Span, Unit
from soundscape_live.model import Beat


def beat(at: float, bar_position: int = 0, bpm: float = 120.0) -> Beat:
    return Beat(at, 0, bar_position, bpm, 1.0, "typed")


def counted(*beats: Beat, of: int = 4) -> Meter:
    meter = Meter(of)
    for each in beats:
        meter.strike(each, each.at)
    return meter


def test_before_the_first_beat_it_counts_120_a_minute_and_expects_none() -> None:
    meter = Meter(4)
    assert meter.count(11.0) - meter.count(10.0) == pytest.approx(2.0)
    assert not meter.running(10.0)
    assert meter.bar_part(10.0) == 0.0


def test_between_beats_it_counts_in_proportion() -> None:
    meter = counted(beat(10.0), beat(10.5, 1))
    first = meter.count(10.5)
    assert [meter.count(at) - first for at in (10.5, 10.625, 10.75)] == pytest.approx([0.0, 0.25, 0.5])
    assert meter.bar_part(10.75) == pytest.approx(1.5 / 4)


def test_it_waits_half_a_beat_for_a_late_one_and_then_goes_on() -> None:
    meter = counted(beat(10.0))
    first = meter.count(10.0)
    assert [meter.count(at) - first for at in (10.5, 10.6, 10.75, 11.0, 12.0)] == pytest.approx(
        [1.0, 1.0, 1.0, 1.5, 3.5]
    )
    assert meter.running(10.7)
    assert not meter.running(10.75)
    assert meter.patience_ends == pytest.approx(10.75)


def test_a_beat_that_comes_early_counts_whole() -> None:
    meter = counted(beat(10.0))
    first = meter.count(10.0)
    meter.strike(beat(10.4, 1, 150.0), 10.4)
    assert meter.count(10.4) - first == pytest.approx(1.0)
    assert meter.count(10.6) - first == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("span", "seconds"),
    [(Span(3.0), 3.0), (Span(8.0, Unit.BEATS), 4.8), (Span(2.0, Unit.BARS), 3.6)],
)
def test_spans_follow_the_tempo_and_the_bar(span: Span, seconds: float) -> None:
    assert counted(beat(10.0, bpm=100.0), of=3).seconds(span) == pytest.approx(seconds)


@given(st.lists(st.tuples(st.floats(0.01, 3.0), st.floats(30.0, 300.0), st.booleans()), min_size=1, max_size=60))
def test_the_count_never_goes_back(steps: list[tuple[float, float, bool]]) -> None:
    meter, at, seen = Meter(4), 0.0, []
    for seconds, bpm, comes in steps:
        at += seconds
        seen.append(meter.count(at))
        if comes:
            meter.strike(beat(at, bpm=bpm), at)
            seen.append(meter.count(at))
    assert all(before <= after for before, after in itertools.pairwise(seen))
