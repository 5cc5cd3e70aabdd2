"""MIDI timecode: on values, and through a real graph."""

import asyncio
import contextlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.io.midi import MidiInputs, MidiWish
from soundscape_live.io.midi.timecode import DROPPING, RATES, STOPPED, Song, Timecode, seconds_of
from soundscape_live.model import ClockMessage, Control, TempoReport
from soundscape_live.tempo.daw import Daw
from tests.rig import jack
from tests.rig.midi import controller

CODE = 1


def quarters(hours: int, minutes: int, seconds: int, frames: int, code: int = CODE) -> list[list[int]]:
    """Return the eight messages of a place."""
    hours |= code << 5
    values = [part for value in (frames, seconds, minutes, hours) for part in (value & 15, value >> 4)]
    return [[0xF1, number << 4 | value] for number, value in enumerate(values)]


def full(hours: int, minutes: int, seconds: int, frames: int, code: int = CODE) -> list[int]:
    return [0xF0, 0x7F, 0x7F, 0x01, 0x01, hours | code << 5, minutes, seconds, frames, 0xF7]


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.integers(0, 23), st.integers(0, len(RATES) - 1))
def test_eight_quarter_frames_are_a_place_seven_quarters_after_the_first(
    hours: int, minutes: int, seconds: int, frames: int, code: int
) -> None:
    timecode = Timecode()
    *early, place = [timecode.take(message, 1.0) for message in quarters(hours, minutes, seconds, frames, code)]
    assert early == [None] * 7
    assert place is not None
    assert place.runs
    assert place.seconds == pytest.approx(seconds_of(hours, minutes, seconds, frames, code) + 1.75 / RATES[code])


def test_drop_frames_keep_up_with_the_clock_on_the_wall() -> None:
    assert seconds_of(1, 0, 0, 0, DROPPING) == pytest.approx(3600.0, abs=0.004)
    assert seconds_of(0, 1, 0, 2, DROPPING) - seconds_of(0, 0, 59, 29, DROPPING) == pytest.approx(1 / RATES[DROPPING])


def test_a_full_frame_is_a_place_that_stands_and_other_messages_are_none() -> None:
    timecode = Timecode()
    place = timecode.take(full(1, 2, 3, 4), 1.0)
    assert place is not None
    assert (place.seconds, place.runs) == (pytest.approx(3723.16), False)
    for message in ([], [0xF1], [0xF0, 0x7E, 0x7F, 0x06, 0x01, 0xF7], [0xB0, 1, 2], full(1, 2, 3, 4)[:-1]):
        assert timecode.take(message, 1.0) is None


@pytest.mark.parametrize(
    "change", [lambda row: row[::-1], lambda row: row[1:] + row[:1], lambda row: row[:3] + row[4:]]
)
def test_backwards_or_with_one_missing_nothing_is_told(change: object) -> None:
    assert callable(change)
    timecode = Timecode()
    row = quarters(1, 0, 0, 0)
    assert [timecode.take(message, 1.0) for message in change(row) if message] == [None] * len(change(row))
    assert timecode.take(quarters(1, 0, 0, 0)[0], 1.0) is None


def test_a_song_of_one_tempo_beats_from_the_full_hour_and_stops_when_nothing_comes() -> None:
    song, daw = Song("midi:tape", 120.0), Daw()
    reports: list[TempoReport | None] = []
    told: list[tuple[str, float | str]] = []
    for place in range(0, 100, 2):
        for number, message in enumerate(quarters(1, 0, place // 25, place % 25)):
            at = 50.0 + (place + number / 4) / 25
            for control in song.take(message, at):
                told.append((control.name.removeprefix("/soundscape/daw/"), control.value))
                acts = {"tempo": daw.tempo, "beat": daw.beat}
                if told[-1][0] in acts:
                    assert isinstance(control.value, float)
                    reports.append(acts[told[-1][0]](at, control.value))
    assert told[:2] == [("tempo", 120.0), ("playing", 1.0)]
    report = reports[-1]
    assert report is not None
    assert report.beat is not None
    assert report.bar_position is not None
    assert report.beat == pytest.approx(50.0 + report.bar_position * 0.5, abs=1e-3)
    assert song.due is not None
    assert song.look(song.due - 0.01) == ()
    (stop,) = song.look(song.due)
    assert (stop.name, stop.value) == ("/soundscape/daw/playing", 0.0)
    assert song.due is None
    assert song.look(1e9) == ()


def test_a_song_that_is_put_elsewhere_stops() -> None:
    song = Song("midi:tape", 120.0)
    assert song.take(full(1, 0, 0, 0), 1.0) == ()
    for message in quarters(1, 0, 0, 0):
        song.take(message, 1.0)
    (stop,) = song.take(full(1, 0, 8, 0), 1.1)
    assert stop.value == 0.0


@pytest.mark.rig
@pytest.mark.skipif(bool(jack.missing()), reason=jack.missing() or "there")
async def test_timecode_through_a_real_graph_leads_the_beat() -> None:
    heard: list[Control] = []

    def feed(item: Control | ClockMessage) -> None:
        assert isinstance(item, Control)
        heard.append(item)

    row = [message for place in range(0, 50, 2) for message in quarters(1, 0, place // 25, place % 25)]
    with jack.jack_server(f"mtc_{os.getpid()}"), controller("tape") as tape:
        inputs = MidiInputs(MidiWish(timecodes=("tape*",), song_bpm=120.0, system="jack"), feed)
        task = asyncio.create_task(inputs.run())
        for _ in range(100):
            if tape.port in inputs.ports:
                break
            await asyncio.sleep(0.05)
        await asyncio.to_thread(tape.send, full(1, 0, 0, 0), *row, gap=0.01)
        await asyncio.sleep(STOPPED + 0.3)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    names = [control.name.removeprefix("/soundscape/daw/") for control in heard]
    assert names[:2] == ["tempo", "playing"]
    assert names[-1] == "playing"
    assert names.count("beat") > 15
    beats = [control.value for control in heard if control.name.endswith("/beat")]
    assert beats == sorted(beats)
