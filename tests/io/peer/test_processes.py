"""The peer and real generators that freeze, die and are replaced."""

import os
import signal
from urllib.parse import urlsplit

from soundscape_live.host.clock import now
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
            os.kill(renderer, signal.SIGCONT)
            await desk.live(times=2)
            assert desk.details().count("no new frame from the generator") == 1
            assert PeerState.LOST not in desk.states()
    finally:
        generator.end()
