"""Our own model in its real place: a renderer's process, an encoder, a viewer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from soundscape_live.wire.messages import WireApplied
from tests.generator.rig import Generator, Peer

Peers = Callable[[Generator], Peer]


async def test_it_is_seen_obeys_and_changes_its_size(
    folder: Path, start: Callable[..., Generator], peers: Peers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMALL_MODEL", str(folder))
    peer = peers(start("--engine", "small_engine:open_small", "--size", "320x192"))
    peer.ours()
    peer.video("H264")
    await peer.connect()
    peer.state(7, noise_scale=0.6)
    await peer.until(lambda: any(isinstance(item, WireApplied) and item.seq == 7 for item in peer.heard))
    await peer.until(lambda: any(read.seq == 7 for read in peer.stamps))
    body = {"pipeline_ids": ["any"], "load_params": {"width": 256, "height": 144}}
    assert (await peer.request("POST", "/api/v1/pipeline/load", body))[0] == 200
    await peer.until(lambda: peer.sizes and peer.sizes[-1] == (256, 144))
    status, told = await peer.request("GET", "/api/v1/pipeline/status")
    assert status == 200
    assert isinstance(told, dict)
    assert told["error"] is None
