"""Models of a real model's shape with weights of chance: for benchmarks, and for tests where no weights are.

Rules: the same name gives the same weights on the same kind of device. An untrained network's output is taken as the
velocity: taken as the noise it would be divided by alpha, 0.07 at the first step, and nothing would stay in range. The
texts have no encoder: each has tokens of chance, keyed by the text.
"""

import zlib
from collections.abc import Mapping

import numpy as np
import torch
from diffusers import AutoencoderTiny, UNet2DConditionModel
from torch import nn

from soundscape_live.generator.diffusion.model import Embedding, Encode, Family, Model, lay_out
from soundscape_live.generator.latent.schedule import Estimate, diffusion, scaled_linear

PREFIX = "random:"
TOKENS = 77
Config = Mapping[str, object]

_SD = ("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D")
_SD_UP = ("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D")

SHAPES: Mapping[str, Config] = {
    "tiny": {
        "sample_size": 32,
        "block_out_channels": (32, 64),
        "layers_per_block": 1,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "UpBlock2D"),
        "cross_attention_dim": 32,
        "attention_head_dim": 8,
        "norm_num_groups": 8,
    },
    "sd-turbo": {
        "sample_size": 64,
        "block_out_channels": (320, 640, 1280, 1280),
        "layers_per_block": 2,
        "down_block_types": _SD,
        "up_block_types": _SD_UP,
        "cross_attention_dim": 1024,
        "attention_head_dim": (5, 10, 20, 20),
        "use_linear_projection": True,
    },
    "sdxl-turbo": {
        "sample_size": 64,
        "block_out_channels": (320, 640, 1280),
        "layers_per_block": 2,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        "cross_attention_dim": 2048,
        "attention_head_dim": (5, 10, 20),
        "transformer_layers_per_block": (1, 2, 10),
        "use_linear_projection": True,
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 256,
        "projection_class_embeddings_input_dim": 2816,
    },
}
"Name -> a UNet2DConditionModel's configuration."

SMALL_DECODER: Config = {
    "encoder_block_out_channels": (16, 16, 16, 16),
    "decoder_block_out_channels": (16, 16, 16, 16),
    "num_encoder_blocks": (1, 1, 1, 1),
    "num_decoder_blocks": (1, 1, 1, 1),
}
"An AutoencoderTiny for a tiny network."
_POOLED = 1280


def random_model(name: str, device: torch.device, dtype: torch.dtype) -> Model:
    """Return the model of weights of chance that has one of SHAPES' names. Seconds for the large ones."""
    shape = SHAPES[name]
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []), device:
        torch.manual_seed(0)
        unet = UNet2DConditionModel(in_channels=4, out_channels=4, **shape)
        vae = AutoencoderTiny(**(SMALL_DECODER if name == "tiny" else {}))
    if name == "tiny":
        _heed_texts(unet)
        use_whole_range(vae)
    for module in (unet, vae):
        # Not the classes' own `to`, which warns of a change of type.
        nn.Module.to(module, dtype).eval().requires_grad_(requires_grad=False)
        lay_out(module)
    xl = shape.get("addition_embed_type") == "text_time"
    return Model(
        name=PREFIX + name,
        family=Family.SDXL if xl else Family.SD,
        unet=unet,
        vae=vae,
        encode=chance_texts(int(unet.config.cross_attention_dim), _POOLED if xl else 0, device, dtype),
        schedule=diffusion(scaled_linear(), Estimate.VELOCITY),
        device=device,
        dtype=dtype,
        vae_dtype=dtype,
    )


def _heed_texts(unet: UNet2DConditionModel) -> None:
    """Let the texts move the output of a network of chance, which hardly notices them."""
    with torch.no_grad():
        for name, weight in unet.named_parameters():
            if "attn2.to_out" in name:
                weight.mul_(30.0)
            elif "conv_out" in name:
                weight.mul_(2.0)


def use_whole_range(vae: AutoencoderTiny) -> None:
    """Let a decoder of chance use the pixels' whole range: for latents of variance 1, mean 0 and deviation 0.5."""
    last = vae.decoder.layers[-1]
    latent = torch.randn(4, 4, 16, 16, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        image = vae.decode(latent.to(last.weight.device), return_dict=False)[0]
        # The decoder's answer is twice its last layer's, less 1.
        mean, gain = (image.mean((0, 2, 3)) + 1.0) / 2.0, 0.5 / image.std((0, 2, 3))
        last.weight.mul_(gain[:, None, None, None])
        last.bias.sub_(mean).mul_(gain).add_(0.5)


def chance_texts(channels: int, pooled: int, device: torch.device, dtype: torch.dtype) -> Encode:
    """Return what gives each text tokens of chance."""

    def encode(text: str) -> Embedding:
        rng = np.random.Generator(np.random.Philox(key=zlib.crc32(text.encode())))
        tokens = torch.from_numpy(rng.standard_normal((1, TOKENS, channels), np.float32)).to(device, dtype)
        whole = torch.from_numpy(rng.standard_normal((1, pooled), np.float32)).to(device, dtype) if pooled else None
        return Embedding(tokens, whole)

    return encode
