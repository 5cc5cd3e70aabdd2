"""The renderer's process dies, hangs, fails to start, and changes its size; the viewers stay."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable

from soundscape_live.generator.feed import Feed
from soundscape_live.generator.link import Lines
from soundscape_live.wire.messages import WireApplied, WireFrames
from tests.generator.rig import WITHIN, Generator, Peer

Peers = Callable[[Generator], Peer]


def restarts(peer: Peer) -> int:
    return [item.restarts for item in peer.heard if isinstance(item, WireFrames)][-1]


async def test_a_killed_renderer_is_back_within_five_seconds_with_the_state_of_now(
    start: Callable[..., Generator], peers: Peers
) -> None:
    generator = start()
    peer = peers(generator)
    peer.ours()
    peer.video("H264")
    await peer.connect()
    peer.state(41, noise_scale=0.75)
    await peer.until(lambda: any(read.seq == 41 for read in peer.stamps))
    (renderer,) = generator.children()
    last = peer.stamps[-1].frame
    os.kill(renderer, signal.SIGKILL)
    await peer.until(lambda: peer.stamps[-1].frame > last + 10 and peer.stamps[-1].seq == 41, within=5.0)
    assert peer.pc.connectionState == "connected"
    _, metrics = await peer.request("GET", "/api/v1/session/metrics")
    assert isinstance(metrics, dict)
    assert peer.session in metrics["sessions"]
    assert generator.children() != [renderer]
    peer.state(42)
    await peer.until(lambda: any(isinstance(item, WireApplied) and item.seq == 42 for item in peer.heard))
    await peer.until(lambda: restarts(peer) == 1)


async def test_while_a_renderer_starts_again_the_last_picture_stays_and_is_shown_to_whoever_joins(
    start: Callable[..., Generator], peers: Peers
) -> None:
    generator = start("--engine", "slow_engine:Slow")
    peer, late = peers(generator), peers(generator)
    peer.video("H264")
    await peer.connect()
    await peer.until(lambda: peer.stamps)
    (renderer,) = generator.children()
    os.kill(renderer, signal.SIGKILL)
    await peer.until(lambda: generator.children() not in ([renderer], []))
    await peer.until(lambda: [read.frame for read in peer.stamps].count(peer.stamps[-1].frame) >= 4)
    late.video("H264")
    await late.connect()
    await late.until(lambda: late.stamps)
    _, status = await late.request("GET", "/api/v1/pipeline/status")
    assert isinstance(status, dict)
    assert status["status"] != "loaded"
    last = late.stamps[-1].frame
    await late.until(lambda: late.stamps[-1].frame > last)
    await peer.until(lambda: peer.stamps[-1].frame > last)


async def test_a_renderer_that_hangs_is_replaced(start: Callable[..., Generator], peers: Peers) -> None:
    generator = start()
    peer = peers(generator)
    peer.video("VP8")
    await peer.connect()
    await peer.until(lambda: peer.stamps)
    (renderer,) = generator.children()
    os.kill(renderer, signal.SIGSTOP)
    await peer.until(lambda: generator.children() not in ([renderer], []))
    count = len(peer.stamps)
    await peer.until(lambda: len(peer.stamps) > count + 5)


async def test_another_size_reaches_those_who_watch(start: Callable[..., Generator], peers: Peers) -> None:
    generator = start()
    peer = peers(generator)
    peer.ours()
    peer.video("H264")
    await peer.connect()
    peer.state(3)
    await peer.until(lambda: any(read.seq == 3 for read in peer.stamps))
    body = {"pipeline_ids": ["longlive"], "load_params": {"width": 192, "height": 256}}
    assert (await peer.request("POST", "/api/v1/pipeline/load", body))[0] == 200
    await peer.until(lambda: (192, 256) in peer.sizes)
    await peer.until(lambda: peer.stamps[-1].seq == 3)
    assert restarts(peer) == 0


async def test_an_engine_that_cannot_start_is_said_and_the_server_stays(
    start: Callable[..., Generator], peers: Peers
) -> None:
    generator = start("--engine", "nowhere:magic")
    peer = peers(generator)
    for _ in range(200):
        _, status = await peer.request("GET", "/api/v1/pipeline/status")
        assert isinstance(status, dict)
        if status["status"] == "error":
            break
        await asyncio.sleep(0.05)
    assert status["error"] == "--engine nowhere:magic: No module named 'nowhere'"


async def test_of_states_the_newest_alone_waits_for_a_renderer_that_does_not_read() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        theirs.setblocking(False)  # noqa: FBT003
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_connection(Feed, sock=ours)
        for number in range(20_000):
            wire.tell(b"state %d %s\n" % (number, b"x" * 100), state=True)
        wire.tell(b"command\n", state=False)
        lines, heard = Lines(), []
        while not heard or not heard[-1].startswith(b"state 19999 "):
            heard += lines.feed(await asyncio.wait_for(loop.sock_recv(theirs, 65536), WITHIN))
        assert len(heard) < 20_000
        assert b"command" in heard
        wire.close()
