"""The peer where a Scope server answers, and a bridge stands between; and where a generator pauses."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import web

from soundscape_live.host.clock import now
from soundscape_live.io.peer import destination
from soundscape_live.model import Applied, CommandDone, FramesShown, PeerChange, PeerDelay, PeerReport, PeerState
from soundscape_live.wire.messages import WireState
from tests.io.peer.desk import Desk, params, reset, running
from tests.io.peer.fake import FakeGenerator

LOADING = WireState(PeerState.LOADING, "longlive", 0.0, 0.0)
LIVE = WireState(PeerState.LIVE, "", 1.4, 0.75)


class Scope:
    """What a Scope server answers to one who asks what it is."""

    def __init__(self) -> None:
        self.probes = 0
        self.health: dict[str, object] = {"status": "healthy", "version": "0.2.4", "server_start_time": 1.0}
        self.schemas: object = {"pipelines": {"longlive": {}}}
        self.url = ""

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator["Scope"]:
        runner = web.ServerRunner(web.Server(self._answer))  # type: ignore[arg-type]
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[attr-defined]
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        if request.path == "/health":
            self.probes += 1
            return web.json_response(self.health)
        if request.path == "/api/v1/pipelines/schemas":
            return web.json_response(self.schemas)
        return web.json_response({"detail": "not here"}, status=404)


@contextlib.asynccontextmanager
async def bridged(bridge: FakeGenerator) -> AsyncIterator[tuple[Scope, Desk]]:
    async def give() -> str:
        return bridge.url

    async with Scope().serving() as scope, running(scope.url, bridge=give, generator="wall") as desk:
        yield scope, desk


async def test_a_scope_server_is_played_through_the_bridge_that_is_given_and_its_states_are_ours() -> None:
    async with FakeGenerator() as bridge:
        bridge.state = LOADING
        async with bridged(bridge) as (scope, desk):
            assert desk.peer.url == scope.url
            await desk.until(lambda: PeerState.LOADING in desk.states())
            assert desk.peer.url == bridge.url
            assert desk.last() == PeerChange(desk.last().at, PeerState.LOADING, "longlive", "wall", heard=True)
            assert PeerState.LIVE not in desk.states()
            desk.peer.send_params(params(1))
            await desk.until(lambda: bridge.snapshots)  # what the bridge will begin with
            bridge.tell(LIVE)
            await desk.live()
            assert desk.last().heard
            assert [(delay.seconds, delay.chunk) for delay in desk.heard(PeerDelay)] == [(0.0, 0.0), (1.4, 0.75)]
            bridge.tell(replace(LIVE, state=PeerState.LOST, detail="no frame for 2 s"))
            await desk.until(lambda: PeerState.LOST in desk.states())
            assert desk.last().heard
            assert scope.probes == 1


async def test_a_bridge_that_is_gone_is_lost_and_the_server_is_looked_at_again() -> None:
    async with FakeGenerator() as first, FakeGenerator() as second:
        first.state = second.state = LIVE
        urls = [first.url, second.url]

        async def give() -> str:
            return urls.pop(0)

        async with Scope().serving() as scope, running(scope.url, bridge=give) as desk:
            await desk.live()
            first.dialects = []  # something else has its port now
            await first.hang_up()
            await desk.until(lambda: PeerState.LOST in desk.states())
            assert not next(change for change in desk.heard(PeerChange) if change.state is PeerState.LOST).heard
            await desk.live(times=2)
            assert desk.peer.url == second.url
            assert scope.probes == 2


async def test_a_bridge_that_only_hung_up_is_taken_again_without_a_look_at_the_server() -> None:
    async with FakeGenerator() as bridge:
        bridge.state = LIVE
        async with bridged(bridge) as (scope, desk):
            await desk.live()
            await bridge.hang_up()
            await desk.live(times=2)
            assert scope.probes == 1


async def test_a_generator_of_ours_in_the_servers_place_is_played_without_a_bridge() -> None:
    async with FakeGenerator() as bridge, FakeGenerator() as ours:
        bridge.state = LIVE
        async with bridged(bridge) as (scope, desk):
            await desk.live()
            # The server answers as ours from now on; its offers would fail, so the probe alone is looked at.
            scope.health = {"status": "healthy", "dialects": ours.dialects}
            bridge.dialects = []
            await bridge.hang_up()
            await desk.until(lambda: desk.peer.url == scope.url)
            await desk.until(lambda: "HTTP 404" in desk.details())


async def test_without_a_bridge_a_scope_server_is_named() -> None:
    async with Scope().serving() as scope, running(scope.url) as desk:
        await desk.until(lambda: "does not speak soundscape/1 (version: 0.2.4)" in desk.details())
        assert desk.states()[-1] is PeerState.PROBING


async def test_what_lists_no_pipelines_is_no_scope_server() -> None:
    asked: list[None] = []

    async def give() -> str:
        asked.append(None)
        return "http://127.0.0.1:9"

    for schemas in ([], {"pipelines": 3}, {}):
        async with Scope().serving() as scope:
            scope.schemas = schemas
            async with running(scope.url, bridge=give) as desk:
                await desk.until(lambda: "does not speak" in desk.details())
    assert not asked


async def test_a_bridge_that_cannot_be_had_is_said_and_asked_for_again() -> None:
    asked: list[None] = []

    async def refuse() -> str:
        asked.append(None)
        raise FileNotFoundError("no such program")

    async with Scope().serving() as scope, running(scope.url, bridge=refuse) as desk:
        await desk.until(lambda: len(asked) >= 2)
        assert f"there is no bridge to {scope.url}: no such program" in desk.details()


async def test_a_bridge_that_speaks_something_else_is_no_bridge() -> None:
    async with Scope().serving() as other:

        async def give() -> str:
            return other.url

        async with Scope().serving() as scope, running(scope.url, bridge=give) as desk:
            await desk.until(lambda: f"{other.url} does not speak soundscape/1" in desk.details())


async def test_a_bridge_that_never_comes_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(destination, "BRIDGE_SECONDS", 0.2)

    async def dawdle() -> str:
        await asyncio.sleep(60.0)
        return ""

    async with Scope().serving() as scope, running(scope.url, bridge=dawdle) as desk:
        await desk.until(lambda: "did not start within 0.2 s" in desk.details())


async def test_nothing_is_sent_twice_to_a_bridge_which_answers_no_snapshot() -> None:
    async with FakeGenerator() as bridge:
        bridge.state, bridge.answers_snapshots, bridge.answers_commands = LIVE, False, False
        async with bridged(bridge) as (_, desk):
            await desk.live()
            desk.peer.send_params(params(1))
            desk.peer.send_command(reset(1, seconds=0.5))
            frames = len(desk.heard(FramesShown))
            await desk.until(lambda: len(desk.heard(FramesShown)) > frames + 30)  # a second
            assert [snapshot.seq for snapshot in bridge.snapshots] == [1]
            assert [command.id for command in bridge.commands] == [1]
            assert bridge.again == []


async def test_a_bridge_that_falls_silent_is_stalled_whatever_it_said_last() -> None:
    async with FakeGenerator() as bridge:
        bridge.state = LOADING
        async with bridged(bridge) as (_, desk):
            await desk.until(lambda: PeerState.LOADING in desk.states())
            bridge.frozen = True
            await desk.until(lambda: PeerState.STALLED in desk.states())
            assert desk.last().detail == "no answer from the bridge"
            assert not desk.last().heard


async def test_every_report_names_its_generator() -> None:
    async with FakeGenerator() as generator, running(generator.url, generator="left") as desk:
        await desk.live()
        desk.peer.send_params(params(1))
        desk.peer.send_command(reset(1))
        generator.tell(LIVE)
        await desk.until(lambda: desk.heard(CommandDone) and desk.heard(Applied) and desk.heard(PeerDelay))
        await desk.until(lambda: desk.heard(FramesShown))
    kinds = {type(report) for report in desk.reports}
    assert kinds == {PeerChange, Applied, CommandDone, FramesShown, PeerDelay}
    names: set[str] = {_name(report) for report in desk.reports}
    assert names == {"left"}


async def test_a_picture_that_stands_still_as_it_was_told_is_paused_and_afterwards_a_fault() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        await desk.live()
        generator.answers_snapshots, generator.held = False, True
        desk.peer.send_params(replace(params(1), paused=True))
        await desk.until(lambda: PeerState.PAUSED in desk.states())
        assert PeerState.STALLED not in desk.states()
        assert desk.last().heard
        desk.peer.send_params(params(2))
        unpaused = now()
        await desk.until(lambda: PeerState.STALLED in desk.states())
        assert now() - unpaused > 0.5
        assert desk.last().detail == "no new frame from the generator"
        generator.held = False
        await desk.live(times=2)


async def test_a_generator_that_answers_is_paused_as_soon_as_it_shows_that_state() -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        await desk.live()
        desk.peer.send_params(replace(params(1), paused=True))
        await desk.until(lambda: PeerState.PAUSED in desk.states())
        desk.peer.send_params(replace(params(2), paused=True, noise_scale=0.1))
        desk.peer.send_params(params(3))
        await desk.live(times=2)
        assert desk.states()[-3:] == [PeerState.LIVE, PeerState.PAUSED, PeerState.LIVE]


def _name(report: PeerReport) -> str:
    return report.generator
