import math
from collections.abc import Iterator

import pytest

from soundscape_live.mapping.meter import Meter
from soundscape_live.mapping.scene import Quantise, StageCue
from soundscape_live.mapping.setlist import SetList
from soundscape_live.model import Beat

NOW, BEAT, BAR = (StageCue(each.value, "s", quantise=each) for each in Quantise)


def listed(*cues: StageCue) -> tuple[SetList, Meter]:
    meter = Meter(4)
    return SetList(cues, meter), meter


def strike(setlist: SetList, meter: Meter, at: float, bar_position: int) -> str:
    """Let a beat come; return the cue that comes with it."""
    beat = Beat(at, 0, bar_position, 120.0, 1.0, "typed")
    meter.strike(beat, at)
    cue = setlist.strike(beat, at)
    return cue.name if cue else ""


def bars(setlist: SetList, meter: Meter, at: float, beats: int) -> Iterator[str]:
    for number in range(beats):
        yield strike(setlist, meter, at + number / 2, number % 4)


def test_the_set_list_begins_before_its_first_cue_and_ends_with_its_last() -> None:
    setlist, _ = listed(NOW, BEAT, BAR)
    assert (setlist.name, setlist.stepped(1), setlist.stepped(-1)) == ("", 0, None)
    setlist.ask(0.0, 2)
    assert (setlist.name, setlist.stepped(1), setlist.stepped(-1)) == ("bar", None, 1)


def test_an_empty_set_list_has_no_next() -> None:
    assert listed()[0].stepped(1) is None


@pytest.mark.parametrize("place", [0, 1, 2])
def test_without_beats_every_cue_comes_at_once(place: int) -> None:
    setlist, _ = listed(NOW, BEAT, BAR)
    assert setlist.ask(0.0, place) == (NOW, BEAT, BAR)[place]
    assert setlist.place == place


def test_a_cue_waits_for_its_beat_or_bar() -> None:
    setlist, meter = listed(NOW, BEAT, BAR)
    strike(setlist, meter, 0.0, 0)
    assert setlist.ask(0.1, 0) == NOW
    assert setlist.ask(0.2, 1) is None
    assert (setlist.name, setlist.waiting, setlist.stepped(1)) == ("now", 1, 2)
    assert setlist.deadline() == pytest.approx(0.75)
    assert strike(setlist, meter, 0.5, 1) == "beat"
    assert setlist.deadline() == math.inf
    setlist.ask(0.6, 2)
    assert [strike(setlist, meter, at, place) for at, place in ((1.0, 2), (1.5, 3), (2.0, 0))] == ["", "", "bar"]


def test_a_cue_that_waits_comes_when_the_beats_have_stopped() -> None:
    setlist, meter = listed(BAR)
    strike(setlist, meter, 0.0, 0)
    setlist.ask(0.1, 0)
    assert setlist.advance(0.7) is None
    assert setlist.advance(0.75) == BAR
    assert setlist.advance(0.8) is None


def test_a_cue_follows_on_after_its_bars() -> None:
    setlist, meter = listed(StageCue("a", "s", follow_on=2), StageCue("b", "s", follow_on=1), StageCue("c", "s"))
    strike(setlist, meter, -0.5, 3)
    setlist.ask(-0.4, 0)
    assert setlist.bars == 3
    came = list(bars(setlist, meter, 0.0, 16))
    assert [place for place, name in enumerate(came) if name] == [8, 12]
    assert (setlist.name, setlist.bars) == ("c", None)


@pytest.mark.parametrize(("at", "beat"), [(0.1, 8), (0.6, 8), (1.1, 12), (1.9, 12)])
def test_the_bar_that_a_cue_comes_in_counts_if_half_of_it_is_left(at: float, beat: int) -> None:
    setlist, meter = listed(StageCue("a", "s", follow_on=2), StageCue("b", "s"))
    came = []
    for number in range(20):
        came.append(strike(setlist, meter, number / 2, number % 4))
        if number / 2 <= at < (number + 1) / 2:
            setlist.ask(at, 0)
    assert came.index("b") == beat


def test_the_last_cue_has_nothing_to_follow_on_to() -> None:
    setlist, meter = listed(StageCue("a", "s", follow_on=1))
    setlist.ask(0.0, 0)
    assert list(bars(setlist, meter, 0.0, 12)) == [""] * 12


def test_a_cue_that_a_hand_asked_for_stands_above_a_follow_on() -> None:
    setlist, meter = listed(StageCue("a", "s", follow_on=1), StageCue("b", "s"), BAR)
    strike(setlist, meter, 0.0, 0)
    setlist.ask(0.1, 0)
    setlist.ask(0.2, 2)
    assert [strike(setlist, meter, number / 2, number % 4) for number in range(1, 9)] == [*[""] * 3, "bar", *[""] * 4]


def test_halting_lets_nothing_come_by_itself() -> None:
    setlist, meter = listed(StageCue("a", "s", follow_on=1), BAR)
    assert not setlist.halt()
    strike(setlist, meter, 0.0, 0)
    setlist.ask(0.1, 0)
    setlist.ask(0.2, 1)
    assert setlist.halt()
    assert [strike(setlist, meter, number / 2, number % 4) for number in range(1, 9)] == [""] * 8
    assert setlist.name == "a"
