"""Plays systemd for one service: the notify socket, the watchdog's wish, and whom a message comes from.

Source: sd_notify(3). The service is run through a shell that hands its own process over, so that WATCHDOG_PID is right.
"""

import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

HANDED_OVER = 'WATCHDOG_PID=$$ exec "$@"'
CREDENTIALS = struct.Struct("3i")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Said:
    """One message."""

    at: float
    "When it was read, on the monotonic clock."
    pid: int
    "Who sent it, as the kernel says."
    text: str


class Supervisor:
    """One service under supervision. Thread: the caller's; `until` and `listen` block."""

    def __init__(self, channel: socket.socket, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.said: list[Said] = []
        self._channel = channel

    def until(self, true: Callable[[Said], bool], within: float = 20.0) -> Said:
        """Return the next message that is so; AssertionError if none comes in time."""
        deadline = time.monotonic() + within
        while (left := deadline - time.monotonic()) > 0:
            for said in self.listen(left, one=True):
                if true(said):
                    return said
        raise AssertionError(f"it was not said within {within} s; the last were {self.said[-5:]}")

    def listen(self, seconds: float, *, one: bool = False) -> list[Said]:
        """Return what is said within so many seconds, or the first message alone."""
        deadline = time.monotonic() + seconds
        heard: list[Said] = []
        while (left := deadline - time.monotonic()) > 0 and not (one and heard):
            self._channel.settimeout(left)
            try:
                text, extra, _, _ = self._channel.recvmsg(4096, socket.CMSG_SPACE(CREDENTIALS.size))
            except TimeoutError:
                break
            heard.append(Said(time.monotonic(), CREDENTIALS.unpack(extra[0][2])[0], text.decode()))
        self.said += heard
        return heard

    def end(self, within: float = 15.0) -> int:
        """Ask it to end as systemd does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within)


@contextmanager
def supervised(*arguments: str, watchdog: float) -> Iterator[Supervisor]:
    """Run `soundscape-live ARGUMENTS`, which is to show a sign of life every `watchdog` seconds."""
    with TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        address = f"{folder}/notify"
        channel.bind(address)
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        process = subprocess.Popen(
            ["/bin/sh", "-c", HANDED_OVER, "sh", sys.executable, "-m", "soundscape_live", "--quiet", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, "NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(int(watchdog * 1e6))},
        )
        try:
            yield Supervisor(channel, process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait(5)
