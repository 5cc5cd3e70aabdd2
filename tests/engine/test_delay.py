import statistics

from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.engine.delay import KEPT, STAMPED, UNANSWERED, UNSEEN, Delays, Median
from soundscape_live.model import DelayKind


@given(st.lists(st.sampled_from([0.01, 0.02, 0.5, 1.0, 3.0]) | st.floats(0.0, 9.0), min_size=1, max_size=3 * KEPT))
def test_the_median_is_that_of_the_last_numbers(numbers: list[float]) -> None:
    median = Median()
    for number in numbers:
        median.add(number)
    assert median.value == statistics.median(numbers[-KEPT:])
    median.clear()
    assert median.value is None


def test_of_many_numbers_the_oldest_do_not_count() -> None:
    median = Median()
    for number in (9.0,) * KEPT + (1.0,) * (KEPT // 2 + 1):
        median.add(number)
    assert median.value == 1.0


def test_nothing_is_known_before_anything_is_said() -> None:
    delays = Delays()
    assert (delays.seconds, delays.kind) == (None, None)
    assert not delays.applied(1, 0.1)
    delays.seen(1, 0.1)
    assert (delays.seconds, delays.kind) == (None, None)


def test_what_a_viewer_saw_goes_before_an_answer_and_that_before_an_estimate() -> None:
    delays = Delays()
    delays.sent(1, 10.0)
    delays.estimate(1.4)
    assert (delays.seconds, delays.kind) == (1.4, DelayKind.ESTIMATED)
    assert delays.applied(1, 10.25)
    assert (delays.seconds, delays.kind) == (0.25, DelayKind.APPLIED)
    delays.seen(1, 10.5)
    assert (delays.seconds, delays.kind) == (0.5, DelayKind.SEEN)
    delays.estimate(2.0)
    assert (delays.seconds, delays.kind) == (0.5, DelayKind.SEEN)


def test_a_second_word_about_the_same_snapshot_does_not_count() -> None:
    delays = Delays()
    delays.sent(1, 10.0)
    assert delays.applied(1, 10.25)
    assert not delays.applied(1, 10.75)
    delays.seen(1, 10.5)
    delays.seen(1, 11.0)
    assert delays.seconds == 0.5
    assert delays.answers == (0.25,)


def test_a_stamp_is_known_though_it_has_counted_around() -> None:
    delays = Delays()
    delays.sent(STAMPED + 5, 10.0)
    delays.seen(5, 10.5)
    assert delays.seconds == 0.5


def test_a_viewer_that_has_gone_is_forgotten_when_answers_go_on() -> None:
    delays = Delays()
    delays.sent(1, 10.0)
    delays.seen(1, 10.5)
    for seq, at in ((2, 10.0 + UNSEEN), (3, 11.0 + UNSEEN)):
        delays.sent(seq, at)
        delays.applied(seq, at + 0.25)
        assert delays.kind is (DelayKind.SEEN if seq == 2 else DelayKind.APPLIED)


def test_what_nobody_speaks_of_does_not_grow_the_memory() -> None:
    delays = Delays()
    for seq in range(3 * UNANSWERED):
        delays.sent(seq, seq / 30)
    assert len(delays._sent) == UNANSWERED
    assert not delays.applied(1, 100.0)
    assert delays.applied(3 * UNANSWERED - 1, 100.0)


def test_of_another_generator_nothing_is_known_but_the_report_is_kept() -> None:
    delays = Delays()
    delays.sent(1, 10.0)
    delays.applied(1, 10.25)
    delays.seen(1, 10.5)
    delays.estimate(1.0)
    delays.forget()
    assert (delays.seconds, delays.kind, delays.answers) == (None, None, (0.25,))
    delays.seen(1, 11.0)
    assert delays.seconds is None


def test_an_estimate_of_nothing_is_none() -> None:
    delays = Delays()
    delays.estimate(1.0)
    delays.estimate(0.0)
    assert delays.seconds is None
