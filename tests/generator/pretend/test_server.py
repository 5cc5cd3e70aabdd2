"""The pretended server as a client meets it: real HTTP, real WebRTC, Scope's manners."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from aiortc import VideoStreamTrack

from soundscape_live.host.clock import now
from tests.generator.rig import WITHIN, Generator, Peer

FOREST = [{"text": "forest", "weight": 1.0}]
SEA = [{"text": "sea", "weight": 1.0}]
GRAPH = {
    "nodes": [
        {"id": "draws", "type": "pipeline", "pipeline_id": "longlive"},
        {"id": "output", "type": "sink"},
    ],
    "edges": [{"from": "draws", "from_port": "video", "to_node": "output", "to_port": "video", "kind": "stream"}],
}
WHOLE = {"pipeline_ids": ["longlive"], "graph": GRAPH, "prompts": FOREST}
Peers = Callable[[Generator], Peer]


async def misbehave(peer: Peer, **manners: object) -> None:
    assert (await peer.request("POST", "/pretend/misbehave", manners))[0] == 204


async def load(peer: Peer, id_: str = "longlive") -> str:
    """Load a pipeline and return the first status that is not loading."""
    await misbehave(peer, loading=0.0)
    assert (await peer.request("POST", "/api/v1/pipeline/load", {"pipeline_ids": [id_]}))[0] == 200
    return await status(peer)


async def status(peer: Peer) -> str:
    told: Any = (await peer.request("GET", "/api/v1/pipeline/status"))[1]
    assert told["error"] is None
    return str(told["status"])


async def log(peer: Peer) -> Any:
    return (await peer.request("GET", "/pretend/log"))[1]


async def watch(peer: Peer, initial: dict[str, object] | None = None, direction: str = "recvonly") -> None:
    peer.channel("parameters")
    peer.video("VP8", direction)
    await load(peer)
    await peer.connect(initialParameters=WHOLE if initial is None else initial)


async def run_out(peer: Peer) -> int:
    """Wait until no frame has come for three calls' time; return how many came."""
    came, deadline = -1, now() + WITHIN
    while came != len(peer.stamps):
        assert now() < deadline, "frames go on"
        came = len(peer.stamps)
        await asyncio.sleep(0.9)
    return came


async def test_it_says_what_it_is_and_does_not_speak_our_dialect(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    health: Any = (await peer.request("GET", "/health"))[1]
    assert health["status"] == "healthy"
    assert health["server_start_time"] > 0
    assert "dialects" not in health
    schemas: Any = (await peer.request("GET", "/api/v1/pipelines/schemas"))[1]
    biased = [id_ for id_, schema in schemas["pipelines"].items()
              if "kv_cache_attention_bias" in schema["config_schema"]["properties"]]  # fmt: skip
    assert biased == ["krea-realtime-video"]
    assert (await peer.request("GET", "/api/v1/webrtc/ice-servers"))[1] == {"iceServers": []}


async def test_loading_takes_its_time_and_any_name_is_taken_in(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    assert await status(peer) == "not_loaded"
    await misbehave(peer, loading=0.4)
    begun = now()
    assert (await peer.request("POST", "/api/v1/pipeline/load", {"pipeline_ids": ["longlive"]}))[0] == 200
    assert await status(peer) == "loading"
    while await status(peer) == "loading":
        assert now() < begun + WITHIN
        await asyncio.sleep(0.05)
    assert now() - begun >= 0.4
    assert await status(peer) == "loaded"
    assert await load(peer, "no-such-pipeline") == "error"
    assert await status(peer) == "not_loaded"


async def test_an_offer_before_the_pipeline_is_refused(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    peer.video("VP8")
    offer = await peer.pc.createOffer()
    body = {"sdp": offer.sdp, "type": "offer", "initialParameters": WHOLE}
    answered = await peer.request("POST", "/api/v1/webrtc/offer", body)
    assert answered == (400, {"detail": "Pipeline not loaded. Please load pipeline first."})
    await load(peer)
    bad = {**body, "initialParameters": {**WHOLE, "noise_scale": 7.5}}
    assert (await peer.request("POST", "/api/v1/webrtc/offer", bad))[0] == 422


@pytest.mark.parametrize(
    ("initial", "direction", "comes"),
    [
        (WHOLE, "recvonly", True),
        ({"pipeline_ids": ["longlive"], "prompts": FOREST}, "sendrecv", True),
        ({"pipeline_ids": ["longlive"], "prompts": FOREST}, "recvonly", False),
        ({"prompts": FOREST}, "sendrecv", False),
        ({"graph": GRAPH, "prompts": FOREST}, "recvonly", False),
        ({**WHOLE, "pipeline_ids": ["streamdiffusionv2"]}, "recvonly", False),
        ({**WHOLE, "graph": {"nodes": GRAPH["nodes"][:1]}}, "recvonly", False),
        ({**WHOLE, "prompts": None}, "recvonly", False),
    ],
)
async def test_what_an_offer_lacks_is_not_said_but_no_frame_comes(
    scope: Generator, peers: Peers, initial: dict[str, object], direction: str, *, comes: bool
) -> None:
    peer = peers(scope)
    await watch(peer, initial, direction)
    if comes:
        await peer.until(lambda: peer.stamps)
    else:
        await asyncio.sleep(4 * 0.3)
        assert not peer.sizes
        peer.send("parameters", json.dumps({"base_seed": 5}))
        await asyncio.sleep(0.2)
        told: Any = (await peer.request("GET", "/api/v1/session/parameters"))[1]
        assert told["parameters"]["base_seed"] == 5
        metrics: Any = (await peer.request("GET", "/api/v1/session/metrics"))[1]
        assert metrics["sessions"][peer.session]["frames_out"] == 0
    assert peer.texts == []


async def test_a_message_shows_in_the_picture_of_the_call_that_took_it(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await watch(peer)
    await peer.until(lambda: peer.stamps)
    sent = now()
    peer.send("parameters", json.dumps({"prompts": SEA}))
    applied: list[Any] = []
    while not applied:
        assert now() < sent + WITHIN
        await asyncio.sleep(0.05)
        applied = (await log(peer))["applied"]
    (entry,) = applied
    assert entry["session"] == peer.session
    assert entry["message"] == {"prompts": SEA}
    assert sent <= entry["arrived"] <= entry["applied"]
    await peer.until(lambda: peer.stamps[-1].seq >= entry["call"])
    calls = {call["call"]: call for call in (await log(peer))["calls"]}
    assert calls[entry["call"]]["embedding"] == {"sea": 1.0}
    assert calls[entry["call"] - 1]["embedding"] == {"forest": 1.0}


async def test_frames_come_at_the_rate_of_the_calls(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await watch(peer)
    await peer.until(lambda: len(peer.stamps) > 12)
    before, at = len(peer.stamps), now()
    await asyncio.sleep(2.0)
    rate = (len(peer.stamps) - before) / (now() - at)
    assert 14.0 < rate < 24.0
    assert peer.stamps[-1].frame - peer.stamps[0].frame + 1 >= len(peer.stamps)


async def test_a_flood_is_dropped_and_only_the_log_says_so(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await watch(peer)
    await peer.until(lambda: peer.stamps)
    for number in range(40):
        peer.send("parameters", json.dumps({"noise_scale": number / 100}))
    lines: Any = {"lines": []}
    while not lines["lines"]:
        await asyncio.sleep(0.05)
        lines = (await peer.request("GET", "/api/v1/logs/tail"))[1]
    assert "Parameter queue full" in lines["lines"][-1]
    told: Any = (await peer.request("GET", "/api/v1/session/parameters"))[1]
    assert told["parameters"]["noise_scale"] == 0.39
    counts = (await log(peer))["sessions"][peer.session]
    assert counts["sent"] == 40
    assert counts["dropped"] >= 30
    assert counts["deepest"] == 8
    assert peer.texts == []


async def test_a_pause_runs_out_and_is_silent(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await watch(peer)
    await peer.until(lambda: len(peer.stamps) > 6)
    peer.send("parameters", json.dumps({"paused": True}))
    before = await run_out(peer)
    for _ in range(8):
        peer.send("parameters", json.dumps({"base_seed": 1}))
    await asyncio.sleep(0.6)
    assert len(peer.stamps) == before
    assert (await log(peer))["sessions"][peer.session]["waiting"] == 0
    peer.send("parameters", json.dumps({"paused": False}))
    await peer.until(lambda: len(peer.stamps) > before)


async def test_without_a_graph_a_pause_repeats_the_last_frame(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await watch(peer, {"pipeline_ids": ["longlive"], "prompts": FOREST}, "sendrecv")
    await peer.until(lambda: len(peer.stamps) > 6)
    peer.send("parameters", json.dumps({"paused": True}))
    await asyncio.sleep(0.5)
    before = len(peer.stamps)
    await peer.until(lambda: len(peer.stamps) > before + 10)
    assert len({stamp.seq for stamp in peer.stamps[before:]}) == 1


async def test_any_channel_will_do_and_the_one_opened_last_is_told(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    peer.channel("whatever", ordered=False, maxRetransmits=0)
    await watch(peer)
    for text in ("{", "[1]", "null", b"{}", "[" * 100_000):
        peer.send("whatever", text)
    peer.send("whatever", json.dumps({"base_seed": 5}))
    answered = {}
    while "base_seed" not in answered:
        await asyncio.sleep(0.02)
        told: Any = (await peer.request("GET", "/api/v1/session/parameters"))[1]
        answered = told["parameters"]
    body = {"noise_scale": 0.2}
    assert (await peer.request("POST", "/api/v1/session/parameters", body))[0] == 200
    assert (await peer.request("POST", "/api/v1/session/parameters", {"noise_scale": 2}))[0] == 422
    await peer.until(lambda: peer.texts)
    given = {**body, "prompt_interpolation_method": "linear", "vace_context_scale": 1.0}
    assert json.loads(peer.texts[0]) == {"type": "parameters_updated", "parameters": given}
    assert (await peer.request("DELETE", f"/api/v1/webrtc/offer/{peer.session}"))[0] == 204
    await peer.until(lambda: len(peer.texts) == 2)
    assert json.loads(peer.texts[1]) == {"type": "stream_stopped"}
    assert (await peer.request("DELETE", f"/api/v1/webrtc/offer/{peer.session}"))[0] == 204


async def test_an_empty_candidate_is_not_found(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await watch(peer)
    path = f"/api/v1/webrtc/offer/{peer.session}"
    empty = {"candidates": [{"candidate": "", "sdpMid": "0"}]}
    good = {"candidates": [{"candidate": "candidate:1 1 udp 1 127.0.0.1 9 typ host", "sdpMid": "0"}]}
    assert (await peer.request("PATCH", path, empty))[0] == 404
    assert (await peer.request("PATCH", path, good))[0] == 204
    assert (await peer.request("PATCH", "/api/v1/webrtc/offer/unknown", good))[0] == 404


async def test_two_sessions_share_one_pipeline(scope: Generator, peers: Peers) -> None:
    first, second = peers(scope), peers(scope)
    await watch(first)
    await watch(second, {**WHOLE, "prompts": SEA})
    await second.until(lambda: second.stamps)
    await asyncio.sleep(2.0)
    calls = (await log(first))["calls"][-4:]
    assert {call["session"] for call in calls} == {first.session, second.session}
    assert all(call["duration"] > 0.4 for call in calls), "each call encodes its prompts anew"
    metrics: Any = (await first.request("GET", "/api/v1/session/metrics"))[1]
    assert list(metrics["sessions"]) == [first.session]


async def test_it_falls_silent_freezes_and_fails_when_told(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await watch(peer)
    for manner in ("silent", "frozen"):
        await peer.until(lambda: peer.stamps)
        await misbehave(peer, **{manner: True})
        await run_out(peer)
        before, made = len(peer.stamps), len((await log(peer))["calls"])
        await asyncio.sleep(0.9)
        assert len(peer.stamps) == before
        assert (len((await log(peer))["calls"]) > made) is (manner == "silent")
        assert await status(peer) == "loaded"
        await misbehave(peer)
        await peer.until(lambda before=before: len(peer.stamps) > before)
    await misbehave(peer, fail=True)
    assert [await status(peer), await status(peer)] == ["error", "not_loaded"]
    await run_out(peer)
    assert peer.texts == []


async def test_it_hangs_when_told(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await misbehave(peer, hang=True)
    asked = asyncio.create_task(peer.request("GET", "/health"))
    assert not (await asyncio.wait({asked}, timeout=0.5))[0]
    await misbehave(peer, hang=False)
    assert (await asked)[0] == 200


async def test_a_call_is_as_long_as_it_is_told(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await watch(peer)
    await misbehave(peer, chunk=0.1)
    await asyncio.sleep(1.0)
    assert (await log(peer))["calls"][-1]["duration"] == pytest.approx(0.1)
    assert (await peer.request("POST", "/pretend/misbehave", {"chunk": "soon"}))[0] == 422


async def test_a_bad_message_ends_the_picture_until_it_is_overwritten(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await watch(peer)
    await peer.until(lambda: peer.stamps)
    peer.send("parameters", json.dumps({"prompts": [{"text": "sea", "weight": "1"}]}))
    before = await run_out(peer)
    assert peer.texts == []
    assert (await log(peer))["raised"] > 10
    peer.send("parameters", json.dumps({"prompts": SEA}))
    await peer.until(lambda: len(peer.stamps) > before)


async def test_video_waits_for_video(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await watch(peer, {"pipeline_ids": ["longlive"], "prompts": FOREST, "input_mode": "video"}, "sendrecv")
    await asyncio.sleep(1.0)
    assert (await log(peer))["calls"] == []


async def test_video_mode_takes_a_call_for_every_so_many_frames_that_come(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    peer.pc.addTrack(VideoStreamTrack())
    peer.channel("parameters")
    await load(peer)
    await peer.connect(initialParameters={"pipeline_ids": ["longlive"], "prompts": FOREST, "input_mode": "video"})
    deadline = now() + WITHIN
    while len((await log(peer))["calls"]) < 2:
        assert now() < deadline
        await asyncio.sleep(0.1)
    metrics: Any = (await peer.request("GET", "/api/v1/session/metrics"))[1]
    assert metrics["sessions"][peer.session]["frames_in"] >= 12


async def test_another_pipeline_leaves_the_old_ones_sessions_without_frames(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await watch(peer)
    await peer.until(lambda: peer.stamps)
    assert await load(peer, "streamdiffusionv2") == "loaded"
    await run_out(peer)
    assert peer.pc.connectionState == "connected"
    assert peer.texts == []


async def test_its_end_is_told(scope: Generator, peers: Peers) -> None:
    peer = peers(scope)
    await watch(peer)
    await peer.until(lambda: peer.stamps)
    assert await asyncio.to_thread(scope.end) == 0
    await peer.until(lambda: peer.texts)
    assert json.loads(peer.texts[0]) == {"type": "stream_stopped"}
