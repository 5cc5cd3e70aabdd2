"""One viewer's share of the encoded stream.

Rules: lives on the event loop. It begins with a keyframe; a viewer that falls MAX_WAITING frames behind is taken on
at the next keyframe, which is asked for.
"""

import asyncio
from collections import deque
from collections.abc import Callable

import av
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from typing_extensions import override

from soundscape_live.generator.encoder import Encoded

MAX_WAITING = 8
"Encoded frames that may wait for a viewer's sender."


class PacketTrack(MediaStreamTrack):
    """Hands packets to aiortc's sender, which only cuts them up and sends them."""

    kind = "video"

    def __init__(self, want_keyframe: Callable[[], None]) -> None:
        super().__init__()
        self._want_keyframe = want_keyframe
        self._packets: deque[av.Packet[av.VideoStream]] = deque()
        self._starts = True
        "Whether only a keyframe is any use."
        self.asked = False
        "Whether a sender waits for packets: the connection stands."
        self._ready = asyncio.Event()
        self.frames = 0
        "How many frames were handed over."

    def feed(self, encoded: Encoded) -> None:
        """Take an encoded frame; before the connection stands, it is of no use."""
        if not self.asked:
            return
        if len(self._packets) >= MAX_WAITING:
            self._packets.clear()
            self._starts = True
        if self._starts and not encoded.keyframe:
            self._want_keyframe()
            return
        self._starts = False
        self._packets.append(encoded.packet)
        self._ready.set()

    @override
    async def recv(self) -> "av.Packet[av.VideoStream]":
        """Return the next packet; MediaStreamError when the track has ended."""
        if not self.asked:
            self.asked = True
            self._want_keyframe()
        while not self._packets:
            if self.readyState != "live":
                raise MediaStreamError
            self._ready.clear()
            await self._ready.wait()
        self.frames += 1
        return self._packets.popleft()

    @override
    def stop(self) -> None:
        """End the track; a sender that waits is let go."""
        super().stop()
        self._ready.set()
