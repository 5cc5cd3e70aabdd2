"""OSC packets: bytes to messages, and messages to bytes. Open Sound Control 1.0, with 1.1's types.

Rules: nothing here opens, waits or logs. What is not well-formed raises PacketError with a reason for the operator,
and nothing else. Structure is checked here first, because python-osc, which reads the arguments, logs what it does
not know, recurses without a bound and lets decoding errors through.
"""

import math
import re
import struct
from collections.abc import Iterator

from pythonosc import osc_message

MAX_BYTES = 8192
"The largest datagram accepted."
MAX_DEPTH = 4
"Bundles within bundles."
MAX_TEXT = 2000
"Characters of a text argument."
IMMEDIATELY = 1
"The timetag that means now."

_BUNDLE = b"#bundle\x00"
_BUNDLE_HEAD = struct.Struct(">8sQ")
_SIZE = struct.Struct(">i")
_ADDRESS = re.compile(rb"/[\x20-\x7e]{0,254}\x00")
_TAGS = re.compile(rb",([ifhdTFNIs]{0,32})\x00")
_ONE_NUMBER = {b"f": struct.Struct(">f"), b"i": struct.Struct(">i")}
_LEAST_BYTES = {ord("i"): 4, ord("f"): 4, ord("h"): 8, ord("d"): 8, ord("s"): 4}
_FLOAT = struct.Struct(">f")
_INT = struct.Struct(">i")
_LONG = struct.Struct(">q")


class OscError(Exception):
    """OSC cannot be had as asked for; the text says why and what to do."""


class PacketError(ValueError):
    """Bytes that are not a message we take, or a value that cannot be sent; the text says why."""


def split(packet: bytes) -> tuple[tuple[int, bytes], ...]:
    """Return (timetag, message bytes) for each message of a packet, bundles opened, in order.

    A timetag is 64 bits of NTP time; a message outside a bundle has IMMEDIATELY. Raises PacketError.
    """
    if len(packet) > MAX_BYTES:
        raise PacketError(f"it is larger than {MAX_BYTES} bytes")
    return tuple(_messages(packet, IMMEDIATELY, 0))


def _messages(data: bytes, timetag: int, depth: int) -> Iterator[tuple[int, bytes]]:
    if data.startswith(b"/"):
        yield timetag, data
        return
    if not data.startswith(_BUNDLE):
        raise PacketError("it is neither a message nor a bundle")
    if depth == MAX_DEPTH:
        raise PacketError(f"bundles are nested deeper than {MAX_DEPTH}")
    if len(data) < _BUNDLE_HEAD.size:
        raise PacketError("a bundle is cut short")
    _, timetag = _BUNDLE_HEAD.unpack_from(data)
    at = _BUNDLE_HEAD.size
    while at < len(data):
        if len(data) - at < _SIZE.size:
            raise PacketError("a bundle is cut short")
        (size,) = _SIZE.unpack_from(data, at)
        at += _SIZE.size
        if size <= 0 or size % 4 or size > len(data) - at:
            raise PacketError("a bundle's element has an impossible size")
        yield from _messages(data[at : at + size], timetag, depth + 1)
        at += size


def parse(message: bytes) -> tuple[str, float | str]:
    """Return a message's address and its first argument: a finite number, or a text.

    No argument, True and Infinitum are 1, False and Nil are 0. Raises PacketError.
    """
    address, start = _address(message)
    if start == len(message):
        return address, 1.0
    tags = _tags(message, start)
    plain = _ONE_NUMBER.get(tags[1])
    if plain is not None:
        # What faders send; python-osc's own reading of it takes longer than all the rest.
        return address, _value(plain.unpack_from(message, _aligned(tags.end()))[0])
    values = _arguments(message, start, tags)
    return address, _value(values[0]) if values else 1.0


def arguments(message: bytes) -> tuple[float | str, ...]:
    """Return all of a message's arguments, each as `parse` reads one. Raises PacketError."""
    _, start = _address(message)
    if start == len(message):
        return ()
    return tuple(_value(value) for value in _arguments(message, start, _tags(message, start)))


def _address(message: bytes) -> tuple[str, int]:
    """Return the address, and where the type tags begin."""
    found = _ADDRESS.match(message)
    if found is None:
        raise PacketError("an address must be '/' and printable ASCII, at most 255 characters")
    return message[: found.end() - 1].decode("ascii"), _aligned(found.end())


def _tags(message: bytes, start: int) -> re.Match[bytes]:
    tags = _TAGS.match(message, start)
    if tags is None:
        raise PacketError("arguments must be of the types i f h d T F N I s, at most 32")
    if _aligned(tags.end()) + sum(_LEAST_BYTES.get(tag, 0) for tag in tags[1]) > len(message):
        raise PacketError("a message is cut short")
    return tags


def _arguments(message: bytes, start: int, tags: re.Match[bytes]) -> list[object]:
    # python-osc does not know Infinitum; True has the same meaning here and the same length, none.
    known = message[:start] + tags[0].replace(b"I", b"T") + message[tags.end() :]
    try:
        return list(osc_message.OscMessage(known).params)
    except (osc_message.ParseError, UnicodeDecodeError) as error:
        raise PacketError("a text is not UTF-8, or is cut short") from error


def _aligned(length: int) -> int:
    return (length + 3) & ~3


def _value(argument: object) -> float | str:
    if argument is None:
        return 0.0
    if isinstance(argument, str):
        if len(argument) > MAX_TEXT:
            raise PacketError(f"a text of {len(argument)} characters is longer than {MAX_TEXT}")
        return argument
    if not isinstance(argument, int | float) or not math.isfinite(argument):
        raise PacketError("a number is not finite")
    return float(argument)


def head(address: str, tag: str) -> bytes:
    """Return the bytes of an address and one type tag, which a message begins with. The address is ASCII."""
    return _padded(address.encode("ascii")) + _padded(b"," + tag.encode("ascii"))


def message(address: str, value: float | str) -> bytes:
    """Return a message with one argument, typed as `argument` does it. The address is ASCII. Raises PacketError."""
    tag, data = argument(value)
    return head(address, tag) + data


def message_of(address: str, *values: float | str) -> bytes:
    """Return a message with these arguments, typed as `argument` does it. The address is ASCII. Raises PacketError."""
    packed = [argument(value) for value in values]
    return head(address, "".join(tag for tag, _ in packed)) + b"".join(data for _, data in packed)


def address_of(message: bytes) -> str:
    """Return a message's address. Raises PacketError."""
    return _address(message)[0]


def argument(value: float | str) -> tuple[str, bytes]:
    """Return the type tag and the bytes of one value: float f, integer i (h beyond 32 bits), text s, truth T or F.

    A text is cut at MAX_TEXT characters. Raises PacketError for a number that the type cannot hold.
    """
    if isinstance(value, str):
        return "s", _padded(value[:MAX_TEXT].replace("\x00", "").encode("utf-8", "replace"))
    if isinstance(value, bool):
        return ("T" if value else "F"), b""
    if not math.isfinite(value):
        raise PacketError(f"{value} is not finite")
    try:
        if isinstance(value, int):
            return ("i", _INT.pack(value)) if -(2**31) <= value < 2**31 else ("h", _LONG.pack(value))
        return "f", _FLOAT.pack(value)
    except (struct.error, OverflowError) as error:
        raise PacketError(f"{value:.3g} is too large to send") from error


def _padded(text: bytes) -> bytes:
    return text + b"\x00" * (4 - len(text) % 4)
