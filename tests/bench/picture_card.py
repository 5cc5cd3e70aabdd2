"""A renderer that draws what it is told to: a plain colour for each prompt, which noise changes."""

import zlib

import numpy as np

from soundscape_live.generator.picture import FrameState, Picture


class Card:
    """Draws noise about the prompt's colour; keeps every state that it was asked for."""

    def __init__(self, width: int, height: int) -> None:
        self.states: list[FrameState] = []
        self._picture: Picture = np.zeros((height, width, 3), np.uint8)
        self._seed: int | None = None
        self._count = 0

    def frame(self, state: FrameState) -> Picture:
        """Return the next picture."""
        fresh = state.reset or state.seed != self._seed
        self.states.append(state)
        self._count = 0 if state.seed != self._seed else self._count + 1
        self._seed = state.seed
        if state.noise_scale > 0.0 or fresh:
            colour = zlib.crc32(state.prompts[0].text.encode())
            chance = np.random.default_rng([state.seed % 2**32, self._count])
            base = np.array([colour & 255, colour >> 8 & 255, colour >> 16 & 255]) // 2
            grain = chance.integers(0, 100, (*self._picture.shape[:2], 1))
            self._picture = (base + state.noise_scale * grain).astype(np.uint8)
        return self._picture
