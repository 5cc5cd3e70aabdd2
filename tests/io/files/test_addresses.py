"""Addresses, targets and sizes as the command line and the show file write them."""

import pytest

from soundscape_live.io.files.addresses import (
    Address,
    Target,
    parse_address,
    parse_address_or_off,
    parse_generator,
    parse_size,
    parse_target,
)
from soundscape_live.io.files.errors import FileError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:12100", Address("127.0.0.1", 12100)),
        ("stage-pc.local:0", Address("stage-pc.local", 0)),
        ("[::1]:65535", Address("::1", 65535)),
        ("[fe80::1%eth0]:9000", Address("fe80::1%eth0", 9000)),
    ],
)
def test_an_address_is_a_host_and_a_port(text: str, address: Address) -> None:
    assert parse_address(text) == address
    assert parse_address_or_off(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12100",
        ":1",
        "a:",
        "a:65536",
        "a:-1",
        "a b:1",
        "::1:12100",
        "-a:1",
        "a:1\n",
        "a:\u0661",
        "a" * 300 + ":1",
        "off:x",
    ],
)
def test_what_is_no_address_is_told_so(text: str) -> None:
    with pytest.raises(
        FileError, match=r"^--osc-in: expected HOST:PORT with a port up to 65535, as in 127.0.0.1:12100; "
    ):
        parse_address(text, "--osc-in")


def test_off_is_no_address() -> None:
    assert parse_address_or_off("off") is None
    with pytest.raises(FileError, match=r'^--page: expected HOST:PORT .*, or off; found "of"$'):
        parse_address_or_off("of", "--page")


def test_a_target_is_a_name_a_profile_and_an_address() -> None:
    assert parse_target("lights=generic@10.0.0.7:7700") == Target("lights", "generic", "10.0.0.7", 7700)


@pytest.mark.parametrize("text", ["", "a", "a=b", "a=b@c", "=b@c:1", "a=@c:1", "a=b@c:0", "A=b@c:1", "a=b=c@d@e:1"])
def test_what_is_no_target_is_told_so(text: str) -> None:
    with pytest.raises(FileError, match=r"^--target: expected NAME=PROFILE@HOST:PORT, as in "):
        parse_target(text, "--target")


@pytest.mark.parametrize("text", ["1024x576", "480x832", "512x512", "640x360", "320x576", "512×288"])  # noqa: RUF001  people write both signs
def test_a_size_is_a_width_and_a_height(text: str) -> None:
    width, height = parse_size(text)
    assert text in {f"{width}x{height}", f"{width}×{height}"}  # noqa: RUF001  as above


@pytest.mark.parametrize(
    "text", ["", "512", "512x", "511x288", "512x62", "4096x512", "-512x288", "512x288x3", "512 x 288"]
)
def test_what_is_no_size_is_told_so(text: str) -> None:
    with pytest.raises(FileError, match=r"^size: expected WIDTHxHEIGHT in even numbers from 64 to 2048"):
        parse_size(text)


@pytest.mark.parametrize("text", ["embedded", "none", "http://127.0.0.1:12190", "https://gpu.example/scope"])
def test_a_generator_is_embedded_none_or_a_server(text: str) -> None:
    assert parse_generator(text) == text


@pytest.mark.parametrize("text", ["", "Embedded", "127.0.0.1:12190", "ftp://a", "http://", "http://a b"])
def test_what_is_no_generator_is_told_so(text: str) -> None:
    with pytest.raises(FileError, match=r"^generator: expected embedded, none, or an address such as "):
        parse_generator(text)
