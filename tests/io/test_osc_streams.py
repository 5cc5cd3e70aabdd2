"""OSC over TCP on loopback: python-osc's client, and clients that mean no good or do nothing."""

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pythonosc.osc_tcp_server import MODE_1_0, MODE_1_1
from pythonosc.tcp_client import SimpleTCPClient

from soundscape_live.io.osc import OscInput, streams
from soundscape_live.io.osc.framing import Lengths, Slip
from soundscape_live.io.osc.streams import CONNECTIONS_OF_A_HOST, SEND_BYTES
from soundscape_live.model import Control
from tests.io.osc_desk import FADER, HERE, Desk, desk, message, until
from tests.io.test_osc_input import measured_lag, mutated

MODES = [MODE_1_0, MODE_1_1]


@contextmanager
def connected(opened: Desk) -> Iterator[socket.socket]:
    with socket.create_connection(opened.osc.address, timeout=3) as client:
        yield client


def is_closed(client: socket.socket) -> bool:
    try:
        return client.recv(1000) == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("mode", MODES)
async def test_python_oscs_client_plays_and_is_answered(mode: str) -> None:
    async with desk() as opened:
        opened.show(0.25)
        host, port = opened.osc.address
        client = await asyncio.to_thread(SimpleTCPClient, host, port, mode=mode, timeout=3)
        client.send_message("/soundscape/freeze", 1.0)
        client.send_message("/soundscape/theme", "ember")
        await until(lambda: len(opened.heard) == 2)
        assert [(control.source, control.name, control.value) for control in opened.heard] == [
            ("osc:127.0.0.1", "/soundscape/freeze", 1.0),
            ("osc:127.0.0.1", "/soundscape/theme", "ember"),
        ]

        client.send_message("/soundscape/ping", "hello")
        assert await asyncio.to_thread(client.receive, 3) == [message("/soundscape/pong", "hello")]
        client.send_message("/soundscape/subscribe", [])
        assert await asyncio.to_thread(client.receive, 3) == [message(FADER, 0.25)]
        opened.show(0.5)
        assert await asyncio.to_thread(client.receive, 3) == [message(FADER, 0.5)]

        client.close()
        await until(lambda: len(opened.states) == 2)
        assert opened.states == [
            ("osc:127.0.0.1", True, "subscribed to * by TCP"),
            ("osc:127.0.0.1", False, "its connection closed"),
        ]


async def test_a_connection_cannot_name_another_port(caplog: pytest.LogCaptureFixture) -> None:
    async with desk() as opened:
        with connected(opened) as client:
            client.sendall(Lengths().frame(message("/soundscape/subscribe", 30.0, 9000.0)))
            await until(lambda: opened.osc.rejected == 1)
    assert "over TCP the connection itself is answered" in caplog.text


@pytest.mark.parametrize("kind", [Slip, Lengths])
async def test_packets_come_whole_however_they_are_cut(kind: type[Slip | Lengths]) -> None:
    packets = [message("/n", float(number)) for number in range(200)]
    stream = b"".join(map(kind().frame, packets))
    async with desk() as opened:
        with connected(opened) as client:
            for begin in range(0, len(stream), 7):
                client.sendall(stream[begin : begin + 7])
            await until(lambda: len(opened.heard) == 200)
        assert [control.value for control in opened.heard] == list(range(200))


@pytest.mark.parametrize(
    "beginning",
    [b"GET / HTTP/1.1\r\n", b"\x7fELF", struct.pack(">I", 8193), b"\xc0/a\xdba\xc0", b"\x00\xff\xff\xff"],
)
async def test_another_protocol_is_closed_at_once_and_counted(
    beginning: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk() as opened:
        with connected(opened) as client:
            client.sendall(beginning)
            assert await asyncio.to_thread(is_closed, client)
        assert (opened.osc.rejected, opened.osc.connections) == (1, 0)
    assert "closed a connection" in caplog.text


@pytest.mark.parametrize("beginning", [b"", b"\x00", struct.pack(">I", 16) + b"/half", b"\xc0/half"])
async def test_half_a_packet_is_not_waited_for_long(beginning: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PATIENCE", 0.3)
    monkeypatch.setattr("soundscape_live.io.osc.input.SWEEP_SECONDS", 0.05)
    async with desk() as opened:
        with connected(opened) as client, connected(opened) as idle:
            idle.sendall(Slip().frame(message("/whole")))
            client.sendall(beginning)
            assert await asyncio.to_thread(is_closed, client)
            await asyncio.sleep(0.4)
            assert opened.osc.connections == 1
            idle.sendall(Slip().frame(message("/whole")))
            await until(lambda: len(opened.heard) == 2)


async def test_a_byte_now_and_then_does_not_keep_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PATIENCE", 0.3)
    monkeypatch.setattr("soundscape_live.io.osc.input.SWEEP_SECONDS", 0.05)
    async with desk() as opened:
        with connected(opened) as client:
            client.sendall(struct.pack(">I", 100))
            for _ in range(30):
                await asyncio.sleep(0.05)
                if not opened.osc.connections:
                    break
                client.sendall(b"x")
            assert opened.osc.connections == 0


async def test_a_client_that_does_not_read_holds_little_and_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "PATIENCE", 0.3)
    monkeypatch.setattr("soundscape_live.io.osc.input.SWEEP_SECONDS", 0.05)
    async with desk() as opened:
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(opened.osc.address)
            client.sendall(Lengths().frame(message("/soundscape/subscribe")))
            await until(lambda: opened.feedback.subscribers)
            (connection,) = opened.osc._streams._connections
            most = 0
            ping = Lengths().frame(message("/soundscape/ping", "x" * 1900))
            while opened.osc.connections:
                with contextlib.suppress(ConnectionError):
                    client.sendall(ping)
                await asyncio.sleep(0.001)
                opened.show(random.random())
                assert connection._transport is not None
                most = max(most, connection._transport.get_write_buffer_size())
        assert SEND_BYTES < most < SEND_BYTES + 3000
        assert opened.states[-1][1:] == (False, "its connection closed")


async def test_of_one_host_the_connection_that_was_silent_longest_gives_way() -> None:
    async with desk() as opened:
        clients = [socket.create_connection(opened.osc.address, timeout=3) for _ in range(CONNECTIONS_OF_A_HOST)]
        for number, client in enumerate(clients):
            client.sendall(Slip().frame(message("/hello", float(number))))
            await until(lambda count=number + 1: len(opened.heard) == count)
        with connected(opened) as newcomer:
            newcomer.sendall(Slip().frame(message("/hello")))
            assert await asyncio.to_thread(is_closed, clients[0])
            await until(lambda: len(opened.heard) == CONNECTIONS_OF_A_HOST + 1)
            assert opened.osc.connections == CONNECTIONS_OF_A_HOST
        for client in clients:
            client.close()


async def test_beyond_the_room_for_all_a_newcomer_is_refused(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(streams, "CONNECTIONS", 2)
    async with desk() as opened:
        with connected(opened), connected(opened):
            await until(lambda: opened.osc.connections == 2)
            with connected(opened) as third:
                assert await asyncio.to_thread(is_closed, third)
    assert "refused a connection" in caplog.text


async def test_who_is_not_allowed_is_closed_unread(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Control] = []
    osc = OscInput(HERE, 0, heard.append, allow=[])
    await osc.open()
    with socket.create_connection(osc.address, timeout=3) as client:
        client.sendall(Slip().frame(message("/soundscape/panic")))
        assert await asyncio.to_thread(is_closed, client)
    osc.close()
    await asyncio.sleep(0)
    assert (heard, osc.rejected) == ([], 1)
    assert "not from an allowed network" in caplog.text


async def test_mutated_streams_stall_nothing_and_raise_nothing(caplog: pytest.LogCaptureFixture) -> None:
    dice = random.Random(4)
    async with desk() as opened, measured_lag() as lag:
        for number, packet in enumerate(mutated(3000, seed=3)):
            framing = (Slip, Lengths)[number % 2]()
            stream = bytearray(framing.frame(packet) + framing.frame(message("/whole")))
            for _ in range(dice.randint(0, 2)):
                stream[dice.randrange(len(stream))] = dice.randrange(256)
            with connected(opened) as client:
                client.sendall(stream)
            if number % 10 == 0:
                await asyncio.sleep(0.001)
        await until(lambda: opened.osc.connections == 0)
        with connected(opened) as client:
            client.sendall(Slip().frame(message("/still/here")))
            await until(lambda: opened.heard[-1].name == "/still/here")
    print(f"\n3000 mutated streams: {opened.osc.accepted} accepted, {opened.osc.rejected} rejected, "
          f"loop lag p99 {lag.p99() * 1e3:.2f} ms, {len(caplog.records)} log lines")  # fmt: skip
    assert opened.osc.accepted == len(opened.heard) > 1000
    assert opened.osc.rejected > 500
    assert len(caplog.records) < 10


async def test_a_taken_tcp_port_is_said_with_what_to_do() -> None:
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Exception, match=rf"on 127.0.0.1:{port}: another program has this port"):
            await OscInput(HERE, port, lambda _: None).open()
