import math

from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.io.peer.newest import Newest
from tests.io.peer.desk import params


def test_a_snapshot_that_is_not_answered_is_due_again_ever_more_rarely() -> None:
    newest = Newest()
    assert newest.deadline == math.inf
    state = params(3)
    newest.sent(state, 10.0)
    times = []
    for _ in range(6):
        at = newest.deadline
        assert newest.again(at - 0.001) is None
        assert newest.again(at) is state
        times.append(at - 10.0)
    assert times == [0.25, 0.75, 1.75, 3.75, 5.75, 7.75]


def test_an_answer_to_it_or_to_a_later_one_is_enough_and_one_to_an_earlier_one_is_not() -> None:
    for seq, due in ((2, 10.25), (3, math.inf), (4, math.inf)):
        newest = Newest()
        newest.sent(params(3), 10.0)
        newest.applied(seq)
        assert newest.deadline == due
        assert (newest.again(11.0) is None) == (due == math.inf)


def test_an_answer_before_anything_was_sent_changes_nothing() -> None:
    newest = Newest()
    newest.applied(3)
    newest.sent(params(1), 0.0)
    assert newest.deadline == 0.25


@given(st.lists(st.floats(0.0, 0.24), min_size=1, max_size=50))
def test_in_a_stream_nothing_is_sent_again(gaps: list[float]) -> None:
    newest, at = Newest(), 0.0
    for seq, gap in enumerate(gaps):
        newest.sent(params(seq), at)
        at += gap
        assert newest.again(at) is None
