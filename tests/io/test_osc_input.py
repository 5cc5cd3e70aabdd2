"""OSC in, over real UDP on loopback."""

import asyncio
import contextlib
import ipaddress
import math
import random
import socket
import struct
import sys
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from pythonosc.osc_message_builder import OscMessageBuilder

from soundscape_live.host.clock import now, wall
from soundscape_live.io.osc import OscError, OscInput
from soundscape_live.io.osc.reception import PING
from soundscape_live.io.osc.upcoming import ROOM
from soundscape_live.model import Control

NTP_TO_1970 = 2_208_988_800


def message(address: str, *arguments: float | str) -> bytes:
    builder = OscMessageBuilder(address)
    for value in arguments:
        builder.add_arg(value)
    return bytes(builder.build().dgram)


def bundle(ahead: float | None, *elements: bytes) -> bytes:
    stamp = 1 if ahead is None else int((wall() + ahead + NTP_TO_1970) * 2**32)
    body = b"".join(struct.pack(">i", len(element)) + element for element in elements)
    return b"#bundle\x00" + struct.pack(">Q", stamp) + body


class Wire:
    """An input that listens, what it fed, and a sender."""

    def __init__(self) -> None:
        self.heard: list[Control] = []
        self.fed_at: list[float] = []
        self.osc = OscInput("127.0.0.1", 0, self._hear)
        self.sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sender.bind(("127.0.0.1", 0))
        self.sender.settimeout(0)

    def _hear(self, control: Control) -> None:
        self.heard.append(control)
        self.fed_at.append(now())

    def send(self, *packets: bytes) -> None:
        for packet in packets:
            self.sender.sendto(packet, self.osc.address)

    async def until(self, condition: Callable[[], bool], seconds: float = 3.0) -> float:
        start = now()
        while not condition():
            assert now() - start < seconds
            await asyncio.sleep(0.001)
        return now() - start

    @property
    def names(self) -> list[str]:
        return [control.name for control in self.heard]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    wire = Wire()
    await wire.osc.open()
    yield wire
    wire.osc.close()
    wire.sender.close()


class Lag:
    """How late the event loop is, by a timer of 5 ms."""

    def __init__(self) -> None:
        self.late: list[float] = []

    async def measure(self) -> None:
        while True:
            start = now()
            await asyncio.sleep(0.005)
            self.late.append(now() - start - 0.005)

    def p99(self) -> float:
        return sorted(self.late)[int(0.99 * (len(self.late) - 1))]


@contextlib.asynccontextmanager
async def measured_lag() -> AsyncIterator[Lag]:
    lag = Lag()
    task = asyncio.create_task(lag.measure())
    yield lag
    task.cancel()


async def test_a_message_is_fed_with_its_sender_and_its_stamp(wire: Wire) -> None:
    before = now()
    wire.send(message("/soundscape/param/noise_scale", 0.5), message("/soundscape/scene/recall", "Neon Foundry"))
    await wire.until(lambda: len(wire.heard) == 2)

    assert [(control.source, control.name, control.value) for control in wire.heard] == [
        ("osc:127.0.0.1", "/soundscape/param/noise_scale", 0.5),
        ("osc:127.0.0.1", "/soundscape/scene/recall", "Neon Foundry"),
    ]
    assert before <= wire.heard[0].at <= wire.heard[1].at <= now()
    assert (wire.osc.accepted, wire.osc.rejected) == (2, 0)


async def test_a_number_that_is_not_finite_changes_nothing_and_is_counted(wire: Wire) -> None:
    wire.send(message("/a", math.nan), message("/a", math.inf), message("/b", 1.0))
    await wire.until(lambda: bool(wire.heard))

    assert wire.names == ["/b"]
    assert (wire.osc.accepted, wire.osc.rejected) == (1, 2)


async def test_a_bundle_stamped_now_or_in_the_past_plays_at_once_in_order(wire: Wire) -> None:
    wire.send(bundle(None, message("/1"), message("/2")), bundle(-5.0, message("/3"), message("/4")))
    await wire.until(lambda: len(wire.heard) == 4)

    assert wire.names == ["/1", "/2", "/3", "/4"]
    assert wire.osc.ahead == 0


async def test_a_bundle_stamped_a_little_ahead_waits_for_its_time(wire: Wire) -> None:
    start = now()
    wire.send(bundle(0.1, message("/late/1"), message("/late/2")), bundle(0.05, message("/soon")), message("/now"))
    await wire.until(lambda: len(wire.heard) == 4)

    assert wire.names == ["/now", "/soon", "/late/1", "/late/2"]
    assert wire.fed_at[2] - start >= 0.09
    assert wire.heard[2].at - start >= 0.09
    assert wire.osc.ahead == 0


async def test_a_bundle_stamped_two_seconds_ahead_stalls_nothing(wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    async with measured_lag() as lag:
        wire.send(*(bundle(2.0, message(f"/{n}")) for n in range(20)))
        took = await wire.until(lambda: len(wire.heard) == 20)
        await asyncio.sleep(0.1)

    print(f"\n20 bundles stamped 2 s ahead: played after {took * 1e3:.1f} ms, loop lag p99 {lag.p99() * 1e3:.2f} ms")
    assert took < 1.0
    assert max(lag.late) < 1.0
    assert wire.osc.ahead == 20
    assert len(caplog.records) == 1
    assert "its clock is not ours" in caplog.messages[0]


async def test_more_than_there_is_room_for_play_at_once_and_nothing_is_lost(wire: Wire) -> None:
    beyond = 40
    wire.osc.take(bundle(0.2, *(message(f"/{n}") for n in range(ROOM + beyond))), ("127.0.0.1", 9))
    assert wire.names == [f"/{n}" for n in range(ROOM, ROOM + beyond)]

    await wire.until(lambda: len(wire.heard) == ROOM + beyond)
    assert wire.names[beyond:] == [f"/{n}" for n in range(ROOM)]
    assert (wire.osc.ahead, wire.osc.accepted) == (beyond, ROOM + beyond)


async def test_what_waits_is_forgotten_when_the_input_closes(wire: Wire) -> None:
    wire.osc.take(bundle(0.02, message("/late")), ("127.0.0.1", 9))
    wire.osc.close()
    await asyncio.sleep(0.05)

    assert not wire.heard


async def test_a_ping_is_answered_with_as_many_bytes_and_nothing_else_is(wire: Wire) -> None:
    ping = message(PING, "token")
    wire.send(message("/soundscape/panic"), message("/soundscape/pong"), b"junk", ping)
    await wire.until(lambda: wire.osc.pings == 1)
    answer = wire.sender.recv(1000)

    assert answer == message("/soundscape/pong", "token")
    assert len(answer) == len(ping)
    with pytest.raises(BlockingIOError):
        wire.sender.recv(1000)
    assert wire.names == ["/soundscape/panic", "/soundscape/pong"]


async def test_who_is_not_allowed_is_refused_unread(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Control] = []
    osc = OscInput("127.0.0.1", 0, heard.append, allow=[ipaddress.ip_network("10.0.0.0/8")])

    osc.take(message("/soundscape/panic"), ("127.0.0.1", 9))
    osc.take(b"junk", ("127.0.0.1", 9))

    assert not heard
    assert (osc.accepted, osc.rejected) == (0, 2)
    assert caplog.messages == ["OSC from 127.0.0.1: not from an allowed network"]


async def test_a_storm_of_a_thousand_a_second_passes_whole(wire: Wire) -> None:
    for _ in range(50):
        wire.send(*(message("/fader", 0.5) for _ in range(20)))
        await asyncio.sleep(0.02)
    await wire.until(lambda: len(wire.heard) == 1000)
    waits = sorted((fed - control.at) * 1e6 for fed, control in zip(wire.fed_at, wire.heard, strict=True))

    print(f"\nstamp to feed: p50 {waits[500]:.0f} us, p99 {waits[990]:.0f} us")
    assert wire.osc.rejected == 0


async def test_a_flood_is_cut_counted_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Control] = []
    osc = OscInput("127.0.0.1", 0, heard.append)
    packet = message("/fader", 0.5)
    for _ in range(20_000):
        osc.take(packet, ("127.0.0.1", 9))
    osc.take(packet, ("127.0.0.2", 9))

    assert osc.accepted + osc.rejected == 20_001
    assert osc.accepted == len(heard) < 10_000
    assert heard[-1].source == "osc:127.0.0.2"
    assert len(caplog.records) == 1


def mutated(count: int, seed: int) -> Iterator[bytes]:
    """Return valid packets with bytes changed, cut out or put in."""
    dice = random.Random(seed)
    one, two = message("/soundscape/param/noise_scale", 0.5), message("/soundscape/prompt/goto", "neon rain", 3)
    valid = [one, two, bundle(None, one, bundle(2.0, two), one), bundle(0.01, one)]
    for _ in range(count):
        data = bytearray(dice.choice(valid))
        for _ in range(dice.randint(1, 6)):
            place = dice.randrange(len(data) + 1)
            if dice.random() < 0.6 and place < len(data):
                data[place] = dice.randrange(256)
            elif dice.random() < 0.5:
                del data[place : place + dice.randint(1, 8)]
            else:
                data[place:place] = dice.randbytes(dice.randint(1, 8))
        yield bytes(data)


async def test_twenty_thousand_mutated_packets_stall_nothing_and_all_are_counted(
    wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    count = 20_000
    senders = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(8)]
    for number, sender in enumerate(senders, 1):
        # Linux answers on all of 127.0.0.0/8, so each sender has an allowance of its own.
        sender.bind((f"127.0.0.{number}" if sys.platform == "linux" else "127.0.0.1", 0))
    async with measured_lag() as lag:
        for number, packet in enumerate(mutated(count, seed=2)):
            if packet:
                senders[number % len(senders)].sendto(packet, wire.osc.address)
            if number % 40 == 0:
                await asyncio.sleep(0.002)
        await asyncio.sleep(0.3)
        wire.send(message("/still/here"))
        await wire.until(lambda: wire.names[-1] == "/still/here")

    for sender in senders:
        sender.close()
    osc = wire.osc
    print(
        f"\n{count} mutated packets: {osc.accepted} accepted, {osc.rejected} rejected, {osc.ahead} stamped ahead, "
        f"loop lag p99 {lag.p99() * 1e3:.2f} ms, max {max(lag.late) * 1e3:.2f} ms, {len(caplog.records)} log lines"
    )
    assert osc.accepted == len(wire.heard)
    assert osc.accepted + osc.rejected > 0.9 * count
    assert all(isinstance(control.value, str) or math.isfinite(control.value) for control in wire.heard)
    assert len(caplog.records) <= 3 * len(senders)
    assert lag.p99() < 0.2


async def test_a_port_that_is_taken_is_said_with_what_to_do(wire: Wire) -> None:
    _, port = wire.osc.address
    second = OscInput("127.0.0.1", port, wire.heard.append)

    with pytest.raises(OscError, match=rf"on 127.0.0.1:{port}: another program has this port.*--osc-in HOST:PORT"):
        await second.run()


@pytest.mark.parametrize(
    ("host", "why"), [("192.0.2.1", "does not have that address"), ("no.such.host.invalid", "this name has no address")]
)
async def test_an_address_that_cannot_be_had_is_said(host: str, why: str) -> None:
    with pytest.raises(OscError, match=why):
        await OscInput(host, 12100, lambda _: None).open()


async def test_run_listens_until_it_is_cancelled_and_gives_the_port_back(wire: Wire) -> None:
    osc = OscInput("127.0.0.1", 0, wire.heard.append)
    task = asyncio.create_task(osc.run())
    await wire.until(lambda: osc.address[1] != 0)
    address = osc.address
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as again:
        again.bind(address)
    osc.close()


async def test_run_goes_on_with_an_address_that_was_opened_before_it() -> None:
    osc = OscInput("127.0.0.1", 0, lambda _: None)
    await osc.open()
    address = osc.address
    running = asyncio.create_task(osc.run())
    await asyncio.sleep(0)
    assert osc.address == address
    running.cancel()
    await asyncio.wait([running])
    assert osc.address == ("127.0.0.1", 0)


async def test_who_ends_it_while_it_opens_finds_the_port_free_over_udp_and_tcp() -> None:
    osc = OscInput("127.0.0.1", 0, lambda _: None)
    task = asyncio.create_task(osc.run())
    while osc.address[1] == 0:
        await asyncio.sleep(0)
    address = osc.address
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as again:
            again.bind(address)
