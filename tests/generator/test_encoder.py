"""Encoding once, and handing packets to viewers."""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Iterator

import av
import numpy as np
import pytest
from aiortc.mediastreams import MediaStreamError

from soundscape_live.generator.encoder import KEY_GAP, Codec, Encoded, Encoder, bit_rate
from soundscape_live.generator.frames import Frames, open_memory
from soundscape_live.generator.link import Shown
from soundscape_live.generator.pace import SETTLES
from soundscape_live.generator.picture import Picture as Pixels
from soundscape_live.generator.renderer import Picture
from soundscape_live.generator.track import MAX_WAITING, PacketTrack
from soundscape_live.host.clock import now
from tests.generator.rig import WITHIN

WIDTH, HEIGHT = 128, 96


class Source:
    """Pictures in shared memory, and what became of them."""

    def __init__(self, codec: Codec) -> None:
        memory = open_memory(WIDTH, HEIGHT)
        self._frames = Frames(memory, WIDTH, HEIGHT)
        os.close(memory)
        self.out: list[Encoded] = []
        self._came = threading.Event()
        self._number = 0
        self._begun = now()
        self.fps: float | None = None
        "How often pictures seem to come, where it is not now that they do."
        self.encoder = Encoder(codec, 30.0, self._deliver)

    def _deliver(self, encoded: Encoded) -> None:
        self.out.append(encoded)
        self._came.set()

    def picture(self, value: int, draw: Callable[[Pixels], None] | None = None) -> Picture:
        self._number += 1
        self._frames.write(self._number, draw or (lambda slot: slot.fill(value)))
        at = now() if self.fps is None else self._begun + self._number / self.fps
        return Picture(Shown(self._number, at, 1, 1, ()), self._frames, WIDTH, HEIGHT)

    def encode(self, value: int, draw: Callable[[Pixels], None] | None = None) -> Encoded:
        self._came.clear()
        self.encoder.offer(self.picture(value, draw))
        assert self._came.wait(WITHIN)
        return self.out[-1]


@pytest.fixture(params=list(Codec))
def source(request: pytest.FixtureRequest) -> Iterator[Source]:
    made = Source(request.param)
    yield made
    made.encoder.close()
    made.encoder.join()


def test_what_is_encoded_is_what_was_drawn_and_begins_with_a_keyframe(source: Source) -> None:
    encoded = [source.encode(value) for value in (40, 200, 90)]
    assert [each.keyframe for each in encoded] == [True, False, False]
    decoder = av.CodecContext.create("h264" if source.encoder.codec is Codec.H264 else "libvpx", "r")
    levels = []
    for each in encoded:
        copy = av.Packet(bytes(each.packet))
        levels += [frame.to_ndarray(format="rgb24").mean() for frame in decoder.decode(copy)]
    levels += [frame.to_ndarray(format="rgb24").mean() for frame in decoder.decode(None)]
    np.testing.assert_allclose(levels, [40, 200, 90], atol=6)
    stamps = [each.packet.pts for each in encoded]
    assert stamps == sorted(set(stamps))


def test_keyframes_are_made_for_those_who_ask_and_not_more_often_than_the_gap(source: Source) -> None:
    source.encode(10)
    begun = now()
    while now() - begun < 2.5 * KEY_GAP:
        source.encoder.want_keyframe()
        source.encode(int(now() * 50) % 255)
    keys = sum(each.keyframe for each in source.out)
    assert 2 <= keys <= 1 + (now() - begun) / KEY_GAP


def test_a_picture_that_was_overwritten_is_not_encoded(source: Source) -> None:
    old = source.picture(10)
    for value in (20, 30, 40):
        source.picture(value)
    source.encoder.offer(old)
    source.encode(50)
    assert len(source.out) == 1


def test_one_who_joins_while_no_picture_comes_gets_the_last_one_again(source: Source) -> None:
    source.encode(70)
    begun = now()
    while len(source.out) < 2 and now() - begun < WITHIN:
        time.sleep(0.05)
    assert not source.out[1].keyframe
    source.encoder.want_keyframe()
    while len(source.out) < 3 and now() - begun < WITHIN:
        time.sleep(0.05)
    assert source.out[2].keyframe
    assert source.out[1].packet.pts > source.out[0].packet.pts


def test_it_makes_as_many_bits_as_the_networks_carry(source: Source) -> None:
    chance = np.random.default_rng(1)

    def noise() -> Pixels:
        """Return a picture that needs more than the full rate at its best, and little at its worst."""
        still = np.add.outer(np.arange(HEIGHT), np.arange(WIDTH)).astype(np.float64) % 200
        return (still[:, :, None] + chance.normal(0.0, 12.0, (HEIGHT, WIDTH, 3))).clip(0, 255).astype(np.uint8)

    def megabits(seconds: float) -> float:
        first = len(source.out)
        for _ in range(round(seconds * 30)):
            source.encode(0, lambda slot: np.copyto(slot, noise()))
        return sum(len(bytes(each.packet)) for each in source.out[first:]) * 8e-6 / seconds

    source.fps = 30.0
    megabits(1.0)
    full = megabits(1.0)
    source.encoder.carry(0.25)
    megabits(1.0)
    assert source.encoder.rate == pytest.approx(0.25 * bit_rate(WIDTH, HEIGHT))
    assert megabits(1.0) < 0.5 * full
    source.encoder.carry(1.0)
    megabits(1.0)
    assert megabits(1.0) > 0.8 * full


def test_the_rate_follows_the_size_within_its_limits() -> None:
    assert bit_rate(576, 320) == 4_000_000
    assert bit_rate(64, 64) == 1_500_000
    assert bit_rate(2048, 2048) == 12_000_000


def encoded(*, keyframe: bool) -> Encoded:
    return Encoded(av.Packet(b"x"), keyframe)


async def test_a_viewer_asks_for_a_keyframe_first_and_gets_nothing_before_it() -> None:
    asked: list[int] = []
    track = PacketTrack(lambda: asked.append(1))
    track.feed(encoded(keyframe=True))
    waiting = asyncio.create_task(track.recv())
    await asyncio.sleep(0)
    assert asked == [1]
    track.feed(encoded(keyframe=False))
    key = encoded(keyframe=True)
    track.feed(key)
    assert await waiting is key.packet
    assert track.frames == 1


async def test_a_viewer_that_falls_behind_goes_on_with_the_next_keyframe() -> None:
    asked: list[int] = []
    track = PacketTrack(lambda: asked.append(1))
    waiting = asyncio.create_task(track.recv())
    await asyncio.sleep(0)
    track.feed(encoded(keyframe=True))
    await waiting
    for _ in range(MAX_WAITING + 1):
        track.feed(encoded(keyframe=False))
    assert len(asked) == 2
    key = encoded(keyframe=True)
    track.feed(key)
    assert await track.recv() is key.packet


def test_pictures_that_come_more_rarely_get_more_bits_each(source: Source) -> None:
    chance = np.random.default_rng(1)
    source.fps = 10.0
    for number in range(120):
        noise = chance.integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
        source.encode(0, lambda slot, noise=noise: np.copyto(slot, noise))
        if number == 20:
            time.sleep(SETTLES)
    last = source.out[-60:]
    made = sum(len(bytes(each.packet)) for each in last) * 8 / 6.0
    # A third of the full rate is what an encoder makes that believes in 30 pictures a second.
    assert 0.6 < made / bit_rate(WIDTH, HEIGHT) < 1.1


async def test_a_sender_that_waits_is_let_go_at_the_end() -> None:
    track = PacketTrack(lambda: None)
    waiting = asyncio.create_task(track.recv())
    await asyncio.sleep(0)
    track.stop()
    with pytest.raises(MediaStreamError):
        await waiting
