"""Files of LoRAs -> changes of the network's weights.

Rules: diffusers and peft read them, in whatever dialect they are written; what they would add is taken out and the
network left as it was, so that drawing needs neither. The part of a LoRA that changes an encoder of texts is added to
it as strongly as it was loaded: a text is encoded once.
"""

from collections.abc import Mapping
from typing import TypeAlias

import torch
from diffusers import UNet2DConditionModel
from diffusers.loaders import StableDiffusionLoraLoaderMixin, StableDiffusionXLLoraLoaderMixin
from peft.tuners.lora import LoraLayer
from torch import Tensor, nn
from transformers import PreTrainedModel

from soundscape_live.generator.diffusion.files import ERRORS
from soundscape_live.generator.diffusion.model import Family, Lora
from soundscape_live.generator.picture import Refusal

Adaptable: TypeAlias = UNet2DConditionModel | PreTrainedModel
_ADAPTER = "read"


def read_lora(path: str, scale: float, family: Family, unet: Adaptable, encoders: Mapping[str, Adaptable]) -> Lora:
    """Return a LoRA of this file, folder or id; its part for the encoders is added to them. Refusal says what is wrong.

    The network comes out as it was. `encoders`: `text_encoder` and, of SDXL's, `text_encoder_2`.
    """
    pipeline = StableDiffusionXLLoraLoaderMixin if family is Family.SDXL else StableDiffusionLoraLoaderMixin
    where = f"--lora {path}"
    try:
        state, alphas = pipeline.lora_state_dict(path, unet_config=unet.config, use_safetensors=True)[:2]
        if any(key.startswith("unet.") for key in state):
            pipeline.load_lora_into_unet(state, alphas, unet=unet, adapter_name=_ADAPTER)
    except ERRORS as error:
        raise Refusal(f"{where}: not a LoRA for this {family.value} model: {_first_line(error)}") from error
    changes = _taken_out(unet)
    if not changes:
        raise Refusal(f"{where}: it changes nothing of this {family.value} network; is it for another family?")
    for prefix, encoder in encoders.items():
        if any(key.startswith(f"{prefix}.") for key in state):
            pipeline.load_lora_into_text_encoder(state, alphas, encoder, prefix=prefix, adapter_name=_ADAPTER)
            _add(encoder, _taken_out(encoder), scale)
    return Lora(path, scale, changes)


def _taken_out(module: Adaptable) -> dict[str, Tensor]:
    """Return what the adapter adds to each weight, and put the layers back that it had taken the place of."""
    layers = [(name, layer) for name, layer in module.named_modules() if isinstance(layer, LoraLayer)]
    changes = {}
    for name, layer in layers:
        with torch.no_grad():
            changes[f"{name}.weight"] = layer.get_delta_weight(_ADAPTER).detach().clone()
        holder, _, last = name.rpartition(".")
        setattr(module.get_submodule(holder), last, layer.get_base_layer())
    if layers:
        module.peft_config = {}
        module._hf_peft_config_loaded = False  # noqa: SLF001  (diffusers' mark; without it the next LoRA is an update)
    return changes


def _add(module: nn.Module, changes: Mapping[str, Tensor], scale: float) -> None:
    with torch.no_grad():
        for name, weight in module.named_parameters():
            if name in changes:
                weight.add_(scale * changes[name])


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
