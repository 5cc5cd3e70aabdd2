"""Whether two addresses are one place."""

import socket

import pytest

from soundscape_live.io.osc.places import numeric, same_place

HERE = socket.gethostname()


@pytest.mark.parametrize(
    ("target", "own", "same"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("localhost", "127.0.0.1", True),
        ("127.0.0.1", "localhost", True),
        ("127.0.0.1", "0.0.0.0", True),
        ("0.0.0.0", "127.0.0.1", True),
        ("0.0.0.0", "0.0.0.0", True),
        ("::ffff:127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "::", True),
        ("::1", "::", True),
        ("::", "::1", True),
        ("127.0.0.1", "::1", False),
        ("::1", "0.0.0.0", False),
        ("127.0.0.2", "127.0.0.1", False),
        ("192.0.2.9", "0.0.0.0", False),
        ("192.0.2.9", "::", False),
        ("127.0.0.1", "no.such.host.invalid", False),
    ],
)
def test_what_is_sent_there_arrives_here(target: str, own: str, *, same: bool) -> None:
    assert same_place((target, 12100), (own, 12100)) is same
    assert not same_place((target, 12100), (own, 12101))


def test_a_name_of_our_own_is_known() -> None:
    try:
        number = socket.getaddrinfo(HERE, 9, socket.AF_INET, socket.SOCK_DGRAM)[0][4][0]
    except OSError:
        pytest.skip(f"this machine does not know its own name {HERE}")
    assert same_place((str(number), 12100), (HERE, 12100))


@pytest.mark.parametrize(
    ("host", "number"),
    [("localhost", "127.0.0.1"), ("10.0.0.5", "10.0.0.5"), ("::FFFF:10.0.0.5", "10.0.0.5"), ("stage.local", "")],
)
def test_numbers_need_no_looking_up(host: str, number: str) -> None:
    assert numeric(host) == number
