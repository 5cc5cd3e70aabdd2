import itertools

import pytest

from soundscape_live.app.heard import HeardBeat
from soundscape_live.app.layout import Ticks, Window, clock, ticks


def beats(bpm: float, count: int, to_a_bar: int = 4) -> list[HeardBeat]:
    return [HeardBeat(60.0 / bpm * number, number % to_a_bar, bpm, 1.0) for number in range(count)]


@pytest.mark.parametrize(
    ("seconds", "rows"), [(0.5, 1), (60.0, 1), (61.0, 2), (108.4, 2), (240.0, 4), (361.0, 6), (7_200.0, 6)]
)
def test_up_to_a_minute_fills_a_row_and_there_are_at_most_six(seconds: float, rows: int) -> None:
    cut = Window(10.0, 10.0 + seconds).rows()
    assert len(cut) == rows
    assert (cut[0].begin, cut[-1].end) == (10.0, pytest.approx(10.0 + seconds))
    assert all(one.end == two.begin for one, two in itertools.pairwise(cut))
    assert all(row.end - row.begin == pytest.approx(seconds / rows) for row in cut)


def test_a_window_holds_its_beginning_and_not_its_end() -> None:
    window = Window(2.0, 3.0)
    assert [window.holds(at) for at in (1.99, 2.0, 2.99, 3.0)] == [False, True, True, False]
    assert window.scale == pytest.approx(1_490.0)


@pytest.mark.parametrize(
    ("seconds", "tick"), [(1.0, 0.1), (10.0, 1.0), (60.0, 5.0), (600.0, 60.0), (3_600.0, 300.0), (400_000.0, 3_600.0)]
)
def test_the_ticks_of_time_are_round_and_can_be_read(seconds: float, tick: float) -> None:
    assert Window(0.0, seconds).tick == tick


@pytest.mark.parametrize(
    ("bpm", "seconds", "expected"),
    [
        (120.0, 15.0, Ticks(beats=True, every=1, numbered=1)),  # 50 pixels to a beat
        (120.0, 60.0, Ticks(beats=True, every=1, numbered=1)),  # 12
        (174.0, 60.0, Ticks(beats=True, every=1, numbered=2)),  # 9, and 34 to a bar
        (120.0, 600.0, Ticks(beats=False, every=4, numbered=16)),  # 5 to a bar
        (120.0, 3_600.0, Ticks(beats=False, every=16, numbered=64)),
    ],
)
def test_what_the_eye_cannot_part_is_thinned(bpm: float, seconds: float, expected: Ticks) -> None:
    assert ticks(beats(bpm, 100), Window(0.0, seconds).scale) == expected


def test_bars_of_three_are_bars() -> None:
    assert ticks(beats(120.0, 100, 3), Window(0.0, 60.0).scale) == Ticks(beats=True, every=1, numbered=2)


@pytest.mark.parametrize("count", [0, 1])
def test_without_beats_nothing_is_thinned(count: int) -> None:
    assert ticks(beats(120.0, count), 1.0) == Ticks(beats=True, every=1, numbered=1)


def test_the_legend_says_what_a_line_stands_for() -> None:
    assert Ticks(beats=True, every=1, numbered=4).words() == "bar"
    assert Ticks(beats=False, every=8, numbered=16).words() == "every 8 bars"


@pytest.mark.parametrize(
    ("seconds", "whole", "text"),
    [
        (0.0, 0, "0:00.0"),
        (68.44, 0, "1:08.4"),
        (59.96, 0, "1:00.0"),
        (65.0, 1, "1:05"),
        (65.2, 1, "1:05.2"),
        (3_725.0, 1, "62:05"),
    ],
)
def test_time_is_written_as_minutes_and_seconds(seconds: float, whole: int, text: str) -> None:
    assert clock(seconds, whole=bool(whole)) == text
