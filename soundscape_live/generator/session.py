"""One connection: a viewer, a Scope client, or the engine.

Rules: lives on the event loop. Any channel that has not one of our two labels is Scope's. Messages over the limit
are dropped and counted. A peer that has not been heard for SILENT_AFTER, or never connects, is given up.
"""

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Protocol

from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCRtpTransceiver, RTCSessionDescription
from aiortc.exceptions import InvalidAccessError, InvalidStateError, OperationError
from aiortc.sdp import candidate_from_sdp

from soundscape_live.generator.encoder import Codec
from soundscape_live.generator.offer import Candidate, OfferError, video_codec
from soundscape_live.generator.outgoing import listen
from soundscape_live.generator.track import PacketTrack
from soundscape_live.host.clock import now
from soundscape_live.host.sctp import hasten
from soundscape_live.wire.messages import Answer, WireApplied, WireDone, WireFrames
from soundscape_live.wire.ours import COMMANDS, SNAPSHOTS, encode_answer

SILENT_AFTER = 4.0
"Seconds without a packet: a viewer reports every second, the engine answers our count four times a second."
CONNECTS_WITHIN = 15.0
RATE = 240.0
"Messages a second that a session may send, over some time."
BURST = 240.0
MAX_MESSAGE = 65_536
CLOGGED = 65_536
"Bytes that wait on a channel, above which only what must arrive is added."

UNREADABLE = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    OperationError,
    InvalidAccessError,
    InvalidStateError,
    RuntimeError,  # a StopIteration within
)
"What aiortc raises on offers and candidates that look well but are not."

log = logging.getLogger(__name__)


class Receiver(Protocol):
    """Who is told what a session says."""

    def opened(self, session: "Session", label: str) -> None:
        """Take note of a channel."""

    def heard(self, session: "Session", label: str, text: str) -> None:
        """Take a message."""

    def want_keyframe(self, codec: Codec) -> None:
        """Make the next picture a keyframe."""

    def reported(self, codec: Codec, viewer: str, lost: float) -> None:
        """Take a viewer's report: which share, 0..1, of the packets was lost of late."""

    def ended(self, session: "Session", reason: str) -> None:
        """Give the session up."""


class Session:
    """A peer connection, its channels and its video."""

    def __init__(self, id_: str, receiver: Receiver) -> None:
        self.id = id_
        self.codec: Codec | None = None
        self.track: PacketTrack | None = None
        self.dropped = 0
        "Messages over the limit, or too long."
        self.begun = now()
        self._receiver = receiver
        self._pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._pc.on("datachannel", self._opened)
        self._pc.on("connectionstatechange", self._changed)
        self._channels: dict[str, RTCDataChannel] = {}
        self._allowance, self._allowed_at = BURST, self.begun
        self._packets, self._heard_at = -1, self.begun
        self._sent = 0
        "Frames that had been sent when it was last heard of."

    async def answer(self, offer: str, codecs: Sequence[Codec]) -> str:
        """Return the answer to a cleaned offer, with video in one of `codecs`.

        OfferError: aiortc cannot make anything of it, or it takes none of the codecs.
        """
        try:
            await self._pc.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            hasten(self._pc)
            video = self._choose(codecs)
            await self._pc.setLocalDescription(await self._pc.createAnswer())
        except OfferError:
            raise
        except UNREADABLE as error:
            raise OfferError(f"not an offer that can be answered: {error}") from error
        answer: str = self._pc.localDescription.sdp
        name = video_codec(answer)
        if video is not None and name is not None:
            self.codec = Codec(name)
        return answer

    def _choose(self, codecs: Sequence[Codec]) -> RTCRtpTransceiver | None:
        """Send video on the first medium for it, and receive nothing."""
        chosen: RTCRtpTransceiver | None = None
        for transceiver in self._pc.getTransceivers():
            if chosen is None and transceiver.kind == "video":
                chosen = transceiver
                _limit(transceiver, codecs)
                self.track = PacketTrack(self._want_keyframe)
                transceiver.sender.replaceTrack(self.track)
                listen(transceiver.sender, self._want_keyframe, self._lost)
                transceiver.direction = "sendonly"
            else:
                transceiver.direction = "inactive"
        return chosen

    async def candidate(self, candidate: Candidate) -> None:
        """Take a candidate. OfferError: it cannot be read."""
        try:
            parsed = candidate_from_sdp(candidate.line)
            parsed.sdpMid, parsed.sdpMLineIndex = candidate.mid, candidate.index
            await self._pc.addIceCandidate(parsed)
        except UNREADABLE as error:
            raise OfferError(f"not a candidate: {error}") from error

    async def close(self) -> None:
        """End the connection."""
        if self.track is not None:
            self.track.stop()
        try:
            await self._pc.close()
        except AttributeError:
            # aiortc cannot close a connection whose offer it gave up half way; that one has opened no socket yet.
            log.debug("a connection was not closed", exc_info=True)

    def reply(self, answer: Answer) -> None:
        """Send one of our answers on the channel that it belongs to."""
        replaceable = isinstance(answer, WireApplied | WireFrames) and SNAPSHOTS in self._channels
        self._send(SNAPSHOTS if replaceable else COMMANDS, encode_answer(answer), answer)

    def repeat(self, done: WireDone) -> None:
        """Send an answer that may be on its way already, past those that the channel of commands sends again."""
        self._send(SNAPSHOTS, encode_answer(done), done)

    def notify(self, notification: dict[str, object]) -> None:
        """Send one of Scope's notifications on the channel opened last, if there is one."""
        for label in reversed(self._channels):
            if label not in {SNAPSHOTS, COMMANDS}:
                self._send(label, json.dumps(notification), None)
                return

    @property
    def plays_along(self) -> bool:
        """Whether it opened one of our channels."""
        return SNAPSHOTS in self._channels or COMMANDS in self._channels

    @property
    def watches(self) -> bool:
        """Whether video can be sent and is waited for."""
        return self.track is not None and self.track.asked

    @property
    def connected(self) -> bool:
        """Whether packets can be sent."""
        return bool(self._pc.connectionState == "connected")

    def lost(self, at: float) -> str:
        """Return why the session is to be given up, or nothing."""
        if not self.connected:
            return "it did not connect" if at - self.begun > CONNECTS_WITHIN else ""
        packets = self._received()
        sent = self.track.frames if self.track is not None else 0
        # A viewer that was sent nothing, since no picture is there yet, has nothing to report.
        idle = COMMANDS not in self._channels and sent == self._sent
        if packets != self._packets or idle:
            self._packets, self._heard_at, self._sent = packets, at, sent
        # Without our channels and without video nothing need be sent; ICE's own checks end such a connection.
        if at - self._heard_at > SILENT_AFTER and (self.codec is not None or COMMANDS in self._channels):
            return f"nothing was heard of it for {SILENT_AFTER:.0f} s"
        return ""

    def _received(self) -> int:
        transports = {sender.transport for sender in self._pc.getSenders()}
        if self._pc.sctp is not None:
            transports.add(self._pc.sctp.transport)
        reports = [report for transport in transports for report in transport._get_stats().values()]  # noqa: SLF001  (getStats() leaves out a connection without media)
        return sum(report.packetsReceived for report in reports)

    def _send(self, label: str, text: str, answer: Answer | None) -> None:
        channel = self._channels.get(label)
        if channel is None or channel.readyState != "open" or not self.connected:
            return
        if channel.bufferedAmount > CLOGGED and not isinstance(answer, WireDone):
            return
        channel.send(text)

    def _want_keyframe(self) -> None:
        if self.codec is not None:
            self._receiver.want_keyframe(self.codec)

    def _lost(self, share: float) -> None:
        if self.codec is not None:
            self._receiver.reported(self.codec, self.id, share)

    def _changed(self) -> None:
        if self._pc.connectionState in {"failed", "closed"}:
            self._receiver.ended(self, "the connection is closed")

    def _opened(self, channel: RTCDataChannel) -> None:
        label = channel.label
        self._channels.pop(label, None)
        self._channels[label] = channel

        def heard(message: str | bytes) -> None:
            if isinstance(message, str) and len(message) <= MAX_MESSAGE and self._allows():
                self._receiver.heard(self, label, message)
            else:
                self.dropped += 1

        channel.on("message", heard)
        self._receiver.opened(self, label)

    def _allows(self) -> bool:
        at = now()
        self._allowance = min(BURST, self._allowance + (at - self._allowed_at) * RATE)
        self._allowed_at = at
        if self._allowance < 1.0:
            return False
        self._allowance -= 1.0
        return True


def _limit(transceiver: RTCRtpTransceiver, codecs: Sequence[Codec]) -> None:
    """Leave an offered medium only these codecs. OfferError: none of them was offered."""
    # An answerer has no transceiver to give preferences to before aiortc has read the offer, and then it is too late.
    offered = transceiver._codecs  # noqa: SLF001
    if not any(known.name == codec.value for known in offered for codec in Codec if codec in codecs):
        raise OfferError(f"the picture comes in {' or '.join(codecs)} alone")
    others = {codec.value for codec in Codec if codec not in codecs}
    gone = {known.payloadType for known in offered if known.name in others}
    transceiver._codecs = [  # noqa: SLF001
        known for known in offered if known.payloadType not in gone and known.parameters.get("apt") not in gone
    ]


async def close_all(sessions: list[Session]) -> None:
    """Close sessions together."""
    await asyncio.gather(*(session.close() for session in sessions))
