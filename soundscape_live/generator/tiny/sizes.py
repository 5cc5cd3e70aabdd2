"""How large the networks of our own latent model are."""

from dataclasses import dataclass
from typing import Final

SCALE: Final = 16
"Pixels of a side to each of the latent's."


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the networks are; stored with the weights."""

    latent: int = 16
    "Channels."
    denoiser: tuple[int, ...] = (64, 128, 224)
    "Channels, at each halving."
    blocks: tuple[int, ...] = (1, 2, 2)
    "Residual blocks down, and as many up, at each halving."
    condition: int = 256
    decoder: tuple[int, ...] = (128, 64, 48, 16)
    "Channels, at each doubling."
    rebuilds: tuple[int, ...] = (2, 2, 2, 1)
    "The decoder's residual blocks, at each doubling."
    feature: int = 96
    "Numbers to a bucket."
    end: int = 3
    "Points a side of the decoder's last kernel."


SMALL = Sizes(4, (16, 24, 32), (1, 1, 1), 32, (16, 16, 16, 8), (1, 1, 1, 1), 16)
"For tests: the same parts."
