"""Brings pictures from the device into memory.

Rules: of a CUDA device through pages that stay where they are, so that the device writes them itself; a picture is good
until KEPT further ones have been brought.
"""

import torch
from torch import Tensor

from soundscape_live.generator.picture import Picture

KEPT = 3
"The one that is shown, the one that comes, and one half way between."


class Reading:
    """Brings the pictures of one device. Not safe for several threads."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._rooms: list[Tensor] = []
        self._next = 0

    def __call__(self, picture: Tensor) -> Picture:
        """Return a picture (height, width, 3) uint8 in memory. Waits for the device."""
        if self._device.type != "cuda":
            copied: Picture = picture.to("cpu", copy=True).numpy()
            return copied
        if not self._rooms or self._rooms[0].shape != picture.shape:
            self._rooms = [torch.empty(picture.shape, dtype=torch.uint8, pin_memory=True) for _ in range(KEPT)]
        room = self._rooms[self._next]
        self._next = (self._next + 1) % KEPT
        room.copy_(picture, non_blocking=True)
        torch.cuda.current_stream(self._device).synchronize()
        read: Picture = room.numpy()
        return read
