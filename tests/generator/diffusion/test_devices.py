"""Several graphics cards: a renderer takes memory of its own alone."""

import subprocess
import sys

import pytest

torch = pytest.importorskip("torch", reason="the extra gpu is not installed")

DRAW = """
import sys, time
import torch
from soundscape_live.generator.engines import open_model, read_model_code
from soundscape_live.generator.settings import ModelSettings
from tests.generator.latent.said import said
model = ModelSettings("random:sd-turbo", device="cuda:1")
read_model_code(model, begun=True)
renderer = open_model(model, 512, 512, 30.0)
end = time.monotonic() + 120.0
while renderer.way == "eager" and time.monotonic() < end:
    renderer.frame(said())
print(renderer.way, *(torch._C._cuda_hasPrimaryContext(number) for number in (0, 1)), flush=True)
"""


@pytest.mark.skipif(torch.cuda.device_count() < 2, reason="no second CUDA device")
def test_a_renderer_on_the_second_card_takes_nothing_of_the_first() -> None:
    command = [sys.executable, "-c", DRAW]
    run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=240)
    assert run.stdout.split()[-3:] == ["fp8", "False", "True"], run.stderr
