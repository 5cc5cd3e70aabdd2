"""Addresses, targets and sizes as the command line and the show file write them.

Rules: `where` names the key or the flag, so that the sentence says what to mend. Nothing is looked up here.
"""

import re
from dataclasses import dataclass

from soundscape_live.io.files.errors import FileError, shown

OFF = "off"

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.%]{2,60}\]")
_ADDRESS = re.compile(r"(?P<host>.+):(?P<port>\d{1,5})", re.ASCII | re.DOTALL)
_TARGET = re.compile(r"(?P<name>[a-z0-9_-]{1,40})=(?P<profile>[a-z0-9_-]{1,40})@(?P<address>.+)", re.DOTALL)
_SIZE = re.compile(r"(?P<width>\d{1,4})[x×](?P<height>\d{1,4})", re.ASCII)  # noqa: RUF001  people write both signs
_URL = re.compile(r"https?://[!-~]{1,500}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where something listens. Port 0 lets the system choose."""

    host: str
    "A name or a number; an IPv6 number without its brackets."
    port: int


@dataclass(frozen=True, slots=True)
class Target:
    """Someone who gets the cues over OSC."""

    name: str
    profile: str
    "Which addresses and values it understands."
    host: str
    port: int


def parse_address(text: str, where: str = "address") -> Address:
    """Read `HOST:PORT`; an IPv6 host stands in brackets."""
    found = _ADDRESS.fullmatch(text)
    if found is None or not _HOST.fullmatch(found["host"]) or int(found["port"]) > 65535:
        raise _wrong(where, "HOST:PORT with a port up to 65535, as in 127.0.0.1:12100", text)
    return Address(found["host"].strip("[]"), int(found["port"]))


def parse_address_or_off(text: str, where: str = "address") -> Address | None:
    """Read `HOST:PORT`, or `off` as None."""
    if text == OFF:
        return None
    try:
        return parse_address(text, where)
    except FileError:
        raise _wrong(where, "HOST:PORT with a port up to 65535, as in 127.0.0.1:12100, or off", text) from None


def parse_target(text: str, where: str = "target") -> Target:
    """Read `NAME=PROFILE@HOST:PORT`."""
    expected = "NAME=PROFILE@HOST:PORT, as in lights=qlcplus@127.0.0.1:7700"
    found = _TARGET.fullmatch(text)
    if found is None:
        raise _wrong(where, expected, text)
    try:
        address = parse_address(found["address"], where)
    except FileError:
        raise _wrong(where, expected, text) from None
    if address.port == 0:
        raise _wrong(where, f"{expected}, with a port from 1", text)
    return Target(found["name"], found["profile"], address.host, address.port)


def parse_size(text: str, where: str = "size") -> tuple[int, int]:
    """Read `WxH` in pixels. Video codecs want even numbers."""
    found = _SIZE.fullmatch(text)
    size = (int(found["width"]), int(found["height"])) if found else (0, 0)
    if any(side % 2 or not 64 <= side <= 2048 for side in size):
        raise _wrong(where, "WIDTHxHEIGHT in even numbers from 64 to 2048, as in 512x288", text)
    return size


def parse_generator(text: str, where: str = "generator") -> str:
    """Read `embedded`, `none` or the address of a generator's server."""
    if text not in {"embedded", "none"} and not _URL.fullmatch(text):
        raise _wrong(where, "embedded, none, or an address such as http://10.0.0.2:12190", text)
    return text


def _wrong(where: str, expected: str, found: str) -> FileError:
    return FileError((f"{where}: expected {expected}; found {shown(found)}",))
