"""Encoded frames of one session after another -> one stream for viewers, with times that go on.

Rules: a session, and what follows a loss, begins with a whole picture; frames before it are counted and not passed on.
A whole picture is asked for at most once in KEY_GAP.
"""

from collections.abc import Callable
from typing import cast

import av

from soundscape_live.generator.encoder import CLOCK, TIME_BASE, Codec, Encoded

KEY_GAP = 0.5
"Seconds between two whole pictures that are asked for."
LONGEST_STEP = 10.0
"Seconds between two frames of one session above which their timestamps are not believed."
WRAP = 1 << 32


class Passing:
    """Makes packets for viewers of encoded frames."""

    def __init__(self, spread: Callable[[Codec, Encoded], None]) -> None:
        self._spread = spread
        self._ask: Callable[[], None] | None = None
        self._codec = Codec.VP8
        self._whole = False
        "Whether what comes next can be shown."
        self._pts = 0
        self._at: float | None = None
        self._timestamp: int | None = None
        self._asked_at = float("-inf")
        self.size: tuple[int, int] | None = None
        "Width and height of the newest whole picture, where the codec says so at a glance."

    @property
    def codec(self) -> Codec:
        """What comes, or will come as far as is known."""
        return self._codec

    def begin(self, codec: Codec, ask: Callable[[], None]) -> None:
        """Pass on a new session's frames; `ask` asks its sender for a whole picture."""
        self._codec, self._ask = codec, ask
        self._whole, self._timestamp, self._asked_at = False, None, float("-inf")

    def end(self) -> None:
        """Take note that nobody is there to be asked."""
        self._ask = None

    def frame(self, data: bytes, timestamp: int, at: float) -> None:
        """Take an encoded frame with its RTP timestamp, which came at `at`."""
        self._pts += self._step(timestamp, at)
        self._timestamp, self._at = timestamp, at
        key = is_keyframe(self._codec, data)
        if key:
            self._whole = True
            self.size = picture_size(self._codec, data) or self.size
        if not self._whole:
            self.want_keyframe(at)
            return
        packet = cast("av.Packet[av.VideoStream]", av.Packet(data))
        packet.pts = packet.dts = self._pts
        packet.time_base = TIME_BASE
        self._spread(self._codec, Encoded(packet, key))

    def broken(self, at: float) -> None:
        """Take note that frames were lost, and that their receiver has asked for a whole picture."""
        self._whole = False
        self._asked_at = at

    def want_keyframe(self, at: float) -> None:
        """Ask for a whole picture, unless that was just done."""
        if self._ask is not None and at - self._asked_at >= KEY_GAP:
            self._asked_at = at
            self._ask()

    def _step(self, timestamp: int, at: float) -> int:
        """Return the ticks since the frame before: by its sender's clock, or from session to session by ours."""
        if self._timestamp is not None:
            step = (timestamp - self._timestamp) % WRAP
            if 0 < step < LONGEST_STEP * CLOCK:
                return step
        return 1 if self._at is None else max(1, round((at - self._at) * CLOCK))


def is_keyframe(codec: Codec, data: bytes) -> bool:
    """Return whether a frame is whole by itself.

    VP8: RFC 6386, section 9.1: the first bit is 0, and a start code follows. H.264 with Annex B start codes, as
    aiortc's receiver writes them: it holds an IDR slice, NAL unit type 5 (ITU-T H.264, table 7-1).
    """
    if codec is Codec.VP8:
        return len(data) >= 10 and not data[0] & 1 and data[3:6] == b"\x9d\x01\x2a"
    at = data.find(b"\x00\x00\x01")
    while 0 <= at < len(data) - 3:
        if data[at + 3] & 0x1F == 5:
            return True
        at = data.find(b"\x00\x00\x01", at + 3)
    return False


def picture_size(codec: Codec, data: bytes) -> tuple[int, int] | None:
    """Return a VP8 keyframe's width and height (RFC 6386, section 9.1); None of another codec's."""
    if codec is not Codec.VP8:
        return None
    return int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(data[8:10], "little") & 0x3FFF
