"""The bridge between an engine and a pretended Scope server: real processes, real connections."""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path

from soundscape_live.cli.errors import Exit
from soundscape_live.host.clock import now
from soundscape_live.model import PeerState, Prompt, ResetCache
from soundscape_live.wire.messages import WireApplied, WireCommand, WireDone, WireFrames, WireState, WireTransition
from tests.generator.rig import OPENING, WITHIN, Generator, Peer
from tests.generator.scope.conftest import Stage
from tests.generator.scope.rig import CHUNK, Engine, ask, parameters, sessions

Engines = Callable[[Generator], Engine]
Peers = Callable[[Generator], Peer]
LIVE, LOST, STALLED = PeerState.LIVE, PeerState.LOST, PeerState.STALLED


async def test_the_session_comes_about_step_by_step_and_then_frames_are_counted(stage: Stage, engine: Engines) -> None:
    server = stage.server()
    await ask(server.url, "POST", "/pretend/misbehave", {"loading": 1.5})
    desk = engine(stage.bridge(server.url))
    await desk.peer.connect()
    await desk.state(LIVE)
    assert desk.states()[-3:] == [PeerState.LOADING, PeerState.CONNECTING, LIVE]
    counted = desk.heard(WireFrames)[-1].frames
    await desk.peer.until(lambda: desk.heard(WireFrames)[-1].frames > counted)
    await desk.peer.until(lambda: desk.heard(WireState)[-1].chunk > 0.0)
    last = desk.heard(WireState)[-1]
    assert CHUNK / 2 < last.chunk < CHUNK * 3
    assert last.delay > last.chunk
    said = len(desk.heard(WireState))
    await desk.peer.until(lambda: len(desk.heard(WireState)) >= said + 2, within=4.0)
    status = await ask(server.url, "GET", "/api/v1/pipeline/status")
    assert status["load_params"] == {"width": 320, "height": 192}


async def test_state_and_commands_reach_the_server_and_commands_are_answered(stage: Stage, engine: Engines) -> None:
    server = stage.server()
    desk = engine(stage.bridge(server.url))
    await desk.peer.connect()
    desk.peer.state(1, prompts=(Prompt("glass"),))
    await desk.state(LIVE)
    desk.peer.state(2, prompts=(Prompt("glass"),), seed=7)
    desk.peer.command(WireCommand(1, 5.0, ResetCache()))
    await desk.peer.until(lambda: desk.heard(WireDone))
    desk.peer.command(WireCommand(2, 5.0, WireTransition((Prompt("sea"),), 30, OPENING.interpolation)))
    desk.peer.state(3, command=2, prompts=(Prompt("sea"),), seed=7)
    await desk.peer.until(lambda: len(desk.heard(WireDone)) == 2)
    assert [(done.id, done.refused) for done in desk.heard(WireDone)] == [(1, ""), (2, "")]
    told = await parameters(server.url)
    assert told["base_seed"] == 7
    assert told["transition"]["target_prompts"] == [{"text": "sea", "weight": 1.0}]
    assert not any(isinstance(item, WireApplied) for item in desk.peer.heard)


async def test_a_command_that_comes_too_late_is_refused(stage: Stage, engine: Engines) -> None:
    desk = engine(stage.bridge("http://127.0.0.1:9"))
    await desk.peer.connect()
    desk.peer.command(WireCommand(1, 0.3, ResetCache()))
    await desk.peer.until(lambda: desk.heard(WireDone))
    assert desk.heard(WireDone)[0].refused == "expired"


async def test_viewers_see_what_the_server_draws_as_it_encoded_it(stage: Stage, engine: Engines, peers: Peers) -> None:
    server = stage.server()
    bridge = stage.bridge(server.url)
    desk = engine(bridge)
    await desk.peer.connect()
    await desk.state(LIVE)
    late = peers(bridge)
    late.video("VP8")
    await late.connect()
    await late.until(lambda: len(late.stamps) >= 12, within=5.0)
    assert set(late.sizes) == {(320, 192)}
    frames = [stamp.frame for stamp in late.stamps]
    assert frames == sorted(frames)
    _, metrics = await late.request("GET", "/api/v1/session/metrics")
    assert isinstance(metrics, dict)
    assert metrics["encoders"] == []
    _, status = await late.request("GET", "/api/v1/pipeline/status")
    assert isinstance(status, dict)
    assert (status["status"], status["pipeline_id"]) == ("loaded", "longlive")
    assert (status["width"], status["height"]) == (320, 192)


async def test_a_viewer_who_cannot_take_the_codec_is_told_so(stage: Stage, peers: Peers) -> None:
    viewer = peers(stage.bridge("http://127.0.0.1:9"))
    viewer.video("H264")
    await viewer.pc.setLocalDescription(await viewer.pc.createOffer())
    body = {"sdp": viewer.pc.localDescription.sdp, "type": "offer"}
    assert await viewer.request("POST", "/api/v1/webrtc/offer", body) == (
        400,
        {"detail": "the picture comes in VP8 alone"},
    )
    assert (await viewer.request("POST", "/api/v1/pipeline/load", {"pipeline_ids": ["krea"]}))[0] == 409


async def test_a_killed_server_is_lost_within_two_seconds_and_has_the_state_of_now_when_it_is_back(
    stage: Stage, engine: Engines, peers: Peers
) -> None:
    server = stage.server()
    bridge = stage.bridge(server.url)
    desk, viewer = engine(bridge), peers(bridge)
    viewer.video("VP8")
    await desk.peer.connect()
    await viewer.connect()
    desk.peer.state(1, prompts=(Prompt("then"),))
    await desk.state(LIVE)
    await viewer.until(lambda: viewer.stamps)
    stage.kill(server)
    killed, since = now(), len(desk.peer.heard)
    await desk.state(LOST, since)
    assert now() - killed < 2.5
    desk.peer.state(2, prompts=(Prompt("now"),), seed=5)
    seen, since = len(viewer.stamps), len(desk.peer.heard)
    again = stage.server(server.url.rsplit(":", 1)[1])
    await desk.state(LIVE, since)
    assert (await parameters(again.url))["prompts"] == [{"text": "now", "weight": 1.0}]
    assert (await parameters(again.url))["base_seed"] == 5
    await viewer.until(lambda: len(viewer.stamps) > seen)
    assert desk.heard(WireFrames)[-1].restarts == 1


async def test_a_frozen_server_is_stalled_and_then_lost_and_live_again_when_it_thaws(
    stage: Stage, engine: Engines
) -> None:
    server = stage.server()
    desk = engine(stage.bridge(server.url))
    await desk.peer.connect()
    await desk.state(LIVE)
    await desk.peer.until(lambda: desk.heard(WireState)[-1].chunk > 0.0)
    since = len(desk.peer.heard)
    await ask(server.url, "POST", "/pretend/misbehave", {"frozen": True})
    frozen = now()
    await desk.state(STALLED, since)
    await desk.state(LOST, since)
    assert now() - frozen < 2.0 + 3 * CHUNK + 1.0
    assert "no frame for 2 s" in next(one.detail for one in desk.heard(WireState) if one.state is LOST)
    assert len(await sessions(server.url)) <= 1
    await ask(server.url, "POST", "/pretend/misbehave", {})
    await desk.state(LIVE, len(desk.peer.heard), within=20.0)


async def test_a_server_that_hangs_whole_is_lost(stage: Stage, engine: Engines) -> None:
    server = stage.server()
    desk = engine(stage.bridge(server.url))
    await desk.peer.connect()
    await desk.state(LIVE)
    since = len(desk.peer.heard)
    await ask(server.url, "POST", "/pretend/misbehave", {"frozen": True, "hang": True})
    await desk.state(LOST, since, within=6.0)
    await ask(server.url, "POST", "/pretend/misbehave", {})
    await desk.state(LIVE, len(desk.peer.heard), within=20.0)


async def test_a_pause_is_no_loss(stage: Stage, engine: Engines) -> None:
    server = stage.server()
    desk = engine(stage.bridge(server.url))
    await desk.peer.connect()
    desk.peer.state(1)
    await desk.state(LIVE)
    desk.peer.state(2, paused=True)
    await desk.state(PeerState.PAUSED)
    since = len(desk.peer.heard)
    await asyncio.sleep(4.0)
    assert {item.state for item in desk.peer.heard[since:] if isinstance(item, WireState)} == {PeerState.PAUSED}
    desk.peer.state(3)
    await desk.state(LIVE, since)


async def test_a_session_that_was_left_is_ended_before_the_next_and_ours_when_we_go(
    stage: Stage, engine: Engines
) -> None:
    server = stage.server()
    killed = stage.bridge(server.url)
    desk = engine(killed)
    await desk.peer.connect()
    await desk.state(LIVE)
    left = await sessions(server.url)
    assert json.loads(stage.state.read_text()) == {"session": left[0]}
    stage.kill(killed)
    bridge = stage.bridge(server.url)
    desk = engine(bridge)
    await desk.peer.connect()
    await desk.state(LIVE)
    known = await sessions(server.url)
    assert len(known) == 1
    assert known != left
    assert bridge.end() == 0
    assert await sessions(server.url) == []
    assert not stage.state.exists()


async def test_a_pipeline_that_is_not_there_is_said_in_one_line_that_names_those_that_are(
    stage: Stage, engine: Engines
) -> None:
    bridge = stage.bridge(stage.server().url, "--pipeline", "longlife")
    desk = engine(bridge)
    await desk.peer.connect()
    await desk.peer.until(lambda: desk.heard(WireState) and desk.detail())
    assert "has no pipeline 'longlife'; it has: longlive, krea-realtime-video, streamdiffusionv2" in desk.detail()
    await asyncio.sleep(4.0)
    assert desk.states() == [PeerState.PROBING]
    bridge.end()
    assert bridge.errors.count("longlife") == 1


async def test_another_pipeline_that_is_loaded_gives_way(stage: Stage, engine: Engines) -> None:
    server = stage.server()
    await ask(server.url, "POST", "/api/v1/pipeline/load", {"pipeline_ids": ["streamdiffusionv2"]})
    await asyncio.sleep(1.2)
    assert (await ask(server.url, "GET", "/api/v1/pipeline/status"))["status"] == "loaded"
    desk = engine(stage.bridge(server.url))
    await desk.peer.connect()
    await desk.state(LIVE)
    assert (await ask(server.url, "GET", "/api/v1/pipeline/status"))["pipeline_id"] == "longlive"


async def test_a_pipeline_that_fails_while_it_plays_is_loaded_again(stage: Stage, engine: Engines) -> None:
    server = stage.server()
    desk = engine(stage.bridge(server.url))
    await desk.peer.connect()
    await desk.state(LIVE)
    since = len(desk.peer.heard)
    await ask(server.url, "POST", "/pretend/misbehave", {"fail": True})
    await desk.state(LOST, since)
    await desk.state(LIVE, len(desk.peer.heard), within=20.0)


async def test_a_session_that_the_server_ends_is_begun_anew(stage: Stage, engine: Engines) -> None:
    server = stage.server()
    desk = engine(stage.bridge(server.url))
    await desk.peer.connect()
    await desk.state(LIVE)
    since, (session,) = len(desk.peer.heard), await sessions(server.url)
    await ask(server.url, "DELETE", f"/api/v1/webrtc/offer/{session}")
    await desk.state(LOST, since, within=2.0)
    assert "stopped the stream" in next(one.detail for one in desk.heard(WireState) if one.state is LOST)
    await desk.state(LIVE, len(desk.peer.heard))


async def test_another_engine_counts_afresh(stage: Stage, engine: Engines) -> None:
    server = stage.server()
    bridge = stage.bridge(server.url)
    first = engine(bridge)
    await first.peer.connect()
    first.peer.state(1000, seed=1)
    await first.state(LIVE)
    first.peer.command(WireCommand(900, 5.0, ResetCache()))
    await first.peer.until(lambda: first.heard(WireDone))
    await first.peer.close()
    second = engine(bridge)
    await second.peer.connect()
    second.peer.state(1, seed=2)
    second.peer.command(WireCommand(1, 5.0, ResetCache()))
    await second.peer.until(lambda: second.heard(WireDone))
    assert second.heard(WireDone)[0].refused == ""
    assert (await parameters(server.url))["base_seed"] == 2


async def test_while_the_server_is_away_the_bridge_is_idle(stage: Stage) -> None:
    bridge = stage.bridge("http://127.0.0.1:9")
    await asyncio.sleep(2.0)
    before = processor_seconds(bridge)
    await asyncio.sleep(4.0)
    assert processor_seconds(bridge) - before < 0.4


def processor_seconds(generator: Generator) -> float:
    fields = Path(f"/proc/{generator.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_generator_of_ours_needs_no_bridge(stage: Stage) -> None:
    ours = Generator()
    stage.started.append(ours)
    bridge = stage.bridge(ours.url)
    assert bridge.end(lambda: bridge.process.wait(WITHIN)) == Exit.DEVICE
    assert "speaks soundscape/1" in bridge.errors
