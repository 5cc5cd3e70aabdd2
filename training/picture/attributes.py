"""What is in a batch of pictures: everything that a caption may say of them, and what a referee is asked about.

Rules: the first axis is the pictures'. Scenes, palettes and modifiers are places in the vocabulary's lists.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Attributes:
    """Of n pictures, or pairs of them; both frames of a pair have the same but for their time."""

    scene: Tensor
    "(n,) int64"
    palette: Tensor
    "(n,) int64"
    named: Tensor
    "(n,) bool: the palette was chosen freely, so a caption has to say it; else it is one of the scene's own."
    accent: Tensor
    "(n,) int64: the palette of the highlights; the palette itself where there is none."
    second_scene: Tensor
    "(n,) int64: the scene itself where the picture is not a mix."
    second_palette: Tensor
    "(n,) int64: the palette itself where the picture is not a mix."
    share: Tensor
    "(n,) float32, 0 to 1: how much of the picture is the second scene's; 0 where it is not a mix."
    modifiers: Tensor
    "(n, modifiers) bool"
    looks: Tensor
    "(n, LOOKS) float32, -1 to 1: the light, the motion and so on that was drawn, with what the modifiers changed."
    dt: Tensor
    "(n,) float32: seconds from the first frame of a pair to the second."

    def at(self, index: Tensor | slice) -> "Attributes":
        """Return those of some of the pictures."""
        return Attributes(*(getattr(self, one.name)[index] for one in dataclasses.fields(self)))

    def to(self, device: torch.device | str) -> "Attributes":
        """Return them on a device."""
        return Attributes(*(getattr(self, one.name).to(device) for one in dataclasses.fields(self)))


def joined(parts: Sequence[Attributes]) -> Attributes:
    """Return the attributes of several batches as of one."""
    return Attributes(
        *(torch.cat([getattr(part, one.name) for part in parts]) for one in dataclasses.fields(Attributes))
    )
