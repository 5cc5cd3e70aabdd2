"""Finished pictures in memory that two processes share: the renderer writes, the server reads, the newest wins.

Rules: three slots, written in turn; a slot says which frame it holds, so that a reader that was overtaken while it
copied knows it and drops the copy. The memory is an anonymous file handed down as a descriptor: it has no name,
so nothing is left behind however a process ends.
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
"Bytes before each picture: the number of the frame, -1 while it is written."


def open_memory(width: int, height: int) -> int:
    """Return the descriptor of new memory for SLOTS pictures; the caller closes it."""
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
        slot = HEADER + width * height * 3
        self._memory = mmap.mmap(descriptor, SLOTS * slot)
        self._numbers: list[NDArray[np.int64]] = []
        self._pictures: list[Picture] = []
        for start in range(0, SLOTS * slot, slot):
            self._numbers.append(np.frombuffer(self._memory, np.int64, 1, start))
            pixels = np.frombuffer(self._memory, np.uint8, width * height * 3, start + HEADER)
            self._pictures.append(pixels.reshape(height, width, 3))

    def write(self, frame: int, draw: Callable[[Picture], None]) -> int:
        """Let `draw` fill the next slot with frame `frame`; return the slot."""
        slot = frame % SLOTS
        self._numbers[slot][0] = -1
        draw(self._pictures[slot])
        self._numbers[slot][0] = frame
        return slot

    def read(self, frame: int, take: Callable[[Picture], None]) -> bool:
        """Let `take` copy frame `frame`; return False, and the copy is not to be used, if it has been overwritten."""
        slot = frame % SLOTS
        if self._numbers[slot][0] != frame:
            return False
        take(self._pictures[slot])
        return bool(self._numbers[slot][0] == frame)
