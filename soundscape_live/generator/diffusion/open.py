"""Opens the renderer that draws with a model."""

import os

import torch

from soundscape_live.generator.diffusion.frame import EagerDenoiser
from soundscape_live.generator.diffusion.load import load_model
from soundscape_live.generator.diffusion.renderer import DiffusionRenderer, Manner
from soundscape_live.generator.settings import ModelSettings


def open_renderer(settings: ModelSettings, width: int, height: int, fps: float) -> DiffusionRenderer:
    """Return a renderer. Refusal says why there is none. Blocks: seconds."""
    if settings.device == "cpu":
        torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))  # one is left for the encoder and the server
    model = load_model(settings)
    denoiser = EagerDenoiser(model, width, height)
    return DiffusionRenderer(model, denoiser, width, height, Manner(fps, settings.smooth, settings.motion))
