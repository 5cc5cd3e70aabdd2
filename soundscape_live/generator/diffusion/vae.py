"""The decoder: a tiny one by default, the model's own on request.

A tiny one (AutoencoderTiny) decodes a picture in a hundredth of the network's time, the full one in as much as a step.
"""

from dataclasses import dataclass
from typing import cast

import torch
from diffusers import AutoencoderKL, AutoencoderTiny
from torch import nn

from soundscape_live.generator.diffusion.files import Files
from soundscape_live.generator.diffusion.model import Family
from soundscape_live.generator.picture import Refusal

TINY = {Family.SD: "madebyollin/taesd", Family.SDXL: "madebyollin/taesdxl"}
"The ids of the decoders that were taught for the families' latents."
_CLASSES = {"AutoencoderTiny": AutoencoderTiny, "AutoencoderKL": AutoencoderKL}


@dataclass(frozen=True, slots=True, eq=False)
class Vae:
    """A decoder and its numbers."""

    network: nn.Module
    dtype: torch.dtype
    factor: float
    shift: float
    scale: int
    "Pixels a side of a latent's value."


def open_vae(choice: str, files: Files, family: Family) -> Vae:
    """Return the decoder: `full` is the model's own, `tiny` the model's own if it is tiny, else a folder or id."""
    if choice == "full":
        return _open(files, "vae", "--vae full")
    if choice == "tiny":
        if files.config("vae").get("_class_name") == "AutoencoderTiny":
            return _open(files, "vae", "--vae tiny")
        choice = TINY[family]
    return _open(Files(choice, f"--vae {choice}", files.dtype), "", f"--vae {choice}")


def _open(files: Files, part: str, where: str) -> Vae:
    config = files.config(part)
    name = str(config.get("_class_name"))
    if name not in _CLASSES:
        raise Refusal(f"{where}: it is a {name}; expected AutoencoderTiny or AutoencoderKL")
    if config.get("latent_channels") != 4:
        raise Refusal(f"{where}: its latents have {config.get('latent_channels')} channels, not 4: of another family")
    # Some decoders leave half precision's range, and say so.
    dtype = torch.float32 if config.get("force_upcast") and name == "AutoencoderKL" else files.dtype
    network = files.diffusers(_CLASSES[name], part, dtype)
    blocks = cast("list[int]", config.get("block_out_channels") or config.get("decoder_block_out_channels"))
    factor = float(cast("float", config.get("scaling_factor", 1.0)))
    shift = float(cast("float", config.get("shift_factor") or 0.0))
    return Vae(network, dtype, factor, shift, 2 ** (len(blocks) - 1))
