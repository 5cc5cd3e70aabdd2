"""OSC out, over real UDP on loopback; python-osc reads what arrives."""

import asyncio
import math
import socket
from collections.abc import Iterator

import pytest
from pythonosc.osc_message import OscMessage

from soundscape_live.io.files.library import Library
from soundscape_live.io.osc import OscError, OscOutput, OscTarget
from soundscape_live.io.osc.route import QUIET_SECONDS, REACH_SECONDS
from soundscape_live.lights.rules import Wishes, part
from soundscape_live.model import Cue
from tests.ports import free_port

GENERIC = part(Library.standard({}).profile("generic"), Wishes(), 3.0)


@pytest.fixture
def desk() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(2.0)
        yield receiver


def at(receiver: socket.socket, name: str = "lights", host: str = "127.0.0.1") -> OscTarget:
    return OscTarget(name, host, receiver.getsockname()[1], GENERIC)


@pytest.mark.parametrize(
    ("cue", "value"),
    [("energy", 1.0), ("band/low", 0.25), ("beat/count", 7), ("bpm", 124.5), ("state", "live"), ("scene", "")],
)
def test_a_cue_is_one_plain_message_with_one_typed_argument(desk: socket.socket, cue: str, value: float | str) -> None:
    output = OscOutput([at(desk)])
    output.send(Cue(0.0, cue, value))
    output.flush()
    message = OscMessage(desk.recv(1000))
    output.close()

    assert (message.address, message.params) == (f"/soundscape/{cue}", [value])
    assert type(message.params[0]) is type(value)
    assert (output.sent, output.failed) == (1, 0)


def test_every_target_gets_every_cue_in_order(desk: socket.socket) -> None:
    output = OscOutput([at(desk, "one"), at(desk, "two", "localhost")])
    for number in range(3):
        output.send(Cue(0.0, "beat/count", number))
    output.close()

    assert [OscMessage(desk.recv(1000)).params[0] for _ in range(6)] == [0, 0, 1, 1, 2, 2]
    assert output.sent == 6


def test_a_target_that_does_not_listen_is_said_once_and_gets_the_cues_when_it_does(
    desk: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    output = OscOutput([OscTarget("absent", "127.0.0.1", port, GENERIC), at(desk)])
    for number in range(50):
        output.send(Cue(number / 10, "beat/count", number))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as late:
        late.bind(("127.0.0.1", port))
        late.settimeout(2.0)
        output.send(Cue(5.0, "beat/count", 99))
        assert OscMessage(late.recv(1000)).params == [99]
    output.close()

    assert [OscMessage(desk.recv(1000)).params[0] for _ in range(51)] == [*range(50), 99]
    assert output.failed > 40
    assert caplog.messages == [f"Target absent (127.0.0.1:{port}) does not listen"]


def test_trouble_that_was_away_is_said_anew(caplog: pytest.LogCaptureFixture) -> None:
    output = OscOutput([OscTarget("absent", "127.0.0.1", free_port(), GENERIC)])
    for moment in (0.0, 0.1, 0.2, QUIET_SECONDS + 1, QUIET_SECONDS + 1.1):
        output.send(Cue(moment, "beat/count", 1))
    output.close()

    assert len(caplog.records) == 2


def test_a_target_without_a_way_to_it_is_counted_and_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    # A link's own address, and no word of which link.
    output = OscOutput([OscTarget("far", "fe80::1", 9, GENERIC)])
    for number in range(10):
        output.send(Cue(number * REACH_SECONDS / 4, "beat/count", number))
    output.close()

    assert output.failed == 10
    assert len(caplog.records) == 1
    assert "cannot be reached" in caplog.messages[0]


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e300])
def test_a_value_that_osc_cannot_carry_is_not_sent(
    desk: socket.socket, value: float, caplog: pytest.LogCaptureFixture
) -> None:
    output = OscOutput([at(desk)])
    output.send(Cue(0.0, "bpm", value))
    output.flush()
    output.send(Cue(0.0, "beat/count", 1))
    message = OscMessage(desk.recv(1000))
    output.close()

    assert message.address == "/soundscape/beat/count"
    assert (output.sent, output.failed, len(caplog.records)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("target", "own"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "127.0.0.1"),
        ("127.0.0.1", "localhost"),
        ("127.0.0.1", "0.0.0.0"),
        ("127.0.0.7", "0.0.0.0"),
        ("::1", "::"),
    ],
)
def test_our_own_input_cannot_be_a_target(target: str, own: str) -> None:
    if ":" in target and not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with pytest.raises(OscError, match=r"target lights is .*:12100, where OSC comes in"):
        OscOutput([OscTarget("lights", target, 12100, GENERIC)], own=(own, 12100))


@pytest.mark.parametrize(("target", "own"), [("127.0.0.1", "0.0.0.0"), ("192.0.2.9", "0.0.0.0")])
def test_another_port_or_another_machine_can_be_a_target(target: str, own: str) -> None:
    port = 12100 if target == "192.0.2.9" else 12101

    OscOutput([OscTarget("lights", target, port, GENERIC)], own=(own, 12100)).close()


async def test_a_target_that_is_a_name_is_looked_up_while_running(desk: socket.socket) -> None:
    name = socket.gethostname()
    try:
        here = socket.getaddrinfo(name, 9, socket.AF_INET, socket.SOCK_DGRAM)
    except OSError:
        pytest.skip(f"this machine does not know its own name {name}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind((here[0][4][0], 0))
        receiver.settimeout(2.0)
        output = OscOutput([OscTarget("lights", name, receiver.getsockname()[1], GENERIC), at(desk)])
        output.send(Cue(0.0, "beat/count", 1))
        assert output.failed == 1
        await output.run()
        output.send(Cue(0.1, "beat/count", 2))
        assert OscMessage(receiver.recv(1000)).params == [2]
    output.close()


async def test_a_name_that_nobody_knows_is_said_once_and_hurts_nobody(
    desk: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    output = OscOutput([OscTarget("lost", "no.such.host.invalid", 7700, GENERIC), at(desk)])
    task = asyncio.create_task(output.run())
    async with asyncio.timeout(5.0):
        while not caplog.records:
            await asyncio.sleep(0.01)
    output.send(Cue(0.0, "beat/count", 1))
    task.cancel()
    output.close()

    assert OscMessage(desk.recv(1000)).params == [1]
    assert "nobody knows no.such.host.invalid" in caplog.messages[0]
