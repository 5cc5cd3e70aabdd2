"""Commands that wait, and what they come to in one message."""

import math

from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.model import Prompt
from soundscape_live.wire.messages import WireCommand
from soundscape_live.wire.scope.waiting import MAX_WAITING, Merged, Waiting
from tests.wire.scope.rig import crossing, cut


def waiting(*commands: WireCommand) -> Waiting:
    found = Waiting()
    for command in commands:
        assert found.add(command, 0.0) == ""
    return found


SUN, MOON = (Prompt("sun"),), (Prompt("moon"),)


def test_resets_are_one_cut_and_each_is_settled() -> None:
    assert waiting(cut(1), cut(2), cut(3)).merged(0.9) == Merged((1, 2, 3), reset=True)


def test_a_newer_transition_takes_the_place_of_an_older_one() -> None:
    merged = waiting(crossing(1, "sun"), crossing(2, "moon")).merged(0.9)
    assert (merged.ids, merged.reset, merged.target, merged.crossed) == ((1, 2), False, MOON, 2)
    assert merged.transition == crossing(2, "moon").action


def test_a_reset_after_a_transition_ends_it_on_its_target() -> None:
    assert waiting(crossing(1, "sun"), cut(2)).merged(0.9) == Merged((1, 2), True, None, SUN, 1)  # noqa: FBT003


def test_a_transition_after_a_reset_goes_with_the_next_message() -> None:
    held = waiting(cut(1), crossing(2, "sun"), cut(3))
    first = held.merged(0.9)
    assert first == Merged((1,), reset=True)
    held.drop(first.ids)
    assert held.merged(1.8) == Merged((2, 3), True, None, SUN, 2)  # noqa: FBT003


def test_one_that_has_no_time_for_that_is_cut_to_its_target() -> None:
    held = waiting(cut(1), crossing(2, "sun", ttl=0.5))
    assert held.merged(0.6) == Merged((1, 2), True, None, SUN, 2)  # noqa: FBT003
    assert waiting(cut(1), crossing(2, "sun")).merged(math.inf).ids == (1, 2)


def test_what_came_before_is_not_taken_twice_and_too_many_are_refused() -> None:
    held = waiting(*(cut(id_) for id_ in range(1, MAX_WAITING + 1)))
    assert held.add(cut(MAX_WAITING), 0.1) == ""
    assert held.add(cut(MAX_WAITING + 1), 0.1) == "too many commands wait"
    assert len(held.merged(1.0).ids) == MAX_WAITING


def test_a_command_whose_time_is_over_is_taken_out() -> None:
    held = waiting(cut(1, ttl=0.5), cut(2, ttl=2.0))
    assert held.expires() == 0.5
    assert held.expired(0.5) == ()
    assert held.expired(0.51) == (1,)
    assert held.expires() == 2.0
    assert held.merged(1.0).ids == (2,)


def test_a_new_speaker_begins_with_nothing() -> None:
    held = waiting(cut(5))
    held.begin()
    assert (held.merged(1.0), held.expires()) == (Merged(), None)
    assert held.add(cut(1), 1.0) == ""
    assert held.merged(2.0).ids == (1,)


@given(st.lists(st.booleans(), max_size=30))
def test_every_command_is_told_once_and_in_order(resets: list[bool]) -> None:
    held = waiting(*(cut(id_) if reset else crossing(id_) for id_, reset in enumerate(resets, 1)))
    told: list[int] = []
    while ids := held.merged(0.9).ids:
        held.drop(ids)
        told += ids
    assert told == list(range(1, len(resets) + 1))
