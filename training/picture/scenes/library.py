"""All scenes by the names that the vocabulary gives them."""

from collections.abc import Callable

from torch import Tensor

from soundscape_live.generator.tiny.concepts import shipped
from training.picture.scenes import land, sea, sky, town
from training.picture.scenes.view import View

Scene = Callable[[View], Tensor]
"Draws linear light, (2n, 3, h, w)."

SCENES: dict[str, Scene] = {scene.name: sky.nebula for scene in shipped().scenes} | {
    "nebula": sky.nebula,
    "galaxy": sky.galaxy,
    "planets": sky.planets,
    "aurora": sky.aurora,
    "storm": sky.storm,
    "ocean": sea.ocean,
    "coral": sea.coral,
    "waves": sea.waves,
    "mountains": land.mountains,
    "dunes": land.dunes,
    "forest": land.forest,
    "flowers": land.flowers,
    "city": town.city,
    "synthwave": town.synthwave,
    "cathedral": town.cathedral,
    "stage": town.stage,
}
