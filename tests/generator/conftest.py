"""Generators and peers for the tests."""

from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from aioice import ice

from soundscape_live.generator.run import gather_only
from tests.generator.rig import Generator, Peer


@pytest.fixture(scope="module")
def generator() -> Iterator[Generator]:
    """One generator for a module's tests."""
    started = Generator()
    yield started
    assert started.end() == 0
    assert "Traceback" not in started.errors, started.errors
    assert "never retrieved" not in started.errors, started.errors


@pytest.fixture
def start() -> Iterator[Callable[..., Generator]]:
    """Start generators of one's own."""
    started: list[Generator] = []

    def one(*options: str) -> Generator:
        started.append(Generator(*options))
        return started[-1]

    yield one
    for each in started:
        each.end()


@pytest.fixture
async def peers() -> AsyncIterator[Callable[..., Peer]]:
    """Make peers on loopback, of a generator and one of its renderers."""
    before = ice.get_host_addresses
    gather_only("127.0.0.1")
    made: list[Peer] = []

    def one(generator: Generator, renderer: str = "") -> Peer:
        made.append(Peer(f"{generator.url}/{renderer}".rstrip("/")))
        return made[-1]

    yield one
    for peer in made:
        await peer.close()
    ice.get_host_addresses = before
