"""All scenes by the names that the vocabulary gives them."""

from collections.abc import Callable

from torch import Tensor

from training.picture.scenes import figures, fluids, land, sea, sky, town, works
from training.picture.scenes.view import View

Scene = Callable[[View], Tensor]
"Draws linear light, (2n, 3, h, w)."

SCENES: dict[str, Scene] = {
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
    "circuit": works.circuit,
    "gears": works.gears,
    "foundry": works.foundry,
    "mandala": figures.mandala,
    "tunnel": figures.tunnel,
    "glass": figures.glass,
    "crystal": figures.crystal,
    "smoke": fluids.smoke,
    "plasma": fluids.plasma,
    "silk": fluids.silk,
    "lava": fluids.lava,
    "fire": fluids.fire,
    "bokeh": fluids.bokeh,
    "stage": town.stage,
}
