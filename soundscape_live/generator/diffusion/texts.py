"""Texts -> embeddings by the encoders of CLIP that Stable Diffusion was taught with: one, or two in SDXL."""

from dataclasses import dataclass

import torch

from soundscape_live.generator.diffusion.clip import Encoded, Encoder
from soundscape_live.generator.diffusion.model import Embedding, Encode
from soundscape_live.generator.diffusion.tokens import Words


@dataclass(frozen=True, slots=True, eq=False)
class TextEncoder:
    """A vocabulary and the network that reads its tokens."""

    words: Words
    network: Encoder

    def __call__(self, text: str, device: torch.device) -> Encoded:
        """Return what is made of a text."""
        tokens = self.words(text)
        encoded: Encoded = self.network(torch.tensor([tokens.ids], device=device), tokens.ends)
        return encoded


def encode_with(encoder: TextEncoder, device: torch.device, dtype: torch.dtype) -> Encode:
    """Return what encodes for SD: the last layer, normalised."""

    def encode(text: str) -> Embedding:
        return Embedding(encoder(text, device).last.to(dtype))

    return encode


def encode_with_both(first: TextEncoder, second: TextEncoder, device: torch.device, dtype: torch.dtype) -> Encode:
    """Return what encodes for SDXL: the last layer but one of both side by side, and the second's projection."""

    def encode(text: str) -> Embedding:
        one, two = (encoder(text, device) for encoder in (first, second))
        assert two.whole is not None
        return Embedding(torch.cat([one.before, two.before], dim=-1).to(dtype), two.whole.to(dtype))

    return encode
