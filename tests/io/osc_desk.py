"""An OSC endpoint with feedback, and clients of it, over real sockets on loopback."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

from soundscape_live.host.clock import now
from soundscape_live.io.osc import OscFeedback, OscInput
from soundscape_live.model import Control, Feedback, Tone

HERE = "127.0.0.1"
FADER = "/soundscape/param/noise_scale"


def message(address: str, *arguments: float | str) -> bytes:
    builder = OscMessageBuilder(address)
    for value in arguments:
        builder.add_arg(value)
    return bytes(builder.build().dgram)


@dataclass(frozen=True)
class Listener:
    """A client that cannot subscribe."""

    host: str
    port: int


@dataclass
class Desk:
    """An endpoint that is open."""

    osc: OscInput
    feedback: OscFeedback
    heard: list[Control] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    states: list[tuple[str, bool, str]] = field(default_factory=list)
    clients: list["Client"] = field(default_factory=list)

    def client(self, host: str = HERE) -> "Client":
        """Return a UDP client; the host may be any of 127.0.0.0/8 on Linux."""
        self.clients.append(Client(self, host))
        return self.clients[-1]

    def show(self, value: float, control: str = FADER, source: str = "*", tone: Tone = Tone.SOUND) -> None:
        """Say what a control should show, as the engine does."""
        self.feedback.feedback(Feedback(now(), source, control, value, tone))


class Client:
    """A UDP client."""

    def __init__(self, desk: Desk, host: str) -> None:
        self._desk = desk
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.socket.settimeout(0)
        self.port = int(self.socket.getsockname()[1])

    def send(self, *packets: bytes) -> None:
        for packet in packets:
            self.socket.sendto(packet, self._desk.osc.address)

    def told(self) -> list[tuple[str, object]]:
        """Return the messages that have come, each with its one argument."""
        return [(each.address, *each.params) for each in self.messages()]  # type: ignore[misc]  # of two, as promised

    def messages(self) -> list[OscMessage]:
        found: list[OscMessage] = []
        while True:
            try:
                found.append(OscMessage(self.socket.recv(10_000)))
            except BlockingIOError:
                return found

    async def next(self, count: int = 1, seconds: float = 3.0) -> list[tuple[str, object]]:
        """Wait for so many messages."""
        found: list[tuple[str, object]] = []
        async with asyncio.timeout(seconds):
            while len(found) < count:
                await asyncio.sleep(0.002)
                found += self.told()
        return found


async def until(condition: Callable[[], object], seconds: float = 3.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.002)


@asynccontextmanager
async def desk(*listeners: Listener) -> AsyncIterator[Desk]:
    """Open an endpoint on a port of the system's choice, and clients' worth of room."""
    heard: list[Control] = []
    wanted: list[str] = []
    states: list[tuple[str, bool, str]] = []
    feedback = OscFeedback(listeners, wanted=wanted.append, state=lambda *row: states.append(row))
    osc = OscInput(HERE, 0, heard.append, feedback=feedback)
    await osc.open()
    tasks = [asyncio.create_task(device.run()) for device in (osc, feedback)]
    opened = Desk(osc, feedback, heard, wanted, states)
    try:
        yield opened
    finally:
        for client in opened.clients:
            client.socket.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        osc.close()
        feedback.close()
        await asyncio.sleep(0)
