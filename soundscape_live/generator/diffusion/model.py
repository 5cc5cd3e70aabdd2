"""A loaded model: the network, the decoder, the encoder of texts, and what their configurations say. It is a value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

import torch
from torch import Tensor, nn

from soundscape_live.generator.latent.course import LIKENESS, PLAIN, Arrival
from soundscape_live.generator.latent.schedule import Schedule


class Family(StrEnum):
    """What a model is told beside the tokens: SDXL's has pooled texts and sizes, our own the seconds that go by."""

    SD = "Stable Diffusion"
    SDXL = "Stable Diffusion XL"
    TINY = "our own"


TINY = "tiny"
"What our own model is called instead of a folder or an id."


class Decoder(Protocol):
    """What turns latents into pictures: AutoencoderTiny or AutoencoderKL."""

    def decode(self, latent: Tensor, *, return_dict: bool) -> tuple[Tensor, ...]:
        """Return images (1, 3, height, width) of -1..1 first."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """What the network is told of the prompts. The same object always has the same values."""

    tokens: Tensor
    "(1, tokens, channels)."
    pooled: Tensor | None = None
    "(1, channels): of SDXL's, the whole text in one vector."


Encode: TypeAlias = Callable[[str], Embedding]
"Text -> its embedding, in the network's type on its device. Blocks; may be called from any thread."


def lay_out(module: nn.Module) -> None:
    """Lay out a network's weights for inference: channels last, the order that convolutions read fastest."""
    for weight in module.parameters():
        if weight.dim() == 4:
            weight.data = weight.data.contiguous(memory_format=torch.channels_last)


@dataclass(frozen=True, slots=True, eq=False)
class Lora:
    """Changes of weights, added to them in proportion to a scale."""

    name: str
    path: str
    "What it was loaded from; it may be called by either."
    scale: float
    "The one that it was loaded with."
    changes: Mapping[str, Tensor]
    "Name of one of the network's weights -> what is added to it at scale 1."


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Everything that a frame needs."""

    name: str
    family: Family
    unet: nn.Module
    "A UNet2DConditionModel, or our own."
    vae: Decoder
    encode: Encode
    schedule: Schedule
    device: torch.device
    dtype: torch.dtype
    "Of the network."
    vae_dtype: torch.dtype
    vae_factor: float = 1.0
    "The latent is divided by it before it is decoded ..."
    vae_shift: float = 0.0
    "... and this is added."
    scale: int = 8
    "Pixels a side of a latent's value."
    channels: int = 4
    guidance: Tensor | None = None
    "(1, channels): how strongly the prompt is followed, for networks that are told so."
    loras: tuple[Lora, ...] = field(default=())
    arrival: Arrival = PLAIN
    "What it needs for another prompt to arrive."
    likeness: float = LIKENESS
    "Of successive noises, as latent.course takes it."

    @property
    def time_ids(self) -> bool:
        """Whether the network is told the picture's size."""
        return self.family is Family.SDXL

    def latent_size(self, width: int, height: int) -> tuple[int, int]:
        """Return the height and width of a picture's latent."""
        return -(-height // self.scale), -(-width // self.scale)
