"""Models from folders and by id, and what is said when one cannot be had.

Rules: safetensors only; the family is read from the network's configuration, never guessed from a name; what can be
known is checked before weights are read. What goes wrong is one sentence that says what to do (Refusal).
"""

from collections.abc import Callable, Mapping
from typing import cast

import torch
from diffusers import UNet2DConditionModel
from torch import Tensor, nn

from soundscape_live.generator.diffusion.awake import plan_no_attention
from soundscape_live.generator.diffusion.files import Files
from soundscape_live.generator.diffusion.lora_files import read_lora
from soundscape_live.generator.diffusion.model import TINY, Decoder, Encode, Family, Model, lay_out
from soundscape_live.generator.diffusion.noise import read_schedule
from soundscape_live.generator.diffusion.random import PREFIX, SHAPES, random_model
from soundscape_live.generator.diffusion.texts import TextEncoder, encode_with, encode_with_both
from soundscape_live.generator.diffusion.vae import open_vae
from soundscape_live.generator.picture import Refusal
from soundscape_live.generator.settings import ModelSettings

LARGE = 100_000_000
"Weights above which a network is of no use on a CPU."
WORKING = 1.5e9
"Bytes that frames need beside the weights."
GUIDANCE = 7.5
"How strongly networks that are told so are to follow the prompt: the published latent consistency models' default."


def load_model(settings: ModelSettings) -> Model:
    """Return the model that the settings ask for; Refusal says why not. Blocks: seconds."""
    device = open_device(settings.device)
    dtype = torch.float16 if device.type == "cuda" else torch.float32
    if settings.model == TINY:
        # It brings the reading of texts in numpy, for which no other model's first picture is to wait.
        from soundscape_live.generator.diffusion.tiny import load_tiny  # noqa: PLC0415

        return load_tiny(device)
    if settings.model.startswith(PREFIX):
        return _random(settings, device, dtype)
    try:
        return _read(settings, device, dtype)
    except torch.OutOfMemoryError as error:
        raise Refusal(f"--model {settings.model}: {_too_large(device)}") from error


def open_device(name: str) -> torch.device:
    """Return the device, a CUDA one as this process's own; Refusal if there is none of the kind."""
    if name == "cpu":
        return torch.device(name)
    if not torch.cuda.is_available():
        raise Refusal("no CUDA device is found: install the driver and a CUDA build of torch, or use --device cpu")
    device = torch.device("cuda", int(name.partition(":")[2] or 0))
    check_device(name, torch.cuda.device_count())
    # Streams, graphs and kernels are made on the current device.
    torch.cuda.set_device(device)
    plan_no_attention()
    return device


def check_device(name: str, count: int) -> None:
    """Refuse a card, `cuda:N`, that a machine with so many has not."""
    if int(name.partition(":")[2] or 0) >= count:
        found = f"cuda:0 to cuda:{count - 1}" if count > 1 else "cuda:0 alone"
        raise Refusal(f"there is no {name} in this machine: it has {found}")


def family_of(config: Mapping[str, object], where: str) -> Family:
    """Return the family that a network's configuration says. Refusal: it is none of ours."""
    if config.get("in_channels") != 4 or config.get("out_channels") != 4:
        raise Refusal(
            f"{where}: its network takes {config.get('in_channels')} channels, not 4: inpainting, or another use"
        )
    if config.get("class_embed_type") is not None or config.get("encoder_hid_dim_type") is not None:
        raise Refusal(f"{where}: its network is told more than a text; expected Stable Diffusion 1.x, 2.x or XL")
    embed = config.get("addition_embed_type")
    if embed is None:
        return Family.SD
    if embed != "text_time" or config.get("projection_class_embeddings_input_dim") == 2560:
        raise Refusal(f"{where}: a refiner, or no Stable Diffusion; expected Stable Diffusion 1.x, 2.x or XL")
    return Family.SDXL


def guidance(strength: float, channels: int) -> Tensor:
    """Return (1, channels): a strength as networks are told it, sines and cosines of it (Vaswani et al. 2017)."""
    half = channels // 2
    rates = torch.exp(torch.arange(half) * (-torch.log(torch.tensor(10_000.0)) / (half - 1)))
    angles = strength * 1000.0 * rates
    return nn.functional.pad(torch.cat([angles.sin(), angles.cos()]), (0, channels % 2))[None]


def check_weights(config: Mapping[str, object], device: torch.device, where: str, *, force: bool) -> None:
    """Refuse a large network on a CPU."""
    if device.type != "cpu" or force:
        return
    count = _count(config)
    if count > LARGE:
        raise Refusal(
            f"{where}: {count / 1e6:.0f} million weights take seconds a frame on a CPU; "
            "use a CUDA device, --engine tiny or procedural, or --force"
        )


def check_memory(needed: float, free: float, where: str) -> None:
    """Refuse what does not fit into the device's free memory; both in bytes."""
    if needed + WORKING > free:
        raise Refusal(
            f"{where}: needs {(needed + WORKING) / 1e9:.1f} GB of GPU memory, {free / 1e9:.1f} GB are free; "
            "end what else uses the device, or take a smaller model"
        )


def _random(settings: ModelSettings, device: torch.device, dtype: torch.dtype) -> Model:
    name = settings.model.removeprefix(PREFIX)
    if name not in SHAPES:
        raise Refusal(f"--model {settings.model}: expected {PREFIX} and one of {', '.join(SHAPES)}")
    if settings.loras:
        raise Refusal(f"--model {settings.model}: a network of chance has no LoRAs")
    check_weights(SHAPES[name], device, f"--model {settings.model}", force=settings.force)
    return random_model(name, device, dtype)


def _read(settings: ModelSettings, device: torch.device, dtype: torch.dtype) -> Model:
    where = f"--model {settings.model}"
    files = Files(settings.model, where, dtype)
    config = files.config("unet")
    family = family_of(config, where)
    check_weights(config, device, where, force=settings.force)
    schedule = read_schedule(files.config("scheduler"), where)
    unet = files.diffusers(UNet2DConditionModel, "unet")
    encoders = {"text_encoder": files.text_encoder("text_encoder", "tokenizer", projected=False)}
    if family is Family.SDXL:
        encoders["text_encoder_2"] = files.text_encoder("text_encoder_2", "tokenizer_2", projected=True)
    networks = {name: each.network for name, each in encoders.items()}
    loras = tuple(read_lora(lora, family, unet, networks) for lora in settings.loras)
    vae = open_vae(settings.vae, files, family)
    modules = [unet, vae.network, *(encoder.network for encoder in encoders.values())]
    if device.type == "cuda":
        free = torch.cuda.mem_get_info(device)[0]
        check_memory(sum(_bytes(module) for module in modules), free, where)
    for module in modules:
        nn.Module.to(module, device).eval().requires_grad_(requires_grad=False)
    lay_out(unet)
    lay_out(vae.network)
    channels = config.get("time_cond_proj_dim")
    return Model(
        name=settings.model,
        family=family,
        unet=unet,
        vae=cast("Decoder", vae.network),
        encode=_encode(encoders, device, dtype),
        schedule=schedule,
        device=device,
        dtype=dtype,
        vae_dtype=vae.dtype,
        vae_factor=vae.factor,
        vae_shift=vae.shift,
        scale=vae.scale,
        guidance=guidance(GUIDANCE, int(cast("int", channels))).to(device) if channels else None,
        loras=loras,
    )


def _encode(encoders: Mapping[str, TextEncoder], device: torch.device, dtype: torch.dtype) -> Encode:
    if "text_encoder_2" in encoders:
        return encode_with_both(encoders["text_encoder"], encoders["text_encoder_2"], device, dtype)
    return encode_with(encoders["text_encoder"], device, dtype)


def _count(config: Mapping[str, object]) -> int:
    """Return how many weights a network of this configuration has, without making them."""
    build = cast("Callable[[Mapping[str, object]], nn.Module]", UNet2DConditionModel.from_config)
    with torch.device("meta"):
        return sum(weight.numel() for weight in build(config).parameters())


def _bytes(module: nn.Module) -> int:
    return sum(weight.numel() * weight.element_size() for weight in module.parameters())


def _too_large(device: torch.device) -> str:
    free = torch.cuda.mem_get_info(device)[0] / 1e9 if device.type == "cuda" else 0.0
    return f"too little GPU memory, {free:.1f} GB are free; end what else uses the device, or take a smaller model"
