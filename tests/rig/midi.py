"""A MIDI controller in a process of its own: a virtual output in the graph of the JACK server in the environment.

`controller(name)` plugs one in; it is listed as `NAME:out`. Killing it is pulling its plug.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import rtmidi


class Controller:
    """The hand on it: what is sent here leaves the other process."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.port = f"{name}:out"
        self._process = subprocess.Popen(
            [sys.executable, __file__, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "up":
            raise RuntimeError(f"the controller {name} did not come up")

    def send(self, *messages: Sequence[int], gap: float = 0.0) -> list[float]:
        """Send messages, `gap` seconds apart; returns when each was sent, on the one monotonic clock."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([gap, [list(message) for message in messages]]) + "\n")
        return list(json.loads(self._process.stdout.readline()))

    def unplug(self) -> None:
        """Pull the plug: the process is killed and says no goodbye."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def controller(name: str) -> Iterator[Controller]:
    """Plug a controller in for a while."""
    plugged = Controller(name)
    try:
        yield plugged
    finally:
        plugged.unplug()


def _play(name: str) -> None:
    out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name=name)
    out.open_virtual_port("out")
    print("up", flush=True)
    for line in sys.stdin:
        gap, messages = json.loads(line)
        sent: list[float] = []
        began = time.monotonic()
        for number, message in enumerate(messages, start=1):
            sent.append(time.monotonic())
            out.send_message(message)
            # To a timetable: a clock that is late with one tick is not late with all that follow.
            time.sleep(max(0.0, began + number * gap - time.monotonic()))
        print(json.dumps(sent), flush=True)


if __name__ == "__main__":
    _play(sys.argv[1])
