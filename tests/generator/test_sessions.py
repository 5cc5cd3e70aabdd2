"""Real peers against the real server: what is asked for is drawn, answered and seen."""

import asyncio
import json
from collections.abc import Callable

import pytest

from soundscape_live.generator.session import SILENT_AFTER
from soundscape_live.model import Prompt, ResetCache
from soundscape_live.wire.messages import OPENING, WireApplied, WireCommand, WireDone, WireFrames, WireTransition
from soundscape_live.wire.ours import COMMANDS, SNAPSHOTS
from tests.generator.rig import WITHIN, Generator, Peer

Peers = Callable[[Generator], Peer]


async def test_a_snapshot_is_answered_with_the_frame_that_shows_it(generator: Generator, peers: Peers) -> None:
    peer = peers(generator)
    peer.ours()
    await peer.connect()
    peer.state(5)
    await peer.until(lambda: any(isinstance(item, WireApplied) and item.seq == 5 for item in peer.heard))
    await peer.until(lambda: sum(isinstance(item, WireFrames) for item in peer.heard) > 2)
    counts = [item for item in peer.heard if isinstance(item, WireFrames)]
    assert counts[-1].frames > counts[0].frames


async def test_a_command_takes_effect_once_and_is_answered_once(generator: Generator, peers: Peers) -> None:
    peer = peers(generator)
    peer.ours()
    await peer.connect()
    peer.state(1)
    for _ in range(3):
        peer.command(WireCommand(1, 5.0, ResetCache()))
    peer.command(WireCommand(2, 0.0, ResetCache()))
    peer.command(WireCommand(3, 5.0, WireTransition((Prompt("sea"),), 4, OPENING.interpolation)))
    await peer.until(lambda: any(isinstance(item, WireDone) and item.id == 3 for item in peer.heard))
    done = {item.id: item.refused for item in peer.heard if isinstance(item, WireDone)}
    assert done == {1: "", 2: "expired", 3: ""}
    assert sum(isinstance(item, WireDone) for item in peer.heard) == 3


@pytest.mark.parametrize(("codec", "direction"), [("H264", "recvonly"), ("VP8", "sendrecv")])
async def test_a_viewer_sees_what_was_asked_for(generator: Generator, peers: Peers, codec: str, direction: str) -> None:
    peer = peers(generator)
    peer.ours()
    peer.video(codec, direction)
    await peer.connect()
    peer.state(77)
    await peer.until(lambda: any(read.seq == 77 for read in peer.stamps))
    assert set(peer.sizes) == {(320, 192)}


async def test_all_viewers_of_a_codec_share_one_encoder_and_begin_with_a_keyframe(
    generator: Generator, peers: Peers
) -> None:
    first, second = peers(generator), peers(generator)
    for peer in (first, second):
        peer.video("H264")
        await peer.connect()
        await peer.until(lambda peer=peer: len(peer.stamps) >= 3, within=3.0)
    _, metrics = await first.request("GET", "/api/v1/session/metrics")
    assert isinstance(metrics, dict)
    assert metrics["encoders"] == ["H264"]
    await first.until(lambda: {read.frame for read in first.stamps} & {read.frame for read in second.stamps})


async def test_a_network_that_loses_packets_gets_fewer_bits(generator: Generator, peers: Peers) -> None:
    peer = peers(generator)
    peer.video("H264")
    await peer.connect()
    await peer.until(lambda: peer.stamps)
    before = await _bit_rate(peer)
    peer.lose(1 / 3)
    for _ in range(100):
        if await _bit_rate(peer) < 0.8 * before:
            break
        await asyncio.sleep(0.1)
    assert await _bit_rate(peer) == pytest.approx(0.75 * before, rel=0.01)


async def _bit_rate(peer: Peer) -> float:
    _, metrics = await peer.request("GET", "/api/v1/session/metrics")
    assert isinstance(metrics, dict)
    return metrics["bit_rates"]["H264"]


async def test_an_encoder_ends_with_its_last_viewer(generator: Generator, peers: Peers) -> None:
    peer = peers(generator)
    peer.video("VP8")
    await peer.connect()
    await peer.until(lambda: peer.stamps)
    status, _ = await peer.request("DELETE", f"/api/v1/webrtc/offer/{peer.session}")
    assert status == 204
    _, metrics = await peer.request("GET", "/api/v1/session/metrics")
    assert isinstance(metrics, dict)
    assert "VP8" not in metrics["encoders"]


async def test_the_newest_session_plays_and_counts_afresh(generator: Generator, peers: Peers) -> None:
    first, second = peers(generator), peers(generator)
    first.ours()
    await first.connect()
    first.state(1000)
    await first.until(lambda: any(isinstance(item, WireApplied) for item in first.heard))
    second.ours()
    await second.connect()
    second.state(1)
    await second.until(lambda: any(isinstance(item, WireApplied) and item.seq == 1 for item in second.heard))
    first.command(WireCommand(1, 5.0, ResetCache()))
    await first.until(lambda: any(isinstance(item, WireDone) and item.refused for item in first.heard))
    await second.close()
    await first.until(lambda: first.command(WireCommand(2 + len(first.texts), 5.0, ResetCache())) or _applied(first))


def _applied(peer: Peer) -> bool:
    return any(isinstance(item, WireDone) and not item.refused for item in peer.heard)


async def test_a_scope_client_is_understood_and_told_when_the_stream_ends(generator: Generator, peers: Peers) -> None:
    peer = peers(generator)
    await _alone(peer)
    peer.channel("parameters")
    peer.video("VP8")
    await peer.connect(initialParameters={"prompts": [{"text": "a"}], "pipeline_ids": ["longlive"]})
    peer.send("parameters", json.dumps({"noise_scale": 0.125, "reset_cache": True}))
    for _ in range(200):
        _, state = await peer.request("GET", "/api/v1/session/parameters")
        assert isinstance(state, dict)
        if state["parameters"]["noise_scale"] == 0.125:
            break
    else:
        pytest.fail("the parameter was not taken")
    assert state["parameters"]["prompts"] == [{"text": "a", "weight": 1.0}]
    status, _ = await peer.request("POST", "/api/v1/session/parameters", {"light": 0.5})
    assert status == 200
    await peer.until(lambda: any("parameters_updated" in text for text in peer.texts))
    await peer.request("DELETE", f"/api/v1/webrtc/offer/{peer.session}")
    await peer.until(lambda: any("stream_stopped" in text for text in peer.texts))


async def _alone(peer: Peer) -> None:
    """Wait until those of the test before are gone."""
    for _ in range(200):
        _, metrics = await peer.request("GET", "/api/v1/session/metrics")
        assert isinstance(metrics, dict)
        if not metrics["sessions"]:
            return
        await asyncio.sleep(0.05)
    pytest.fail("sessions are left")


async def test_while_the_engine_plays_nobody_changes_its_parameters(generator: Generator, peers: Peers) -> None:
    peer = peers(generator)
    peer.ours()
    await peer.connect()
    peer.state(1, noise_scale=0.5)
    await peer.until(lambda: any(isinstance(item, WireApplied) for item in peer.heard))
    status, _ = await peer.request("POST", "/api/v1/session/parameters", {"noise_scale": 0.75})
    assert status == 409


async def test_messages_that_make_no_sense_change_nothing_and_end_nothing(generator: Generator, peers: Peers) -> None:
    peer = peers(generator)
    peer.ours()
    peer.channel("parameters")
    await peer.connect()
    for label in (SNAPSHOTS, COMMANDS, "parameters"):
        for text in ("", "nonsense", "[]", '{"type":"snapshot"}', b"\0\1", '{"type":"frames","frames":1,"fps":1}'):
            peer.send(label, text)
    peer.send(COMMANDS, "x" * 100_000)
    peer.state(1)
    await peer.until(lambda: any(isinstance(item, WireApplied) and item.seq == 1 for item in peer.heard))


async def test_a_flood_is_dropped_and_the_rest_goes_on(generator: Generator, peers: Peers) -> None:
    peer = peers(generator)
    peer.ours()
    await peer.connect()
    for seq in range(1, 1500):
        peer.state(seq)
    for seq in range(2000, 2000 + 20 * int(WITHIN)):
        if any(isinstance(item, WireApplied) and item.seq >= 2000 for item in peer.heard):
            break
        peer.state(seq)
        await asyncio.sleep(0.05)
    else:
        pytest.fail("nothing was applied after the flood")
    _, metrics = await peer.request("GET", "/api/v1/session/metrics")
    assert isinstance(metrics, dict)
    assert metrics["sessions"][peer.session]["messages_dropped"] > 0


async def test_a_paused_picture_holds_and_frames_are_still_counted(generator: Generator, peers: Peers) -> None:
    peer = peers(generator)
    peer.ours()
    peer.video("H264")
    await peer.connect()
    peer.state(1, paused=True)
    await peer.until(lambda: len({read.frame for read in peer.stamps if read.seq == 1}) >= 5)
    peer.state(2)
    await peer.until(lambda: any(read.seq == 2 for read in peer.stamps))


async def test_a_peer_that_died_without_a_word_is_given_up(generator: Generator, peers: Peers) -> None:
    peer, other = peers(generator), peers(generator)
    peer.ours()
    await peer.connect()
    for protocol in peer.pc.sctp.transport.transport._connection._protocols:
        protocol.transport.abort()

    async def gone() -> bool:
        _, metrics = await other.request("GET", "/api/v1/session/metrics")
        assert isinstance(metrics, dict)
        return peer.session not in metrics["sessions"]

    for _ in range(int((SILENT_AFTER + 3.0) / 0.1)):
        if await gone():
            return
        await asyncio.sleep(0.1)
    pytest.fail("the session is still there")
