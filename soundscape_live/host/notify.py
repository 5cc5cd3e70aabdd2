"""systemd's notify protocol: one datagram a message to the socket that the environment names.

Without a supervisor every call does nothing. Source: sd_notify(3), sd_watchdog_enabled(3).
"""

import contextlib
import os
import socket


class Notify:
    """Speaks to the service supervisor that started this process, if one did."""

    def __init__(self, address: str = "", watchdog_usec: str = "") -> None:
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._watchdog = int(watchdog_usec) / 1e6 if watchdog_usec.isdigit() else 0.0

    @classmethod
    def of_environment(cls) -> "Notify":
        """Take the addresses that systemd sets for a service of Type=notify out of the environment.

        A child that found them there would speak for us.
        """
        address, every, pid = (os.environ.pop(name, "") for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"))
        return cls(address, every if pid in {"", str(os.getpid())} else "")

    @property
    def watchdog_every(self) -> float | None:
        """Seconds between two signs of life, half of what the supervisor allows; None if it expects none."""
        return self._watchdog / 2 if self._watchdog else None

    def ready(self) -> None:
        """Say that the service is up. Blocks: never."""
        self._send("READY=1")

    def status(self, text: str) -> None:
        """Say in one line what the service is doing. Blocks: never."""
        self._send(f"STATUS={text}")

    def alive(self) -> None:
        """Give the watchdog its sign of life. Blocks: never."""
        self._send("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the service is ending. Blocks: never."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        if not self._address:
            return
        # A supervisor that cannot hear us is no reason to stop the show.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.settimeout(0)
            channel.sendto(message.encode(), self._address)
