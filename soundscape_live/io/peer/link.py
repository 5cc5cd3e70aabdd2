"""One WebRTC connection to the generator: two data channels, from the offer to the end. Receives no video.

Rules: a snapshot that cannot be sent at once waits in one slot, where the next one replaces it; a command is queued
by the channel. The end is told once, with its reason. Everything runs on the event loop and never blocks.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from functools import partial

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.exceptions import InvalidStateError
from aiortc.rtcsctptransport import WEBRTC_STRING, RTCSctpTransport

from soundscape_live.host.clock import now
from soundscape_live.host.ice import limit_to
from soundscape_live.host.sctp import hasten
from soundscape_live.model import Params
from soundscape_live.wire.ours import COMMANDS, SNAPSHOTS, encode_params

_OVER = frozenset({"failed", "closed"})


class Link:
    """A connection that is made once, used, and closed once."""

    def __init__(
        self,
        addresses: Sequence[str],
        heard: Callable[[str | bytes], None],
        sent: Callable[[int, float], None],
    ) -> None:
        """Prepare to connect from these local addresses (none: all), hearing answers and telling what was sent."""
        self._addresses = addresses
        self._sent = sent
        self._newest: Params | None = None
        self._seq = -1
        self._direct = True
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._snapshots = self._connection.createDataChannel(SNAPSHOTS, ordered=False, maxRetransmits=0)
        self._commands = self._connection.createDataChannel(COMMANDS)
        self._heard = heard
        self._sctp = self._connection.sctp
        hasten(self._connection)
        self._settled = asyncio.Event()
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._connection.on("connectionstatechange", self._changed)
        self._snapshots.on("bufferedamountlow", self._pump)
        for channel in (self._snapshots, self._commands):
            channel.on("open", self._on_open)
            channel.on("message", self._on_message)
            channel.on("close", partial(self.end, "the generator closed the channel"))

    async def describe(self) -> RTCSessionDescription:
        """Return our offer, with every candidate in it."""
        if self._addresses:
            limit_to(self._connection, self._addresses)
        await self._connection.setLocalDescription(await self._connection.createOffer())
        return self._connection.localDescription

    async def connect(self, answer: RTCSessionDescription) -> bool:
        """Take the answer and return whether both channels opened; waits until they do or the connection ends.

        Raises whatever aiortc makes of an answer that is no SDP.
        """
        await self._connection.setRemoteDescription(answer)
        await self._settled.wait()
        return not self.ended.done()

    def put(self, params: Params) -> None:
        """Send the state, now if the channel takes it, else as soon as it does unless a newer one comes first."""
        self._newest = params
        if self._snapshots.bufferedAmount == 0:
            self._pump()

    def command(self, text: str) -> None:
        """Queue a command on the reliable channel."""
        try:
            self._commands.send(text)
        except InvalidStateError:
            self.end("the generator closed the channel")

    def also(self, text: str) -> None:
        """Send something on the channel of snapshots that is lost if the channel cannot take it now."""
        if self._snapshots.bufferedAmount == 0 and self._newest is None and not self.ended.done():
            with contextlib.suppress(InvalidStateError):
                self._snapshots.send(text)

    async def close(self) -> None:
        """Close the connection; may take long if the generator is gone, so nobody should wait for it."""
        self.end("closed")
        await self._connection.close()

    def end(self, reason: str) -> None:
        """Use the connection no more, for the reason that is told; only the first one counts."""
        if not self.ended.done():
            self.ended.set_result(reason)
            self._settled.set()
            self._newest = None

    def _pump(self) -> None:
        params = self._newest
        if params is None or self.ended.done():
            return
        self._newest = None
        text = encode_params(params)
        try:
            if not self._send_now(text):
                self._snapshots.send(text)
        except (InvalidStateError, ConnectionError):
            self.end("the generator closed the channel")
        else:
            if params.seq != self._seq:  # not one that is sent again
                self._seq = params.seq
                self._sent(params.seq, now())

    def _send_now(self, text: str) -> bool:
        """Put the datagram on the socket within this call; False if that cannot be done, and nothing waits for it.

        RTCDataChannel.send starts a task that sends in the loop's next turn, after all else that is ready; this
        costs a fifth of the whole way and more when the loop is busy. None of aiortc's coroutines on the way to
        the socket really waits, so one step runs the sending to its end. If a version did wait, the sending is
        dropped and the ordinary way taken from then on.
        """
        channel, sctp = self._snapshots, self._sctp
        if not self._direct or sctp is None or channel.id is None or channel.readyState != "open" or not _idle(sctp):
            return False
        sending = sctp._send(channel.id, WEBRTC_STRING, text.encode(), None, 0, ordered=False)  # noqa: SLF001  (see above)
        try:
            sending.send(None)
        except StopIteration:
            return True
        sending.close()
        self._direct = False
        return False

    def _on_open(self) -> None:
        if {self._snapshots.readyState, self._commands.readyState} == {"open"}:
            self._settled.set()

    def _on_message(self, text: str | bytes) -> None:
        if not self.ended.done():
            self._heard(text)

    def _changed(self) -> None:
        if self._connection.connectionState in _OVER:
            self.end("the connection ended")


def _idle(sctp: RTCSctpTransport) -> bool:
    """Return whether aiortc has nothing waiting to be sent, on any channel."""
    return not sctp._outbound_queue and not sctp._data_channel_queue  # noqa: SLF001  (no public way)
