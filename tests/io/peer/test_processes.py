"""The peer and real generators that freeze, die and are replaced."""

import contextlib
import os
import signal
from urllib.parse import urlsplit

import pytest

from soundscape_live.host.clock import now
from soundscape_live.io.peer.signalling import model_of
from soundscape_live.model import Applied, FramesShown, PeerState
from tests.generator.rig import Generator
from tests.io.peer.desk import Desk, params, running

NOTICED = 2.5
"Seconds: two, and what a busy machine adds."


async def lost_after(desk: Desk, how: signal.Signals, generator: Generator) -> float:
    """Do this to the generator's server process, and return how long it took until that was said."""
    await desk.until(lambda: desk.heard(FramesShown))
    before = desk.states().count(PeerState.LOST)
    at = now()
    generator.process.send_signal(how)
    await desk.until(lambda: desk.states().count(PeerState.LOST) > before)
    return now() - at


async def test_a_frozen_generator_is_lost_within_two_seconds_and_live_when_it_goes_on() -> None:
    generator = Generator()
    try:
        async with running(generator.url) as desk:
            await desk.live()
            assert await lost_after(desk, signal.SIGSTOP, generator) < NOTICED
            generator.process.send_signal(signal.SIGCONT)
            await desk.live(times=2, within=20.0)
            desk.peer.send_params(params(1))
            await desk.until(lambda: desk.heard(Applied))
    finally:
        generator.process.send_signal(signal.SIGCONT)
        assert generator.end() == 0


async def test_a_killed_generator_is_lost_within_two_seconds_and_its_successor_found() -> None:
    first = Generator()
    port = urlsplit(first.url).port
    successor = None
    try:
        async with running(first.url) as desk:
            await desk.live()
            assert await lost_after(desk, signal.SIGKILL, first) < NOTICED
            successor = Generator("--port", str(port))
            await desk.live(times=2, within=20.0)
            desk.peer.send_params(params(1))
            await desk.until(lambda: desk.heard(Applied))
    finally:
        first.end()
        if successor is not None:
            successor.end()


async def test_a_frozen_renderer_is_stalled_within_two_seconds_and_live_when_it_goes_on() -> None:
    generator = Generator()
    try:
        async with running(generator.url) as desk:
            await desk.live()
            await desk.until(lambda: desk.heard(FramesShown))
            (renderer,) = generator.children()
            at = now()
            os.kill(renderer, signal.SIGSTOP)
            await desk.until(lambda: PeerState.STALLED in desk.states())
            assert now() - at < NOTICED
            with contextlib.suppress(ProcessLookupError):  # a busy machine: another has taken its place already
                os.kill(renderer, signal.SIGCONT)
            await desk.live(times=2)
            assert desk.details().count("no new frame from the generator") == 1
            assert PeerState.LOST not in desk.states()
    finally:
        generator.end()


async def test_each_renderer_of_a_generator_is_one_to_play_and_one_that_is_not_there_is_said() -> None:
    generator = Generator("--renderer", "wall", "--renderer", "floor")
    try:
        async with running(f"{generator.url}/floor") as floor, running(f"{generator.url}/ceiling") as ceiling:
            await floor.live()
            assert floor.last().detail == ""
            floor.peer.send_params(params(1))
            await floor.until(lambda: floor.heard(Applied))
            wrong = "/ceiling answers with HTTP 404: there is no renderer ceiling here; there are: wall, floor"
            await ceiling.until(lambda: wrong in ceiling.details())
            assert PeerState.LIVE not in ceiling.states()
    finally:
        assert generator.end() == 0


@pytest.mark.parametrize(
    ("health", "model"),
    [
        ({}, ""),
        ({"renderer": "a", "renderers": 7}, ""),
        ({"renderer": "a", "renderers": [7, {"name": "b", "device": "cpu", "draws": "m"}]}, ""),
        ({"renderer": "a", "renderers": [{"name": "a", "device": None, "draws": "procedural"}]}, ""),
        ({"renderer": "a", "renderers": [{"name": "a", "device": "cuda:1", "draws": "s/sd-turbo"}]}, "s/sd-turbo"),
        ({"renderer": "a", "renderers": [{"name": "a", "device": "cpu", "draws": "x\n" * 99}]}, "x?" * 40),
        ({"renderer": "a", "renderers": [{"name": "a", "device": "cpu"}]}, ""),
    ],
)
def test_the_model_that_draws_is_read_from_what_a_server_says(health: dict[str, object], model: str) -> None:
    assert model_of(health) == model
