"""Addresses, targets and sizes as the command line and the show file write them.

Rules: `where` names the key or the flag, so that the sentence says what to mend. Nothing is looked up here.
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from soundscape_live.io.files.errors import FileError, FormError, shown
from soundscape_live.lights.rules import Wishes

OFF = "off"

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
ValueT = TypeVar("ValueT")

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]{1,15})?\]")
_ADDRESS = re.compile(r"(?P<host>.+):(?P<port>\d{1,5})", re.ASCII | re.DOTALL)
_TARGET = re.compile(r"(?P<name>[a-z0-9_-]{1,40})=(?P<profile>[a-z0-9_-]{1,40})@(?P<address>.+)", re.DOTALL)
_SIZE = re.compile(r"(?P<width>\d{1,4})[x×](?P<height>\d{1,4})", re.ASCII)  # noqa: RUF001  people write both signs
_LOCAL = {"localhost": "127.0.0.1"}
_EVERY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # compared, not bound
_WISHES = Wishes()
_URL = re.compile(r"https?://[!-~]{1,500}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where something listens. Port 0 lets the system choose."""

    host: str
    "A name or a number; an IPv6 number without its brackets."
    port: int

    def comes_in_at(self, own: "Address") -> bool:
        """Say whether, by what is written, that which is sent here arrives where `own` listens."""
        sent, ours = (_LOCAL.get(address.host, address.host) for address in (self, own))
        there = _EVERY.get(sent, sent)
        return self.port == own.port and there in {ours, _EVERY.get(ours)}


@dataclass(frozen=True, slots=True)
class Target:
    """Someone who gets the cues over OSC."""

    name: str
    profile: str
    "Which addresses and values it understands: the name of a file in targets/."
    host: str
    port: int
    wishes: Wishes = _WISHES


def read_address(text: str) -> Address:
    """Read `HOST:PORT`; an IPv6 host stands in brackets. FormError if it is none."""
    found = _ADDRESS.fullmatch(text)
    if found is None or not _HOST.fullmatch(found["host"]) or int(found["port"]) > 65535:
        raise FormError("HOST:PORT with a port up to 65535, as in 127.0.0.1:12100")
    return Address(found["host"].strip("[]"), int(found["port"]))


def read_place(text: str) -> Address | None:
    """Read `HOST:PORT`, or `off` as None. FormError if it is neither."""
    if text == OFF:
        return None
    try:
        return read_address(text)
    except FormError as error:
        raise FormError(f"{error}, or off") from None


def read_target(text: str) -> Target:
    """Read `NAME=PROFILE@HOST:PORT`. FormError if it is none."""
    expected = FormError("NAME=PROFILE@HOST:PORT, as in lights=generic@127.0.0.1:7700")
    found = _TARGET.fullmatch(text)
    if found is None:
        raise expected
    try:
        address = read_address(found["address"])
    except FormError:
        raise expected from None
    if address.port == 0:
        raise expected
    return Target(found["name"], found["profile"], address.host, address.port)


def read_listener(text: str) -> Address:
    """Read `HOST:PORT` of someone else, who has a port. FormError if it is none."""
    expected = FormError("HOST:PORT, as in 192.168.1.30:9000")
    try:
        address = read_address(text)
    except FormError:
        raise expected from None
    if address.port == 0:
        raise expected
    return address


def read_network(text: str) -> Network:
    """Read an address or a network of addresses as numbers. FormError if it is none."""
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        raise FormError("an address or a network in numbers, as in 192.168.1.0/24") from None


def read_size(text: str) -> tuple[int, int]:
    """Read `WxH` in pixels. Video codecs want even numbers. FormError if it is none."""
    found = _SIZE.fullmatch(text)
    size = (int(found["width"]), int(found["height"])) if found else (0, 0)
    if any(side % 2 or not 64 <= side <= 2048 for side in size):
        raise FormError("WIDTHxHEIGHT in even numbers from 64 to 2048, as in 512x288")
    return size


def read_generator(text: str) -> str:
    """Read `embedded`, `none` or the address of a generator's server. FormError if it is none of them."""
    if text not in {"embedded", "none"} and not _URL.fullmatch(text):
        raise FormError("embedded, none, or an address such as http://10.0.0.2:12190")
    return text


def read_server(text: str) -> str:
    """Read `embedded` or the address of a generator's server. FormError if it is neither."""
    if text != "embedded" and not _URL.fullmatch(text):
        raise FormError("embedded, or an address such as http://10.0.0.2:12190")
    return text


def parse_address(text: str, where: str = "address") -> Address:
    """Read `HOST:PORT`. FileError, which names `where`, if it is none."""
    return _read(read_address, text, where)


def parse_address_or_off(text: str, where: str = "address") -> Address | None:
    """Read `HOST:PORT`, or `off` as None. FileError, which names `where`, if it is neither."""
    return _read(read_place, text, where)


def parse_target(text: str, where: str = "target") -> Target:
    """Read `NAME=PROFILE@HOST:PORT`. FileError, which names `where`, if it is none."""
    return _read(read_target, text, where)


def parse_size(text: str, where: str = "size") -> tuple[int, int]:
    """Read `WxH`. FileError, which names `where`, if it is none."""
    return _read(read_size, text, where)


def parse_generator(text: str, where: str = "generator") -> str:
    """Read `embedded`, `none` or a server's address. FileError, which names `where`, if it is none of them."""
    return _read(read_generator, text, where)


def _read(read: Callable[[str], ValueT], text: str, where: str) -> ValueT:
    try:
        return read(text)
    except FormError as error:
        raise FileError((f"{where}: expected {error}; found {shown(text)}",)) from None
