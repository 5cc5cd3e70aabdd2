"""What goes out as our MIDI clock while the beat runs, bends, jumps and stops."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.model import ClockKind
from soundscape_live.tempo.clock_out import CONTINUE, START, STOP, TICK, ClockOut
from soundscape_live.tempo.midi_clock import MidiClock
from soundscape_live.tempo.pulse import Pulse
from soundscape_live.tempo.timeline import Timeline

PULSE = Pulse(Timeline(100.0, 0.0, 0.5), 0, 4, "link")
Sent = list[tuple[float, bytes]]


def play(clock: ClockOut, until: float) -> Sent:
    """Wake the clock whenever it asks for it."""
    sent: Sent = []
    while (due := clock.due()) <= until:
        sent += [(due, message) for message in clock.take(due)]
    assert clock.take(until) == ()
    return sent


def ticks(sent: Sent) -> list[float]:
    return [at for at, message in sent if message == TICK]


def test_a_beat_has_24_ticks_and_start_comes_half_a_tick_before_a_bars_first() -> None:
    clock = ClockOut()
    assert clock.due() == math.inf
    assert clock.take(100.0) == ()
    clock.follow(100.6, PULSE)
    sent = play(clock, 104.0 + 1e-6)
    tick = 0.5 / 24
    assert ticks(sent) == pytest.approx([100.6 + 0.1 * tick * 2 + tick * k for k in range(len(ticks(sent)))], abs=0.02)
    assert len([at for at in ticks(sent) if 102.0 - 1e-6 < at < 104.0 - 1e-6]) == 96
    (start,) = [at for at, message in sent if message == START]
    assert start == pytest.approx(102.0 - tick / 2)
    assert {message for _, message in sent} == {TICK, START}


def test_after_a_stop_the_song_goes_on_from_the_next_bar_with_its_position() -> None:
    clock = ClockOut()
    clock.follow(99.9, PULSE)
    play(clock, 103.3)
    clock.follow(103.3, None)
    clock.follow(103.3, None)
    assert [message for _, message in play(clock, 110.0)] == [STOP]
    assert clock.due() == math.inf
    clock.follow(110.3, PULSE)
    sent = play(clock, 113.0)
    place, goes_on = [(at, message) for at, message in sent if message != TICK]
    assert place[1] == bytes((0xF2, 32, 0))
    assert goes_on[1] == CONTINUE
    assert place[0] == goes_on[0] == pytest.approx(112.0, abs=0.02)


def test_song_positions_begin_anew_after_as_many_bars_as_midi_can_count() -> None:
    clock = ClockOut()
    clock.follow(99.9, replace(PULSE, beats_per_bar=3))
    line = Timeline(100.0, 0.0, 0.5)
    sent = play(clock, line.time(3 * 1366 + 0.1))
    clock.follow(sent[-1][0], None)
    play(clock, sent[-1][0])
    clock.follow(line.time(3 * 1367 + 0.5), replace(PULSE, beats_per_bar=3))
    (place,) = [message for _, message in play(clock, line.time(3 * 1368 + 0.5)) if message[0] == 0xF2]
    # 1365 bars of twelve sixteenths are as many as 14 bits hold; the song stood in its 1367th.
    assert place[1] | place[2] << 7 == 2 * 12


def test_where_the_bar_turns_out_to_begin_elsewhere_the_song_starts_again() -> None:
    clock = ClockOut()
    clock.follow(99.9, PULSE)
    play(clock, 104.7)
    clock.follow(104.7, replace(PULSE, one=1))
    sent = play(clock, 110.0)
    (start,) = [at for at, message in sent if message == START]
    assert start == pytest.approx(106.5, abs=0.02)


def test_without_transport_there_are_ticks_alone() -> None:
    clock = ClockOut(transport=False)
    clock.follow(99.9, PULSE)
    assert {message for _, message in play(clock, 105.0)} == {TICK}
    clock.follow(105.0, None)
    assert play(clock, 106.0) == []


@pytest.mark.parametrize("offset", [-0.02, 0.015])
def test_everything_comes_by_the_offset_later(offset: float) -> None:
    plain, moved = ClockOut(), ClockOut(offset)
    plain.follow(99.9, PULSE)
    moved.follow(99.9 + offset, PULSE)
    expected = [(at + offset, message) for at, message in play(plain, 104.9)]
    sent = play(moved, 104.9 + offset)
    assert [message for _, message in sent] == [message for _, message in expected]
    assert [at for at, _ in sent] == pytest.approx([at for at, _ in expected])


@given(st.floats(0.3, 1.5), st.integers(-3, 3), st.floats(-0.45, 0.45), st.floats(1.0, 2.0))
def test_whatever_the_line_does_ticks_neither_crowd_nor_lose_the_beat(
    period: float, renamed: int, jump: float, at: float
) -> None:
    clock = ClockOut(transport=False)
    clock.follow(99.9, PULSE)
    sent = play(clock, 100.0 + at)
    then = 100.0 + at
    line = Timeline(then, PULSE.line.count(then) + renamed + jump, period)
    clock.follow(then, replace(PULSE, line=line))
    sent += play(clock, then + 4.0)
    gaps = [after - before for before, after in pairwise(ticks(sent))]
    assert min(gaps) >= 0.5 * min(period, 0.5) / 24 - 1e-6
    assert max(gaps) <= 0.51 * period + 0.05
    away = line.count(ticks(sent)[-1]) * 24
    assert abs(away - round(away)) < 1e-3
    # Every beat has its 24 ticks, from the first to the last.
    beats = line.count(ticks(sent)[-1]) - PULSE.line.count(ticks(sent)[0])
    over = (len(ticks(sent)) - 1) / 24 - beats
    assert over == pytest.approx(round(over), abs=1e-3)


def test_ticks_that_could_not_be_sent_for_seconds_are_not_made_up_for() -> None:
    clock = ClockOut()
    clock.follow(99.9, PULSE)
    play(clock, 103.3)
    sent = [(110.1, message) for message in clock.take(110.1)] + play(clock, 113.0)
    gaps = [after - before for before, after in pairwise(ticks(sent))]
    assert min(gaps) >= 0.5 / 24 / 2 - 1e-6
    assert len(ticks(sent)) <= 2.9 / 0.5 * 24 + 12
    away = PULSE.line.count(ticks(sent)[-1]) * 24
    assert away == pytest.approx(round(away), abs=1e-3)
    assert [at for at, message in sent if message == START] in ([], [pytest.approx(112.0, abs=0.02)])


def test_our_own_clock_in_understands_it() -> None:
    clock, heard = ClockOut(), MidiClock()
    clock.follow(99.3, PULSE)
    kinds = {TICK: ClockKind.TICK, START: ClockKind.START}
    reports = [heard.feed(at, kinds[message]) for at, message in play(clock, 108.0)]
    report = [each for each in reports if each is not None][-1]
    assert report.bpm == pytest.approx(120.0)
    assert report.beat is not None
    count = PULSE.line.count(report.beat)
    assert count == pytest.approx(round(count), abs=1e-3)
    assert report.bar_position is not None
    assert report.bar_position % 4 == round(count) % 4
