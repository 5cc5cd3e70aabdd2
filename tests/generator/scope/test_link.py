"""A connection to a server that has one codec only: a real aiortc on the other side."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription, VideoStreamTrack

from soundscape_live.generator.encoder import Codec
from soundscape_live.generator.scope.link import Link
from soundscape_live.generator.scope.passing import is_keyframe
from soundscape_live.host.answer import Answer
from soundscape_live.host.asking import NoAnswer
from soundscape_live.host.ice import LOOPBACK, limit_to

Until = Callable[[Callable[[], object]], object]


class Server:
    """Answers an offer as Scope does, with video in one codec or none."""

    def __init__(self) -> None:
        self.pc = RTCPeerConnection()
        self.heard: list[str] = []
        self.pc.on("datachannel", self._opened)

    async def answer(self, offer: RTCSessionDescription, codec: str | None) -> Answer:
        await self.pc.setRemoteDescription(offer)
        if codec is not None:
            self.pc.addTrack(VideoStreamTrack())
            known = RTCRtpSender.getCapabilities("video")
            transceiver = self.pc.getTransceivers()[0]
            transceiver.setCodecPreferences([one for one in known.codecs if one.mimeType == f"video/{codec}"])
            transceiver._codecs = [one for one in transceiver._codecs if one.mimeType == f"video/{codec}"]
        limit_to(self.pc, LOOPBACK)
        await self.pc.setLocalDescription(await self.pc.createAnswer())
        return Answer(self.pc.localDescription, "session")

    def _opened(self, channel: object) -> None:
        self.channel = channel
        channel.on("message", self.heard.append)  # type: ignore[attr-defined]


class Ends:
    """Both ends of a connection."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.server = Server()
        self.link = Link(LOOPBACK, lambda data, _: self.frames.append(data), lambda: None)

    async def connect(self, codec: str | None) -> Codec:
        answer = await self.server.answer(await self.link.describe(), codec)
        async with asyncio.timeout(10.0):
            return await self.link.connect(answer)

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(10.0):
            while not true():
                await asyncio.sleep(0.01)


@pytest.fixture
async def ends() -> AsyncIterator[Ends]:
    both = Ends()
    yield both
    await both.link.close()
    await both.server.pc.close()


@pytest.mark.parametrize("codec", list(Codec))
async def test_frames_come_whole_in_the_codec_that_was_answered(ends: Ends, codec: Codec) -> None:
    assert await ends.connect(codec.value) is codec
    await ends.until(lambda: len(ends.frames) > 5)
    assert is_keyframe(codec, ends.frames[0])
    assert not is_keyframe(codec, ends.frames[5])
    count = len(ends.frames)
    ends.link.want_keyframe()
    await ends.until(lambda: any(is_keyframe(codec, data) for data in ends.frames[count:]))


async def test_what_is_sent_arrives_in_order(ends: Ends) -> None:
    await ends.connect("VP8")
    assert ends.link.clear
    assert ends.link.send("one")
    assert ends.link.send("two")
    await ends.until(lambda: ends.server.heard == ["one", "two"])


async def test_an_answer_without_video_is_none(ends: Ends) -> None:
    with pytest.raises(NoAnswer, match="no video that we can pass on"):
        await ends.connect(None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"type":"stream_stopped"}', "the Scope server stopped the stream"),
        ('{"type":"stream_stopped","error_message":"no memory"}', "stopped the stream: no memory"),
    ],
)
async def test_a_stream_that_is_stopped_is_heard(ends: Ends, text: str, reason: str) -> None:
    await ends.connect("VP8")
    await ends.until(lambda: hasattr(ends.server, "channel"))
    for noise in ("", "stream_stopped", '["stream_stopped"]', '{"type":"tempo_update"}', b"\0"):
        ends.server.channel.send(noise)  # type: ignore[attr-defined]
    ends.server.channel.send(text)  # type: ignore[attr-defined]
    await ends.until(ends.link.ended.done)
    assert ends.link.ended.result().endswith(reason)
    assert not ends.link.clear


async def test_a_connection_that_is_over_takes_nothing_more(ends: Ends) -> None:
    await ends.connect("VP8")
    await ends.link.close()
    assert ends.link.ended.result() == "closed"
    assert not ends.link.send("late")
    count = len(ends.frames)
    await asyncio.sleep(0.2)
    assert len(ends.frames) == count
