"""One message to a show, and whether it arrived: on a real socket."""

import asyncio
import socket

import pytest
from typing_extensions import override

from soundscape_live.io.osc import OscError, OscInput
from soundscape_live.io.osc.ask import tell
from soundscape_live.model import Control


async def test_it_arrives_before_the_answer_does() -> None:
    heard: list[Control] = []
    show = OscInput("127.0.0.1", 0, heard.append)
    await show.open()
    try:
        await asyncio.to_thread(tell, "127.0.0.1", show.address[1], "/soundscape/panic", 1.0)
    finally:
        show.close()
    assert [(control.name, control.value) for control in heard] == [("/soundscape/panic", 1.0)]


def test_nobody_there_is_said_at_once() -> None:
    with pytest.raises(OscError, match=r"no show answers on 127\.0\.0\.1:9"):
        tell("127.0.0.1", 9, "/soundscape/panic", 1.0)


def test_silence_is_no_answer() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        deaf.bind(("127.0.0.1", 0))
        with pytest.raises(OscError, match="start one, or name its address"):
            tell("127.0.0.1", deaf.getsockname()[1], "/soundscape/panic", 1.0)


async def test_another_programs_answer_is_not_taken_for_ours() -> None:
    loop = asyncio.get_running_loop()

    class Echo(asyncio.DatagramProtocol):
        @override
        def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
            self.transport = transport

        @override
        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            self.transport.sendto(data, addr)

    transport, _ = await loop.create_datagram_endpoint(Echo, ("127.0.0.1", 0))
    port = transport.get_extra_info("sockname")[1]
    with pytest.raises(OscError, match="no show of ours"):
        await asyncio.to_thread(tell, "127.0.0.1", port, "/soundscape/panic", 1.0)
    transport.close()
