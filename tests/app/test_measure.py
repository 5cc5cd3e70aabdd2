"""What the engine's process measures of itself."""

import pytest

from soundscape_live.app.measure import HandToWire


def test_a_snapshot_that_left_within_the_feeding_is_joined_with_its_control() -> None:
    hands = HandToWire()
    hands.sent(7, 10.25)
    hands.moved(7, 10.0)
    assert list(hands.took) == [pytest.approx(0.25)]


def test_a_snapshot_that_waited_for_the_channel_is_joined_with_its_control() -> None:
    hands = HandToWire()
    hands.sent(6, 9.0)
    hands.moved(7, 10.0)
    hands.sent(7, 10.5)
    assert list(hands.took) == [pytest.approx(0.5)]


def test_the_sounds_snapshots_are_not_measured() -> None:
    hands = HandToWire()
    hands.sent(7, 10.0)
    hands.sent(8, 11.0)
    assert not hands.took


def test_controls_whose_snapshots_never_left_are_forgotten() -> None:
    hands = HandToWire()
    for seq in range(1, 1000):
        hands.moved(seq, float(seq))
    hands.sent(1, 1000.0)
    assert not hands.took
