import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.wire.pacing import Pacer

SOUND = 1 / 30
HAND = 1 / 60
ROUNDING = 1e-9


def test_nothing_is_due_before_anything_has_changed() -> None:
    pacer = Pacer()
    assert pacer.deadline() is None
    assert not pacer.due(1000.0)


@pytest.mark.parametrize("by_hand", [False, True])
def test_the_first_change_goes_out_at_once(*, by_hand: bool) -> None:
    pacer = Pacer()
    pacer.offer(5.0, by_hand)
    assert pacer.due(5.0)
    assert pacer.deadline() == 5.0


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ([(10.001, False)], 10.0 + SOUND),  # sound waits for its interval
        ([(10.5, False)], 10.5),  # and not at all after a rest
        ([(10.001, True)], 10.001),  # a hand goes out at once, whatever the sound has just sent
        ([(10.001, False), (10.02, True)], 10.02),  # and takes the sound with it
        ([(10.02, True), (10.021, False)], 10.02),  # a later change delays nothing
    ],
)
def test_what_has_changed_after_a_sending_is_due(changes: list[tuple[float, bool]], due: float) -> None:
    pacer = Pacer()
    pacer.sent(10.0)
    for at, by_hand in changes:
        pacer.offer(at, by_hand)
    assert pacer.deadline() == due
    assert pacer.due(due)
    assert not pacer.due(due - 1e-6)


def test_a_second_movement_waits_for_the_hands_interval() -> None:
    pacer = Pacer()
    pacer.offer(10.0, by_hand=True)
    pacer.sent(10.0)
    pacer.offer(10.001, by_hand=True)
    assert pacer.deadline() == 10.0 + HAND


def test_a_late_sending_does_not_put_off_the_next_one_by_as_much() -> None:
    pacer = Pacer()
    for due, sent in ((10.0, 10.001), (10.0 + HAND, 10.0 + HAND + 0.002), (10.0 + 2 * HAND, 11.0)):
        pacer.offer(due, by_hand=True)
        assert pacer.deadline() == pytest.approx(due)
        pacer.sent(sent)
    pacer.offer(11.0, by_hand=True)
    assert pacer.deadline() == pytest.approx(11.0 + HAND / 2)


def test_a_sending_answers_for_every_change_before_it() -> None:
    pacer = Pacer()
    pacer.offer(1.0, by_hand=True)
    pacer.sent(1.0)
    assert pacer.deadline() is None


def test_the_whole_state_is_due_at_once_after_a_reconnect() -> None:
    pacer = Pacer()
    pacer.sent(10.0)
    pacer.force()
    pacer.offer(10.001, by_hand=False)
    assert pacer.due(10.001)
    assert pacer.deadline() == -math.inf


steps = st.lists(st.tuples(st.floats(0.0, 0.2), st.sampled_from(["hand", "sound", "wake"])), max_size=200)


@given(steps)
def test_rates_are_kept_and_nothing_waits_longer_than_its_interval(steps: list[tuple[float, str]]) -> None:
    """The engine wakes at every change, at every deadline, and now and then for no reason."""
    pacer = Pacer()
    at, sent, waiting = 100.0, list[tuple[float, bool]](), list[tuple[float, bool]]()

    def send_what_is_due(now: float) -> None:
        if pacer.due(now):
            for changed, by_hand in waiting:
                assert now - changed <= (HAND if by_hand else SOUND) + ROUNDING
            sent.append((now, any(by_hand for _, by_hand in waiting)))
            pacer.sent(now)
            waiting.clear()

    def pass_time(until: float) -> None:
        deadline = pacer.deadline()
        if deadline is not None and deadline < until:
            send_what_is_due(deadline)

    for wait, kind in steps:
        pass_time(at + wait)
        at += wait
        if kind != "wake":
            waiting.append((at, kind == "hand"))
            pacer.offer(at, kind == "hand")
        send_what_is_due(at)
    pass_time(math.inf)

    assert not waiting  # the last change went out
    gaps = [b - a for (a, _), (b, by_hand) in itertools.pairwise(sent) if not by_hand]
    assert all(gap >= SOUND - ROUNDING for gap in gaps)
    hands = [at for at, by_hand in sent if by_hand]
    assert all(b - a >= HAND - ROUNDING for a, b in itertools.pairwise(hands))
    times = [at for at, _ in sent]
    assert all(sum(start <= t < start + 1.0 - ROUNDING for t in times) <= 61 for start in times)


def test_a_storm_of_hands_is_sent_sixty_times_a_second() -> None:
    pacer = Pacer()
    sent = 0
    for step in range(3000):  # three seconds of a change each millisecond, a tick each 0.1 ms
        pacer.offer(step / 1000, by_hand=True)
        for tenth in range(10):
            at = step / 1000 + tenth / 10_000
            if pacer.due(at):
                pacer.sent(at)
                sent += 1
    assert 178 <= sent <= 181


def test_what_waits_for_its_time_is_known() -> None:
    pacer = Pacer()
    assert not pacer.waits(0.0)
    pacer.offer(0.0, by_hand=False)
    assert not pacer.waits(0.0)
    pacer.sent(0.0)
    pacer.offer(0.01, by_hand=False)
    assert pacer.waits(0.02)
    assert not pacer.waits(0.04)
    pacer.force()
    assert not pacer.waits(0.02)
