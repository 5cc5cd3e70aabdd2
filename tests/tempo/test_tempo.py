import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soundscape_live.model import Beat, TempoAct, TempoMove, TempoReport
from soundscape_live.tempo.sources import HAND, HEARD
from soundscape_live.tempo.tempo import GAP, Tempo

HOLD = HEARD.hold + HEARD.fade


def heard(at: float, bpm: float, beat: float | None, confidence: float = 0.8) -> TempoReport:
    return TempoReport(at=at, source="audio", bpm=bpm, beat=beat, confidence=confidence)


def follow(tempo: Tempo, bpm: float, start: float, beats: int, every: int = 1) -> list[Beat]:
    """Report every `every`-th of so many beats and collect what the grid makes of it."""
    found: list[Beat] = []
    for beat in range(0, beats, every):
        at = start + beat * 60.0 / bpm
        tempo.report(heard(at, bpm, at))
        found += tempo.advance(at)
    return found


def move(tempo: Tempo, at: float, act: TempoAct, value: float = 1.0) -> str:
    return tempo.move(TempoMove(at, act, value))


def times(beats: list[Beat] | tuple[Beat, ...]) -> list[float]:
    return [beat.at for beat in beats]


def test_without_any_source_there_are_no_beats() -> None:
    tempo = Tempo()
    assert tempo.advance(10.0) == ()
    assert tempo.deadline() is None
    assert (tempo.bpm, tempo.confidence, tempo.source, tempo.phase(10.0)) == (0.0, 0.0, "none", 0.0)


def test_sparse_reports_are_filled_in() -> None:
    beats = follow(Tempo(), 120.0, 5.0, 41, every=4)
    assert times(beats) == pytest.approx(5.0 + 0.5 * np.arange(len(beats)), abs=0.001)
    assert len(beats) == 41
    assert [beat.index for beat in beats] == list(range(41))
    assert [beat.bar_position for beat in beats[:6]] == [0, 1, 2, 3, 0, 1]
    assert beats[8].bpm == pytest.approx(120.0)
    assert (beats[8].source, beats[8].confidence) == ("audio", 0.8)


def test_the_deadline_is_the_next_beat_and_the_phase_leads_to_it() -> None:
    tempo = Tempo(beats_per_bar=3)
    follow(tempo, 120.0, 5.0, 5)
    assert tempo.deadline() == pytest.approx(7.5)
    assert tempo.phase(7.0) == pytest.approx(0.0)
    assert tempo.phase(7.25) == pytest.approx(0.5)
    assert tempo.bar_position == 1
    assert tempo.source == "audio"
    assert tempo.confidence == 0.8


def test_a_beat_that_lies_ahead_comes_when_it_is_due() -> None:
    tempo = Tempo()
    tempo.report(heard(5.0, 120.0, 5.3))
    assert tempo.advance(5.2) == ()
    assert times(tempo.advance(5.4)) == [pytest.approx(5.3)]


def test_an_old_beat_begins_a_grid_whose_first_beat_lies_ahead() -> None:
    tempo = Tempo()
    tempo.report(heard(5.0, 120.0, 4.2))
    assert times(tempo.advance(5.3)) == [pytest.approx(5.2)]


def test_a_tempo_without_a_beat_begins_no_grid_but_corrects_one() -> None:
    tempo = Tempo()
    tempo.report(heard(1.0, 120.0, None))
    assert tempo.deadline() is None
    follow(tempo, 120.0, 5.0, 9)
    tempo.report(heard(9.2, 121.0, None))
    assert tempo.bpm == pytest.approx(120.0)


@pytest.mark.parametrize("bpm", [0.0, -3.0, 1e9])
def test_an_impossible_tempo_is_ignored(bpm: float) -> None:
    tempo = Tempo()
    tempo.report(heard(1.0, bpm, 1.0))
    move(tempo, 1.0, TempoAct.SET, bpm)
    assert tempo.deadline() is None


def test_a_small_phase_error_is_closed_by_the_next_beat() -> None:
    tempo = Tempo()
    follow(tempo, 120.0, 5.0, 9)
    beats = follow(tempo, 120.0, 9.53, 16)
    errors = [(at - 9.53 + 0.25) % 0.5 - 0.25 for at in times(beats)]
    assert abs(errors[-1]) < 0.002
    assert all(0.5 - 0.001 < after - before < 0.5 + 0.031 for before, after in pairwise(times(beats)))


def test_a_large_phase_error_that_persists_is_locked_onto() -> None:
    tempo = Tempo()
    follow(tempo, 120.0, 5.0, 9)
    before = tempo.deadline()
    tempo.report(heard(9.2, 120.0, 9.2))
    assert tempo.deadline() == before, "one report is an outlier"
    beats = follow(tempo, 120.0, 9.7, 10)
    errors = [(at - 9.2 + 0.25) % 0.5 - 0.25 for at in times(beats)]
    assert abs(errors[-1]) < 0.01
    assert abs(errors[-3]) < 0.01


def test_a_step_of_the_tempo_is_followed() -> None:
    tempo = Tempo()
    follow(tempo, 124.0, 5.0, 30)
    beats = follow(tempo, 96.0, 20.0, 24)
    assert beats[-1].bpm == pytest.approx(96.0)
    assert (beats[-1].at - 20.0) % 0.625 == pytest.approx(0.0, abs=0.02) or (beats[-1].at - 20.0) % 0.625 > 0.6


@pytest.mark.parametrize(("first", "then"), [(70.0, 140.0), (140.0, 70.0)])
def test_over_an_octave_the_beats_stay_in_place(first: float, then: float) -> None:
    tempo = Tempo()
    follow(tempo, first, 5.0, 12)
    start = 5.0 + 12 * 60.0 / first
    beats = follow(tempo, then, start, 24)
    assert tempo.bpm == pytest.approx(then)
    errors = [((beat.at - start) * 2.0 * first / 60.0 + 0.5) % 1.0 - 0.5 for beat in beats]
    assert max(abs(error) for error in errors) < 0.01
    gaps = np.diff(times(beats))
    assert gaps[-1] == pytest.approx(60.0 / then, abs=0.002)


def test_an_octave_without_a_beat_keeps_beats_that_both_tempi_share() -> None:
    tempo = Tempo()
    follow(tempo, 140.0, 5.0, 12)
    for at in np.arange(10.3, 16.0, 0.5):
        tempo.report(heard(float(at), 70.0, None))
    late = [beat for beat in tempo.advance(24.0) if beat.at > 17.0]
    assert late[-1].bpm == pytest.approx(70.0)
    assert all(abs(((beat.at - 5.0) * 140.0 / 60.0 + 0.5) % 1.0 - 0.5) < 0.02 for beat in late)


def test_a_tempo_out_of_range_is_folded() -> None:
    tempo = Tempo(bpm_low=80.0, bpm_high=160.0)
    beats = follow(tempo, 240.0, 5.0, 24)
    assert tempo.bpm == pytest.approx(120.0)
    assert np.diff(times(beats)) == pytest.approx([0.5] * (len(beats) - 1), abs=0.001)


def test_the_grid_goes_on_without_reports_until_confidence_is_gone() -> None:
    tempo = Tempo()
    follow(tempo, 120.0, 5.0, 9)
    beats = tempo.advance(9.0 + 2 * HOLD)
    assert len(beats) == pytest.approx(2 * HOLD, abs=1)
    assert [beat.confidence for beat in beats] == sorted((beat.confidence for beat in beats), reverse=True)
    assert beats[-1].confidence < 0.05
    assert (tempo.deadline(), tempo.source, tempo.confidence) == (None, "none", 0.0)
    again = follow(tempo, 120.0, 40.2, 12)
    assert again[0].index == beats[-1].index + 1
    assert (again[-1].at - 40.2) % 0.5 == pytest.approx(0.0, abs=0.01)


def test_in_silence_no_beats_are_claimed_and_short_gaps_keep_the_phase_and_the_bar() -> None:
    tempo = Tempo()
    before = follow(tempo, 120.0, 5.0, 9)
    tempo.silence(9.1, on=True)
    tempo.silence(9.2, on=True)
    assert tempo.advance(11.9) == ()
    assert (tempo.deadline(), tempo.phase(11.9), tempo.source) == (None, 0.0, "none")
    tempo.report(heard(11.9, 77.0, 11.9))
    tempo.silence(12.1, on=False)
    tempo.silence(12.2, on=False)
    after = tempo.advance(13.0)
    assert times(after) == pytest.approx([12.5, 13.0])
    assert after[0].index == before[-1].index + 1
    assert after[0].bar_position == 3


def test_after_a_long_silence_the_grid_begins_anew() -> None:
    tempo = Tempo()
    follow(tempo, 120.0, 5.0, 9)
    tempo.silence(9.1, on=True)
    tempo.advance(9.1 + GAP + 0.5)
    tempo.silence(9.1 + GAP + 1.0, on=False)
    assert tempo.advance(20.0) == ()
    assert times(follow(tempo, 90.0, 20.2, 1)) == [pytest.approx(20.2)]
    assert tempo.bpm == pytest.approx(90.0)


def test_taps_set_tempo_phase_and_the_first_of_the_bar() -> None:
    tempo = Tempo()
    beats: list[Beat] = []
    for at in (10.0, 10.6, 11.2, 11.8):
        move(tempo, at, TempoAct.TAP)
        beats += tempo.advance(at)
    beats += tempo.advance(14.0)
    assert times(beats) == pytest.approx([10.6, 11.2, 11.8, 12.4, 13.0, 13.6])
    assert [beat.bar_position for beat in beats] == [1, 2, 3, 0, 1, 2]
    assert (tempo.source, tempo.bpm, tempo.confidence) == ("tap", pytest.approx(100.0), 1.0)


def test_a_tap_just_after_a_beat_is_that_beat() -> None:
    tempo = Tempo()
    move(tempo, 9.0, TempoAct.SET, 120.0)
    tempo.advance(10.0)
    move(tempo, 10.06, TempoAct.TAP)
    tempo.advance(10.5)
    move(tempo, 10.56, TempoAct.TAP)
    assert tempo.deadline() == pytest.approx(11.06)


def test_a_typed_tempo_goes_before_the_ears_until_it_is_released() -> None:
    tempo = Tempo()
    follow(tempo, 120.0, 5.0, 9)
    move(tempo, 9.1, TempoAct.SET, 128.0)
    follow(tempo, 120.0, 9.5, 9)
    assert (tempo.bpm, tempo.source) == (pytest.approx(128.0), "typed")
    move(tempo, 14.0, TempoAct.RELEASE)
    follow(tempo, 120.0, 14.0, 9)
    assert (tempo.bpm, tempo.source) == (pytest.approx(120.0), "audio")


def test_a_hands_tempo_ends_by_itself() -> None:
    tempo = Tempo()
    move(tempo, 1.0, TempoAct.SET, 120.0)
    beats = tempo.advance(2.0 + HAND)
    assert len(beats) == 2 * HAND
    assert beats[0].at == 1.0
    assert tempo.source == "none"


def test_an_ear_that_agrees_keeps_the_hands_phase() -> None:
    tempo = Tempo()
    move(tempo, 5.0, TempoAct.SET, 119.0)
    beats = follow(tempo, 120.0, 5.0, 40)
    assert tempo.source == "typed"
    assert abs((beats[-1].at - 5.0 + 0.25) % 0.5 - 0.25) < 0.02
    tempo.report(heard(25.0, 120.0, None))
    assert tempo.bpm == pytest.approx(119.0)


def test_hands_claim_beats_in_silence_too() -> None:
    tempo = Tempo()
    tempo.silence(0.0, on=True)
    move(tempo, 1.0, TempoAct.SET, 60.0)
    assert len(tempo.advance(8.5)) == 8
    tempo.silence(9.0, on=False)
    assert len(tempo.advance(10.5)) == 2


def test_beats_that_came_due_before_an_input_are_not_lost() -> None:
    tempo = Tempo()
    move(tempo, 1.0, TempoAct.SET, 60.0)
    move(tempo, 3.5, TempoAct.SET, 120.0)
    assert tempo.deadline() == 1.0
    assert times(tempo.advance(4.0)) == pytest.approx([1.0, 2.0, 3.0, 3.75])


def test_beats_to_come_are_told_as_they_look_now() -> None:
    tempo = Tempo()
    assert tempo.time_of(0) == math.inf
    move(tempo, 1.0, TempoAct.SET, 120.0)
    passed = len(tempo.advance(1.1))
    told = [tempo.coming(index) for index in range(passed, 9)]
    came = [*tempo.advance(1.0 + 8 * 0.5)]
    assert [(beat.index, beat.bar_position) for beat in told] == [(beat.index, beat.bar_position) for beat in came]
    assert times(told) == pytest.approx(times(came))
    assert times(told) == pytest.approx([1.0 + 0.5 * index for index in range(passed, 9)])
    move(tempo, 5.1, TempoAct.SET, 60.0)
    assert tempo.time_of(9) > 5.5
    tempo.advance(60.0)
    assert tempo.time_of(9) == math.inf


KINDS = [
    *("report", "tempo", "link", "midi", "stop", "bar", "silence", "sound", "wait"),
    *("tap", "typed", "release", "double", "halve", "nudge", "resync", "one", "lock"),
]

inputs = st.lists(
    st.tuples(
        st.floats(0.0, 1.0),
        st.sampled_from(KINDS),
        st.floats(30.0, 300.0),
        st.floats(-0.6, 0.6),
    ),
    max_size=80,
)


def play(moves: list[tuple[float, str, float, float]], *, often: bool) -> list[Beat]:
    tempo = Tempo()
    at = 1.0
    beats: list[Beat] = []
    for wait, kind, bpm, ahead in moves:
        if often:
            beats += tempo.advance(at + wait / 2)
        at += wait
        told = {
            "report": heard(at, bpm, at + ahead),
            "tempo": heard(at, bpm, None),
            "link": TempoReport(at, "link", bpm, at + ahead, 1.0),
            "midi": TempoReport(at, "midi", bpm, at + ahead, 1.0, round(bpm), 1.0),
            "bar": TempoReport(at, "audio", bpm, at + ahead, 1.0, round(bpm) % 4, abs(ahead)),
            "stop": TempoReport(at, "midi", bpm, None, 1.0, playing=False),
        }
        acts = {
            "tap": (TempoAct.TAP, 1.0),
            "typed": (TempoAct.SET, bpm),
            "release": (TempoAct.RELEASE, 1.0),
            "double": (TempoAct.DOUBLE, 1.0),
            "halve": (TempoAct.HALVE, 1.0),
            "nudge": (TempoAct.NUDGE_BEATS, ahead / 2),
            "resync": (TempoAct.RESYNC, 1.0),
            "one": (TempoAct.RESYNC_ONE, 1.0),
            "lock": (TempoAct.TURN_LOCK, 1.0),
        }
        if kind in told:
            tempo.report(told[kind])
        elif kind in acts:
            move(tempo, at, *acts[kind])
        elif kind in {"silence", "sound"}:
            tempo.silence(at, on=kind == "silence")
        assert 0.0 <= tempo.phase(at) < 1.0
        assert 0.0 <= tempo.confidence <= 1.0
        assert 0.0 <= tempo.bar_confidence <= 1.0
        if often:
            beats += tempo.advance(at)
    return [*beats, *tempo.advance(at + 1.0)]


@settings(max_examples=400, deadline=None)
@given(inputs)
def test_each_beat_comes_once_in_order_and_never_two_within_half_a_period(
    moves: list[tuple[float, str, float, float]],
) -> None:
    beats = play(moves, often=True)
    assert [beat.index for beat in beats] == list(range(len(beats)))
    for before, after in pairwise(beats):
        shorter = 60.0 / max(before.bpm, after.bpm)
        assert after.at - before.at >= 0.5 * shorter - 1e-9
        assert 0 <= after.bar_position < 4


@settings(max_examples=400, deadline=None)
@given(inputs)
def test_how_often_the_grid_is_asked_changes_nothing(moves: list[tuple[float, str, float, float]]) -> None:
    assert play(moves, often=True) == play(moves, often=False)


def test_a_bar_is_known_while_beats_are_claimed() -> None:
    tempo = Tempo(beats_per_bar=3)
    assert tempo.bar == 0.0
    tempo.move(TempoMove(0.0, TempoAct.SET, 120.0))
    tempo.advance(1.0)
    assert tempo.bar == pytest.approx(1.5)
    tempo.advance(60.0)
    assert tempo.bar == 0.0
