import math

from soundscape_live.io.peer.waiting import AGAIN_SECONDS, CALLS, TOGETHER, Waiting
from soundscape_live.model import Command, ResetCache


def command(id_: int, expires: float = 9.0) -> Command:
    return Command(0.0, id_, expires, ResetCache())


def sent(*ids: int, expires: float = 9.0) -> Waiting:
    waiting = Waiting()
    for id_ in ids:
        assert waiting.add(command(id_, expires), 0.0)
    waiting.take(0.0)
    return waiting


def test_commands_without_an_answer_are_due_again_together_from_the_oldest_on() -> None:
    waiting = sent(4, 5, 7)
    assert waiting.deadline == AGAIN_SECONDS
    assert waiting.again(0.09) is None
    again = waiting.again(0.1)
    assert again is not None
    assert [item.id for item in again] == [4, 5, 7]
    assert waiting.over == 3
    assert waiting.deadline == 0.1 + AGAIN_SECONDS
    assert waiting.answered(5)
    assert not waiting.answered(5)
    again = waiting.again(0.3)
    assert again is not None
    assert [item.id for item in again] == [4, 7]


def test_when_all_are_answered_nothing_is_due() -> None:
    waiting = sent(1, 2)
    assert waiting.answered(1)
    assert waiting.answered(2)
    assert waiting.over == 2
    assert waiting.again(0.1) is None
    assert waiting.deadline == math.inf


def test_a_message_holds_the_oldest_few() -> None:
    again = sent(*range(1, 30)).again(0.1)
    assert again is not None
    assert [item.id for item in again] == list(range(1, TOGETHER + 1))


def test_an_expired_one_is_not_sent_again_and_that_it_is_over_is_said_some_times() -> None:
    waiting = sent(1, expires=0.3)
    said = [waiting.again(0.1 * step) for step in range(1, 20)]
    assert [[item.id for item in again] for again in said if again is not None] == [[1], [1]] + [[]] * CALLS
    assert waiting.over == 1
    assert waiting.deadline == math.inf


def test_one_that_was_never_sent_expires_without_a_word() -> None:
    waiting = Waiting()
    waiting.add(command(1, 0.3), 0.0)
    assert waiting.again(1.0) is None
    assert len(waiting) == 0


def test_on_a_new_connection_what_is_unanswered_is_sent_before_it_is_sent_again() -> None:
    waiting = sent(1)
    waiting.disconnected()
    assert waiting.deadline == math.inf
    assert waiting.again(1.0) is None
    assert [item.id for item in waiting.take(1.0)] == [1]
    assert waiting.deadline == 1.0 + AGAIN_SECONDS
