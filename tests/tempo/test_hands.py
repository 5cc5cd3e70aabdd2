"""What hands do to the tempo: twice, half, earlier, later, now, the one, locked, given back."""

import math

import pytest

from soundscape_live.model import TempoAct, TempoReport
from soundscape_live.tempo.tempo import Tempo
from tests.tempo.playing import Playing


def steady(source: str = "midi", bpm: float = 120.0, beats: int = 9, bar: int | None = 0) -> Playing:
    playing = Playing()
    if source == "tap":
        for at in (9.0, 9.5, 10.0):
            playing.move(TempoAct.TAP, at=at)
    elif source == "typed":
        playing.move(TempoAct.SET, bpm)
    playing.hear(source, bpm, beats, bar=bar)
    return playing


@pytest.mark.parametrize("act", [TempoAct.DOUBLE, TempoAct.HALVE, TempoAct.RESYNC, TempoAct.RESYNC_ONE])
def test_without_a_tempo_there_is_nothing_to_correct(act: TempoAct) -> None:
    assert Playing().move(act) == "there is no tempo yet: tap it or set one"
    assert Playing().move(TempoAct.NUDGE, 0.01) == "there is no tempo yet: tap it or set one"
    assert Playing().move(TempoAct.NUDGE_BEATS, 0.1) == "there is no tempo yet: tap it or set one"
    assert Playing().move(TempoAct.LOCK) == "there is no tempo to lock"


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_refused(value: float) -> None:
    assert Playing().move(TempoAct.SET, value) == "a tempo is a number"


def test_a_tempo_out_of_reach_is_refused() -> None:
    assert Playing().move(TempoAct.SET, 500.0) == "a tempo lies between 20 and 400 BPM; 500 does not"
    assert steady(bpm=220.0).move(TempoAct.DOUBLE) == "a tempo lies between 20 and 400 BPM; 440.0 does not"


@pytest.mark.parametrize("source", ["midi", "audio", "typed", "tap"])
@pytest.mark.parametrize("passed", [0.1, 0.3])
def test_twice_and_half_keep_the_beats_that_both_have(source: str, passed: float) -> None:
    playing = steady(source)
    start = playing.at
    playing.move(TempoAct.DOUBLE, at=start + passed)
    playing.hear(source, 120.0, 6, first=start + 0.5, bar=9)
    double = playing.since(start + passed)
    assert [beat.at - start for beat in double] == pytest.approx(
        [0.25 * n for n in range(1, 13) if 0.25 * n > passed], abs=2e-3
    )
    assert double[-1].bpm == pytest.approx(240.0)
    playing.move(TempoAct.HALVE, at=playing.at + 0.1)
    then = playing.at
    playing.hear(source, 120.0, 6, first=start + 3.5, bar=15)
    assert [beat.at - start for beat in playing.since(then)] == pytest.approx(
        [3.5 + 0.5 * n for n in range(6)], abs=2e-3
    )


@pytest.mark.parametrize("beats", [9, 10])
def test_half_keeps_the_bars_one(beats: int) -> None:
    playing = steady(beats=beats)
    start = playing.at
    playing.move(TempoAct.HALVE, at=start + 0.1)
    playing.hear("midi", 120.0, 16, first=start + 0.5, bar=beats)
    later = playing.since(start + 0.1)
    assert {round((beat.at - 10.0) % 1.0, 3) % 1.0 for beat in later} == {0.0}
    assert [beat.bar_position for beat in later] == [round(beat.at - 10.0) % 4 for beat in later]


def test_an_ear_that_changes_its_octave_does_not_undo_the_hands() -> None:
    playing = steady("audio", 70.0, bar=None)
    playing.move(TempoAct.DOUBLE)
    assert playing.tempo.bpm == pytest.approx(140.0)
    playing.hear("audio", 70.0, 6, first=playing.at + 60.0 / 70.0)
    assert playing.tempo.bpm == pytest.approx(140.0)
    playing.hear("audio", 140.0, 12, first=playing.at + 60.0 / 140.0)
    assert playing.tempo.bpm == pytest.approx(140.0)


@pytest.mark.parametrize("source", ["midi", "audio", "typed"])
@pytest.mark.parametrize(
    ("act", "value"), [(TempoAct.NUDGE, 0.03), (TempoAct.NUDGE, -0.08), (TempoAct.NUDGE_BEATS, 0.1)]
)
def test_a_nudge_moves_the_beats_for_good_in_a_glide(source: str, act: TempoAct, value: float) -> None:
    seconds = value if act is TempoAct.NUDGE else value * 0.5
    playing = steady(source)
    start = playing.at
    assert playing.move(act, value, at=start + 0.1) == ""
    playing.hear(source, 120.0, 8, first=start + 0.5)
    assert playing.error(120.0, 10.0) == pytest.approx(seconds, abs=2e-3)
    assert abs(playing.since(start)[0].at - start - 0.5) < abs(seconds) + 1e-6


def test_nudges_add_up_while_the_grid_still_glides() -> None:
    playing = steady()
    start = playing.at
    for _ in range(3):
        playing.move(TempoAct.NUDGE, 0.04)
    playing.hear("midi", 120.0, 8, first=start + 0.5)
    assert playing.error(120.0, 10.0) == pytest.approx(0.12, abs=2e-3)


def test_a_nudge_of_more_than_half_a_beat_is_refused() -> None:
    assert steady().move(TempoAct.NUDGE, 0.3) == "a nudge is at most half a beat, 250 ms here; 300 ms is more"


def test_a_nudge_while_the_tempo_glides_waits_for_it() -> None:
    playing = Playing()
    playing.move(TempoAct.SET, 100.0)
    playing.say(TempoReport(11.0, "midi", 150.0, None, 1.0))
    assert playing.move(TempoAct.NUDGE, 0.05) == ""
    playing.say(TempoReport(12.9, "midi", 150.0, None, 1.0))
    playing.wait_until(14.8)
    assert playing.tempo.bpm == pytest.approx(150.0)
    assert not playing.tempo.gliding


@pytest.mark.parametrize("source", ["midi", "audio", "typed"])
def test_the_beat_is_now_and_stays_there(source: str) -> None:
    playing = steady(source)
    start = playing.at
    playing.move(TempoAct.RESYNC, at=start + 0.2)
    playing.hear(source, 120.0, 10, first=start + 0.5)
    assert playing.error(120.0, start + 0.2) == pytest.approx(0.0, abs=2e-3)


def test_the_beat_can_be_set_on_a_clock_of_ticks_alone() -> None:
    playing = Playing()
    playing.say(TempoReport(10.0, "midi", 120.0, None, 1.0))
    assert playing.move(TempoAct.RESYNC, at=10.3) == ""
    playing.say(TempoReport(11.0, "midi", 120.0, None, 1.0))
    playing.wait_until(12.0)
    assert [beat.at for beat in playing.beats] == pytest.approx([10.3, 10.8, 11.3, 11.8])


def test_the_beat_is_now_while_the_tempo_glides() -> None:
    playing = steady("audio")
    playing.hear("midi", 150.0, 1, first=playing.at + 0.4)
    playing.move(TempoAct.RESYNC)
    assert playing.tempo.bpm == pytest.approx(150.0)


@pytest.mark.parametrize("source", ["midi", "audio"])
def test_the_one_is_now_whatever_the_source_says_of_the_bar(source: str) -> None:
    playing = steady(source)
    start = playing.at
    playing.move(TempoAct.RESYNC_ONE, at=start + 1.02)
    playing.hear(source, 120.0, 8, first=start + 1.5, bar=11)
    since = playing.since(start + 1.01)
    assert [beat.bar_position for beat in since] == [number % 4 for number in range(1, len(since) + 1)]
    assert since[-1].bar_confidence > 0.9


def test_a_source_that_jumps_has_the_say_again_where_the_one_is() -> None:
    playing = steady()
    playing.move(TempoAct.RESYNC_ONE, at=playing.at + 1.0)
    playing.hear("midi", 120.0, 2, first=playing.at + 0.5, bar=11)
    playing.hear("midi", 120.0, 4, first=playing.at + 0.5, bar=0)
    assert [beat.bar_position for beat in playing.beats[-3:]] == [1, 2, 3]


def test_locked_the_grid_goes_on_whatever_the_sources_say() -> None:
    playing = steady()
    start = playing.at
    assert playing.move(TempoAct.LOCK) == ""
    assert playing.move(TempoAct.LOCK) == ""
    playing.hear("midi", 97.0, 10, first=start + 0.33)
    playing.tempo.silence(playing.at, on=True)
    assert playing.move(TempoAct.SET, 80.0) == "the tempo is locked"
    playing.wait_until(start + 40.0)
    assert [beat.at - start for beat in playing.since(start + 1e-6)] == pytest.approx([0.5 * n for n in range(1, 81)])
    assert (playing.tempo.source, playing.tempo.confidence, playing.tempo.locked) == ("lock", 1.0, True)
    playing.move(TempoAct.TURN_LOCK)
    assert not playing.tempo.locked


def test_unlocked_the_grid_glides_to_who_leads_now() -> None:
    playing = steady()
    playing.move(TempoAct.TURN_LOCK)
    first = playing.at + 0.6
    playing.hear("midi", 120.0, 4, first=first)
    playing.move(TempoAct.TURN_LOCK)
    assert playing.tempo.take_words()[-1] == "tempo: MIDI clock leads, gliding 100 ms over 2 beats"
    playing.hear("midi", 120.0, 4, first=first + 2.0)
    assert playing.error(120.0, first) == pytest.approx(0.0, abs=1e-3)


def test_an_ear_has_no_say_while_it_is_locked() -> None:
    playing = Playing()
    playing.move(TempoAct.SET, 120.0)
    playing.move(TempoAct.LOCK)
    due = playing.tempo.deadline()
    playing.hear("audio", 120.0, 1, first=playing.at + 0.05)
    assert playing.tempo.deadline() == due


def test_a_release_undoes_what_hands_did() -> None:
    playing = steady("audio", bar=None)
    playing.move(TempoAct.DOUBLE)
    playing.move(TempoAct.NUDGE, 0.05)
    playing.move(TempoAct.LOCK)
    playing.move(TempoAct.RELEASE)
    playing.hear("audio", 120.0, 12, first=playing.at + 0.5)
    assert (playing.tempo.bpm, playing.tempo.locked) == (pytest.approx(120.0), False)
    assert playing.error(120.0, 10.0) == pytest.approx(0.0, abs=2e-3)


def test_a_tap_below_a_clock_says_who_leads_and_waits_its_turn() -> None:
    playing = steady()
    playing.move(TempoAct.TAP, at=playing.at + 0.1)
    assert playing.move(TempoAct.TAP, at=playing.at + 0.6) == "MIDI clock leads"
    assert playing.tempo.bpm == pytest.approx(120.0)
    playing.say(TempoReport(playing.at, "midi", 120.0, None, 1.0, playing=False))
    assert playing.tempo.source == "tap"
    playing.wait_until(playing.at + 8.0)
    assert playing.tempo.bpm == pytest.approx(100.0)


def test_the_last_of_tap_and_typed_tempo_has_the_word() -> None:
    playing = Playing()
    for at in (10.0, 10.5, 11.0):
        playing.move(TempoAct.TAP, at=at)
    playing.move(TempoAct.SET, 99.0)
    assert (playing.tempo.source, playing.tempo.bpm) == ("typed", pytest.approx(99.0))


def test_a_workstation_is_a_source_like_others() -> None:
    playing = Playing()
    playing.move(TempoAct.DAW_PLAYING, 1.0)
    playing.move(TempoAct.DAW_TEMPO, 132.0)
    for number in range(40):
        playing.move(TempoAct.DAW_BEAT, 3.0 + number * 0.1 * 2.2, at=10.0 + number * 0.1)
    assert (playing.tempo.source, playing.tempo.bpm) == ("daw", pytest.approx(132.0))
    assert playing.error(132.0, 10.0) == pytest.approx(0.0, abs=1e-3)
    assert playing.beats[-1].bar_position == (3 + round((playing.beats[-1].at - 10.0) * 2.2)) % 4
    playing.move(TempoAct.DAW_PLAYING, 0.0)
    assert playing.tempo.source == "none"


def test_the_beat_can_be_set_when_nobody_leads_any_more() -> None:
    playing = steady("audio", beats=3)
    playing.tempo.silence(playing.at, on=True)
    assert playing.move(TempoAct.RESYNC, at=playing.at + 0.2) == ""
    assert playing.tempo.source == "none"


@pytest.mark.parametrize("act", [TempoAct.DOUBLE, TempoAct.HALVE, TempoAct.RESYNC, TempoAct.NUDGE, TempoAct.RELEASE])
def test_after_a_tempo_was_typed_under_a_lock_every_act_still_does_what_it_does(act: TempoAct) -> None:
    playing = Playing()
    for at in (10.0, 10.5, 11.0):
        playing.move(TempoAct.TAP, at=at)
    playing.move(TempoAct.LOCK, 1.0)
    assert playing.move(TempoAct.SET, 90.0) == "the tempo is locked"
    assert playing.move(act, 0.01) == ""
    playing.move(TempoAct.LOCK, 0.0)
    playing.wait_until(playing.at + 8.0)
    assert playing.tempo.bpm > 0.0


def test_a_hand_that_the_order_leaves_out_takes_nothing_from_the_other() -> None:
    playing = Playing(Tempo(order=("tap", "audio")))
    for at in (10.0, 10.5, 11.0):
        playing.move(TempoAct.TAP, at=at)
    assert playing.move(TempoAct.SET, 90.0) != ""
    assert (playing.tempo.source, playing.tempo.bpm) == ("tap", pytest.approx(120.0))
    assert playing.move(TempoAct.DOUBLE) == ""
    assert playing.tempo.bpm == pytest.approx(240.0)


@pytest.mark.parametrize("act", [TempoAct.DOUBLE, TempoAct.RESYNC, TempoAct.RESYNC_ONE])
def test_under_a_lock_the_music_may_end_and_begin_again(act: TempoAct) -> None:
    playing = steady("audio", beats=12)
    playing.move(TempoAct.LOCK, 1.0)
    playing.tempo.silence(playing.at, on=True)
    playing.wait_until(playing.at + 6.0)
    playing.tempo.silence(playing.at, on=False)
    assert playing.move(act) == ""
    assert playing.tempo.source == "lock"
