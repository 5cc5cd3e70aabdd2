"""OSC packets in a stream of bytes: each after its length (OSC 1.0), or between SLIP's END bytes (OSC 1.1, RFC 1055).

Rules: nothing here opens, waits or logs. A stream's first byte says which of the two it speaks. What it may make us
keep is bounded by MAX_BYTES; what goes beyond, or makes no sense, raises FramingError, after which the stream is lost.
"""

import struct
from typing import Protocol

from soundscape_live.io.osc.packet import MAX_BYTES

END, ESC, ESC_END, ESC_ESC = 0xC0, 0xDB, 0xDC, 0xDD
"SLIP's special bytes."

_LENGTH = struct.Struct(">I")
_PACKET_STARTS = frozenset(b"/#")
_END, _ESC = bytes([END]), bytes([ESC])
_ESCAPED = {ESC_END: END, ESC_ESC: ESC}


class FramingError(ValueError):
    """A stream cannot be read any further; the text says why."""


class Framing(Protocol):
    """One of the two ways to put packets into a stream."""

    def feed(self, data: bytes) -> list[bytes]:
        """Take the stream's next bytes and return the packets that they complete. Raises FramingError."""

    @property
    def unfinished(self) -> bool:
        """Whether a packet has begun and not ended."""

    def frame(self, packet: bytes) -> bytes:
        """Return a packet as it goes into the stream."""


def framing_of(first: int) -> Framing:
    """Return the framing of a stream that begins with this byte. Raises FramingError.

    A length of at most MAX_BYTES begins with 0. END begins SLIP, and so does a packet whose sender left END out.
    """
    if first == END or first in _PACKET_STARTS:
        return Slip()
    if first == 0:
        return Lengths()
    raise FramingError("it begins with neither a packet's length nor SLIP's END")


class Lengths:
    """Each packet follows its length, four bytes, the highest first."""

    def __init__(self) -> None:
        self._kept = bytearray()

    @property
    def unfinished(self) -> bool:
        """Whether a packet has begun and not ended."""
        return bool(self._kept)

    def feed(self, data: bytes) -> list[bytes]:
        """Take the stream's next bytes and return the packets that they complete. Raises FramingError."""
        self._kept += data
        packets: list[bytes] = []
        at = 0
        while len(self._kept) - at >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._kept, at)
            if length > MAX_BYTES:
                raise FramingError(f"a packet of {length} bytes is larger than {MAX_BYTES}")
            end = at + _LENGTH.size + length
            if end > len(self._kept):
                break
            if length:
                packets.append(bytes(self._kept[at + _LENGTH.size : end]))
            at = end
        del self._kept[:at]
        return packets

    def frame(self, packet: bytes) -> bytes:
        """Return a packet as it goes into the stream."""
        return _LENGTH.pack(len(packet)) + packet


class Slip:
    """Each packet lies between two END bytes; END and ESC within it are escaped."""

    def __init__(self) -> None:
        self._kept = bytearray()

    @property
    def unfinished(self) -> bool:
        """Whether a packet has begun and not ended."""
        return bool(self._kept)

    def feed(self, data: bytes) -> list[bytes]:
        """Take the stream's next bytes and return the packets that they complete. Raises FramingError."""
        *ended, rest = data.split(_END)
        packets: list[bytes] = []
        for piece in ended:
            self._keep(piece)
            if self._kept:
                packets.append(_unescaped(bytes(self._kept)))
                self._kept.clear()
        self._keep(rest)
        return packets

    def frame(self, packet: bytes) -> bytes:
        """Return a packet as it goes into the stream."""
        escaped = packet.replace(_ESC, bytes([ESC, ESC_ESC])).replace(_END, bytes([ESC, ESC_END]))
        return _END + escaped + _END

    def _keep(self, piece: bytes) -> None:
        if len(self._kept) + len(piece) > 2 * MAX_BYTES:
            raise FramingError(f"a packet is larger than {MAX_BYTES} bytes")
        self._kept += piece


def _unescaped(data: bytes) -> bytes:
    first, *pieces = data.split(_ESC)
    packet = bytearray(first)
    for piece in pieces:
        if not piece or piece[0] not in _ESCAPED:
            raise FramingError("a packet has an escape that SLIP does not know")
        packet.append(_ESCAPED[piece[0]])
        packet += piece[1:]
    return bytes(packet)
