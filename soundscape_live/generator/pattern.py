"""A test card: moving bars, to check the way to the screen without a model.

Rules: noise_scale is the speed; 0 holds the picture; a reset inverts it; the first prompt's text picks the hue.
"""

import zlib

import numpy as np

from soundscape_live.generator.picture import FrameState, Picture

BARS = 8


class Pattern:
    """Draws vertical bars that travel."""

    def __init__(self, width: int, height: int, _fps: float) -> None:
        x = np.arange(width) * (2 * np.pi * BARS / width)
        self._shape = (height, width, 3)
        self._x = x
        self._phase = 0.0
        self._inverted = False

    def frame(self, state: FrameState) -> Picture:
        """Return the next picture."""
        self._phase = (self._phase + state.noise_scale) % (2 * np.pi)
        self._inverted ^= state.reset
        hue = zlib.crc32(state.prompts[0].text.encode()) / 2**32 * 2 * np.pi
        wave = 0.5 + 0.5 * np.sin(self._x + self._phase)
        row = np.stack([wave * (0.5 + 0.5 * np.sin(hue + turn)) for turn in (0.0, 2.1, 4.2)], 1)
        if self._inverted:
            row = 1.0 - row
        picture = np.empty(self._shape, np.uint8)
        picture[:] = (row * 255).astype(np.uint8)
        return picture
