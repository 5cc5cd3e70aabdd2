"""The engine's peer, a real bridge and a pretended Scope server: three processes, real sockets between them."""

import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from soundscape_live.host.clock import now
from soundscape_live.model import CommandDone, FramesShown, PeerDelay, PeerState
from tests.generator.rig import Generator
from tests.io.peer.desk import Desk, params, reset, running

SCOPE = ("--pretend-scope", "--chunk-seconds", "0.3", "--chunk-frames", "6")
WITHIN = 20.0
"Seconds in which processes start, a pipeline is loaded and a session comes about."


class Bridges:
    """What the app gives the peer: a bridge that runs, started when there is none."""

    def __init__(self, folder: Path) -> None:
        self.scope = Generator(*SCOPE)
        self.started: list[Generator] = []
        self._state = folder / "session.json"

    async def address(self) -> str:
        if not self.started or self.started[-1].process.poll() is not None:
            self.started.append(Generator("--scope", self.scope.url, "--state", str(self._state)))
        return self.started[-1].url

    async def drawn(self) -> dict[str, object]:
        url = self.scope.url + "/api/v1/session/parameters"
        async with aiohttp.ClientSession() as client, client.get(url) as answer:
            return dict((await answer.json())["parameters"])


@pytest.fixture
def bridges(tmp_path: Path) -> Iterator[Bridges]:
    made = Bridges(tmp_path)
    yield made
    for each in (*made.started, made.scope):
        with contextlib.suppress(ProcessLookupError):
            each.process.send_signal(signal.SIGCONT)
        each.end()
        assert "Traceback" not in each.errors, each.errors


async def until_live(desk: Desk) -> None:
    """Wait until it is live, and send the state whenever the engine would: as soon as it is heard."""
    sent = desk.last().at
    desk.peer.send_params(params(1))
    await desk.until(lambda: desk.last().state is PeerState.LIVE and desk.last().at >= sent, WITHIN)


async def test_a_scope_server_plays_what_the_engine_says_pauses_and_is_live_again(bridges: Bridges) -> None:
    async with running(bridges.scope.url, bridge=bridges.address) as desk:
        await desk.until(lambda: desk.heard(FramesShown), WITHIN)
        assert desk.last().heard
        await until_live(desk)
        assert desk.peer.url == bridges.started[0].url
        desk.peer.send_params(replace(params(2), seed=77))
        desk.peer.send_command(reset(1))
        await desk.until(lambda: [(done.id, done.refused) for done in desk.heard(CommandDone)] == [(1, "")])
        assert (await bridges.drawn())["base_seed"] == 77
        await desk.until(lambda: desk.heard(PeerDelay)[-1].chunk > 0.1)
        desk.peer.send_params(replace(params(3), seed=77, paused=True))
        await desk.until(lambda: desk.last().state is PeerState.PAUSED, WITHIN)
        assert desk.last().heard
        desk.peer.send_params(replace(params(4), seed=78))
        await desk.until(lambda: desk.last().state is PeerState.LIVE, WITHIN)
        assert PeerState.LOST not in desk.states()


async def test_a_frozen_scope_server_is_noticed_within_two_seconds(bridges: Bridges) -> None:
    async with running(bridges.scope.url, bridge=bridges.address) as desk:
        await desk.until(lambda: desk.heard(FramesShown), WITHIN)
        await until_live(desk)
        at = now()
        bridges.scope.process.send_signal(signal.SIGSTOP)
        await desk.until(lambda: desk.last().state in {PeerState.STALLED, PeerState.LOST})
        assert now() - at < 2.5
        bridges.scope.process.send_signal(signal.SIGCONT)
        await desk.until(lambda: desk.last().state is PeerState.LIVE, WITHIN)


async def test_a_killed_bridge_is_lost_and_another_plays_on(bridges: Bridges) -> None:
    async with running(bridges.scope.url, bridge=bridges.address) as desk:
        await desk.until(lambda: desk.heard(FramesShown), WITHIN)
        await until_live(desk)
        at = now()
        bridges.started[0].end(lambda: os.kill(bridges.started[0].process.pid, signal.SIGKILL))
        await desk.until(lambda: PeerState.LOST in desk.states())
        assert now() - at < 2.5
        lost = next(change for change in reversed(desk.reports) if getattr(change, "state", None) is PeerState.LOST)
        assert not lost.heard  # type: ignore[union-attr]
        await desk.until(lambda: len(bridges.started) == 2 and desk.last().state is PeerState.LIVE, WITHIN)
        assert desk.peer.url == bridges.started[1].url
