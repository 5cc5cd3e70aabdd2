"""What is understood of datagrams that Link peers send to each other."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.io.link.beacon import LARGEST, session_bpm

SEEN = bytes.fromhex("5f617364705f7601010500006d2b256f6f3e2e21746d6c6e00000018000000000009703d00000000")
"The beginning of a datagram that a peer of 97 BPM sent."
BEGINNING = SEEN + bytes(12)
HEAD = SEEN[:20]


def entry(name: bytes, value: bytes, size: int | None = None) -> bytes:
    return name + struct.pack(">I", len(value) if size is None else size) + value


def timeline(period: int) -> bytes:
    return entry(b"tmln", struct.pack(">qqq", period, 0, 0))


def test_the_tempo_of_a_datagram_that_was_seen() -> None:
    assert session_bpm(BEGINNING) == pytest.approx(97.0, abs=1e-4)


def test_other_entries_are_passed_over_and_an_answer_counts_as_well() -> None:
    answer = HEAD[:8] + b"\x02" + HEAD[9:]
    assert session_bpm(answer + entry(b"sess", bytes(8)) + timeline(500_000)) == pytest.approx(120.0)


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        HEAD,
        b"_asdp_v\x02" + BEGINNING[8:],
        HEAD[:8] + b"\x03" + BEGINNING[9:],
        HEAD + timeline(0),
        HEAD + timeline(-500_000),
        HEAD + timeline(1),
        HEAD + timeline(10**9),
        HEAD + timeline(500_000)[:-1],
        HEAD + entry(b"tmln", bytes(24), 25),
        HEAD + entry(b"sess", b"", 2**32 - 1) + timeline(500_000),
        HEAD + timeline(500_000) + bytes(LARGEST),
    ],
)
def test_what_is_no_session_tells_no_tempo(datagram: bytes) -> None:
    assert session_bpm(datagram) is None


@given(st.binary(max_size=200))
def test_no_bytes_do_harm(noise: bytes) -> None:
    assert session_bpm(HEAD + noise) is None or b"tmln" in noise
