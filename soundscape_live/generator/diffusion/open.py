"""Opens the renderer that draws with a model."""

import importlib
import logging
import os
from collections.abc import Callable

import torch

from soundscape_live.generator.diffusion.frame import Denoiser, EagerDenoiser
from soundscape_live.generator.diffusion.load import load_model
from soundscape_live.generator.diffusion.model import Family, Model
from soundscape_live.generator.diffusion.renderer import DiffusionRenderer, Manner
from soundscape_live.generator.settings import ModelSettings, Precision

log = logging.getLogger(__name__)


def read_ahead() -> None:
    """Import what the fast way needs besides; nothing is opened, and no memory of a device taken. Blocks: a second."""
    if torch.cuda.is_available():
        importlib.import_module("soundscape_live.generator.diffusion.fast.recorded")


def open_renderer(
    settings: ModelSettings, width: int, height: int, fps: float, *, patient: bool = False
) -> DiffusionRenderer:
    """Return a renderer, `patient` for no audience. Refusal says why there is none. Blocks: seconds."""
    if settings.device == "cpu":
        torch.set_num_threads(max(1, (os.cpu_count() or 1) - 1))  # one is left for the encoder and the server
    model = load_model(settings)
    return DiffusionRenderer(
        model,
        open_denoiser(model, width, height, log.info, settings.precision),
        width,
        height,
        Manner(fps, settings.smooth, settings.motion, patient=patient),
    )


def open_denoiser(
    model: Model, width: int, height: int, say: Callable[[str], None], precision: Precision = Precision.AUTO
) -> Denoiser:
    """Return what makes the frames on the model's device; `say` is told, on a thread, when it has become faster."""
    if model.family is Family.TINY:
        # As in load_model.
        from soundscape_live.generator.diffusion.tiny import TinyDenoiser  # noqa: PLC0415

        return TinyDenoiser(model, width, height)
    if model.device.type != "cuda":
        return EagerDenoiser(model, width, height)
    # Triton comes with torch's CUDA builds alone.
    from soundscape_live.generator.diffusion.fast.denoiser import GraphDenoiser  # noqa: PLC0415

    return GraphDenoiser(model, width, height, say, precision)
