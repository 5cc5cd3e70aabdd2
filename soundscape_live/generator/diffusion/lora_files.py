"""Files of LoRAs -> changes of the weights.

Rules: diffusers reads them, in whatever dialect they are written; what they add to each weight is computed here, and
neither peft nor transformers is wanted. The part of a LoRA that changes an encoder of texts is added to it as strongly
as it was loaded: a text is encoded once.
"""

import math
import re
from collections.abc import Iterable, Mapping
from typing import cast

import torch
from diffusers import UNet2DConditionModel
from diffusers.loaders.lora_pipeline import StableDiffusionLoraLoaderMixin, StableDiffusionXLLoraLoaderMixin
from torch import Tensor, nn

from soundscape_live.generator.diffusion.clip import ROOT
from soundscape_live.generator.diffusion.files import ERRORS
from soundscape_live.generator.diffusion.model import Family, Lora
from soundscape_live.generator.picture import Refusal
from soundscape_live.generator.settings import LoraSettings

_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"
_SIDES = {"down": _DOWN, "up": _UP}
_NETWORK = "unet"


def read_lora(
    asked: LoraSettings,
    family: Family,
    unet: UNet2DConditionModel,
    encoders: Mapping[str, nn.Module],
) -> Lora:
    """Return a LoRA of this file, folder or id; its part for the encoders is added to them. Refusal says what is wrong.

    `encoders`: `text_encoder` and, of SDXL's, `text_encoder_2`.
    """
    loader = StableDiffusionXLLoraLoaderMixin if family is Family.SDXL else StableDiffusionLoraLoaderMixin
    where = f"--lora {asked.path}"
    try:
        state, alphas, metadata = loader.lora_state_dict(
            asked.path, unet_config=unet.config, use_safetensors=True, return_lora_metadata=True
        )
        told = {**(metadata or {}), **(alphas or {})}
        found = {part: _changes(state, told, part, network) for part, network in encoders.items()}
        changes = _changes(state, told, _NETWORK, unet)
    except ERRORS as error:
        reason = str(error).strip().partition("\n")[0]
        raise Refusal(f"{where}: not a LoRA for this {family.value} model: {reason}") from error
    if not changes:
        raise Refusal(f"{where}: it changes nothing of this {family.value} network; is it for another family?")
    with torch.no_grad():
        for part, network in encoders.items():
            for name, change in found[part].items():
                network.get_parameter(name).add_(asked.scale * change)
    return Lora(asked.called, asked.path, asked.scale, changes)


def _changes(
    state: Mapping[str, Tensor], told: Mapping[str, object], part: str, network: nn.Module
) -> dict[str, Tensor]:
    """Return what is added to a part's weights: alpha / rank * up down, for each of its layers (Hu et al. 2021)."""
    own = [key.removeprefix(f"{part}.") for key in state if key.startswith(f"{part}.")]
    weights = dict(network.named_parameters())
    made: dict[str, Tensor] = {}
    names = _names(own, part)
    for key, written in names.items():
        layer = key.removesuffix(_DOWN)
        name = f"{layer.removeprefix(ROOT)}.weight"
        if not key.endswith(_DOWN) or name not in weights:
            continue
        down, up = (state[f"{part}.{each}"] for each in (written, names[f"{layer}{_UP}"]))
        weight = weights[name]
        # Of a convolution the kernel is the lower part's; the upper one's has one point.
        change = up.float().flatten(1) @ down.float().flatten(1)
        if change.shape != weight.flatten(1).shape:
            raise ValueError(f"it changes {name} by {tuple(change.shape)}, which is {tuple(weight.shape)}")
        factor = _factor(told, part, (written, layer), down.shape[0])
        made[name] = (factor * change).view(weight.shape).to(weight.dtype)
    return made


def _names(written: Iterable[str], part: str) -> dict[str, str]:
    """Return the names of layers with _DOWN or _UP -> how keys for them are written, in any of four dialects."""

    def projection(found: re.Match[str]) -> str:
        which, side = found.groups()
        if part != _NETWORK:
            return f".{which}_proj.lora.{side}"
        return f".to_out.0.lora.{side}" if which == "out" else f".to_{which}.lora.{side}"

    names: dict[str, str] = {}
    for key in written:
        name = re.sub(r"\.to_(q|k|v|out)_lora\.(down|up)\b", projection, key.replace(".processor.", "."))
        name = re.sub(r"\.lora(?:_linear_layer)?\.(down|up)\.weight$", lambda side: _SIDES[side[1]], name)
        names[name] = key
    return names


def _factor(told: Mapping[str, object], part: str, names: tuple[str, str], rank: int) -> float:
    """Return how strongly a layer is changed at scale 1: 1 unless the file tells an alpha, by one of its names."""
    pattern = cast("Mapping[str, float]", told.get(f"{part}.alpha_pattern") or {})
    alpha = pattern.get(names[1], told.get(f"{part}.lora_alpha", rank))
    for name in names:
        alpha = told.get(f"{part}.{name}.alpha", alpha)
    # Kalajdzievski 2023: what ranks add up grows as their roots.
    divided = math.sqrt(rank) if told.get(f"{part}.use_rslora") else rank
    return float(cast("float", alpha)) / divided
