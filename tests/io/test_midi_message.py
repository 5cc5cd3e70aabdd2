"""The table of MIDI messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.io.midi import decode
from soundscape_live.io.midi.message import decode_clock, is_malformed
from soundscape_live.model import ClockKind, ClockMessage

SOURCE = "midi:nanoKONTROL2"


@pytest.mark.parametrize(
    ("message", "name", "value"),
    [
        ([0xB0, 7, 0], "ch1/cc/7", 0.0),
        ([0xB0, 7, 127], "ch1/cc/7", 1.0),
        ([0xBF, 127, 64], "ch16/cc/127", 64 / 127),
        ([0x99, 36, 127], "ch10/note/36", 1.0),
        ([0x99, 36, 1], "ch10/note/36", 1 / 127),
        ([0x99, 36, 0], "ch10/note/36", 0.0),
        ([0x89, 36, 64], "ch10/note/36", 0.0),
        ([0xA0, 60, 127], "ch1/pressure/60", 1.0),
        ([0xD1, 127], "ch2/pressure", 1.0),
        ([0xC0, 0], "ch1/program", 0.0),
        ([0xC0, 127], "ch1/program", 127.0),
        ([0xE0, 0x00, 0x40], "ch1/pitchbend", 0.5),
        ([0xE0, 0x00, 0x00], "ch1/pitchbend", 0.0),
        ([0xE0, 0x7F, 0x7F], "ch1/pitchbend", 1.0),
        ([0xE0, 0x7F, 0x3F], "ch1/pitchbend", 8191 / 16384),
    ],
)
def test_a_channel_message_is_a_movement(message: list[int], name: str, value: float) -> None:
    control = decode(message, 1.5, SOURCE)

    assert control is not None
    assert (control.at, control.source, control.name, control.value) == (1.5, SOURCE, name, value)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param([0xF8], id="clock"),
        pytest.param([0xFA], id="start"),
        pytest.param([0xFC], id="stop"),
        pytest.param([0xFE], id="active sense"),
        pytest.param([0xF2, 1, 2], id="song position"),
        pytest.param([0xF1, 0x21], id="quarter frame"),
        pytest.param([0xF0, 0x7F, 0x7F, 0xF7], id="SysEx"),
        pytest.param([0xF0, *[1] * 100_000], id="long SysEx"),
        pytest.param([], id="nothing"),
    ],
)
def test_a_system_message_is_passed_over_and_is_not_malformed(message: list[int]) -> None:
    assert decode(message, 0.0, SOURCE) is None
    assert not is_malformed(message)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param([0xB0], id="no data"),
        pytest.param([0xB0, 7], id="one byte short"),
        pytest.param([0xB0, 7, 8, 9], id="one byte long"),
        pytest.param([0xB0, 7, 0x80], id="a status byte as data"),
        pytest.param([0xC0, 7, 8], id="a program with two"),
        pytest.param([7, 8], id="running status"),
    ],
)
def test_a_malformed_message_is_no_movement(message: list[int]) -> None:
    assert decode(message, 0.0, SOURCE) is None
    assert is_malformed(message)


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_a_real_time_byte_may_stand_anywhere(place: int) -> None:
    message = [0xB0, 7, 127]
    message.insert(place, 0xF8)

    control = decode(message, 0.0, SOURCE)

    assert control is not None
    assert (control.name, control.value) == ("ch1/cc/7", 1.0)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ([0xF8], [(ClockKind.TICK, 0)]),
        ([0xFA], [(ClockKind.START, 0)]),
        ([0xFB], [(ClockKind.CONTINUE, 0)]),
        ([0xFC], [(ClockKind.STOP, 0)]),
        ([0xF2, 5, 2], [(ClockKind.POSITION, 261)]),
        ([0xF2, 0xF8, 5, 2], [(ClockKind.TICK, 0), (ClockKind.POSITION, 261)]),
        ([0xB0, 0xF8, 7, 0xF8, 127], [(ClockKind.TICK, 0), (ClockKind.TICK, 0)]),
        ([0xF0, 1, 0xF8, 2, 0xF7], [(ClockKind.TICK, 0)]),
        ([0xF2, 5], []),
        ([0xF2, 5, 0x80], []),
        ([0xFE], []),
        ([0xFF], []),
        ([0xB0, 7, 127], []),
        ([], []),
    ],
)
def test_a_clock_is_taken_out_of_a_message(message: list[int], told: list[tuple[ClockKind, int]]) -> None:
    assert decode_clock(message, 1.5, SOURCE) == tuple(ClockMessage(1.5, SOURCE, kind, value) for kind, value in told)


@given(st.lists(st.integers(0, 255), max_size=8), st.floats(0, 1e9))
def test_any_bytes_are_a_movement_in_range_or_none(message: list[int], at: float) -> None:
    control = decode(message, at, SOURCE)

    if control is not None:
        assert isinstance(control.value, float)
        assert 0.0 <= control.value <= (127.0 if control.name.endswith("program") else 1.0)


@given(st.integers(0, 16382))
def test_pitch_bend_rises_with_every_step(value: int) -> None:
    low, high = (decode([0xE0, v & 0x7F, v >> 7], 0.0, SOURCE) for v in (value, value + 1))

    assert low is not None
    assert high is not None
    assert float(low.value) < float(high.value)
