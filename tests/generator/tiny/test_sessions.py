"""The networks on a CPU: any size, both kinds, and which is chosen."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from soundscape_live.generator.picture import Refusal
from soundscape_live.generator.settings import GeneratorSettings, default_engine
from soundscape_live.generator.tiny import files
from soundscape_live.generator.tiny.files import Kind
from soundscape_live.generator.tiny.sessions import THREADS_MOST, TRIES, Sessions, coordinates, quicker, threads_here

SIZES = [(18, 32), (9, 16), (5, 7), (1, 1), (32, 18)]


@pytest.fixture(scope="module", params=list(Kind))
def sessions(request: pytest.FixtureRequest, folder: Path) -> Sessions:
    return Sessions(folder, request.param, 1)


@pytest.mark.parametrize("size", SIZES)
def test_any_size_is_computed(sessions: Sessions, size: tuple[int, int]) -> None:
    latent = np.random.default_rng(1).standard_normal((sessions.channels, *size), np.float32)
    tokens = np.zeros((8, 128), np.float32)
    clean = sessions.step(latent, 0.7, tokens, 0.1)
    assert clean.shape == latent.shape
    assert np.isfinite(clean).all()
    picture = sessions.decode(latent)
    assert picture.shape == (16 * size[0], 16 * size[1], 3)
    assert picture.dtype == np.uint8


def test_everything_that_a_step_is_told_tells(sessions: Sessions) -> None:
    latent = np.random.default_rng(1).standard_normal((sessions.channels, 6, 8), np.float32)
    tokens = np.random.default_rng(2).standard_normal((8, 128), np.float32)
    made = sessions.step(latent, 0.7, tokens, 0.1)
    for other in (
        sessions.step(latent, 0.4, tokens, 0.1),
        sessions.step(latent, 0.7, -tokens, 0.1),
        sessions.step(latent, 0.7, tokens, 0.0),
        sessions.step(-latent, 0.7, tokens, 0.1),
    ):
        assert np.abs(other - made).max() > 1e-4


def test_bytes_are_near_floats(folder: Path) -> None:
    latent = np.random.default_rng(1).standard_normal((4, 18, 32), np.float32)
    tokens = np.random.default_rng(2).standard_normal((8, 128), np.float32)
    fine, coarse = (Sessions(folder, kind, 1) for kind in Kind)
    apart = fine.step(latent, 0.5, tokens, 0.0) - coarse.step(latent, 0.5, tokens, 0.0)
    assert np.abs(apart).mean() < 0.1 * np.abs(latent).mean()
    pictures = [one.decode(latent).astype(np.float32) for one in (fine, coarse)]
    assert np.abs(pictures[0] - pictures[1]).mean() < 4.0


def test_coordinates_are_those_of_the_middles_and_know_the_shape() -> None:
    places = coordinates(2, 4)
    assert places.shape == (1, 2, 2, 4)
    np.testing.assert_allclose(places[0, 0, 0], [-1.5, -0.5, 0.5, 1.5])
    np.testing.assert_allclose(places[0, 1, :, 0], [-0.5, 0.5])


def ticking(*steps: float) -> Callable[[], float]:
    """Return a clock that goes on by these, again and again."""
    at, ways = 0.0, itertools.cycle(steps)

    def now() -> float:
        nonlocal at
        at += next(ways)
        return at

    return now


def slower_after(calls: int) -> Callable[[], float]:
    """Return a clock that runs faster after so many readings: what is tried then seems slow."""
    count = itertools.count()
    at = 0.0

    def now() -> float:
        nonlocal at
        at += 0.001 if next(count) < calls else 0.01
        return at

    return now


def test_the_kind_that_is_quicker_is_taken(folder: Path) -> None:
    # Each network is tried TRIES times, between two readings, after one that says when to stop.
    first = 2 * (1 + 2 * TRIES)
    assert quicker(folder, 1, slower_after(first)).kind is Kind.FP32
    falling: Iterator[float] = itertools.chain([0.01] * first, itertools.repeat(0.001))
    assert quicker(folder, 1, ticking(*itertools.islice(falling, 2 * first))).kind is Kind.INT8


def test_trying_ends_when_its_time_is_over(folder: Path) -> None:
    readings = itertools.count()

    def slow() -> float:
        return 10.0 * next(readings)

    quicker(folder, 1, slow)
    assert next(readings) == 2 * 2 * 3  # kinds, networks; one reading for the end and two for the only run


def test_threads_leave_a_core() -> None:
    assert 1 <= threads_here() <= THREADS_MOST


@pytest.mark.parametrize("gone", ["tiny.safetensors", "decode-int8.onnx"])
def test_a_missing_file_is_named(folder: Path, tmp_path: Path, gone: str) -> None:
    for path in folder.iterdir():
        if path.name != gone:
            (tmp_path / path.name).symlink_to(path)
    assert not files.there(tmp_path)
    assert files.there(folder)
    assert files.find(folder) == folder
    with pytest.raises(Refusal, match=rf"^--engine tiny: .*{gone} is missing.*--engine procedural$"):
        files.find(tmp_path)


def test_our_own_model_draws_unless_its_files_are_missing(folder: Path, tmp_path: Path) -> None:
    assert default_engine(folder) == "tiny"
    assert default_engine(tmp_path) == "procedural"
    assert GeneratorSettings().engine == default_engine()
