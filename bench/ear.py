"""A process that takes what lights are sent, over UDP and TCP, and counts it; run beside a benchmark, not by hand.

It prints its two ports on a line, takes until its standard input ends and all is quiet, and prints the count. Datagrams
are fetched LOOK seconds apart: a desk is another machine, and waking it is no work of the engine's, as it were here.
"""

import asyncio
import contextlib
import socket
import sys

from soundscape_live.io.osc.framing import Lengths

QUIET = 0.5
LOOK = 0.005
"Seconds."


class Count:
    """Counts datagrams, and what comes over connections."""

    def __init__(self) -> None:
        self.packets = 0

    async def fetch(self, udp: socket.socket) -> None:
        """Count datagrams until cancelled."""
        while True:
            with contextlib.suppress(BlockingIOError):
                while udp.recv(1 << 16):
                    self.packets += 1
            await asyncio.sleep(LOOK)

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
    count = Count()
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    udp.bind(("127.0.0.1", 0))
    udp.setblocking(False)  # noqa: FBT003 - the socket module's own signature
    fetching = asyncio.create_task(count.fetch(udp))
    server = await asyncio.start_server(count.serve, "127.0.0.1", 0)
    print(udp.getsockname()[1], server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await asyncio.sleep(QUIET)
    fetching.cancel()
    print(count.packets, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
