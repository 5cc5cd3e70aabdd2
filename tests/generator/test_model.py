"""A generator that draws with a model: the whole way, and why it does not."""

import asyncio
import importlib.util
import os
import signal
from collections.abc import Callable

import pytest

from soundscape_live.cli.model import read_lora, read_motion
from soundscape_live.generator.settings import LoraSettings, ModelSettings, read_model
from soundscape_live.model import Motion
from tests.generator.rig import Generator, Peer

Peers = Callable[[Generator], Peer]
LOADS_WITHIN = 60.0
"Seconds: a busy machine takes ten to import torch."
needs_gpu_extra = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("torch", "diffusers")), reason="needs torch: the extra gpu"
)


@needs_gpu_extra
async def test_another_size_comes_from_the_same_process_and_a_killed_one_comes_back(
    start: Callable[..., Generator], peers: Peers
) -> None:
    generator = start("--model", "random:tiny", "--device", "cpu", "--fps", "10")
    peer = peers(generator)
    peer.ours()
    peer.video("H264")
    await peer.connect()
    peer.state(3)
    await peer.until(lambda: any(read.seq == 3 for read in peer.stamps), LOADS_WITHIN)
    (renderer,) = generator.children()
    body = {"pipeline_ids": ["longlive"], "load_params": {"width": 192, "height": 256}}
    assert (await peer.request("POST", "/api/v1/pipeline/load", body))[0] == 200
    await peer.until(lambda: (192, 256) in peer.sizes)
    assert generator.children() == [renderer]
    os.kill(renderer, signal.SIGKILL)
    count = len(peer.stamps)
    await peer.until(lambda: len(peer.stamps) > count + 3 and peer.stamps[-1].seq == 3, LOADS_WITHIN)
    assert peer.sizes[-1] == (192, 256)


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
    settings = ModelSettings("m", "full", (LoraSettings("a", 0.5),), "cpu", True, True, Motion(0.1, 2.0))  # noqa: FBT003
    assert read_model(settings.text()) == settings


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
