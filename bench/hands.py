"""Hands for a benchmark, a process of their own: MIDI through the JACK graph, and OSC over UDP.

Reads from its standard input one JSON line a performance, [OSC port, [[seconds from now, "midi" or "osc", name,
value], ...]] in the order of time; plays it, and answers with one line, the greatest lateness in seconds. MIDI names
are numbers of controllers, values 0..127.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import rtmidi
from pythonosc.osc_message_builder import OscMessageBuilder

NAME = "bench-hands"
PORT = f"{NAME}:out"
ROOT = Path(__file__).parents[1]
Movement: TypeAlias = tuple[float, str, str, float]
"Seconds from the performance's beginning, `midi` or `osc`, the control's name, its value."


class Hands:
    """The other process, seen from this one. Its methods block."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def play(self, osc_port: int, movements: Sequence[Movement]) -> float:
        """Play, and return by how many seconds the latest movement was late. Blocks until it is over."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([osc_port, movements]) + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


@contextmanager
def hands() -> Iterator[Hands]:
    """Start the process; it ends with the context, or with this process."""
    command = [sys.executable, "-m", "bench.hands"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            if process.stdout.readline().strip() != "up":
                raise SystemExit("the process that plays the hands did not come up")
            yield Hands(process)
        finally:
            process.stdin.close()


def _main() -> None:
    out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name=NAME)
    out.open_virtual_port("out")
    print("up", flush=True)
    for line in sys.stdin:
        osc_port, movements = json.loads(line)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as network:
            network.connect(("127.0.0.1", osc_port))
            print(_play(movements, out, network), flush=True)


def _play(movements: Sequence[Movement], out: rtmidi.MidiOut, network: socket.socket) -> float:
    begun, latest = time.monotonic(), 0.0
    for after, kind, name, value in movements:
        wait = begun + after - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        latest = max(latest, -wait)
        if kind == "midi":
            out.send_message([0xB0, int(name), int(value)])
        else:
            message = OscMessageBuilder(name)
            message.add_arg(value, "f")
            network.send(message.build().dgram)
    return latest


if __name__ == "__main__":
    _main()
