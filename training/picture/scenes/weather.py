"""What falls, floats or shines in front of any scene: haze, rain, snow, sparks, stars.

Rules: each is drawn for those pictures alone that have it. Rain and snow fall, sparks rise, haze drifts to the right:
always the same way. Colours are (2n, 3, h, w), linear; masks are (2n, 1, 1), 0 where a picture has none.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from training.picture.scenes.noise import Field
from training.picture.scenes.view import View, lit, over, scattered, scattered2, step

Weather = Callable[[View, Tensor, Tensor], Tensor]


def haze(view: View, colour: Tensor, much: Tensor) -> Tensor:
    """Return the picture behind banks of fog, thickest below."""
    bank = view.noise(Field.CLOUD, view.x * 0.16 - view.t * 0.02 + view.between(0, 1), view.y * 0.3)
    thick = step(view.top * 1.3, -view.top, view.y) * (0.35 + 0.65 * bank) * much
    return over(colour, view.colour(0.46 + 0.25 * bank), thick * 0.85)


def rain(view: View, colour: Tensor, much: Tensor) -> Tensor:
    """Return the picture, darker, with slanted streaks that fall."""
    u = view.x * 26.0 + view.y * 3.0
    column = torch.floor(u)
    speed = 1.6 + 0.8 * scattered(column, 1.0)
    drop = torch.remainder(view.y * 0.9 + view.t * speed + scattered(column, 2.0) * 7.0, 1.0)
    there = (scattered(column, 5.0) > 0.45).float()
    streak = step(0.3, 0.0, drop) * step(0.5, 0.2, (torch.frac(u - column) - 0.5).abs() * 1.6) * there
    return colour * (1.0 - 0.3 * much[:, None]) + view.stop(3) * (streak * much * 0.6)[:, None]


def snow(view: View, colour: Tensor, much: Tensor) -> Tensor:
    """Return the picture behind flakes that fall, nearer ones larger and faster."""
    for layer, cells in enumerate((5.0, 2.8)):
        u = view.x * cells + 0.35 * torch.sin(view.t * 0.9 + view.y * 1.5) + layer * 7.0
        v = view.y * cells + view.t * (1.1 + 0.5 * layer) + layer * 3.0
        column, row = torch.floor(u), torch.floor(v)
        chance = scattered2(column, row, layer + 1.0)
        far = torch.hypot(u - column - 0.3 - 0.4 * chance, v - row - 0.2 - 0.6 * torch.frac(chance * 13.0)) / cells
        flake = view.inside(far - 0.012 - 0.012 * layer, 3.0) * (chance > 0.35).float()
        colour = colour + view.stop(4) * (flake * much * 0.8)[:, None]
    return colour


def sparks(view: View, colour: Tensor, much: Tensor) -> Tensor:
    """Return the picture with lights that drift upward and flicker."""
    cells = 2.4
    u = view.x * cells + 0.3 * torch.sin(view.y * 2.0 + view.t)
    v = view.y * cells - view.t * 0.7
    column, row = torch.floor(u), torch.floor(v)
    chance = scattered2(column, row, 3.0)
    across, along = u - column - 0.25 - 0.5 * chance, v - row - 0.25 - 0.5 * torch.frac(chance * 9.0)
    near = across.square() + along.square()
    alive = (chance > 0.3).float() * (0.65 + 0.35 * torch.sin(view.t * 4.0 + chance * 50.0))
    light = torch.exp(near * -420.0) * 3.0 + torch.exp(near * -40.0) * 0.5
    return colour + lit(view.stop(4), light * alive * much)


def stars(view: View, colour: Tensor, much: Tensor) -> Tensor:
    """Return the picture with stars that stand and twinkle."""
    return colour + view.stop(4) * (starlight(view, view.x, view.y) * much * 1.3)[:, None]


def starlight(view: View, x: Tensor, y: Tensor, cells: float = 4.0) -> Tensor:
    """Return (2n, h, w): a sky of stars, few and round, some much brighter than others."""
    u, v = x * cells + view.between(0, 50), y * cells
    column, row = torch.floor(u), torch.floor(v)
    chance = scattered2(column, row, 8.0)
    other = torch.frac(chance * 37.0)
    near = (u - column - 0.2 - 0.6 * chance).square() + (v - row - 0.2 - 0.6 * other).square()
    bright = torch.frac(chance * 11.0).square() * (0.8 + 0.2 * torch.sin(view.t * 2.5 + chance * 60.0))
    sharp = 1.0 / (1.6 * view.pixel * cells) ** 2
    return (torch.exp(near * -sharp) * 1.6 + torch.exp(near * -70.0) * 0.35 * bright) * bright


ALL: dict[str, Weather] = {"haze": haze, "stars": stars, "sparks": sparks, "rain": rain, "snow": snow}
"By the look that asks for it, from the back to the front."
