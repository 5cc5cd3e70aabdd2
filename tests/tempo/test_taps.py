import pytest

from soundscape_live.tempo.taps import Tapped, Taps


def test_one_tap_says_nothing_and_two_say_a_tempo() -> None:
    taps = Taps()
    assert taps.tap(10.0) is None
    assert taps.tap(10.5) == Tapped(pytest.approx(0.5), 1)


def test_the_median_forgives_a_slip() -> None:
    taps = Taps()
    tapped = [taps.tap(at) for at in (0.0, 0.5, 1.0, 1.7, 2.0, 2.5)]
    assert tapped[-1] == Tapped(pytest.approx(0.5), 5)


def test_a_gap_begins_a_new_run() -> None:
    taps = Taps()
    for at in (0.0, 0.5, 1.0):
        taps.tap(at)
    assert taps.tap(3.1) is None
    assert taps.tap(3.8) == Tapped(pytest.approx(0.7), 1)


def test_a_bounce_is_no_tap() -> None:
    taps = Taps()
    taps.tap(0.0)
    assert taps.tap(0.05) is None
    assert taps.tap(0.6) == Tapped(pytest.approx(0.6), 1)
