"""A pretended server, loaded, with short calls."""

from collections.abc import Iterator

import pytest

from tests.generator.rig import Generator

CHUNK = 0.3


@pytest.fixture
def scope() -> Iterator[Generator]:
    started = Generator("--pretend-scope", "--chunk-seconds", str(CHUNK), "--chunk-frames", "6")
    yield started
    assert started.end() == 0
    for word in ("Traceback", "never retrieved", "Warning"):
        assert word not in started.errors, started.errors
