"""A MIDI controller in a process of its own: a virtual output in the graph of the JACK server in the environment.

`controller(name)` plugs one in; it is listed as `NAME:out`. With `lights` it has an input too, `NAME-01:in` (JACK gives
each client a name of its own), and tells what it was sent. Killing it is pulling its plug.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import rtmidi


class Controller:
    """The hand on it: what is sent here leaves the other process."""

    def __init__(self, name: str, *, lights: bool = False) -> None:
        self.name = name
        self.port = f"{name}:out"
        command = [sys.executable, __file__, name, *(["lights"] if lights else [])]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "up":
            raise RuntimeError(f"the controller {name} did not come up")

    def send(self, *messages: Sequence[int], gap: float = 0.0) -> list[float]:
        """Send messages, `gap` seconds apart; returns when each was sent, on the one monotonic clock."""
        return [float(at) for at in self._ask([gap, [list(message) for message in messages]])]

    def received(self) -> list[tuple[int, ...]]:
        """Return what its lights were sent since this was last asked, in order."""
        return [tuple(message) for message in self._ask(None)]

    def _ask(self, what: object) -> list[Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        return list(json.loads(self._process.stdout.readline()))

    def unplug(self) -> None:
        """Pull the plug: the process is killed and says no goodbye."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def controller(name: str, *, lights: bool = False) -> Iterator[Controller]:
    """Plug a controller in for a while."""
    plugged = Controller(name, lights=lights)
    try:
        yield plugged
    finally:
        plugged.unplug()


def _play(name: str, *, lights: bool) -> None:
    out = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name=name)
    out.open_virtual_port("out")
    if lights:
        shown = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name=name, queue_size_limit=8192)
        shown.ignore_types(sysex=False, timing=False)
        shown.open_virtual_port("in")
    print("up", flush=True)
    for line in sys.stdin:
        what = json.loads(line)
        if what is None:
            print(json.dumps([event[0] for event in iter(shown.get_message, None)]), flush=True)
            continue
        gap, messages = what
        sent: list[float] = []
        began = time.monotonic()
        for number, message in enumerate(messages, start=1):
            sent.append(time.monotonic())
            out.send_message(message)
            # To a timetable: a clock that is late with one tick is not late with all that follow.
            time.sleep(max(0.0, began + number * gap - time.monotonic()))
        print(json.dumps(sent), flush=True)


if __name__ == "__main__":
    _play(sys.argv[1], lights="lights" in sys.argv[2:])
