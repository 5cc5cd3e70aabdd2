"""What pictures are asked to show: shares of scenes and palettes, as whoever recognises them should tell them.

Rules: a mix is both of its scenes, by their shares; a palette is asked for only where it was named, alone.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.picture.attributes import Attributes


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """What n pictures should be recognised as."""

    scene: Tensor
    "(n, scenes): shares, with a sum of 1."
    palette: Tensor
    "(n, palettes)"
    named: Tensor
    "(n,) float32: 1 where the palette was asked for, else 0."

    def at(self, index: Tensor | slice) -> "Wanted":
        """Return those of some of the pictures."""
        return Wanted(self.scene[index], self.palette[index], self.named[index])

    def where(self, chosen: Tensor, other: "Wanted") -> "Wanted":
        """Return these where chosen (n,), else the other's."""
        row = chosen[:, None]
        return Wanted(
            torch.where(row, self.scene, other.scene),
            torch.where(row, self.palette, other.palette),
            torch.where(chosen, self.named, other.named),
        )


def wanted(attributes: Attributes, scenes: int, palettes: int) -> Wanted:
    """Return what pictures should be recognised as; a mix is both of its scenes, by their shares."""
    share = attributes.share[:, None]
    scene = torch.lerp(one_of(attributes.scene, scenes), one_of(attributes.second_scene, scenes), share)
    palette = torch.lerp(one_of(attributes.palette, palettes), one_of(attributes.second_palette, palettes), share)
    alone = (attributes.share <= 0.0) & (attributes.accent == attributes.palette)
    return Wanted(scene, palette, (attributes.named & alone).float())


def one_of(places: Tensor, count: int) -> Tensor:
    """Return (n, count) float32: 1 at each place."""
    return functional.one_hot(places, count).float()


def entropy(shares: Tensor) -> Tensor:
    """Return (n,): the least cross entropy that shares can be told with."""
    return -(shares * shares.clamp(min=1e-6).log()).sum(1)
