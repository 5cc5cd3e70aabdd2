"""Ableton Live with AbletonOSC: the socket of the talk that live.py leads.

Rules: AbletonOSC answers to one port of whoever spoke to it last, 11001: we listen there. Nothing blocks; all of it
runs on the event loop's thread. Packets from elsewhere are passed over, broken ones counted.
"""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from soundscape_live.host.clock import now
from soundscape_live.io.osc.live import Live
from soundscape_live.io.osc.packet import MAX_BYTES, OscError, PacketError, address_of, arguments, split
from soundscape_live.io.osc.places import Address
from soundscape_live.model import Control

TURN = 64
"Datagrams taken before others have their turn."
AGAIN_SECONDS = 5.0
"After the name could not be looked up, or the port could not be had."


@dataclass(frozen=True, slots=True)
class LiveWish:
    """Where Live is, and where it answers."""

    address: Address
    answers: Address
    scenes: bool = True
    "Whether its scenes and clips recall ours of the same name."


class Ableton:
    """Live as a source of tempo, transport and scenes."""

    def __init__(
        self,
        wish: LiveWish,
        feed: Callable[[Control], None],
        state: Callable[[str, bool, str], None],
        scenes: Callable[[], Sequence[str]],
    ) -> None:
        """`state` is told when Live answers and when it no longer does; `scenes` gives the names of the show's."""
        self.rejected = 0
        "Packets that could not be read."
        self._wish = wish
        self._feed = feed
        self._state = state
        self._scenes = scenes
        self._host = ""
        self._told = False

    async def run(self) -> None:
        """Talk until cancelled. Raises OscError where the port for answers is another program's."""
        loop = asyncio.get_running_loop()
        self._host = await self._look_up(loop)
        live = Live(self._host, self._scenes, now(), scenes=self._wish.scenes)
        with self._listening() as ear:
            woken = asyncio.Event()

            def read() -> None:
                self._read(ear, live)
                woken.set()

            loop.add_reader(ear, read)
            try:
                while True:
                    self._send(ear, live.advance(now()))
                    self._tell(live)
                    woken.clear()
                    # Not wait_for: in Python 3.11 that may swallow being cancelled.
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout_at(live.due()):
                            await woken.wait()
            finally:
                loop.remove_reader(ear)

    async def _look_up(self, loop: asyncio.AbstractEventLoop) -> str:
        while True:
            with contextlib.suppress(OSError):
                found = await loop.getaddrinfo(*self._wish.address, type=socket.SOCK_DGRAM, family=socket.AF_INET)
                return str(found[0][4][0])
            await asyncio.sleep(AGAIN_SECONDS)

    def _listening(self) -> socket.socket:
        ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            ear.setblocking(False)  # noqa: FBT003 - the socket module's own signature
            ear.bind(self._wish.answers)
        except OSError as error:
            ear.close()
            where = "{}:{}".format(*self._wish.answers)
            raise OscError(f"Live's answers cannot be taken on {where}: {error.strerror or error}") from error
        return ear

    def _send(self, ear: socket.socket, packets: Sequence[bytes]) -> None:
        for packet in packets:
            # Where nobody listens, or the network is gone, Live does not answer; that is said.
            with contextlib.suppress(OSError):
                ear.sendto(packet, (self._host, self._wish.address[1]))

    def _read(self, ear: socket.socket, live: Live) -> None:
        for _ in range(TURN):
            try:
                packet, sender = ear.recvfrom(MAX_BYTES + 1)
            except OSError:
                return
            if sender[0] == self._host:
                self._take(packet, live)

    def _take(self, packet: bytes, live: Live) -> None:
        try:
            for _, message in split(packet):
                for control in live.hear(now(), address_of(message), arguments(message)):
                    self._feed(control)
        except PacketError:
            self.rejected += 1

    def _tell(self, live: Live) -> None:
        if live.present != self._told:
            self._told = live.present
            self._state(f"osc:{self._host}", live.present, live.words)
