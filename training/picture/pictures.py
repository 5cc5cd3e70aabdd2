"""Pictures that the renderer has drawn, kept on the device as bytes, and a few new ones with every few batches.

Rules: scenes come in turn, sizes too. What the renderer draws faster than it is learnt from replaces the oldest.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from training.picture.scenes import Renderer

SIZES = ((288, 512), (512, 512))
"Height and width of what is drawn."
STEP = 8
"Pixels between two places where a crop may begin."


class Pictures:
    """The kept pictures of one size; crops of them without end."""

    def __init__(self, renderer: Renderer, size: tuple[int, int], most: int, device: torch.device) -> None:
        self._renderer = renderer
        self._size = size
        self._kept = torch.zeros((most, 3, *size), dtype=torch.uint8, device=device)
        self._next = self._count = self._scene = 0

    def __len__(self) -> int:
        return self._count

    def draw(self, count: int) -> None:
        """Draw some pictures of the scene whose turn it is: half as many pairs."""
        frames, _ = self._renderer.pairs(self._scene, (count + 1) // 2, *self._size)
        self._scene = (self._scene + 1) % len(self._renderer.concepts.scenes)
        made = as_bytes(frames.flatten(0, 1))
        at = (torch.arange(len(made), device=made.device) + self._next) % len(self._kept)
        self._kept[at] = made
        self._next = (self._next + len(made)) % len(self._kept)
        self._count = min(len(self._kept), self._count + len(made))

    def some(self, count: int) -> Tensor:
        """Return (count, 3, h, w) in -1..1, whole."""
        return as_values(self._kept[torch.randint(self._count, (count,), device=self._kept.device)])

    def crops(self, count: int, side: int) -> Tensor:
        """Return (count, 3, side, side) in -1..1, all from one place of the pictures."""
        top, left = (int(torch.randint((whole - side) // STEP + 1, ())) * STEP for whole in self._size)
        at = torch.randint(self._count, (count,), device=self._kept.device)
        return as_values(self._kept[at, :, top : top + side, left : left + side])


class Crops:
    """Crops from pictures of several sizes in turn, while new ones are drawn."""

    def __init__(self, kept: Sequence[Pictures], count: int, side: int, every: int, drawn: int) -> None:
        """Give `count` crops at a time; after `every` batches draw `drawn` pictures."""
        self._kept = kept
        self._count, self._side = count, side
        self._every, self._drawn = every, drawn
        self._step = 0

    def __iter__(self) -> "Crops":
        return self

    def __next__(self) -> Tensor:
        """Return (count, 3, side, side), channels last."""
        pictures = self._kept[self._step % len(self._kept)]
        if self._step % self._every == 0 or not len(pictures):
            pictures.draw(self._drawn)
        self._step += 1
        return pictures.crops(self._count, self._side).contiguous(memory_format=torch.channels_last)


def as_bytes(pictures: Tensor) -> Tensor:
    """Return pictures of -1..1 as 0..255."""
    return (pictures.clamp(-1.0, 1.0) * 127.5 + 127.5).round().to(torch.uint8)


def as_values(pictures: Tensor) -> Tensor:
    """Return pictures of 0..255 as -1..1, float32."""
    return pictures.float() / 127.5 - 1.0
