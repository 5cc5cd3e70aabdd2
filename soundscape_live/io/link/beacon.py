"""What Link peers tell each other about their session, as far as one must know it before joining. Pure.

A datagram to GROUP:PORT is eight bytes of magic, the kind of message (1: a peer is there, 2: it answers), how long that
is good for in seconds, two bytes of a group, the eight bytes of the peer's name, and then entries: four letters, four
bytes of size, the value. `tmln` holds the session's timeline as three whole numbers of 64 bits, the first of which is
the microseconds of a beat (read off datagrams of aalink 0.2.3 and of the Link protocol's description in its source).
"""

import struct

GROUP, PORT = "224.76.78.75", 20808
LARGEST = 512
"Bytes of a datagram."

_HEAD = struct.Struct(">8sBBH8s")
_ENTRY = struct.Struct(">4sI")
_TIMELINE = struct.Struct(">qqq")
_MAGIC = b"_asdp_v\x01"
_ALIVE = (1, 2)
_SLOWEST, _FASTEST = 20.0, 999.0
"BPM that Link knows."


def session_bpm(datagram: bytes) -> float | None:
    """Return the tempo of the session that a peer speaks of, in BPM; None: the datagram tells of none."""
    if len(datagram) < _HEAD.size or len(datagram) > LARGEST:
        return None
    magic, kind, *_ = _HEAD.unpack_from(datagram)
    if magic != _MAGIC or kind not in _ALIVE:
        return None
    at = _HEAD.size
    while at + _ENTRY.size <= len(datagram):
        name, size = _ENTRY.unpack_from(datagram, at)
        at += _ENTRY.size
        if name == b"tmln" and size == _TIMELINE.size and at + size <= len(datagram):
            (period, _, _) = _TIMELINE.unpack_from(datagram, at)
            bpm = 6e7 / period if period > 0 else 0.0
            return bpm if _SLOWEST <= bpm <= _FASTEST else None
        at += size
    return None
