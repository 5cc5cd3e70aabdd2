import math
from dataclasses import replace

import pytest

from soundscape_live.engine import Engine
from soundscape_live.engine.early import Early
from soundscape_live.model import Beat, Cue, TempoReport, Tick
from soundscape_live.tempo.tempo import Tempo
from tests.engine.playing import of, play, show

Row = tuple[float, float, int]
"When a beat was told, for which lead, and its index."


def clocked(bpm: float = 120.0) -> Tempo:
    """Return a tempo whose beats lie at 0, 0.5, ..., as a machine tells it."""
    tempo = Tempo()
    tempo.report(TempoReport(0.0, "link", bpm, 0.0, 1.0))
    return tempo


def played(tempo: Tempo, early: Early, begin: float, end: float, step: float = 0.001) -> tuple[list[Row], list[Beat]]:
    told: list[Row] = []
    beats: list[Beat] = []
    for number in range(round((end - begin) / step)):
        at = begin + number * step
        if number % 500 == 0:
            tempo.report(TempoReport(at, "link", tempo.bpm, None, 1.0))
        for beat in tempo.advance(at):
            beats.append(beat)
            told += [(at, lead, beat.index) for lead in early.came(beat)]
        told += [(at, lead, beat.index) for lead, beat in early.take(at)]
    return told, beats


def test_each_beat_is_told_once_for_each_lead_and_a_lead_before_it() -> None:
    tempo = clocked()
    told, beats = played(tempo, early := Early(tempo, (0.04, 0.3, 0.7)), 0.0, 5.0)
    times = {beat.index: beat.at for beat in beats}
    for lead in early.leads:
        rows = {index: at for at, for_lead, index in told if for_lead == lead}
        assert [index for _, for_lead, index in told if for_lead == lead] == sorted(rows), "each once, in order"
        for index, time in times.items():
            if time - lead > 0.0:
                assert rows[index] == pytest.approx(time - lead, abs=0.0011)


def test_a_beat_that_was_not_foreseen_is_told_when_it_comes() -> None:
    tempo = clocked()
    early = Early(tempo, (0.1,))
    [first] = tempo.advance(0.0)
    assert early.came(first) == (0.1,)
    assert early.came(first) == ()


def test_a_beat_that_comes_half_a_beat_late_is_another_one() -> None:
    tempo = clocked()
    early = Early(tempo, (0.1,))
    early.came(*tempo.advance(0.0))
    [(lead, beat)] = early.take(0.45)
    assert (lead, beat.index, beat.at) == (0.1, 1, pytest.approx(0.5))
    late = Beat(0.8, 1, 1, 120.0, 1.0, "link")
    assert early.came(late) == (0.1,)
    assert early.take(0.8) == ()


def test_the_deadline_is_the_next_lead_before_its_beat() -> None:
    tempo = clocked()
    early = Early(tempo, (0.04, 0.1))
    early.came(*tempo.advance(0.0))
    assert early.deadline() == pytest.approx(0.4)
    early.take(0.4)
    assert early.deadline() == pytest.approx(0.46)


def test_without_a_tempo_or_a_lead_nothing_is_due() -> None:
    early = Early(Tempo(), (0.1,))
    assert early.deadline() == math.inf
    assert early.take(1.0) == ()
    tempo = clocked()
    none = Early(tempo, ())
    assert none.deadline() == math.inf
    assert none.came(*tempo.advance(0.0)) == ()


def test_another_show_has_other_leads_and_those_that_stay_go_on() -> None:
    tempo = clocked()
    early = Early(tempo, (0.1,))
    early.came(*tempo.advance(0.0))
    assert len(early.take(0.42)) == 1
    early.adopt((0.1, 0.2))
    assert [lead for lead, _ in early.take(0.43)] == [0.2]


@pytest.mark.parametrize("offset", [0.0, 0.2])
def test_one_leads_beats_are_the_same_whoever_else_wants_them(offset: float) -> None:
    one, both = (
        played(tempo, Early(tempo, leads), 0.0, 4.0)[0]
        for tempo, leads in ((clocked(), (0.04,)), (clocked(), (0.04, 0.1 + offset)))
    )
    assert [row for row in both if row[1] == 0.04] == one


def test_the_engine_tells_early_targets_their_beats_and_leaves_all_others_as_they_were() -> None:
    reports = [TempoReport(at / 4, "link", 120.0, math.floor(at / 2) * 0.5, 1.0) for at in range(1, 40)]
    alone, both = (of(Cue, play(Engine(replace(show(), leads=leads), 0.0), *reports)) for leads in ((), (0.04, 0.25)))
    grid = ("beat", "bar", "phrase", "beat/count")
    rest = [cue for cue in both if not cue.lead and cue.name in grid]
    assert rest == [cue for cue in alone if cue.name in grid]
    times = {cue.value: cue.at for cue in rest if cue.name == "beat/count"}
    for lead in (0.04, 0.25):
        early = [cue for cue in both if cue.lead == lead]
        counts = {cue.value: cue.at for cue in early if cue.name == "beat/count"}
        assert len(counts) == sum(cue.name == "beat/count" for cue in early), "each once"
        assert counts.keys() >= times.keys()
        first = min(times)
        assert all(counts[index] == pytest.approx(at - lead) for index, at in times.items() if index != first)
        assert {cue.name for cue in early} == {*grid, "beat/phase"}


def test_an_engine_that_was_woken_too_late_tells_early_targets_with_all_others() -> None:
    engine = Engine(replace(show(), leads=(0.04,)), 0.0)
    play(engine, TempoReport(0.1, "link", 120.0, 0.0, 1.0), Tick(0.3))
    beats = [cue for cue in of(Cue, engine.feed(Tick(0.55))) if cue.name == "beat/count"]
    assert [(cue.lead, cue.at) for cue in beats] == [(0.0, pytest.approx(0.5)), (0.04, pytest.approx(0.5))]


def test_the_pulse_is_the_grids_while_there_are_beats() -> None:
    engine = Engine(show(), 0.0)
    assert engine.pulse is None
    play(engine, TempoReport(0.1, "link", 120.0, 0.1, 1.0, bar_position=0, bar_confidence=1.0))
    pulse = engine.pulse
    assert pulse is not None
    assert pulse.line.bpm == 120.0
