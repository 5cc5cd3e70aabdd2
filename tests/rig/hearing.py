"""Prints the OSC addresses that come to a port of loopback, one a line, until one of them comes or time is up.

    python hearing.py PORT ADDRESS SECONDS

Stands alone, so that it can be run in another network namespace.
"""

import socket
import sys
import time


def hear(port: int, wanted: str, seconds: float) -> None:
    """Print them."""
    deadline = time.monotonic() + seconds
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        channel.bind(("127.0.0.1", port))
        while (left := deadline - time.monotonic()) > 0:
            channel.settimeout(left)
            try:
                packet = channel.recv(65536)
            except TimeoutError:
                return
            # A bundle's elements lie behind its 16 bytes, each after its length.
            address = packet[20:] if packet.startswith(b"#bundle\0") else packet
            name = address.split(b"\0", 1)[0].decode()
            print(name, flush=True)
            if name == wanted:
                return


if __name__ == "__main__":
    hear(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))
