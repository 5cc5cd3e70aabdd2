import random

import pytest

from soundscape_live.tempo.daw import Daw


def play(daw: Daw, bpm: float, seconds: float, start: float = 50.0, place: float = 0.0, late: float = 0.0) -> float:
    """Send positions ten times a second, each up to `late` late; return the last reported beat's error in seconds."""
    chance = random.Random(3)
    error = 0.0
    for number in range(int(seconds * 10)):
        at = start + number / 10
        report = daw.beat(at + chance.uniform(0, late), place + (at - start) * bpm / 60)
        if report is not None:
            assert report.beat is not None
            assert report.bar_position is not None
            error = report.beat - (start + (report.bar_position - place) * 60 / bpm)
    return error


def test_a_position_and_a_tempo_are_a_beat_at_once() -> None:
    daw = Daw()
    told = daw.tempo(5.0, 120.0)
    assert told is not None
    assert (told.bpm, told.beat) == (120.0, None)
    report = daw.beat(5.1, 7.6)
    assert report is not None
    assert (report.beat, report.bar_position) == (pytest.approx(5.3), 8)


def test_positions_alone_tell_their_tempo() -> None:
    daw = Daw()
    assert [daw.beat(5.0 + number / 10, number * 0.25) for number in range(2)] == [None, None]
    report = daw.beat(5.2, 0.5)
    assert report is not None
    assert report.bpm == pytest.approx(150.0)


def test_the_networks_jitter_is_evened_out() -> None:
    daw = Daw()
    daw.tempo(49.0, 120.0)
    assert 0.0 < play(daw, 120.0, 6.0, late=0.02) < 0.015


def test_a_jump_begins_anew() -> None:
    daw = Daw()
    play(daw, 120.0, 5.0)
    assert abs(play(daw, 120.0, 1.0, start=55.0, place=64.0)) < 1e-6
    assert abs(play(daw, 120.0, 1.0, start=56.0, place=0.0)) < 1e-6


def test_another_tempo_begins_anew() -> None:
    daw = Daw()
    daw.tempo(49.0, 120.0)
    play(daw, 120.0, 5.0)
    daw.tempo(55.0, 90.0)
    daw.tempo(55.0, 90.0)
    assert abs(play(daw, 90.0, 2.0, start=55.0, place=10.0)) < 1e-6


def test_what_stands_still_comes_too_fast_or_is_no_place_is_no_news() -> None:
    daw = Daw()
    daw.tempo(1.0, 120.0)
    assert daw.beat(1.0, 4.0) is not None
    assert daw.beat(1.5, 4.0) is None
    assert daw.beat(1.6, 4.2) is not None
    assert daw.beat(1.61, 4.22) is None
    assert daw.beat(2.0, 1e9) is None
    assert daw.tempo(2.0, 1000.0) is None


def test_before_anything_is_known_playing_tells_nothing_and_standing_has_no_beats() -> None:
    daw = Daw()
    assert daw.play(1.0, on=False) is None
    daw.tempo(1.0, 120.0)
    report = daw.beat(1.1, 2.0)
    assert report is not None
    assert (report.playing, report.beat) == (False, None)
