"""The real rate of pictures, on values."""

import pytest

from soundscape_live.generator.pace import HELD, SETTLES, SPAN, Pace


def play(pace: Pace, fps: float, seconds: float, begin: float = 0.0) -> float:
    count = round(seconds * fps)
    for number in range(count):
        pace.picture(begin + number / fps)
    return begin + count / fps


def test_before_pictures_come_the_rate_is_the_one_expected() -> None:
    pace = Pace(30.0)
    pace.picture(0.0)
    pace.picture(0.1)
    assert pace.fps == 30.0


@pytest.mark.parametrize("fps", [10.0, 24.0, 60.0])
def test_the_rate_is_that_of_the_last_seconds(fps: float) -> None:
    pace = Pace(30.0)
    at = play(pace, 30.0, 10.0)
    play(pace, fps, 2 * SPAN, at)
    assert pace.fps == pytest.approx(fps, rel=0.02)


def test_a_held_picture_is_no_slow_renderer() -> None:
    pace = Pace(30.0)
    at = play(pace, 30.0, 5.0)
    play(pace, 1.0 / (HELD + 0.05), 30.0, at)
    assert pace.fps == pytest.approx(30.0)


def test_an_encoder_is_opened_anew_when_the_rate_is_off_by_more_than_a_quarter_and_not_at_once() -> None:
    pace = Pace(30.0)
    assert pace.opened(0.0) == 30.0
    at = play(pace, 25.0, SPAN + SETTLES)
    assert not pace.off(at)
    at = play(pace, 20.0, SPAN + 1.0, at)
    assert pace.off(at)
    assert pace.opened(at) == pytest.approx(20.0, rel=0.02)
    later = play(pace, 60.0, SPAN + 1.0, at)
    assert not pace.off(later)
    assert pace.excess == pytest.approx(3.0, rel=0.05)
    later = play(pace, 60.0, SETTLES, later)
    assert pace.off(later)
    pace.opened(later)
    assert pace.excess == 1.0
