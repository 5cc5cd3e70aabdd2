"""One publication to a media server by WHIP (RFC 9725): the offer by HTTP, the video by WebRTC, the end by HTTP.

Rules: all candidates are in the offer, so nothing is sent after it. The token goes to the server that was named, and to
no other that this one points to. What goes wrong raises NoAnswer with a sentence for the operator. Runs on the event
loop; never blocks.
"""

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Self

import aiohttp
import yarl
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription

from soundscape_live.generator.encoder import Codec
from soundscape_live.generator.outgoing import listen
from soundscape_live.generator.session import UNREADABLE
from soundscape_live.generator.track import PacketTrack
from soundscape_live.host.addresses import is_loopback, machine_addresses
from soundscape_live.host.asking import NoAnswer, short
from soundscape_live.host.ice import limit_to, loopback_of

ANSWERS_WITHIN = 5.0
LEAVES_WITHIN = 1.5
"Seconds that a server may take over a farewell."
MAX_ANSWER = 65_536
"Characters of an answer."
_OVER = frozenset({"failed", "closed"})


class Door:
    """A media server's HTTP side; an asynchronous context."""

    def __init__(self, url: str, token: str) -> None:
        """Take the endpoint that one publishes to; ValueError if it is no address."""
        self._url = yarl.URL(url)
        if self._url.scheme not in {"http", "https"} or not self._url.host:
            raise ValueError(f"a WHIP endpoint is like https://media.example/whip/stage, not {url!r}")
        self.name = str(self._url.with_query(None).with_user(None))
        "The endpoint as it may be shown: some have their key in the query."
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of ours that the server may reach."""
        loopback = loopback_of(self._url.host or "")
        return loopback or tuple(address for address in machine_addresses() if not is_loopback(address))

    async def publish(self, offer: str) -> tuple[str, str]:
        """Return the answer, and the address of what was made there. NoAnswer."""
        headers = {**self._headers, "Content-Type": "application/sdp"}
        status, text, place = await self._ask("POST", self._url, ANSWERS_WITHIN, headers, offer)
        if status != 201:
            raise NoAnswer(f"the media server at {self.name} answers with HTTP {status}: {short(text)}")
        if not place:
            raise NoAnswer(f"what answers at {self.name} is not a WHIP endpoint: it names no resource")
        return text, place

    async def leave(self, place: str) -> None:
        """End what was made there. NoAnswer: it could not be told."""
        url = yarl.URL(place)
        await self._ask("DELETE", url, LEAVES_WITHIN, self._headers if url.origin() == self._url.origin() else {})

    async def _ask(
        self, method: str, url: yarl.URL, seconds: float, headers: dict[str, str], body: str | None = None
    ) -> tuple[int, str, str]:
        """Return status, body, and the resource's whole address."""
        assert self._http is not None
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._http.request(
                method, url, data=body, headers=headers, timeout=timeout, max_redirects=3
            ) as response:
                text = (await response.content.read(MAX_ANSWER)).decode("utf-8", "replace")
                location = response.headers.get("Location", "")
                return response.status, text, str(response.url.join(yarl.URL(location))) if location else ""
        except TimeoutError:
            raise NoAnswer(f"no answer from {self.name} within {seconds:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NoAnswer(f"nothing that can be used answers at {self.name} ({short(error)})") from None


class Publication:
    """One connection: made once, used, and closed once."""

    def __init__(self, codec: Codec, want_keyframe: Callable[[], None], lost: Callable[[float], None]) -> None:
        """Prepare to send this codec; `lost` gets the share that each of the server's reports says was lost."""
        self.codec = codec
        self.track = PacketTrack(want_keyframe)
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connection.on("connectionstatechange", self._changed)
        transceiver = self._connection.addTransceiver(self.track, direction="sendonly")
        known = RTCRtpSender.getCapabilities("video")
        assert known is not None
        names = (f"video/{codec.value}", "video/rtx")
        transceiver.setCodecPreferences([one for name in names for one in known.codecs if one.mimeType == name])
        self._sender = transceiver.sender
        self._connected = asyncio.Event()
        listen(self._sender, want_keyframe, lost)

    async def describe(self, addresses: tuple[str, ...]) -> str:
        """Return our offer, with every candidate in it."""
        limit_to(self._connection, addresses)
        await self._connection.setLocalDescription(await self._connection.createOffer())
        offer: str = self._connection.localDescription.sdp
        return offer

    async def connect(self, answer: str, seconds: float) -> None:
        """Take the answer, and wait until the connection stands. NoAnswer: it came to nothing."""
        try:
            await self._connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        except UNREADABLE as error:
            raise NoAnswer(f"the media server's answer cannot be used: {short(error)}") from None
        try:
            async with asyncio.timeout(seconds):
                await self._connected.wait()
        except TimeoutError:
            raise NoAnswer(f"the media server did not connect within {seconds:g} s") from None
        if self.ended.done():
            raise NoAnswer(self.ended.result())

    @property
    def received(self) -> int:
        """Packets that came back: reports and wishes."""
        reports = self._sender.transport._get_stats().values()  # noqa: SLF001  (getStats() leaves some out)
        return sum(report.packetsReceived for report in reports)

    def end(self, reason: str) -> None:
        """Use the connection no more; only the first reason counts."""
        if not self.ended.done():
            self.ended.set_result(reason)
            self._connected.set()

    async def close(self) -> None:
        """Close the connection."""
        self.end("closed")
        self.track.stop()
        await self._connection.close()

    def _changed(self) -> None:
        if self._connection.connectionState == "connected":
            self._connected.set()
        elif self._connection.connectionState in _OVER:
            self.end("the media server ended the connection")
