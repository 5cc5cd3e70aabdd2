"""Up to the first picture nothing is imported that it does not need; afterwards everything can be."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.generator.diffusion.pipelines import SIZE, diffusers
from tests.generator.diffusion.test_lora import save_lora

from soundscape_live.generator.engines import open_model  # isort: skip
from soundscape_live.generator.settings import LoraSettings, ModelSettings
from tests.generator.latent.said import said

Folder = Callable[[str], Path]
OTHER = "diffusers.models.transformers.transformer_flux"
LEFT_OUT = ["torch._dynamo", "torch._inductor", "transformers", "peft", OTHER]
OURS = "soundscape_live.generator.tiny.text"
DRAW = """
import gc, json, sys
from soundscape_live.generator.engines import open_model, read_model_code
from soundscape_live.generator.settings import read_model
from tests.generator.latent.said import said
model = read_model(sys.argv[1])
read_model_code(model, begun=True)
renderer = open_model(model, 64, 64, 10.0, patient=True)
picture = renderer.frame(said())
renderer.close()
there = [name for name in json.loads(sys.argv[2]) if name in sys.modules]
print(json.dumps({"picture": picture.tolist(), "there": there, "collects": gc.isenabled()}))
"""
AFTER = """
import importlib.metadata, json, sys
from soundscape_live.generator.engines import read_model_code
from soundscape_live.generator.settings import read_model
read_model_code(read_model(sys.argv[1]), begun=True)
import torch, transformers, peft
from diffusers.models.transformers import FluxTransformer2DModel, Transformer2DModel
import diffusers
print(json.dumps({
    "compiled": torch.compile(lambda x: x + 1, backend="eager")(torch.ones(1)).tolist(),
    "compiler": "torch._dynamo.eval_frame" in sys.modules,
    "distributions": "torch" in importlib.metadata.packages_distributions(),
    "others": FluxTransformer2DModel is diffusers.FluxTransformer2DModel and Transformer2DModel is not None,
}))
"""
ASKS = """
import json, sys
from soundscape_live.generator.diffusion import libraries
libraries.UNUSED, libraries.LIST = ("transformers", "peft"), "diffusers.models.none"
from soundscape_live.generator.engines import read_model_code
from soundscape_live.generator.settings import read_model
read_model_code(read_model(sys.argv[1]), begun=True)
print(json.dumps([name for name in json.loads(sys.argv[2]) if name in sys.modules]))
"""
PLAIN = """
import json, sys
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
print(json.dumps([name for name in json.loads(sys.argv[1]) if name in sys.modules]))
"""


def fresh(code: str, *arguments: str, **environment: str) -> Any:
    """Run code in a process of its own and return what it says last."""
    command = [sys.executable, "-c", code, *arguments]
    told = {**os.environ, **environment}
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120, env=told)
    return json.loads(run.stdout.splitlines()[-1])


def draw(model: ModelSettings, **environment: str) -> Any:
    return fresh(DRAW, model.text(), json.dumps([*LEFT_OUT, OURS]), **environment)


@pytest.mark.parametrize("kind", ["random:tiny", "sd", "sdxl", "lcm"])
def test_the_first_picture_needs_no_compiler_and_no_other_library(folder: Folder, kind: str) -> None:
    model = ModelSettings(kind if kind == "random:tiny" else str(folder(kind)), device="cpu")
    seen = draw(model)
    assert seen.pop("there") == []
    renderer = open_model(model, SIZE, SIZE, 10.0, patient=True)
    # Here everything has been imported as the libraries themselves do it.
    assert np.array_equal(seen.pop("picture"), renderer.frame(said()))
    renderer.close()
    assert seen == {"collects": True}


def test_what_was_left_out_can_be_imported_afterwards() -> None:
    model = ModelSettings("random:tiny", device="cpu")
    assert fresh(AFTER, model.text()) == {
        "compiled": [2.0],
        "compiler": True,
        "distributions": True,
        "others": True,
    }


def test_a_library_that_asks_for_what_was_left_out_is_imported_all_the_same(tmp_path: Path) -> None:
    # As torchvision 0.26 does it; what it says of itself makes diffusers import it.
    (tmp_path / "torchvision-0.26.0.dist-info").mkdir()
    (tmp_path / "torchvision-0.26.0.dist-info" / "METADATA").write_text("Name: torchvision\nVersion: 0.26.0\n")
    (tmp_path / "torchvision").mkdir()
    (tmp_path / "torchvision" / "__init__.py").write_text("from torch._dynamo.utils import counters\n")
    (tmp_path / "torchvision" / "transforms.py").write_text("")
    model = ModelSettings("random:tiny", device="cpu").text()
    names = json.dumps(["soundscape_live.generator.diffusion.open", "torchvision.transforms"])
    assert fresh(ASKS, model, names, PYTHONPATH=f"{tmp_path}{os.pathsep}.") == json.loads(names)


def test_a_model_that_was_fetched_once_is_read_by_its_id_without_a_network(folder: Folder, tmp_path: Path) -> None:
    kept = tmp_path / "hub" / "models--somebody--small"
    commit = 40 * "1"
    shutil.copytree(folder("sdxl"), kept / "snapshots" / commit)
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text(commit)
    seen = draw(ModelSettings("somebody/small", device="cpu"), HF_HOME=str(tmp_path), HF_HUB_OFFLINE="1")
    renderer = open_model(ModelSettings(str(folder("sdxl")), device="cpu"), SIZE, SIZE, 10.0, patient=True)
    assert np.array_equal(seen["picture"], renderer.frame(said()))
    renderer.close()


def test_a_lora_needs_none_either(folder: Folder, tmp_path: Path) -> None:
    path = str(save_lora(folder("sd"), tmp_path / "lora", 1))
    model = ModelSettings(str(folder("sd")), device="cpu", loras=(LoraSettings(path),))
    renderer = open_model(model, SIZE, SIZE, 10.0, patient=True)
    seen = draw(model)
    assert seen["there"] == []
    assert np.array_equal(seen["picture"], renderer.frame(said()))
    renderer.close()


def test_what_is_left_out_would_be_imported_otherwise() -> None:
    """Where this fails, the library has learnt to do without: then diffusion.libraries need not leave that out."""
    assert fresh(PLAIN, json.dumps(LEFT_OUT)) == LEFT_OUT, f"with diffusers {diffusers.__version__}"
