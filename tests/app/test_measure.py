import pytest

from soundscape_live.app.measure import HandToWire, percentiles


def test_a_snapshot_that_leaves_while_a_control_is_fed_is_timed_even_if_it_is_sent_within_the_call() -> None:
    hands = HandToWire()
    with hands.moving(1.0):
        hands.leaves(7)
        hands.sent(7, 1.25)
    with hands.moving(2.0):
        hands.leaves(8)
    hands.sent(8, 2.5)
    assert list(hands.took) == [0.25, 0.5]


def test_what_leaves_by_itself_is_no_hands_movement() -> None:
    hands = HandToWire()
    hands.leaves(1)
    hands.sent(1, 5.0)
    assert not hands.took


def test_snapshots_that_are_never_sent_are_forgotten() -> None:
    hands = HandToWire()
    for seq in range(100):
        with hands.moving(float(seq)):
            hands.leaves(seq)
    for seq in range(100):
        hands.sent(seq, 200.0)
    assert len(hands.took) == 64


def test_percentiles_are_milliseconds_and_of_nothing_null() -> None:
    assert percentiles([0.001, 0.003, 0.002]) == {"p50": 2.0, "p99": pytest.approx(3.0, abs=0.05), "max": 3.0}
    assert percentiles([], largest=False) == {"p50": None, "p99": None}
