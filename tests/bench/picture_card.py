"""A renderer that draws what it is told to, and a referee that has learnt nothing."""

import zlib
from pathlib import Path

import numpy as np

from bench.picture_referee import STRIDES
from soundscape_live.generator.picture import FrameState, Picture

CHANNELS = (3, 4, 4, 5, 5, 6, 6)


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


def write_referee(path: Path, scenes: tuple[str, ...], palettes: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Write a referee's file and return its weights."""
    chance, weights = np.random.default_rng(5), {}
    for number in range(len(STRIDES)):
        shape = (CHANNELS[number + 1], CHANNELS[number], 3, 3)
        weights[f"layer{number}.weight"] = (chance.normal(size=shape) * 0.4).astype(np.float16)
        weights[f"layer{number}.bias"] = chance.normal(size=shape[0]).astype(np.float16)
    for name, names in (("scene", scenes), ("palette", palettes)):
        weights[f"{name}.weight"] = chance.normal(size=(len(names), 2 * CHANNELS[-1])).astype(np.float16)
        weights[f"{name}.bias"] = chance.normal(size=len(names)).astype(np.float16)
    named = {"scenes": np.array(scenes), "palettes": np.array(palettes)}
    detail = np.ones((len(scenes), len(palettes), 2), np.float32)
    np.savez_compressed(path, **weights, **named, detail=detail, size=np.array([512, 288]), held=np.array([0.9, 0.8]))
    return weights
