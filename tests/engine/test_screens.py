"""What the screens show: a standby takes the place of what is lost, and what was lost comes back."""

import dataclasses

import pytest

from soundscape_live.engine import Engine
from soundscape_live.engine.drive import APPEARS_SECONDS, STALLED_SECONDS
from soundscape_live.engine.screens import BACK
from soundscape_live.mapping.binding import Act, ActTarget, Binding
from soundscape_live.mapping.loss import Loss, LossRules, OnLoss
from soundscape_live.mapping.show import GeneratorRule, Reload, Return
from soundscape_live.model import Control, Feedback, Level, Notice, PeerState, SourceStatus, Tick, Tone
from tests.engine.playing import change, live, of, play, said, show

MAIN, SPARE, THIRD = GeneratorRule(), GeneratorRule("spare"), GeneratorRule("third")
AUTO = GeneratorRule(back=Return.AUTO)
LEFT = GeneratorRule("left", "left")
LIVE, STALLED, LOST, PAUSED = PeerState.LIVE, PeerState.STALLED, PeerState.LOST, PeerState.PAUSED


def shown(engine: Engine, at: float) -> list[str]:
    return [each.name for each in engine.status(at).generators if each.shown]


def choose(at: float, name: float | str, screen: str = "main") -> Control:
    return Control(at, "osc:10.0.0.2", f"/soundscape/screen/{screen}", name)


def source(engine: Engine, at: float) -> SourceStatus:
    return next(source for source in engine.status(at).sources if source.source == "generator")


def test_a_lost_generator_s_place_is_taken_at_once_and_said() -> None:
    engine = live(MAIN, SPARE)
    out = engine.feed(change(1.0, LOST, "main", "no answer"))
    assert said(out) == ["generator main: lost (no answer)", "screen main shows spare: main is lost"]
    assert [notice.level for notice in of(Notice, out)] == [Level.ERROR, Level.WARNING]
    assert shown(engine, 1.0) == ["spare"]
    status = engine.status(1.0)
    assert (status.peer, status.peer_detail) == (LIVE, "")
    assert [each.standby for each in status.generators] == [False, True]


def test_one_that_stalls_has_a_second() -> None:
    engine = live(MAIN, SPARE)
    play(engine, change(1.0, STALLED, "main"), Tick(1.0 + STALLED_SECONDS - 0.01))
    assert shown(engine, 1.9) == ["main"]
    assert engine.deadline() == pytest.approx(1.0 + STALLED_SECONDS)
    assert said(play(engine, Tick(1.0 + STALLED_SECONDS + 0.01))) == ["screen main shows spare: main is stalled"]


def test_one_that_stalls_and_goes_on_keeps_its_place() -> None:
    engine = live(MAIN, SPARE)
    play(engine, change(1.0, STALLED, "main"), change(1.9, LIVE, "main"), Tick(5.0))
    assert shown(engine, 5.0) == ["main"]


def test_one_that_stalls_and_is_connected_anew_is_missed_from_when_it_stalled() -> None:
    engine = live(MAIN, SPARE)
    out = play(engine, change(1.0, STALLED, "main"), change(1.5, PeerState.CONNECTING, "main"), Tick(3.0))
    assert said(out)[-1] == "screen main shows spare: main is connecting"


def test_a_generator_that_comes_later_takes_the_place_of_one_that_was_lost_before() -> None:
    engine = live(MAIN, SPARE)
    play(engine, change(1.0, LOST, "spare"), change(2.0, LOST, "main"), change(2.5, PeerState.CONNECTING, "main"))
    assert shown(engine, 2.5) == ["main"]
    assert not source(engine, 2.5).present
    assert said(engine.feed(change(3.0, LIVE, "spare")))[-1] == "screen main shows spare: main is connecting"
    assert source(engine, 3.0).present


def test_the_first_that_is_there_takes_the_place_and_of_those_the_first_again() -> None:
    engine = live(MAIN, SPARE, THIRD)
    play(engine, change(1.0, LOST, "spare"), change(2.0, LOST, "main"))
    assert shown(engine, 2.0) == ["third"]
    play(engine, change(3.0, LIVE, "main"), change(20.0, LOST, "third"))
    assert shown(engine, 20.0) == ["main"]


def test_a_generator_that_holds_its_picture_is_there() -> None:
    engine = live(MAIN, SPARE)
    play(engine, change(1.0, PAUSED, "spare"), change(1.0, PAUSED, "main"), change(2.0, LOST, "main"))
    assert shown(engine, 2.0) == ["spare"]


def test_one_that_does_not_come_is_waited_for_a_while() -> None:
    engine = Engine(show(AUTO, SPARE), 0.0)
    out = play(engine, change(0.0, PeerState.PROBING, "main"), change(1.0, LIVE, "spare"))
    assert shown(engine, 9.9) == ["main"]
    assert engine.deadline() is not None
    out = play(engine, Tick(APPEARS_SECONDS + 0.01))
    assert said(out) == ["screen main shows spare: main is probing"]
    play(engine, change(60.0, LIVE, "main"), Tick(60.01 + BACK))
    assert shown(engine, 66.0) == ["main"]


def test_back_it_comes_by_hand() -> None:
    engine = live(MAIN, SPARE)
    play(engine, change(1.0, LOST, "main"), change(2.0, LIVE, "main"), Tick(60.0))
    assert shown(engine, 60.0) == ["spare"]
    assert said(play(engine, choose(61.0, "Main"), Tick(61.0))) == ["screen main shows main"]
    assert shown(engine, 61.0) == ["main"]
    assert said(play(engine, choose(62.0, "main"), Tick(62.0))) == []


def test_back_it_comes_by_itself_when_it_has_been_there_for_a_while() -> None:
    engine = live(AUTO, SPARE)
    play(engine, change(1.0, LOST, "main"), change(2.0, LIVE, "main"), change(4.0, LOST, "main"))
    out = play(engine, change(5.0, LIVE, "main"), Tick(5.0 + BACK - 0.01))
    assert shown(engine, 5.0) == ["spare"]
    assert engine.deadline() is not None
    out = play(engine, Tick(5.0 + BACK + 0.01))
    assert said(out) == ["screen main shows main: it is back"]
    assert [notice.level for notice in of(Notice, out)] == [Level.INFO]
    assert shown(engine, 10.1) == ["main"]


def test_what_a_hand_has_chosen_stays_until_it_is_lost() -> None:
    engine = live(AUTO, SPARE)
    play(engine, choose(1.0, "spare"), Tick(60.0))
    assert shown(engine, 60.0) == ["spare"]
    play(engine, change(61.0, LOST, "spare"))
    assert shown(engine, 61.0) == ["main"]


@pytest.mark.parametrize(
    ("screen", "name", "words"),
    [
        ("main", "spare", "the generator spare is lost: it is not shown"),
        ("main", "left", "the generator left is of screen left, not of main"),
        ("left", "main", "the generator main is of screen main, not of left"),
        ("main", "spar", "there is no generator 'spar'; near: spare"),
        ("main", 1.0, "/soundscape/screen/main takes a text: the name of a generator"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_words(screen: str, name: float | str, words: str) -> None:
    engine = live(MAIN, SPARE, LEFT)
    engine.feed(change(1.0, LOST, "spare"))
    out = play(engine, choose(2.0, name, screen), Tick(2.0))
    assert [(notice.level, notice.text) for notice in of(Notice, out)] == [(Level.WARNING, words)]
    assert shown(engine, 2.0) == ["main", "left"]


def test_a_button_let_go_chooses_nothing() -> None:
    engine = live(MAIN, SPARE)
    assert said(play(engine, choose(1.0, 0.0), Tick(1.0))) == []


def test_a_pad_shows_a_generator_and_is_lit_while_it_is_shown() -> None:
    pads = tuple(
        Binding("*", f"note/{note}", ActTarget(Act.SCREEN, name)) for note, name in ((50, "main"), (51, "Spare"))
    )
    free = Binding("*", "note/52", ActTarget(Act.SCREEN))
    engine = Engine(dataclasses.replace(show(MAIN, SPARE), bindings=(*pads, free)), 0.0)
    play(engine, change(0.0, LIVE, "main"), change(0.0, LIVE, "spare"), Tick(1.0))
    out = play(engine, Control(2.0, "midi:test", "ch1/note/51", 1.0), Tick(2.5))
    tones = {lit.control: lit.tone for lit in of(Feedback, out)}
    assert tones == {"note/50": Tone.READY, "note/51": Tone.ACTIVE}
    assert shown(engine, 2.5) == ["spare"]


def test_screens_are_the_ones_that_lose_their_generator() -> None:
    rules = LossRules(generator=Loss(OnLoss.SAFE, after=2.0))
    engine = Engine(dataclasses.replace(show(MAIN, SPARE), loss=rules), 0.0)
    play(engine, change(0.0, LIVE, "main"), change(0.0, LIVE, "spare"))
    play(engine, change(1.0, LOST, "main", "no answer"), Tick(5.0))
    assert engine.status(5.0).state == "ambient"
    found = source(engine, 5.0)
    assert (found.present, found.detail) == (True, "screen main shows spare: main is lost")
    play(engine, change(6.0, LOST, "main", "again"), Tick(6.1))
    assert source(engine, 6.1).detail == "screen main shows spare: main is lost"
    play(engine, change(7.0, LOST, "spare"), Tick(9.5))
    assert engine.status(9.5).state == "panic"
    play(engine, change(10.0, LIVE, "main"), Tick(10.1))
    assert engine.status(10.1).state == "ambient"
    assert shown(engine, 10.1) == ["main"]


def test_one_of_two_screens_is_enough() -> None:
    engine = live(MAIN, LEFT)
    engine.feed(change(1.0, LOST, "main"))
    assert source(engine, 1.0).present
    engine.feed(change(2.0, LOST, "left"))
    assert not source(engine, 2.0).present


def test_the_alarm_is_of_any_screen() -> None:
    engine = live(MAIN, LEFT)
    play(engine, Tick(1.0))
    out = play(engine, change(2.0, STALLED, "left"), Tick(2.1))
    assert Tone.ALARM in {lit.tone for lit in of(Feedback, out)}


def test_another_show_goes_on_with_what_is_shown() -> None:
    engine = live(MAIN, SPARE)
    play(engine, choose(1.0, "spare"))
    play(engine, Reload(2.0, show(AUTO, SPARE, LEFT), "", "show.toml"), Tick(60.0))
    assert shown(engine, 60.0) == ["spare", "left"]
    play(engine, Reload(61.0, show(AUTO, LEFT), "", "show.toml"))
    assert shown(engine, 61.0) == ["main", "left"]
    assert said(play(engine, choose(62.0, "left", "left"), Tick(62.0))) == [
        "the generator left is off: it is not shown"
    ]
