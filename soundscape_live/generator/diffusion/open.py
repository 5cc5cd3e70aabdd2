"""Opens the renderer that draws with a model."""

import logging
import os
from collections.abc import Callable

import torch

from soundscape_live.generator.diffusion.frame import Denoiser, EagerDenoiser
from soundscape_live.generator.diffusion.load import load_model
from soundscape_live.generator.diffusion.model import Family, Model
from soundscape_live.generator.diffusion.renderer import DiffusionRenderer, Manner
from soundscape_live.generator.diffusion.tiny import TinyDenoiser
from soundscape_live.generator.settings import ModelSettings

log = logging.getLogger(__name__)


def open_renderer(settings: ModelSettings, width: int, height: int, fps: float) -> DiffusionRenderer:
    """Return a renderer. Refusal says why there is none. Blocks: seconds."""
    if settings.device == "cpu":
        torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))  # one is left for the encoder and the server
    model = load_model(settings)
    return DiffusionRenderer(
        model,
        open_denoiser(model, width, height, log.info),
        width,
        height,
        Manner(fps, settings.smooth, settings.motion),
    )


def open_denoiser(model: Model, width: int, height: int, say: Callable[[str], None]) -> Denoiser:
    """Return what makes the frames on the model's device; `say` is told, on a thread, when it has become faster."""
    if model.family is Family.TINY:
        return TinyDenoiser(model, width, height)
    if model.device.type != "cuda":
        return EagerDenoiser(model, width, height)
    # Triton comes with torch's CUDA builds alone.
    from soundscape_live.generator.diffusion.fast.denoiser import GraphDenoiser  # noqa: PLC0415

    return GraphDenoiser(model, width, height, say)
