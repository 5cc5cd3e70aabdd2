"""What a port's messages say together, as tables of values."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.io.midi import decode
from soundscape_live.io.midi.coding import Coding, Codings
from soundscape_live.io.midi.decoder import LSB_WAIT, Decoder, declared, steps_of

SOURCE = "midi:faders"
FINE = Codings(fine=frozenset({1, 7}))
NRPN = Codings(nrpn=True)
Told = tuple[str, float]


def cc(number: int, value: int, channel: int = 1) -> list[int]:
    return [0xB0 | channel - 1, number, value]


def select(parameter: int, channel: int = 1) -> list[list[int]]:
    return [cc(99, parameter >> 7, channel), cc(98, parameter & 0x7F, channel)]


def told(codings: Codings, *messages: Sequence[int], end: bool = True) -> list[Told]:
    """Decode messages a millisecond apart, and with `end` wait for what is still to come."""
    decoder = Decoder(SOURCE, codings)
    found: list[Told] = []
    at = 1.0
    for message in messages:
        found += [(control.name, float(control.value)) for control in decoder.decode(message, at)]
        at += 0.001
    if end:
        found += [(control.name, float(control.value)) for control in decoder.flush(at + LSB_WAIT)]
    return found


# ------------------------------------------------------------------------------------------------------- 14 bits


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        pytest.param([cc(1, 0), cc(33, 0)], [("ch1/cc14/1", 0.0)], id="bottom"),
        pytest.param([cc(1, 127), cc(33, 127)], [("ch1/cc14/1", 1.0)], id="top"),
        pytest.param([cc(1, 64), cc(33, 1)], [("ch1/cc14/1", 8193 / 16383)], id="both bytes count"),
        pytest.param([cc(1, 64), cc(33, 1), cc(33, 2)], [("ch1/cc14/1", 8193 / 16383), ("ch1/cc14/1", 8194 / 16383)]),
        pytest.param([cc(1, 127)], [("ch1/cc14/1", 1.0)], id="an MSB alone reaches the end"),
        pytest.param([cc(1, 64)], [("ch1/cc14/1", 64 / 127)], id="an MSB alone moves"),
        pytest.param([cc(1, 3), cc(1, 4)], [("ch1/cc14/1", 3 / 127), ("ch1/cc14/1", 4 / 127)], id="MSBs alone"),
        pytest.param([cc(33, 5)], [], id="an LSB before any MSB"),
        pytest.param(
            [cc(1, 3), [0x90, 36, 127], cc(33, 5)],
            [("ch1/cc14/1", 3 / 127), ("ch1/note/36", 1.0), ("ch1/cc14/1", (3 << 7 | 5) / 16383)],
            id="what comes between goes after the MSB",
        ),
        pytest.param([cc(1, 3), [0xF8], cc(33, 5)], [("ch1/cc14/1", (3 << 7 | 5) / 16383)], id="a clock between"),
        pytest.param([cc(1, 3), [0xB0, 1], cc(33, 5)], [("ch1/cc14/1", (3 << 7 | 5) / 16383)], id="junk between"),
        pytest.param(
            [cc(1, 3), cc(7, 4), cc(39, 5)],
            [("ch1/cc14/1", 3 / 127), ("ch1/cc14/7", (4 << 7 | 5) / 16383)],
            id="another control",
        ),
        pytest.param(
            [cc(1, 3, 1), cc(33, 5, 2), cc(1, 4, 2)],
            [("ch1/cc14/1", 3 / 127), ("ch2/cc14/1", 4 / 127)],
            id="channels are apart",
        ),
        pytest.param([cc(2, 127), cc(34, 127)], [("ch1/cc/2", 1.0), ("ch1/cc/34", 1.0)], id="others are plain"),
    ],
)
def test_fourteen_bits(messages: list[list[int]], expected: list[Told]) -> None:
    assert told(FINE, *messages) == expected


def test_a_whole_value_is_told_when_its_lsb_comes_with_the_time_of_the_hand() -> None:
    decoder = Decoder(SOURCE, FINE)
    assert decoder.decode(cc(1, 64), 5.0) == ()
    assert decoder.due == 5.0 + LSB_WAIT
    (control,) = decoder.decode(cc(33, 0), 5.001)
    assert (control.at, control.source, control.value) == (5.0, SOURCE, 8192 / 16383)
    assert decoder.due is None
    assert decoder.flush(6.0) == ()


def test_an_msb_alone_is_told_after_a_short_wait_and_only_then() -> None:
    decoder = Decoder(SOURCE, FINE)
    decoder.decode(cc(1, 64), 5.0)
    assert decoder.flush(5.0 + LSB_WAIT / 2) == ()
    (control,) = decoder.flush(5.0 + LSB_WAIT)
    assert (control.at, control.value) == (5.0, 64 / 127)
    assert decoder.due is None
    (late,) = decoder.decode(cc(33, 3), 5.1)
    assert (late.at, late.value) == (5.1, (64 << 7 | 3) / 16383)


# ---------------------------------------------------------------------------------------------------------- NRPN


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        pytest.param([*select(300), cc(6, 127), cc(38, 127)], [("ch1/nrpn/300", 1.0)], id="14 bits"),
        pytest.param([*select(300), cc(6, 127)], [("ch1/nrpn/300", 1.0)], id="7 bits"),
        pytest.param([*select(0), cc(6, 64)], [("ch1/nrpn/0", 64 / 127)], id="the first parameter"),
        pytest.param([*select(16382), cc(6, 64)], [("ch1/nrpn/16382", 64 / 127)], id="the last parameter"),
        pytest.param([*reversed(select(300)), cc(6, 1)], [("ch1/nrpn/300", 1 / 127)], id="LSB of the number first"),
        pytest.param(
            [*select(300), cc(6, 1), cc(38, 2), cc(6, 3), cc(38, 4)],
            [("ch1/nrpn/300", (1 << 7 | 2) / 16383), ("ch1/nrpn/300", (3 << 7 | 4) / 16383)],
            id="it stays selected",
        ),
        pytest.param(
            [*select(300), cc(6, 1), cc(98, 45), cc(6, 2)],
            [("ch1/nrpn/300", 1 / 127), ("ch1/nrpn/301", 2 / 127)],
            id="half of the number changes",
        ),
        pytest.param([cc(6, 1), cc(38, 1), cc(96, 0)], [], id="nothing selected"),
        pytest.param([cc(99, 2), cc(6, 1)], [], id="half selected"),
        pytest.param([*select(16383), cc(6, 1), cc(38, 1), cc(97, 1)], [], id="none selected"),
        pytest.param([*select(300), cc(101, 127), cc(100, 127), cc(6, 1)], [], id="reset by RPN's none"),
        pytest.param([*select(300), cc(101, 0), cc(100, 0), cc(6, 2), cc(38, 0)], [], id="an RPN moves nothing"),
        pytest.param([cc(101, 0), cc(100, 0), *select(5), cc(6, 2)], [("ch1/nrpn/5", 2 / 127)], id="after an RPN"),
        pytest.param([*select(300), cc(6, 1, 2)], [], id="another channel"),
        pytest.param(
            [*select(1), *select(2, 3), cc(6, 127), cc(6, 0, 3)],
            [("ch1/nrpn/1", 1.0), ("ch3/nrpn/2", 0.0)],
            id="channels are apart",
        ),
        pytest.param(
            [*select(1), cc(6, 10), cc(96, 0), cc(97, 0), cc(97, 127)],
            [("ch1/nrpn/1", step / 127) for step in (10, 11, 10, 9)],
            id="steps of 7 bits",
        ),
        pytest.param(
            [*select(1), cc(6, 1), cc(38, 127), cc(96, 0), cc(97, 0)],
            [("ch1/nrpn/1", value / 16383) for value in (255, 256, 255)],
            id="steps of 14 bits carry",
        ),
        pytest.param([*select(1), cc(97, 0), cc(96, 0)], [("ch1/nrpn/1", 0.0), ("ch1/nrpn/1", 1 / 127)], id="from 0"),
        pytest.param([*select(1), cc(6, 127), cc(96, 0)], [("ch1/nrpn/1", 1.0)] * 2, id="7 bits end"),
        pytest.param([*select(1), cc(6, 127), cc(38, 127), cc(96, 0)], [("ch1/nrpn/1", 1.0)] * 2, id="14 bits end"),
        pytest.param([cc(7, 127)], [("ch1/cc/7", 1.0)], id="others are plain"),
    ],
)
def test_nrpn(messages: list[list[int]], expected: list[Told]) -> None:
    assert told(NRPN, *messages) == expected


@pytest.mark.parametrize("number", [6, 38, 96, 97, 98, 99, 100, 101])
def test_without_a_declaration_they_are_plain_control_changes(number: int) -> None:
    assert told(FINE, cc(number, 127)) == [(f"ch1/cc/{number}", 1.0)]
    assert told(Codings(), cc(number, 127)) == [(f"ch1/cc/{number}", 1.0)]


# ---------------------------------------------------------------------------------------------------------- turns


@pytest.mark.parametrize(
    ("coding", "steps"),
    [
        (Coding.TWOS, {0: 0, 1: 1, 2: 2, 63: 63, 64: -64, 126: -2, 127: -1}),
        (Coding.OFFSET, {64: 0, 65: 1, 66: 2, 127: 63, 0: -64, 62: -2, 63: -1}),
        (Coding.SIGN, {0: 0, 64: 0, 1: 1, 2: 2, 63: 63, 65: -1, 66: -2, 127: -63}),
    ],
)
def test_the_three_codings_of_steps(coding: Coding, steps: dict[int, int]) -> None:
    assert {value: steps_of(value, coding) for value in steps} == steps
    turns = Codings(turns=((16, coding),))
    for value, step in steps.items():
        assert told(turns, cc(16, value, 11)) == ([("ch11/turn/16", float(step))] if step else [])
    assert told(turns, cc(17, 1)) == [("ch1/cc/17", 1 / 127)]


@given(st.integers(0, 127))
def test_codings_agree_on_direction_and_size(value: int) -> None:
    steps = steps_of(value, Coding.TWOS)
    assert steps_of((value + 64) % 128, Coding.OFFSET) == steps
    if steps != -64:
        assert steps_of(steps if steps >= 0 else 64 - steps, Coding.SIGN) == steps


def test_where_declarations_meet_nrpn_goes_before_turns_and_turns_before_fourteen_bits() -> None:
    both = Codings(frozenset({1, 6}), nrpn=True, turns=((1, Coding.TWOS), (6, Coding.TWOS), (1, Coding.OFFSET)))
    assert told(both, cc(1, 1)) == [("ch1/turn/1", 1.0)]
    assert told(both, *select(2), cc(6, 127)) == [("ch1/nrpn/2", 1.0)]


def test_what_several_rows_declare_for_a_port_counts_together() -> None:
    rows = (
        ("*nano*", Codings(frozenset({1}), turns=((16, Coding.TWOS),))),
        ("nanoKONTROL2:*", Codings(frozenset({2}), nrpn=True, turns=((16, Coding.SIGN), (17, Coding.SIGN)))),
        ("other", Codings(frozenset({3}))),
    )
    turns = ((16, Coding.TWOS), (16, Coding.SIGN), (17, Coding.SIGN))
    assert declared("nanoKONTROL2:out", rows) == Codings(frozenset({1, 2}), nrpn=True, turns=turns)
    assert told(Codings(turns=turns), cc(16, 64)) == [("ch1/turn/16", -64.0)]
    assert declared("pads", rows) == Codings()


# ------------------------------------------------------------------------------------------------------ any input

CODINGS = st.builds(
    Codings,
    st.frozensets(st.integers(0, 31), max_size=32),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 127), st.sampled_from(Coding)), max_size=8).map(tuple),
)
MESSAGES = st.lists(
    st.one_of(
        st.lists(st.integers(0, 255), min_size=1, max_size=5),
        st.tuples(
            st.sampled_from((0xB0, 0xB1)),
            st.sampled_from((1, 6, 33, 38, 96, 97, 98, 99, 100, 101)),
            st.integers(0, 127),
        ).map(list),
    ),
    max_size=40,
)


@given(CODINGS, MESSAGES)
def test_any_messages_give_values_in_range_in_order_and_nothing_is_left_waiting(
    codings: Codings, messages: list[list[int]]
) -> None:
    decoder = Decoder(SOURCE, codings)
    controls = []
    for number, message in enumerate(messages):
        controls += decoder.decode(message, float(number))
    controls += decoder.flush(len(messages) + 1.0)
    assert decoder.due is None
    assert [control.at for control in controls] == sorted(control.at for control in controls)
    for control in controls:
        value = float(control.value)
        if "/turn/" in control.name:
            assert value
            assert abs(value) <= 64
        else:
            assert 0.0 <= value <= (127.0 if control.name.endswith("program") else 1.0)


@given(MESSAGES)
def test_without_declarations_each_message_is_decoded_alone(messages: list[list[int]]) -> None:
    decoder = Decoder(SOURCE, Codings())
    alone = [decode(message, 1.0, SOURCE) for message in messages]
    found = [control for message in messages for control in decoder.decode(message, 1.0)]
    assert found == [control for control in alone if control is not None]


@given(st.lists(st.integers(0, 16383), max_size=40), st.integers(0, 31), st.integers(1, 16))
def test_a_fader_of_fourteen_bits_is_told_once_a_move_and_exactly(values: list[int], number: int, channel: int) -> None:
    pairs = [
        message
        for value in values
        for message in (cc(number, value >> 7, channel), cc(number + 32, value & 0x7F, channel))
    ]
    expected = [(f"ch{channel}/cc14/{number}", value / 16383) for value in values]
    assert told(Codings(frozenset({number})), *pairs, end=False) == expected


@given(st.lists(st.tuples(st.integers(0, 16382), st.integers(0, 16383)), max_size=40))
def test_nrpn_is_told_once_a_move_and_exactly(moves: list[tuple[int, int]]) -> None:
    messages = [m for parameter, value in moves for m in (*select(parameter), cc(6, value >> 7), cc(38, value & 0x7F))]
    assert told(NRPN, *messages, end=False) == [(f"ch1/nrpn/{parameter}", value / 16383) for parameter, value in moves]
