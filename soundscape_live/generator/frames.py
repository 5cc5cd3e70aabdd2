"""Finished pictures in memory that two processes share: the renderer writes, the server reads, the newest wins.

Rules: three slots, written in turn; a slot says which frame it holds and its size, so that a reader that was
overtaken while it copied knows it and drops the copy. The memory is an anonymous file handed down as a descriptor: it
has no name, so nothing is left behind however a process ends.
"""

import mmap
import os
import tempfile
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from soundscape_live.generator.picture import Picture

SLOTS = 3
HEADER = 64
"Bytes before each picture: the number of the frame, -1 while it is written; its width and height."


def open_memory(width: int, height: int) -> int:
    """Return the descriptor of new memory for SLOTS pictures up to this size; the caller closes it."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("soundscape-frames")
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    os.ftruncate(descriptor, SLOTS * (HEADER + width * height * 3))
    return descriptor


class Frames:
    """The shared pictures, (height, width, 3) RGB. Thread-safe: one writer; any number of readers."""

    def __init__(self, descriptor: int, width: int, height: int) -> None:
        """Take the size of the first pictures; the memory says itself how large they may become."""
        slot = os.fstat(descriptor).st_size // SLOTS
        self._memory = mmap.mmap(descriptor, SLOTS * slot)
        self._size = width, height
        self._heads: list[NDArray[np.int64]] = []
        self._bytes: list[NDArray[np.uint8]] = []
        for start in range(0, SLOTS * slot, slot):
            self._heads.append(np.frombuffer(self._memory, np.int64, 3, start))
            self._bytes.append(np.frombuffer(self._memory, np.uint8, slot - HEADER, start + HEADER))

    def resize(self, width: int, height: int) -> None:
        """Write pictures of this size from now on. ValueError: the memory is too small for them."""
        if width * height * 3 > self._bytes[0].size:
            raise ValueError(f"the memory is too small for {width}x{height}")
        self._size = width, height

    def write(self, frame: int, draw: Callable[[Picture], None]) -> int:
        """Let `draw` fill the next slot with frame `frame`; return the slot."""
        slot = frame % SLOTS
        head = self._heads[slot]
        head[0] = -1
        head[1:] = self._size
        draw(self._picture(slot))
        head[0] = frame
        return slot

    def read(self, frame: int, take: Callable[[Picture], None]) -> bool:
        """Let `take` copy frame `frame`; return False, and the copy is not to be used, if it has been overwritten."""
        slot = frame % SLOTS
        if self._heads[slot][0] != frame:
            return False
        picture = self._picture(slot)
        if self._heads[slot][0] != frame:
            return False  # overtaken while the size was read
        take(picture)
        return bool(self._heads[slot][0] == frame)

    def _picture(self, slot: int) -> Picture:
        width, height = (int(side) for side in self._heads[slot][1:])
        return self._bytes[slot][: width * height * 3].reshape(height, width, 3)
