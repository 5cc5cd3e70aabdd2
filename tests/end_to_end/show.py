"""A show as a process: `soundscape-live run` with ports of its own, what it says, what it starts, and how it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import build_msg

from tests.ports import free_port
from tests.rig.processes import command_of, everyone, stat_of

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "soundscape_live")
PATIENCE = 20.0
"Seconds for anything that takes one or two on a quiet machine."
T = TypeVar("T")


def until(true: Callable[[], T], seconds: float = PATIENCE, what: str = "it") -> T:
    """Wait until something is so and return it; fail if it is not soon."""
    deadline = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < deadline, f"{what} did not come about within {seconds:g} s"
        time.sleep(0.02)
    return value


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which no configuration of this machine's user is found."""
    mine = {"PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    return {**os.environ, **mine}


def command(folder: Path, *arguments: str, seconds: float = PATIENCE) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in `folder`."""
    return subprocess.run(
        [*PROGRAM, *arguments], cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=seconds,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@dataclass(frozen=True)
class Child:
    """A process that a show started."""

    pid: int
    began: str
    command: str

    @property
    def alive(self) -> bool:
        """Whether it still runs: a zombie does not, and another process may have its number."""
        now = stat_of(self.pid)
        return now is not None and now.began == self.began and now.runs

    def kill(self) -> None:
        """Kill it as the kernel would, without a word."""
        os.kill(self.pid, signal.SIGKILL)


def descendants(pid: int) -> list[Child]:
    """Return every process that this one started, and that those started."""
    stats = everyone()
    found, parents = [], {pid}
    while parents:
        children = {one: stat for one, stat in stats.items() if stat.parent in parents}
        found += [Child(one, stat.began, command_of(one)) for one, stat in children.items()]
        parents = set(children)
    return found


class Lights:
    """Whoever gets the cues: a UDP socket that keeps all messages with the time of their arrival."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, str, Sequence[object]]] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def of(self, name: str) -> list[Sequence[object]]:
        """Return the arguments of all messages to /soundscape/NAME."""
        return [values for _, address, values in self.heard if address == f"/soundscape/{name}"]

    def since(self, at: float) -> int:
        """Return how many messages came after a time."""
        return sum(1 for when, _, _ in self.heard if when > at)

    def close(self) -> None:
        """Listen no more."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join(5)
        self._socket.close()

    def _listen(self) -> None:
        while packet := self._socket.recv(65536):
            message = OscMessage(packet)
            self.heard.append((time.monotonic(), message.address, message.params))


class Show:
    """One run. Use it as a context: whatever is still there at the end of it is killed."""

    def __init__(
        self, folder: Path, *options: str, page: bool = False, env: Mapping[str, str] | None = None, more: str = ""
    ) -> None:
        """Start `run` in `folder`, with free ports, cues to `lights`, and a report; `more` goes into the show file."""
        self.folder = folder
        self.lights = Lights()
        self.osc_port, self.generator_port, self.page_port = free_port(), free_port(), free_port()
        self._hand = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        (folder / "show.toml").write_text(
            f'generator_port = {self.generator_port}\nosc_in = "127.0.0.1:{self.osc_port}"\n'
            f'targets = ["test=generic@127.0.0.1:{self.lights.port}"]\n'
            f'page = "{f"127.0.0.1:{self.page_port}" if page else "off"}"\n{more}'
        )
        self._said = (folder / "stderr").open("wb")
        self._printed = (folder / "stdout").open("wb")
        self.process = subprocess.Popen(
            [*PROGRAM, "run", "--show", "show.toml", "--report", "report.json", *options],
            cwd=folder,
            env={**environment(folder), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=self._printed,
            stderr=self._said,
            start_new_session=True,
        )
        self.started: set[Child] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.children()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for child in self.started:
            if child.alive:
                child.kill()
        self._hand.close()
        self.lights.close()
        self._said.close()
        self._printed.close()

    @property
    def said(self) -> str:
        """What it wrote to standard error so far."""
        return (self.folder / "stderr").read_text()

    @property
    def printed(self) -> str:
        """What it printed so far."""
        return (self.folder / "stdout").read_text()

    def report(self) -> dict[str, Any]:
        """Return the report, once the show has ended."""
        report: dict[str, Any] = json.loads((self.folder / "report.json").read_text())
        return report

    def children(self) -> list[Child]:
        """Return the processes that it has started and that run now."""
        found = descendants(self.process.pid)
        self.started.update(found)
        return found

    def child(self, words: str) -> Child | None:
        """Return the child whose command line has these words."""
        return next((child for child in self.children() if words in child.command), None)

    def live(self) -> None:
        """Wait until the generator is there and draws; a command that came sooner might expire."""
        until(lambda: "generator: live" in self.said or self.process.poll() is not None, what="the generator")
        assert self.process.poll() is None, self.said
        pipeline = f"http://127.0.0.1:{self.generator_port}/api/v1/pipeline/status"
        until(lambda: get(pipeline).get("status") == "loaded", what="the first frame")
        self.children()

    def send(self, address: str, *values: float | str) -> None:
        """Send it one OSC message."""
        self.packet(build_msg(address, list(values)).dgram)

    def packet(self, data: bytes) -> None:
        """Send bytes to where it listens for OSC."""
        self._hand.sendto(data, ("127.0.0.1", self.osc_port))

    def parameters(self) -> dict[str, Any]:
        """Return the state that the generator draws; empty while it is away."""
        return get(f"http://127.0.0.1:{self.generator_port}/api/v1/session/parameters").get("parameters", {})

    def status(self) -> dict[str, Any]:
        """Return what its page says; empty while there is none."""
        return get(f"http://127.0.0.1:{self.page_port}/status")

    def generators(self) -> dict[str, dict[str, Any]]:
        """Return what its page says of each generator; empty while there is none."""
        return {one["name"]: one for one in self.status().get("generators", ())}

    def end(self, number: int | None = None, *, group: bool = False) -> float:
        """Wait for its end, after sending it a signal; return how many seconds all that it started took to end."""
        began = time.monotonic()
        if number is not None:
            self.children()
            (os.killpg if group else os.kill)(self.process.pid, number)
        self.process.wait(60)
        until(lambda: not any(child.alive for child in self.started), what="the end of its processes")
        return time.monotonic() - began


def get(url: str) -> dict[str, Any]:
    """Return the JSON object at an address; an empty one while nothing answers."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            value: dict[str, Any] = json.load(answer)
    except OSError:
        return {}
    return value
