"""Encoded frames of sessions, as viewers get them."""

import av
import numpy as np
import pytest

from soundscape_live.generator.encoder import CLOCK, Codec, Encoded, open_codec
from soundscape_live.generator.scope.passing import KEY_GAP, Passing, is_keyframe, picture_size

KEY = b"\x10\x00\x00\x9d\x01\x2a\x40\x01\xc0\x00more"
DELTA = b"\x11\x00\x00more"


class Viewers:
    def __init__(self) -> None:
        self.got: list[Encoded] = []
        self.asked = 0
        self.passing = Passing(lambda _, encoded: self.got.append(encoded))
        self.passing.begin(Codec.VP8, self.ask)

    def ask(self) -> None:
        self.asked += 1

    @property
    def pts(self) -> list[int]:
        return [int(encoded.packet.pts or 0) for encoded in self.got]


def frames(codec: Codec) -> list[bytes]:
    """Return a keyframe and two others, as our own encoder makes them."""
    context = open_codec(codec, 320, 192, 30.0)
    made = []
    for number in range(3):
        frame = av.VideoFrame.from_ndarray(np.full((192, 320, 3), 40 * number, np.uint8), format="rgb24")
        frame = frame.reformat(format="yuv420p")
        frame.pts = number * 3000
        made += [bytes(packet) for packet in context.encode(frame)]
    return made


@pytest.mark.parametrize("codec", list(Codec))
def test_a_whole_picture_is_known_by_its_first_bytes(codec: Codec) -> None:
    assert [is_keyframe(codec, data) for data in frames(codec)] == [True, False, False]
    assert picture_size(codec, frames(codec)[0]) == ((320, 192) if codec is Codec.VP8 else None)


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x00\x00\x01", b"\x00\x00\x00\x01", b"\x00\x00\x01\x65"])
def test_rubbish_is_no_vp8_keyframe(data: bytes) -> None:
    assert not is_keyframe(Codec.VP8, data)
    assert is_keyframe(Codec.H264, data) == data.endswith(b"\x65")


def test_viewers_begin_with_a_whole_picture_which_is_asked_for_now_and_then() -> None:
    viewers = Viewers()
    for number in range(10):
        viewers.passing.frame(DELTA, number * 3000, number / 30)
    assert not viewers.got
    assert viewers.asked == 1
    viewers.passing.frame(DELTA, 90_000, 1.0)
    assert viewers.asked == 2
    viewers.passing.frame(KEY, 93_000, 1.1)
    viewers.passing.frame(DELTA, 96_000, 1.2)
    assert [encoded.keyframe for encoded in viewers.got] == [True, False]
    assert viewers.passing.size == (320, 192)


def test_times_are_the_senders_within_a_session_and_go_on_from_one_to_the_next() -> None:
    viewers = Viewers()
    viewers.passing.frame(KEY, 2**32 - 1000, 10.0)
    viewers.passing.frame(DELTA, 2000, 10.2)
    viewers.passing.end()
    viewers.passing.begin(Codec.VP8, viewers.ask)
    viewers.passing.frame(KEY, 77, 12.2)
    viewers.passing.frame(DELTA, 77, 12.3)
    first, second, third, fourth = viewers.pts
    assert second - first == 3000
    assert third - second == 2 * CLOCK
    assert fourth - third == CLOCK // 10


def test_after_a_loss_nothing_is_passed_on_until_a_whole_picture() -> None:
    viewers = Viewers()
    viewers.passing.frame(KEY, 0, 0.0)
    viewers.passing.broken(0.1)
    viewers.passing.frame(DELTA, 3000, 0.1)
    assert (len(viewers.got), viewers.asked) == (1, 0)
    viewers.passing.frame(KEY, 6000, 0.2)
    assert len(viewers.got) == 2


def test_viewers_wishes_are_passed_on_once_in_a_while_and_only_while_somebody_is_there() -> None:
    viewers = Viewers()
    viewers.passing.want_keyframe(0.0)
    viewers.passing.want_keyframe(KEY_GAP / 2)
    assert viewers.asked == 1
    viewers.passing.want_keyframe(KEY_GAP)
    assert viewers.asked == 2
    viewers.passing.end()
    viewers.passing.want_keyframe(100.0)
    assert viewers.asked == 2
