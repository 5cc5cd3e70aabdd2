"""Texts -> embeddings by the encoders of CLIP that Stable Diffusion was taught with: one, or two in SDXL."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import CLIPTokenizer

from soundscape_live.generator.diffusion.model import Embedding, Encode

LENGTH = 77
"Tokens of a text, its beginning and end included."


@dataclass(frozen=True, slots=True, eq=False)
class TextEncoder:
    """A tokenizer and the network that reads its tokens."""

    tokenizer: CLIPTokenizer
    network: nn.Module
    "CLIPTextModel, or CLIPTextModelWithProjection."


def encode_with(encoder: TextEncoder, device: torch.device, dtype: torch.dtype) -> Encode:
    """Return what encodes for SD: the last layer, normalised."""

    def encode(text: str) -> Embedding:
        tokens = encoder.network(_ids(encoder.tokenizer, text, device))[0]
        return Embedding(tokens.to(dtype))

    return encode


def encode_with_both(first: TextEncoder, second: TextEncoder, device: torch.device, dtype: torch.dtype) -> Encode:
    """Return what encodes for SDXL: the last layer but one of both side by side, and the second's projection."""

    def encode(text: str) -> Embedding:
        outputs = [
            encoder.network(_ids(encoder.tokenizer, text, device), output_hidden_states=True)
            for encoder in (first, second)
        ]
        tokens = torch.cat([output.hidden_states[-2] for output in outputs], dim=-1)
        return Embedding(tokens.to(dtype), outputs[1].text_embeds.to(dtype))

    return encode


def _ids(tokenizer: CLIPTokenizer, text: str, device: torch.device) -> Tensor:
    """Return the text's tokens (1, LENGTH): what is longer is cut, what is shorter padded."""
    tokens = tokenizer(text, padding="max_length", max_length=LENGTH, truncation=True, return_tensors="pt")
    ids: Tensor = tokens.input_ids.to(device)
    return ids
