"""Packets in streams: SLIP and lengths, with python-osc's SLIP on the other side."""

import random
import struct
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc import slip

from soundscape_live.io.osc.framing import END, ESC, FramingError, Lengths, Slip, framing_of
from soundscape_live.io.osc.packet import MAX_BYTES

PACKETS = st.lists(st.binary(min_size=1, max_size=300), max_size=8)
CUTS = st.lists(st.integers(0, 3000), max_size=12)


def pieces(stream: bytes, cuts: list[int]) -> list[bytes]:
    """Return the stream in pieces, as a network delivers it."""
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    return [stream[begin:end] for begin, end in pairwise(edges)]


@pytest.mark.parametrize("kind", [Slip, Lengths])
@given(packets=PACKETS, cuts=CUTS)
def test_what_is_framed_comes_out_again_however_it_is_cut(
    kind: type[Slip | Lengths], packets: list[bytes], cuts: list[int]
) -> None:
    stream = b"".join(kind().frame(packet) for packet in packets)
    reader = kind()
    assert [packet for piece in pieces(stream, cuts) for packet in reader.feed(piece)] == packets
    assert not reader.unfinished


@given(packet=st.binary(min_size=1, max_size=300))
def test_slip_is_python_oscs(packet: bytes) -> None:
    assert Slip().frame(packet) == slip.encode(packet)
    assert Slip().feed(slip.encode(packet)) == [packet]


@pytest.mark.parametrize("kind", [Slip, Lengths])
@given(stream=st.binary(max_size=600), cuts=CUTS)
def test_any_stream_is_read_or_refused_and_keeps_little(
    kind: type[Slip | Lengths], stream: bytes, cuts: list[int]
) -> None:
    reader = kind()
    try:
        for piece in pieces(stream, cuts):
            assert all(reader.feed(piece))
            assert len(reader._kept) <= 600
    except FramingError:
        pass


@pytest.mark.parametrize(("first", "kind"), [(END, Slip), (ord("/"), Slip), (ord("#"), Slip), (0, Lengths)])
def test_the_first_byte_says_which(first: int, kind: type) -> None:
    assert type(framing_of(first)) is kind


@pytest.mark.parametrize("first", [1, ord("G"), ESC, 255])
def test_another_protocol_is_refused(first: int) -> None:
    with pytest.raises(FramingError, match="neither a packet's length nor SLIP's END"):
        framing_of(first)


def test_ends_and_empty_packets_between_packets_are_nothing() -> None:
    assert Slip().feed(b"\xc0\xc0\xc0/a\xc0\xc0/b\xc0") == [b"/a", b"/b"]
    assert Lengths().feed(struct.pack(">I", 0) * 3 + Lengths().frame(b"/a")) == [b"/a"]


def test_a_sender_may_leave_the_first_end_out() -> None:
    assert framing_of(ord("/")).feed(b"/a\xc0") == [b"/a"]


@pytest.mark.parametrize("stream", [b"\xc0/a\xdb\xc0", b"\xc0/a\xdba\xc0", b"\xc0\xdb\xdb\xdc\xc0"])
def test_an_escape_that_slip_does_not_know_ends_the_stream(stream: bytes) -> None:
    with pytest.raises(FramingError, match="escape"):
        Slip().feed(stream)


def test_a_packet_without_end_is_not_kept_for_ever() -> None:
    reader = Slip()
    for _ in range(2 * MAX_BYTES // 1000):
        assert reader.feed(b"x" * 1000) == []
    with pytest.raises(FramingError, match=f"larger than {MAX_BYTES}"):
        reader.feed(b"x" * 1000)
    assert len(reader._kept) <= 2 * MAX_BYTES


@pytest.mark.parametrize("length", [MAX_BYTES + 1, 2**31, 2**32 - 1])
def test_a_length_beyond_the_bound_is_refused_before_the_packet_comes(length: int) -> None:
    with pytest.raises(FramingError, match=f"a packet of {length} bytes is larger than {MAX_BYTES}"):
        Lengths().feed(struct.pack(">I", length))


def test_a_packet_of_the_largest_size_passes() -> None:
    packet = random.Random(1).randbytes(MAX_BYTES)
    for kind in (Slip, Lengths):
        assert kind().feed(kind().frame(packet)) == [packet]
