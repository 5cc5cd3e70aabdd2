"""Lights over real TCP and UDP on loopback: framing, reconnecting, pacing, early and late, and what a dry run says."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from soundscape_live.host.clock import now
from soundscape_live.io.osc import OscOutput, OscTarget
from soundscape_live.io.osc.framing import Framing, Lengths, Slip
from soundscape_live.io.osc.packet import message, parse
from soundscape_live.lights.rules import Part, Route, Transport, Type
from soundscape_live.model import Cue
from tests.ports import free_port

BEAT = Route("beat", "/beat", Type.INT, press=0.02, shines=False)
ENERGY = Route("energy", "/energy", rate=20.0, shines=False)
WAIT = 5.0


class Desk:
    """Somebody who takes connections, and keeps what comes."""

    def __init__(self) -> None:
        self.heard = bytearray()
        self.connections = 0
        self._writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.append(writer)
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1000):
                self.heard += data
        writer.transport.abort()

    def hang_up(self) -> None:
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()


@asynccontextmanager
async def running(output: OscOutput) -> AsyncIterator[None]:
    task = asyncio.create_task(output.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        output.close()


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(WAIT):
        while not true():
            await asyncio.sleep(0.005)


def target(port: int, *routes: Route, transport: Transport, offset: float = 0.0, name: str = "desk") -> OscTarget:
    return OscTarget(name, "127.0.0.1", port, Part(routes, offset), transport)


@pytest.mark.parametrize(("transport", "framing"), [(Transport.LENGTH, Lengths()), (Transport.SLIP, Slip())])
async def test_a_desk_over_tcp_gets_framed_packets(transport: Transport, framing: Framing) -> None:
    desk = Desk()
    server = await asyncio.start_server(desk.serve, "127.0.0.1", 0)
    output = OscOutput([target(server.sockets[0].getsockname()[1], BEAT, ENERGY, transport=transport)])
    async with server, running(output):
        await until(lambda: desk.connections)
        await asyncio.sleep(0.05)
        output.send(Cue(now(), "beat", 1))
        output.send(Cue(now(), "energy", 0.5))
        output.flush()
        await until(lambda: len(framing.frame(message("/beat", 1))) * 2 < len(desk.heard))
    assert [parse(packet) for packet in framing.feed(bytes(desk.heard))] == [
        ("/beat", 1.0),
        ("/energy", 0.5),
        ("/beat", 0.0),
    ]
    assert (output.sent, output.failed) == (3, 0)


async def test_a_desk_that_hangs_up_is_said_once_and_found_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    desk = Desk()
    server = await asyncio.start_server(desk.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    output = OscOutput([target(port, BEAT, transport=Transport.LENGTH)])
    async with running(output):
        await until(lambda: desk.connections)
        server.close()
        desk.hang_up()
        await until(lambda: caplog.messages)
        for count in range(5):
            output.send(Cue(now(), "beat", 1, count))
            await asyncio.sleep(0.02)
        assert output.failed >= 5, "what is sent to nobody is lost and counted"
        again = await asyncio.start_server(desk.serve, "127.0.0.1", port)
        async with again:
            await until(lambda: desk.connections == 2)
            await until(lambda: len(caplog.messages) == 2)
            output.send(Cue(now(), "beat", 1))
            await until(lambda: desk.heard)
    assert caplog.messages == [
        f"Target desk (127.0.0.1:{port}) is gone; it is tried again",
        f"Target desk (127.0.0.1:{port}) is there",
    ]


async def test_a_desk_that_is_not_there_costs_nothing_and_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    output = OscOutput([target(free_port(), BEAT, transport=Transport.SLIP)])
    async with running(output):
        await asyncio.sleep(0.5)
        output.send(Cue(now(), "beat", 1))
    assert output.failed == 1
    assert len(caplog.records) == 1
    assert "cannot be reached" in caplog.messages[0]


async def test_a_desk_that_takes_nothing_loses_what_it_does_not_take(caplog: pytest.LogCaptureFixture) -> None:
    text = Route("scene", "/scene", Type.TEXT, repeat=True)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        output = OscOutput([target(listening.getsockname()[1], text, transport=Transport.LENGTH)])
        async with running(output):
            await until(lambda: output.sent or output.send(Cue(now(), "scene", "first")))
            async with asyncio.timeout(WAIT):
                sent = output.failed
                while output.failed == sent:
                    output.send(Cue(now(), "scene", "x" * 2000))
                    await asyncio.sleep(0)
    assert caplog.messages[-1].endswith("takes nothing: what it does not take is lost")


async def test_os2l_is_told_one_object_at_a_time() -> None:
    desk = Desk()
    server = await asyncio.start_server(desk.serve, "127.0.0.1", 0)
    routes = (
        Route("beat", "beat", press=0.0),
        Route("bar", "btn/a {b} c", press=0.0),
        Route("energy", "cmd/7", high=100.0, shines=False),
        Route("drop", "cmd/x", Type.NONE, press=0.0),
    )
    output = OscOutput([target(server.sockets[0].getsockname()[1], *routes, transport=Transport.OS2L)])
    async with server, running(output):
        await until(lambda: desk.connections)
        await asyncio.sleep(0.05)
        for cue in ("beat", "bar", "energy", "drop"):
            output.send(Cue(now(), cue, 1, 3))
        output.flush()
        await until(lambda: desk.heard.count(b"}") == 4)
        output.send(Cue(now(), "beat", 1, 4))
        desk.hang_up()
        await asyncio.sleep(0.05)
    assert desk.heard.startswith(b'{"evt":"beat","change":false,"pos":3,"bpm":0.0,"strength":1.0}{"evt":"btn"')
    assert b'"name":"a (b) c","state":"on"}' in desk.heard
    assert b'{"evt":"cmd","id":7,"param":100.0}' in desk.heard
    assert b'{"evt":"cmd","id":0,"param":1.0}' in desk.heard
    assert output.sent >= 4


async def test_what_is_told_and_when_of_early_late_and_punctual_targets() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as desk:
        desk.bind(("127.0.0.1", 0))
        desk.setblocking(False)  # noqa: FBT003
        port = desk.getsockname()[1]
        offsets = {"early": 0.04, "late": -0.1, "punctual": 0.0}
        output = OscOutput(
            [
                target(port, Route("beat", f"/{name}", Type.INT, press=0.0), transport=Transport.UDP, offset=offset)
                for name, offset in offsets.items()
            ]
        )
        begin = now()
        async with running(output):
            output.send(Cue(begin, "beat", 1, 0, 0.04))
            output.flush()
            await asyncio.sleep(0.04)
            output.send(Cue(now(), "beat", 1))
            output.flush()
            heard: dict[str, float] = {}
            loop = asyncio.get_running_loop()
            async with asyncio.timeout(WAIT):
                while len(heard) < 3:
                    packet = await loop.sock_recv(desk, 1000)
                    heard.setdefault(parse(packet)[0], now() - begin)
    assert list(heard) == ["/early", "/punctual", "/late"]
    assert 0.13 < heard["/late"] < 1.0


async def test_levels_wait_for_their_rate_and_beats_for_nothing() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as desk:
        desk.bind(("127.0.0.1", 0))
        output = OscOutput([target(desk.getsockname()[1], BEAT, ENERGY, transport=Transport.UDP)])
        async with running(output):
            for step in range(10):
                output.send(Cue(now(), "energy", step / 10))
                output.flush()
            output.send(Cue(now(), "beat", 1))
            await asyncio.sleep(0.2)
            output.send(Cue(now(), "nobody/takes/this", 1))
            output.flush()
            heard = [parse(packet) for packet in _all(desk)]
    assert heard[:2] == [("/energy", 0.0), ("/beat", 1.0)]
    assert sorted(heard[2:]) == [("/beat", 0.0), ("/energy", pytest.approx(0.9))]


def _all(desk: socket.socket) -> list[bytes]:
    desk.setblocking(False)  # noqa: FBT003
    packets = []
    try:
        while True:
            packets.append(desk.recv(1000))
    except BlockingIOError:
        return packets


async def test_a_dry_run_says_what_would_be_sent_and_sends_nothing() -> None:
    said: list[str] = []
    bar = Route("bar", "/go", Type.NONE, press=0.0)
    output = OscOutput(
        [target(9, BEAT, bar, transport=Transport.UDP), target(9, BEAT, bar, transport=Transport.UDP, name="other")],
        dry=said.append,
    )
    async with running(output):
        output.send(Cue(now(), "beat", 1))
        output.send(Cue(now(), "bar", 1))
        output.flush()
    assert said == ["desk  /beat 1", "other  /beat 1", "desk  /go", "other  /go"]
    assert (output.sent, output.failed) == (0, 0)
