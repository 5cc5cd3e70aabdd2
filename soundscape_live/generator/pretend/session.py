"""One connection to the pretended server.

Rules: as measured on Scope. Any channel's texts are parameters, unchecked; the one opened last hears notifications.
What an offer lacks is not said: it is answered, and no frame ever comes. Lives on the event loop.
"""

import asyncio
import contextlib
import json
import re
from typing import Protocol, cast

from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.sdp import candidate_from_sdp

from soundscape_live.generator.offer import Candidate, OfferError
from soundscape_live.generator.pretend.checks import STRUCTURAL, graph_node, has_source
from soundscape_live.generator.pretend.drawing import Drawing, Still
from soundscape_live.generator.pretend.journal import Journal
from soundscape_live.generator.pretend.processor import EATS, Processor
from soundscape_live.generator.pretend.stock import Stock
from soundscape_live.generator.pretend.track import PlayedTrack
from soundscape_live.generator.session import UNREADABLE
from soundscape_live.host.clock import now

LOOKS_EVERY = 0.02
"Seconds between two looks whether a call may begin that something holds up."


class House(Protocol):
    """What a session needs of its server."""

    stock: Stock
    journal: Journal
    drawing: Drawing
    turn: asyncio.Lock
    "Held by the session whose call runs: there is one GPU."
    silent: bool
    frozen: bool

    def ended(self, session: "Session") -> None:
        """Forget a session whose peer is gone."""


class Session:
    """A peer connection, its parameters, and the work for it."""

    def __init__(self, id_: str, house: House, initial: dict[str, object]) -> None:
        self.id, self.begun = id_, now()
        self.parameters = dict(initial)
        "Everything that was ever sent, the newest of each key, whatever became of it."
        self.frames_in = 0
        self.track: PlayedTrack | None = None
        self._house = house
        self._processor: Processor | None = None
        self._pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._pc.on("datachannel", self._opened)
        self._pc.on("track", self._incoming)
        self._pc.on("connectionstatechange", self._changed)
        self._channel: RTCDataChannel | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def answer(self, offer: str) -> str:
        """Return the answer to a cleaned offer, and begin to work for it. OfferError: it cannot be read."""
        try:
            await self._pc.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            if any(transceiver.kind == "video" for transceiver in self._pc.getTransceivers()):
                self.track = PlayedTrack(self._house.drawing, repeats="graph" not in self.parameters)
                self._pc.addTrack(self.track)
            await self._pc.setLocalDescription(await self._pc.createAnswer())
        except UNREADABLE as error:
            raise OfferError(f"not an offer that can be answered: {error}") from error
        self._begin(offer)
        return str(self._pc.localDescription.sdp)

    async def candidate(self, candidate: Candidate) -> None:
        """Take a candidate. OfferError: it cannot be read."""
        try:
            parsed = candidate_from_sdp(candidate.line)
            parsed.sdpMid, parsed.sdpMLineIndex = candidate.mid, candidate.index
            await self._pc.addIceCandidate(parsed)
        except UNREADABLE as error:
            raise OfferError(f"not a candidate: {error}") from error

    def change(self, message: dict[str, object]) -> None:
        """Take a message, from wherever it came; nothing says what becomes of it."""
        self.parameters.update(message)
        if "paused" in message and self.track is not None:
            self.track.pause(paused=bool(message["paused"]))
        if self._processor is not None:
            dropped = self._processor.dropped
            self._processor.put(message, now())
            if self._processor.dropped > dropped:
                self._house.journal.lines.append("INFO Parameter queue full, dropping update")

    def notify(self, notification: dict[str, object]) -> None:
        """Send a notification, if there is a channel."""
        if self._channel is not None and self._channel.readyState == "open":
            self._channel.send(json.dumps(notification))

    def idle(self) -> None:
        """End the work, and say nothing."""
        for task in self._tasks:
            task.cancel()

    async def close(self) -> None:
        """End the work and the connection."""
        self.idle()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.track is not None:
            self.track.stop()
        await self._pc.close()

    def _begin(self, offer: str) -> None:
        ids, graph = self.parameters.get("pipeline_ids"), self.parameters.get("graph")
        pipeline = self._house.stock.pipeline(now())
        id_ = self._house.stock.id
        if self.track is None or pipeline is None or not isinstance(ids, list) or ids[:1] != [id_]:
            return
        node = id_ if graph is None and _sends(offer) else graph_node(graph, id_)
        if node is None:
            return
        initial = {key: value for key, value in self.parameters.items() if key not in STRUCTURAL}
        if graph is not None and not has_source(graph):
            initial["input_mode"] = "text"
        self._processor = Processor(pipeline, initial, node)
        self._house.journal.open(self.id, self._processor)
        self.track.pause(paused=bool(initial.get("paused")))
        self._tasks.append(asyncio.create_task(self._work(self._processor, self.track)))

    async def _work(self, processor: Processor, track: PlayedTrack) -> None:
        """Make one call after another, until cancelled."""
        used = index = 0
        while True:
            video = processor.parameters.get("input_mode") == "video"
            needed = processor.pipeline.manner.frames if video else 0
            if self._house.frozen or self.frames_in - used < needed:
                await asyncio.sleep(LOOKS_EVERY)
                continue
            used = self.frames_in if video else used
            begun = now()
            async with self._house.turn:
                call = processor.call(now())
                self._house.journal.called(self.id, processor.calls, call)
                await asyncio.sleep(call.duration if call.made is not None else 0.0)
            if call.made is None:
                await asyncio.sleep(EATS)
                continue
            if call.reset:
                track.flush()
            index = 0 if call.made.cut else index
            stills = [Still(call.made, processor.calls, index + number) for number in range(call.frames)]
            track.feed(stills, now() - begun, silent=self._house.silent)
            index += call.frames

    def _opened(self, channel: RTCDataChannel) -> None:
        self._channel = channel

        def heard(message: str | bytes) -> None:
            if isinstance(message, str):
                with contextlib.suppress(ValueError, RecursionError):
                    value = json.loads(message)
                    if isinstance(value, dict):
                        self.change(cast("dict[str, object]", value))

        channel.on("message", heard)

    def _incoming(self, track: MediaStreamTrack) -> None:
        self._tasks.append(asyncio.create_task(self._watch(track)))

    async def _watch(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                await track.recv()
                self.frames_in += 1

    def _changed(self) -> None:
        if self._pc.connectionState in {"failed", "closed"}:
            self._house.ended(self)


def _sends(offer: str) -> bool:
    """Return whether an offer's first video may go both ways, which a session without a graph needs."""
    section = offer.partition("\r\nm=video ")[2].partition("\r\nm=")[0]
    return re.search(r"^a=(recvonly|sendonly|inactive)\r?$", section, re.MULTILINE) is None
