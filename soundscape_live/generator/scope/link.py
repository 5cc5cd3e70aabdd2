"""One WebRTC connection to a Scope server: its parameters' channel and its video, from the offer to the end.

Rules: the video is received and not decoded. The end is told once, with its reason. Everything runs on the event loop
and never blocks.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence

from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpReceiver, RTCSessionDescription
from aiortc.exceptions import InvalidStateError
from aiortc.jitterbuffer import JitterBuffer

from soundscape_live.generator.encoder import Codec
from soundscape_live.generator.offer import video_codec
from soundscape_live.generator.scope.buffer import PassingBuffer
from soundscape_live.generator.source import EndError
from soundscape_live.host.answer import Answer
from soundscape_live.host.asking import NoAnswer
from soundscape_live.host.ice import limit_to

PARAMETERS = "parameters"
BUFFER = "_RTCRtpReceiver__jitter_buffer"
"Where aiortc's receiver keeps its buffer."
CODECS = ("video/VP8", "video/rtx", "video/H264")
"What is asked for, best first: a server that takes the first spares its encoder and us the choice."
MAX_MESSAGE = 65_536
_OVER = frozenset({"failed", "closed"})

log = logging.getLogger(__name__)


class Link:
    """A connection that is made once, used, and closed once."""

    def __init__(
        self, addresses: Sequence[str], passed: Callable[[bytes, int], None], broken: Callable[[], None]
    ) -> None:
        """Prepare to connect from these local addresses, handing over each frame and telling of lost ones."""
        self._addresses = addresses
        self._passed = passed
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._channel = self._connection.createDataChannel(PARAMETERS, ordered=True)
        transceiver = self._connection.addTransceiver("video", direction="recvonly")
        known = RTCRtpReceiver.getCapabilities("video")
        assert known is not None
        wanted = [one for mime in CODECS for one in known.codecs if one.mimeType == mime]
        transceiver.setCodecPreferences(wanted)
        self._receiver = transceiver.receiver
        self._buffer = PassingBuffer(self._on_frame, broken)
        if not isinstance(getattr(self._receiver, BUFFER, None), JitterBuffer):
            raise EndError("this version of aiortc keeps its packets elsewhere: video cannot be passed on")
        setattr(self._receiver, BUFFER, self._buffer)
        self._settled = asyncio.Event()
        self._asking: set[asyncio.Task[None]] = set()
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._connection.on("connectionstatechange", self._changed)
        self._channel.on("open", self._settled.set)
        self._channel.on("message", self._heard)
        self._channel.on("close", self._closed)

    async def describe(self) -> RTCSessionDescription:
        """Return our offer, with every candidate in it."""
        limit_to(self._connection, self._addresses)
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return self._connection.localDescription

    async def connect(self, answer: Answer) -> Codec:
        """Take the answer, wait until the channel is open, and return the video's codec. NoAnswer: it came to nothing.

        Raises whatever aiortc makes of an answer that is no SDP.
        """
        name = video_codec(answer.description.sdp)
        if name not in set(Codec):
            raise NoAnswer("the Scope server offers no video that we can pass on")
        await self._connection.setRemoteDescription(answer.description)
        await self._settled.wait()
        if self.ended.done():
            raise NoAnswer(self.ended.result())
        return Codec(name)

    @property
    def clear(self) -> bool:
        """Whether a message would go out at once."""
        return not self.ended.done() and self._channel.readyState == "open" and self._channel.bufferedAmount == 0

    def send(self, text: str) -> bool:
        """Send a message; False if the connection is over."""
        try:
            self._channel.send(text)
        except (InvalidStateError, ConnectionError):
            self.end("the Scope server closed the channel")
            return False
        return True

    def want_keyframe(self) -> None:
        """Ask the server for a whole picture."""
        if self._buffer.source and not self.ended.done():
            # aiortc asks only for what its own decoder lacks.
            asking = asyncio.ensure_future(self._receiver._send_rtcp_pli(self._buffer.source))  # noqa: SLF001
            self._asking.add(asking)
            asking.add_done_callback(self._asking.discard)

    async def close(self) -> None:
        """Close the connection; may take long if the server is gone, so nobody should wait for it."""
        self.end("closed")
        await self._connection.close()

    def end(self, reason: str) -> None:
        """Use the connection no more, for the reason that is told; only the first one counts."""
        if not self.ended.done():
            self.ended.set_result(reason)
            self._settled.set()

    def _on_frame(self, data: bytes, timestamp: int) -> None:
        if not self.ended.done():
            self._passed(data, timestamp)

    def _heard(self, text: str | bytes) -> None:
        """Take a notification: only the stream's end matters to us."""
        if not isinstance(text, str) or len(text) > MAX_MESSAGE or "stream_stopped" not in text:
            return
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return
        if isinstance(value, dict) and value.get("type") == "stream_stopped":
            reason = str(value.get("error_message") or "")[:200]
            self.end(f"the Scope server stopped the stream{f': {reason}' if reason else ''}")

    def _closed(self) -> None:
        self.end("the Scope server closed the channel")

    def _changed(self) -> None:
        if self._connection.connectionState in _OVER:
            self.end("the connection to the Scope server ended")
