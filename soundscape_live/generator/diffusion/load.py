"""Models from folders and by id, and what is said when one cannot be had.

Rules: safetensors only; the family is read from the network's configuration, never guessed from a name; everything
that can be known is checked before weights are read. What goes wrong is one sentence that says what to do (Refusal).
"""

import torch

from soundscape_live.generator.diffusion.model import Model
from soundscape_live.generator.diffusion.random import PREFIX, SHAPES, random_model
from soundscape_live.generator.picture import Refusal
from soundscape_live.generator.settings import ModelSettings


def load_model(settings: ModelSettings) -> Model:
    """Return the model that the settings ask for; Refusal says why not. Blocks: seconds."""
    device = open_device(settings.device)
    dtype = torch.float16 if device.type == "cuda" else torch.float32
    if settings.model.startswith(PREFIX):
        name = settings.model.removeprefix(PREFIX)
        if name not in SHAPES:
            raise Refusal(f"--model {settings.model}: expected {PREFIX} and one of {', '.join(SHAPES)}")
        return random_model(name, device, dtype)
    raise Refusal(f"--model {settings.model}: not yet")


def open_device(name: str) -> torch.device:
    """Return the device; Refusal if there is none of the kind."""
    if name == "cuda" and not torch.cuda.is_available():
        raise Refusal("no CUDA device is found: install the driver and a CUDA build of torch, or use --device cpu")
    return torch.device(name)
