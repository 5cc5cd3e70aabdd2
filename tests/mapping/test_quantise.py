import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.mapping.binding import BEAT
from soundscape_live.mapping.quantise import GONE, Quantise
from soundscape_live.model import Beat

PERIOD = 0.5


def beat(number: int) -> Beat:
    return Beat(number * PERIOD, number, number % 4, 60.0 / PERIOD, 1.0, "typed")


def playing(beats: int = 1) -> Quantise[str]:
    quantise = Quantise[str]()
    for number in range(beats):
        quantise.strike(beat(number), number * PERIOD)
    return quantise


def test_without_a_tempo_nothing_waits() -> None:
    quantise = Quantise[str]()
    assert not quantise.ask(0.0, "theme", 1, "a", BEAT)
    assert quantise.deadline() == math.inf
    assert quantise.overdue(0.0) == ()


def test_a_press_waits_for_the_next_beat_and_happens_once() -> None:
    quantise = playing()
    assert quantise.ask(0.1, "theme", 1, "a", BEAT)
    assert quantise.waits(1)
    assert not quantise.waits(2)
    assert quantise.strike(beat(1), PERIOD) == ("a",)
    assert quantise.strike(beat(2), 2 * PERIOD) == ()
    assert not quantise.waits(1)


@pytest.mark.parametrize(("bars", "expected"), [(1, 4), (2, 8), (4, 16)])
def test_a_press_waits_for_its_bar_counted_from_the_first(bars: int, expected: int) -> None:
    quantise = playing(2)
    quantise.ask(0.6, "theme", 1, "a", bars)
    came = [number for number in range(2, 40) if quantise.strike(beat(number), number * PERIOD)]
    assert came == [expected]


def test_the_same_control_again_takes_a_press_back() -> None:
    quantise = playing()
    assert quantise.ask(0.1, "theme", 1, "a", BEAT)
    assert quantise.ask(0.2, "theme", 1, "a", BEAT)
    assert not quantise.waits(1)
    assert quantise.strike(beat(1), PERIOD) == ()


def test_another_of_the_same_kind_takes_its_place_and_other_kinds_wait_beside_it() -> None:
    quantise = playing()
    quantise.ask(0.1, "theme", 1, "a", BEAT)
    quantise.ask(0.2, "freeze", 3, "c", BEAT)
    quantise.ask(0.3, "theme", 2, "b", BEAT)
    assert quantise.strike(beat(1), PERIOD) == ("c", "b")


def test_when_the_beats_stop_what_waits_happens_and_nothing_waits_any_more() -> None:
    quantise = playing()
    quantise.ask(0.1, "theme", 1, "a", 4)
    gone = GONE * PERIOD
    assert quantise.deadline() == gone
    assert quantise.overdue(gone - 0.01) == ()
    assert quantise.overdue(gone) == ("a",)
    assert quantise.overdue(gone) == ()
    assert not quantise.ask(gone, "theme", 1, "a", 4)


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(1, 4), st.integers(0, 2)), max_size=30))
def test_whatever_is_pressed_happens_at_most_once(presses: list[tuple[str, int, int]]) -> None:
    quantise = Quantise[int]()
    happened: list[int] = []
    for index, (kind, place, every) in enumerate(presses):
        happened += quantise.strike(beat(index), index * PERIOD)
        assert quantise.ask(index * PERIOD, kind, place, index, every)
    happened += quantise.overdue(math.inf)
    assert len(set(happened)) == len(happened)


def every(_press: str) -> bool:
    return True


@pytest.mark.parametrize(("bars", "expected"), [(BEAT, 2), (1, 4), (2, 8), (4, 16)])
def test_a_press_may_happen_ahead_of_its_beat(bars: int, expected: int) -> None:
    quantise = playing(2)
    quantise.ask(0.6, "theme", 1, "a", bars)
    came = [number for number in range(2, 40) if quantise.ahead(beat(number), every)]
    assert came == [expected]
    assert quantise.strike(beat(2), 1.0) == ()


def test_ahead_of_a_beat_only_that_happens_which_may() -> None:
    quantise = playing()
    assert quantise.ahead(beat(1), every) == ()
    quantise.ask(0.1, "theme", 1, "a", BEAT)
    quantise.ask(0.1, "scene", 2, "b", BEAT)
    assert quantise.ahead(beat(1), lambda press: press == "a") == ("a",)
    quantise.ask(0.2, "theme", 1, "c", BEAT)
    assert quantise.strike(beat(1), PERIOD, lambda press: press == "b") == ("b",)
    assert quantise.waits(1)
    assert quantise.strike(beat(2), 2 * PERIOD) == ("c",)


def test_before_the_first_beat_nothing_happens_ahead() -> None:
    quantise = Quantise[str](3)
    assert quantise.ahead(beat(1), every) == ()
