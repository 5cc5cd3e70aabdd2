"""A process that takes what lights are sent, over UDP and TCP, and counts it; run beside a benchmark, not by hand.

It prints its two ports on a line, takes until its standard input ends and all is quiet, and prints the count.
"""

import asyncio
import contextlib
import socket
import sys

from typing_extensions import override

from soundscape_live.io.osc.framing import Lengths

QUIET = 0.5
"Seconds."


class Count(asyncio.DatagramProtocol):
    """Counts datagrams, and what comes over connections."""

    def __init__(self) -> None:
        self.packets = 0

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Count one."""
        del data, addr
        self.packets += 1

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Count the packets of one connection: objects of OS2L, or packets after their lengths."""
        framing = Lengths()
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(1 << 16):
                objects = data.count(b"}") if data[:1] == b"{" else 0
                self.packets += objects or len(framing.feed(data))
        writer.close()


async def main() -> None:
    """Count until told to end."""
    loop = asyncio.get_running_loop()
    count = Count()
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    udp.bind(("127.0.0.1", 0))
    await loop.create_datagram_endpoint(lambda: count, sock=udp)
    server = await asyncio.start_server(count.serve, "127.0.0.1", 0)
    print(udp.getsockname()[1], server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await asyncio.sleep(QUIET)
    print(count.packets, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
