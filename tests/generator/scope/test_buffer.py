"""Packets -> whole frames."""

import random
import time

import pytest
from aiortc.rtp import RtpPacket

from soundscape_live.generator.scope.buffer import GAP_SECONDS, PassingBuffer


class Received:
    def __init__(self) -> None:
        self.frames: list[tuple[bytes, int]] = []
        self.broken = 0
        self.buffer = PassingBuffer(lambda data, timestamp: self.frames.append((data, timestamp)), self.lost)

    def lost(self) -> None:
        self.broken += 1

    def add(self, number: int, timestamp: int, data: bytes, *, marked: bool) -> bool:
        packet = RtpPacket(96, int(marked), number % 65536, timestamp, 1234)
        packet._data = data  # type: ignore[attr-defined]
        asked, frame = self.buffer.add(packet)
        assert frame is None
        return asked


def packets(frames: int, each: int, first: int = 0) -> list[tuple[int, int, bytes, bool]]:
    return [
        (first + frame * each + part, 3000 * frame, bytes([frame, part]), part == each - 1)
        for frame in range(frames)
        for part in range(each)
    ]


def whole(frames: int, each: int) -> list[tuple[bytes, int]]:
    return [(b"".join(bytes([frame, part]) for part in range(each)), 3000 * frame) for frame in range(frames)]


@pytest.mark.parametrize("first", [0, 65530])
def test_frames_are_handed_over_with_their_last_packet(first: int) -> None:
    received = Received()
    for number, timestamp, data, marked in packets(4, 3, first):
        received.add(number, timestamp, data, marked=marked)
    assert received.frames == whole(4, 3)
    assert received.buffer.source == 1234


def test_packets_out_of_order_make_the_same_frames() -> None:
    received = Received()
    sent = packets(20, 3)
    shuffled = sent[:1] + [sent[at] for at in sorted(range(1, 60), key=lambda at: at + random.Random(at).uniform(0, 5))]
    for number, timestamp, data, marked in shuffled:
        received.add(number, timestamp, data, marked=marked)
    assert received.frames == whole(20, 3)
    assert not received.broken


def test_without_marks_a_frame_ends_with_the_next() -> None:
    received = Received()
    for number, timestamp, data, _ in packets(3, 2):
        received.add(number, timestamp, data, marked=False)
    assert received.frames == whole(2, 2)


def test_packets_without_a_payload_are_no_frames() -> None:
    received = Received()
    received.add(0, 0, b"a", marked=True)
    received.add(1, 0, b"", marked=True)
    received.add(2, 3000, b"b", marked=True)
    assert received.frames == [(b"a", 0), (b"b", 3000)]


def test_a_frame_whose_packet_does_not_come_is_given_up_and_a_whole_one_is_asked_for() -> None:
    received = Received()
    sent = packets(9, 3)
    for number, timestamp, data, marked in [*sent[:4], *sent[5:15]]:
        assert not received.add(number, timestamp, data, marked=marked)
    assert received.frames == whole(1, 3)
    time.sleep(GAP_SECONDS + 0.05)
    asked = [received.add(number, timestamp, data, marked=marked) for number, timestamp, data, marked in sent[15:]]
    assert asked.count(True) == 1
    assert received.broken == 1
    assert received.frames[-1] == whole(9, 3)[-1]
