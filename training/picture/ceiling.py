"""The scenes' renderer in the model's place: python -m bench picture --engine training.picture.ceiling:Ceiling.

What it draws is what the model is taught, so its figures are the most that the referee and the captions allow: a model
that comes near them cannot be judged better. A prompt is read by the vocabulary alone; a picture changes with prompts
and seeds, and feedback leaves it as it is.
"""

import numpy as np
import torch

from soundscape_live.generator.picture import FrameState, Picture
from soundscape_live.generator.tiny.concepts import Recognised
from training.picture.pictures import as_bytes
from training.picture.scenes import Asked, Renderer


class Ceiling:
    """Draws what a prompt asks for."""

    def __init__(self, width: int, height: int, _fps: float = 30.0) -> None:
        torch.set_num_threads(1)
        self._size = height, width
        self._asked: tuple[str, int, bool] | None = None
        self._picture: Picture = np.zeros((height, width, 3), np.uint8)

    def frame(self, state: FrameState) -> Picture:
        """Return the picture of the first prompt and this seed."""
        asked = state.prompts[0].text, state.seed, state.reset
        if asked != self._asked:
            self._asked = asked
            self._picture = self._drawn(state.prompts[0].text, state.seed)
        return self._picture

    def _drawn(self, text: str, seed: int) -> Picture:
        renderer = Renderer("cpu", seed)
        concepts = renderer.concepts
        found = concepts.recognised(text)
        scene = _first(found, "scene")
        palette = _first(found, "colour")
        names = [modifier.name for modifier in concepts.modifiers]
        asked = Asked(
            palette=None if palette is None else concepts.palette(palette),
            modifiers=[names.index(one.concept) for one in found if one.concept in names],
            mixed=0.0,
        )
        place = 0 if scene is None else concepts.scene(scene)
        frames, _ = renderer.pairs(place, 1, *self._size, asked=asked)
        return np.ascontiguousarray(as_bytes(frames[0, 0]).permute(1, 2, 0).numpy())


def _first(found: tuple[Recognised, ...], group: str) -> str | None:
    return next((one.concept for one in found if one.group == group), None)
