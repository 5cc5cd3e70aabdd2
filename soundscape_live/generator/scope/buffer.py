"""Packets of a received video -> whole encoded frames, which nobody decodes.

It takes the place of the buffer in aiortc's receiver, which then has nothing for its decoder. Rules: a frame is
handed over when its last packet, which is marked, has arrived; one that lacks a packet for GAP_SECONDS is given up
with all that waits behind it, and a whole picture is asked for.
"""

from collections.abc import Callable

from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtp import RtpPacket
from aiortc.utils import uint16_add
from typing_extensions import override

from soundscape_live.host.clock import now

CAPACITY = 512
"Packets that may wait; a power of two."
GAP_SECONDS = 0.3
"For a packet that is missing to be sent again."


class PassingBuffer(JitterBuffer):
    """Hands each frame's bytes and its RTP timestamp to `passed`, and none to aiortc."""

    def __init__(self, passed: Callable[[bytes, int], None], broken: Callable[[], None]) -> None:
        """Take who is called with each frame, and who when frames were lost."""
        super().__init__(capacity=CAPACITY, is_video=True)
        self._passed = passed
        self._broken = broken
        self._newest = 0
        self._missing: tuple[int, float] | None = None
        "The sequence number that is waited for, and since when."
        self.source = 0
        "The SSRC of the sender."

    @override
    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        """Take a packet; return whether a whole picture is to be asked for, and never a frame."""
        self.source = packet.ssrc
        if self._origin is None or uint16_add(packet.sequence_number, -self._newest) < 0x8000:
            self._newest = packet.sequence_number
        lost, _ = super().add(packet)
        if self._gave_up():
            self.remove(self.capacity)
            self._origin = uint16_add(packet.sequence_number, 1)
            lost = True
        if lost:
            self._broken()
        return lost, None

    @override
    def _remove_frame(self, sequence_number: int) -> JitterFrame | None:
        while self._take():
            pass
        return None

    def _take(self) -> bool:
        """Hand over the first frame if it is whole."""
        data, first = bytearray(), None
        for count in range(self.capacity):
            packet = self._packets[uint16_add(self._begin, count) % self.capacity]
            if packet is None:
                self._wait_for(uint16_add(self._begin, count))
                return False
            if first is not None and packet.timestamp != first:  # the sender does not mark
                return self._hand_over(count, data, first)
            first = packet.timestamp
            data += packet._data  # type: ignore[attr-defined]  # noqa: SLF001  (what aiortc's receiver adds)
            if packet.marker:
                return self._hand_over(count + 1, data, first)
        return False

    @property
    def _begin(self) -> int:
        return self._origin or 0

    def _hand_over(self, count: int, data: bytearray, timestamp: int) -> bool:
        self.remove(count)
        if data:
            self._passed(bytes(data), timestamp)
        return True

    def _wait_for(self, number: int) -> None:
        """Note which packet is missing; the one after the newest is only not there yet."""
        if number == uint16_add(self._newest, 1):
            self._missing = None
        elif self._missing is None or self._missing[0] != number:
            self._missing = (number, now())

    def _gave_up(self) -> bool:
        if self._missing is None or now() - self._missing[1] < GAP_SECONDS:
            return False
        self._missing = None
        return True
