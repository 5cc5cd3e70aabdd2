"""A pretended Scope server with short calls, and the bridge to it."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.generator.rig import Generator, Peer
from tests.generator.scope.rig import CHUNK, Engine


@dataclass
class Stage:
    """Starts servers and bridges, and ends them."""

    state: Path
    started: list[Generator] = field(default_factory=list)

    def server(self, port: str = "0") -> Generator:
        options = ("--pretend-scope", "--chunk-seconds", str(CHUNK), "--chunk-frames", "6", "--port", port)
        self.started.append(Generator(*options))
        return self.started[-1]

    def bridge(self, url: str, *options: str) -> Generator:
        self.started.append(Generator("--scope", url, "--state", str(self.state), *options))
        return self.started[-1]

    @staticmethod
    def kill(generator: Generator) -> None:
        generator.end(lambda: os.kill(generator.process.pid, signal.SIGKILL))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Start what a test needs, and see that it ends without complaint."""
    stage = Stage(tmp_path / "state" / "session.json")
    yield stage
    for each in reversed(stage.started):
        each.end()
        for word in ("Traceback", "never retrieved", "Warning:"):
            assert word not in each.errors, each.errors


@pytest.fixture
def engine(peers: Callable[[Generator], Peer]) -> Callable[[Generator], Engine]:
    """Make what stands in for an engine."""

    def one(generator: Generator) -> Engine:
        return Engine(peers(generator))

    return one
