"""A generator that draws with a model: the whole way, and why it does not."""

import asyncio
import importlib.util
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from soundscape_live.cli.model import read_lora, read_motion
from soundscape_live.generator.settings import LoraSettings, ModelSettings, Precision, read_model
from soundscape_live.model import Motion
from tests.generator.rig import Generator, Peer
from tests.io.peer.desk import running

Peers = Callable[[Generator], Peer]
LOADS_WITHIN = 60.0
"Seconds: a busy machine takes ten to import torch."
needs_gpu_extra = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "diffusers")), reason="needs torch: the extra gpu"
)


async def drawn(generator: Generator, peers: Peers) -> Peer:
    """Return a peer that sees what it has asked for."""
    peer = peers(generator)
    peer.ours()
    peer.video("H264")
    await peer.connect()
    peer.state(3)
    await peer.until(lambda: any(read.seq == 3 for read in peer.stamps), LOADS_WITHIN)
    return peer


@needs_gpu_extra
async def test_another_size_comes_from_the_same_process(start: Callable[..., Generator], peers: Peers) -> None:
    generator = start("--model", "random:tiny", "--device", "cpu", "--fps", "10")
    peer = await drawn(generator, peers)
    (renderer,) = generator.renderers()
    body = {"pipeline_ids": ["longlive"], "load_params": {"width": 192, "height": 256}}
    assert (await peer.request("POST", "/api/v1/pipeline/load", body))[0] == 200
    await peer.until(lambda: (192, 256) in peer.sizes)
    assert generator.renderers() == [renderer]
    os.kill(renderer, signal.SIGKILL)
    count = len(peer.stamps)
    await peer.until(lambda: len(peer.stamps) > count + 3 and peer.stamps[-1].seq == 3, LOADS_WITHIN)
    assert peer.sizes[-1] == (192, 256)
    _, health = await peer.request("GET", "/health")
    assert isinstance(health, dict)
    assert health["renderers"][0]["draws"] == "random:tiny"
    assert health["renderers"][0]["device"] == "cpu"
    _, status = await peer.request("GET", "/api/v1/pipelines/schemas")
    assert isinstance(status, dict)
    assert list(status["pipelines"]) == ["random:tiny"]
    async with running(generator.url) as desk:
        await desk.live()
        assert desk.last().detail == "random:tiny"


@needs_gpu_extra
async def test_when_a_models_renderer_is_killed_one_that_stood_by_draws_within_five_seconds(
    start: Callable[..., Generator], peers: Peers
) -> None:
    generator = start("--model", "random:tiny", "--device", "cpu", "--fps", "10")
    peer = await drawn(generator, peers)
    (renderer,) = generator.renderers()
    await peer.until(lambda: generator.renderers("standing by"), LOADS_WITHIN)
    (spare,) = generator.renderers("standing by")
    os.kill(spare, signal.SIGSTOP)
    os.kill(renderer, signal.SIGKILL)
    await peer.until(lambda: renderer not in generator.children())
    seen = len(peer.stamps)
    await peer.until(lambda: len(peer.stamps) > seen + 5)
    held = [read.frame for read in peer.stamps[-3:]]
    assert len(set(held)) == 1, "the last picture is shown meanwhile, again and again"
    os.kill(spare, signal.SIGCONT)
    await peer.until(lambda: generator.renderers() == [spare])
    await peer.until(lambda: peer.stamps[-1].frame > held[-1] + 2 and peer.stamps[-1].seq == 3, within=5.0)
    assert peer.pc.connectionState == "connected"
    await peer.until(lambda: generator.renderers("standing by"), LOADS_WITHIN)
    for process in (spare, *generator.renderers("standing by")):
        os.kill(process, signal.SIGKILL)
    last = peer.stamps[-1].frame
    await peer.until(lambda: peer.stamps[-1].frame > last + 2, LOADS_WITHIN)
    generator.end()
    assert not Path(f"/proc/{spare}").exists()


async def test_why_a_model_cannot_be_had_is_said(start: Callable[..., Generator], peers: Peers) -> None:
    generator = start("--model", "/nowhere", "--device", "cpu")
    peer = peers(generator)
    for _ in range(1200):
        _, status = await peer.request("GET", "/api/v1/pipeline/status")
        assert isinstance(status, dict)
        if status["status"] == "error":
            break
        await asyncio.sleep(0.05)
    assert status["error"].startswith("--model")
    assert "no such folder" in status["error"] or "pip install" in status["error"]


def test_settings_reach_the_renderer_as_they_are() -> None:
    settings = ModelSettings(
        model="m",
        vae="full",
        loras=(LoraSettings("a", 0.5),),
        device="cpu",
        force=True,
        smooth=True,
        motion=Motion(0.1, 2.0),
        precision=Precision.FP8,
    )
    read = read_model(settings.text())
    assert read == settings
    assert read.precision is Precision.FP8


def test_a_loras_scale_follows_the_last_colon() -> None:
    assert read_lora("folder/a.safetensors") == LoraSettings("folder/a.safetensors", 1.0)
    assert read_lora("folder/a:0.5") == LoraSettings("folder/a", 0.5)
    assert read_lora("c:/a") == LoraSettings("c:/a", 1.0)
    for scale in ("10.5", "nan", "inf"):
        with pytest.raises(ValueError, match="scale"):
            ModelSettings("m", loras=(read_lora(f"a:{scale}"),))


def test_a_lora_is_called_as_it_is_named_or_as_its_file_or_folder() -> None:
    assert read_lora("ink=folder/a.safetensors:0.5") == LoraSettings("folder/a.safetensors", 0.5, "ink")
    assert read_lora("ink=user/ink") == LoraSettings("user/ink", 1.0, "ink")
    called = {
        "ink=a/b.safetensors": "ink",
        "a/b.safetensors": "b",
        "a/b.c": "b.c",
        "user/ink-style": "ink-style",
        "styles/ink/pytorch_lora_weights.safetensors": "ink",
    }
    assert {text: read_lora(text).called for text in called} == called
    with pytest.raises(ValueError, match="two LoRAs are called 'b': name one, as in NAME=PATH"):
        ModelSettings("m", loras=(read_lora("a/b.safetensors"), read_lora("b=c.safetensors")))


def test_motion_is_read_and_checked() -> None:
    assert read_motion("0.2") == Motion(0.2)
    assert read_motion("0.2,5,-0.1,0") == Motion(0.2, 5.0, -0.1, 0.0)
    for text in ("", "fast", "1,2,3,4,5", "-1", "nan", "0,inf"):
        with pytest.raises(ValueError, match="--motion"):
            read_motion(text)
