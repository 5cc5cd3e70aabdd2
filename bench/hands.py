"""Hands for a benchmark, a process of their own: MIDI controllers in the JACK graph, and OSC over UDP.

Reads from its standard input one JSON line a performance, [OSC port, [[seconds from now, "osc" or "midi" and the
controller's number (none: 0), name, value], ...]] in the order of time; plays it, and answers with one line, the
greatest lateness in seconds and how many messages the controllers' lights have had so far. MIDI names are numbers of
control changes, values 0..127.
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
SETTLE_SECONDS = 0.3
"Until what was shown last has come."
ROOT = Path(__file__).parents[1]
Movement: TypeAlias = tuple[float, str, str, float]
"Seconds from the performance's beginning, `midi`, `midi1`, ... or `osc`, the control's name, its value."


class Hands:
    """The other process, seen from this one. Its methods block."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.lit = 0
        "Messages that the controllers' lights have had."

    def play(self, osc_port: int, movements: Sequence[Movement]) -> float:
        """Play, and return by how many seconds the latest movement was late. Blocks until it is over."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([osc_port, movements]) + "\n")
        self._process.stdin.flush()
        late, self.lit = json.loads(self._process.stdout.readline())
        return float(late)


@contextmanager
def hands(controllers: int = 1) -> Iterator[Hands]:
    """Start the process; it ends with the context, or with this process."""
    command = [sys.executable, "-m", "bench.hands", str(controllers)]
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
    outs = [rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name=NAME) for _ in range(int(sys.argv[1]))]
    lights = [rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name=NAME, queue_size_limit=1 << 17) for _ in outs]
    for out, light in zip(outs, lights, strict=True):
        out.open_virtual_port("out")
        light.ignore_types(sysex=False)
        light.open_virtual_port("in")
    lit = 0
    print("up", flush=True)
    for line in sys.stdin:
        osc_port, movements = json.loads(line)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as network:
            network.connect(("127.0.0.1", osc_port))
            late = _play(movements, outs, network)
            time.sleep(SETTLE_SECONDS)
            lit += sum(1 for light in lights for _ in iter(light.get_message, None))
            print(json.dumps([late, lit]), flush=True)


def _play(movements: Sequence[Movement], outs: Sequence[rtmidi.MidiOut], network: socket.socket) -> float:
    begun, latest = time.monotonic(), 0.0
    for after, kind, name, value in movements:
        wait = begun + after - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        latest = max(latest, -wait)
        if kind != "osc":
            outs[int(kind.removeprefix("midi") or 0)].send_message([0xB0, int(name), int(value)])
        else:
            message = OscMessageBuilder(name)
            message.add_arg(value, "f")
            network.send(message.build().dgram)
    return latest


if __name__ == "__main__":
    _main()
