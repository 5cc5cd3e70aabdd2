"""Ports for programs that a test starts: free over UDP and TCP, and told to nobody else until then.

Rules: the system chooses ports for whoever asks for none from 32768 upward; one of those, free now, may be taken
before a program that needs a second to start has bound it. So these come from below, and each is told once.
"""

import random
import socket

LOW, HIGH = 20000, 32768
_left = random.sample(range(LOW, HIGH), HIGH - LOW)


def free_port() -> int:
    """Return a port that is free over both UDP and TCP on 127.0.0.1, and that was not told before."""
    while True:
        port = _left.pop()
        if all(_is_free(kind, port) for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM)):
            return port


def _is_free(kind: socket.SocketKind, port: int) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
