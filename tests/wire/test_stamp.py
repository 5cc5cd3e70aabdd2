from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from soundscape_live.wire.stamp import Stamp, read, write

SIZES = [
    (512, 288),
    (1024, 576),
    (480, 832),
    (512, 512),
    (640, 360),
    (320, 576),
    (448, 8),
    (64, 56),
    (72, 60),
    (447, 16),
]
numbers = st.integers(0, 2**24 - 1)


def picture(width: int, height: int, seed: int = 0) -> NDArray[np.uint8]:
    """Return moving noise with large and small features: nothing that is easy to encode."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (height // 16 + 1, width // 16 + 1, 3), np.uint8)
    fine = rng.integers(-20, 21, (height, width, 3))
    return np.clip(coarse.repeat(16, 0).repeat(16, 1)[:height, :width] + fine, 0, 255).astype(np.uint8)


@settings(max_examples=40)
@given(numbers, numbers, st.sampled_from(SIZES))
def test_what_was_written_is_read(seq: int, frame: int, size: tuple[int, int]) -> None:
    written = picture(*size)
    write(written, seq, frame)
    assert read(written[:, :, 0]) == Stamp(seq, frame)


def test_numbers_count_round_after_24_bits() -> None:
    plane = np.zeros((288, 512), np.uint8)
    write(plane, 2**24 + 7, 2**30 + 9)
    assert read(plane) == Stamp(7, 9)


@settings(max_examples=40)
@given(numbers, numbers, st.sampled_from(SIZES))
def test_only_the_bottom_rows_change(seq: int, frame: int, size: tuple[int, int]) -> None:
    width, height = size
    before = picture(width, height)
    after = before.copy()
    write(after, seq, frame)
    rows = -(-56 // min(56, width // 64 * 8))
    assert np.array_equal(after[: height - 8 * rows], before[: height - 8 * rows])


def test_video_range_is_read_too() -> None:
    plane = np.zeros((288, 512), np.uint8)
    write(plane, 1234, 5678)
    assert read((16 + plane * (219 / 255)).astype(np.uint8)) == Stamp(1234, 5678)


@pytest.mark.parametrize("size", [(63, 600), (0, 0), (512, 7), (320, 15), (64, 55)])
def test_a_picture_too_small_is_left_alone_and_has_no_stamp(size: tuple[int, int]) -> None:
    width, height = size
    plane = np.full((height, width), 9, np.uint8)
    write(plane, 1, 2)
    assert np.all(plane == 9)
    assert read(plane) is None


@pytest.mark.parametrize("level", [0, 60, 127, 255])
def test_an_even_picture_has_no_stamp(level: int) -> None:
    assert read(np.full((288, 512), level, np.uint8)) is None


@given(st.integers(0, 55), numbers, numbers)
def test_one_wrong_cell_is_noticed(cell: int, seq: int, frame: int) -> None:
    plane = np.zeros((8, 448), np.uint8)
    write(plane, seq, frame)
    plane[:, 8 * cell : 8 * cell + 8] = 255 - plane[:, 8 * cell : 8 * cell + 8]
    assert read(plane) is None


@given(st.integers(0, 55), numbers)
def test_a_grey_cell_is_not_guessed(cell: int, seq: int) -> None:
    plane = np.zeros((8, 448), np.uint8)
    write(plane, seq, 0)
    plane[:, 8 * cell : 8 * cell + 8] = 128
    assert read(plane) is None


@pytest.mark.parametrize(
    ("codec", "options"),
    [
        ("libx264", {"preset": "superfast", "tune": "zerolatency"}),
        ("libvpx", {"deadline": "realtime", "cpu-used": "8"}),
    ],
)
@pytest.mark.parametrize("size", [(512, 288), (320, 576)])
def test_stamps_survive_the_codecs_at_four_megabits(codec: str, options: dict[str, str], size: tuple[int, int]) -> None:
    width, height = size
    encoder = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.bit_rate, encoder.framerate, encoder.time_base = 4_000_000, Fraction(30), Fraction(1, 30)
    encoder.options = options
    decoder = av.CodecContext.create("h264" if codec == "libx264" else "vp8", "r")
    packets, stamps = [], []
    for index in range(15):
        one = picture(width, height, seed=index)
        write(one, index * 559_241, index)
        frame = av.VideoFrame.from_ndarray(one, format="rgb24").reformat(format="yuv420p")
        frame.pts = index
        packets += encoder.encode(frame)
    for packet in [*packets, *encoder.encode(None)]:
        stamps += [read(frame.to_ndarray()[:height]) for frame in decoder.decode(av.Packet(bytes(packet)))]
    assert stamps == [Stamp(index * 559_241 % 2**24, index) for index in range(len(stamps))]
    assert len(stamps) >= 14


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_a_picture_without_a_stamp_has_none(seed: int) -> None:
    assert read(picture(512, 288, seed)[:, :, 1]) is None
