"""All scenes by the names that the vocabulary gives them."""

from collections.abc import Callable

from torch import Tensor

from soundscape_live.generator.tiny.concepts import shipped
from training.picture.scenes import sky
from training.picture.scenes.view import View

Scene = Callable[[View], Tensor]
"Draws linear light, (2n, 3, h, w)."

SCENES: dict[str, Scene] = {scene.name: sky.nebula for scene in shipped().scenes} | {
    "nebula": sky.nebula,
    "galaxy": sky.galaxy,
    "aurora": sky.aurora,
}
