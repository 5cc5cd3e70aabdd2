"""Files of LoRAs -> changes of the network's weights.

Rules: diffusers and peft read them, in whatever dialect they are written; what they would add is taken out and the
network left as it was, so that drawing needs neither. The part of a LoRA that changes an encoder of texts is added to
it as strongly as it was loaded: a text is encoded once.
"""

from collections.abc import Mapping
from typing import cast

import torch
from diffusers import UNet2DConditionModel
from diffusers.loaders import StableDiffusionLoraLoaderMixin, StableDiffusionXLLoraLoaderMixin
from diffusers.utils import convert_state_dict_to_diffusers, convert_state_dict_to_peft
from peft.tuners.lora import LoraLayer
from torch import Tensor, nn

from soundscape_live.generator.diffusion.files import ERRORS
from soundscape_live.generator.diffusion.model import Family, Lora
from soundscape_live.generator.picture import Refusal
from soundscape_live.generator.settings import LoraSettings

_ADAPTER = "read"
_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"
_ROOT = "text_model."
"Before the names of an encoder's layers, in some versions of its class and not in others."


def read_lora(
    asked: LoraSettings, family: Family, unet: UNet2DConditionModel, encoders: Mapping[str, nn.Module]
) -> Lora:
    """Return a LoRA of this file, folder or id; its part for the encoders is added to them. Refusal says what is wrong.

    The network comes out as it was. `encoders`: `text_encoder` and, of SDXL's, `text_encoder_2`.
    """
    loader = StableDiffusionXLLoraLoaderMixin if family is Family.SDXL else StableDiffusionLoraLoaderMixin
    path, scale = asked.path, asked.scale
    where = f"--lora {path}"
    try:
        state, alphas, metadata = loader.lora_state_dict(
            path, unet_config=unet.config, use_safetensors=True, return_lora_metadata=True
        )
        if any(key.startswith("unet.") for key in state):
            loader.load_lora_into_unet(state, alphas, unet=unet, adapter_name=_ADAPTER, metadata=metadata)
    except ERRORS as error:
        reason = str(error).strip().partition("\n")[0]
        raise Refusal(f"{where}: not a LoRA for this {family.value} model: {reason}") from error
    changes = _taken_out(unet)
    if not changes:
        raise Refusal(f"{where}: it changes nothing of this {family.value} network; is it for another family?")
    for prefix, encoder in encoders.items():
        _add_to_encoder(encoder, prefix, state, {**(metadata or {}), **(alphas or {})}, scale)
    return Lora(asked.called, path, scale, changes)


def _taken_out(unet: UNet2DConditionModel) -> dict[str, Tensor]:
    """Return what the adapter adds to each weight, and take it off the network."""
    with torch.no_grad():
        changes = {
            f"{name}.weight": layer.get_delta_weight(_ADAPTER).detach().clone()
            for name, layer in unet.named_modules()
            if isinstance(layer, LoraLayer)
        }
    unet.unload_lora()
    return changes


def _add_to_encoder(
    encoder: nn.Module, prefix: str, state: Mapping[str, Tensor], alphas: Mapping[str, object], scale: float
) -> None:
    """Add what a LoRA has for an encoder: scale * alpha / rank * up down, for each of its layers (Hu et al. 2021)."""
    own = {key.removeprefix(f"{prefix}."): weight for key, weight in state.items() if key.startswith(f"{prefix}.")}
    parts = convert_state_dict_to_peft(convert_state_dict_to_diffusers(own)) if own else {}
    weights = {name.removeprefix(_ROOT): weight for name, weight in encoder.named_parameters()}
    with torch.no_grad():
        for key, down in parts.items():
            name = key.removesuffix(_DOWN)
            weight = weights.get(f"{name.removeprefix(_ROOT)}.weight")
            if not key.endswith(_DOWN) or weight is None:
                continue
            rank = down.shape[0]
            alpha = alphas.get(f"{prefix}.{name}.alpha", alphas.get(f"{prefix}.lora_alpha", rank))
            factor = scale * float(cast("float", alpha)) / rank
            weight.add_((factor * (parts[f"{name}{_UP}"].float() @ down.float())).to(weight.dtype))
