"""Mountains, dunes, forest, flowers."""

import torch
from torch import Tensor

from training.picture.scenes.noise import Field
from training.picture.scenes.shapes import petals, rays, sunlight
from training.picture.scenes.view import TURN, View, lit, over, scattered, scattered2, step


def mountains(view: View) -> Tensor:
    """Draw four ridges, one behind the other in ever paler haze, under a sun; the camera goes to the right."""
    x, y = view.between(-0.5, 0.5) * view.right, view.top * view.between(0.2, 0.55)
    disc, light = sunlight(view, view.x - x, view.y - y, view.between(0.1, 0.22))
    colour = view.colour(0.62 - 0.3 * step(-0.2 * view.top, view.top, view.y))
    colour = over(colour + lit(view.stop(3), light * 0.3), view.stop(4) * 1.15, disc)
    for layer in range(4):
        u = view.x * (0.13 + 0.02 * layer) + view.t * 0.012 * (layer + 1)
        crest = 0.75 * view.noise_line(u, Field.RIDGE) + 0.25 * view.noise_line(u * 2.0, Field.PUFF)
        height = view.top * (0.4 - 0.4 * layer) + (crest - 0.5) * (0.7 - 0.06 * layer)
        below = height - view.y
        level = 0.5 - 0.14 * layer + 0.13 * step(0.0, 0.6, below)
        rock = view.colour(level)
        if layer < 2:
            rock = over(
                rock, view.stop(4), step(0.16, 0.02, below + (1.0 - crest) * 0.12) * step(0.6, 0.8, crest) * 0.5
            )
        colour = over(colour, rock, view.inside(-below))
    return colour


def dunes(view: View) -> Tensor:
    """Draw smooth dunes, each with a lit and a shaded side along a winding crest, under a low sun; sand runs right."""
    x, y = view.between(-0.5, 0.5) * view.right, view.top * view.between(0.35, 0.6)
    disc, light = sunlight(view, view.x - x, view.y - y, view.between(0.08, 0.2))
    up = step(0.0, view.top, view.y)
    colour = view.colour(0.5 - 0.28 * up)
    colour = over(colour + lit(view.stop(3), light * 0.35), view.stop(4) * 1.2, disc)
    for layer in range(4):
        wide = view.between(1.6, 2.3) * (1.0 + 0.25 * layer)
        phase = (view.x + view.t * 0.08 * (layer + 1)) / wide + view.between(0, 1)
        share = torch.frac(phase + 8.0)
        bend = view.between(0.58, 0.72)
        slope = torch.where(share < bend, wave_up(share / bend), wave_up((1.0 - share) / (1.0 - bend)))
        foot = view.top * (0.16 - 0.36 * layer)
        height = foot + slope * (0.2 + 0.05 * layer) - 0.04 * layer
        below = height - view.y
        curve = 0.32 * below * (1.0 + below) - 0.04 * torch.sin(below * 7.0)
        beside = torch.frac(phase + curve / wide + 8.0)
        shaded = view.inside((bend - beside) * wide) * view.inside((beside - 1.0) * wide)
        ripple = 0.03 * torch.sin((view.y * 26.0 + view.x * 5.0 + 2.0 * torch.sin(view.x * 2.0)) * (1.2 - 0.2 * layer))
        level = 0.66 - 0.05 * layer - 0.34 * shaded - 0.1 * step(0.0, 0.8, below) + ripple * (1.0 - shaded)
        colour = over(colour, view.colour(level), view.inside(-below))
    return colour


def wave_up(share: Tensor) -> Tensor:
    """Return 0 to 1 for 0 to 1: flat at the foot, steep at the crest."""
    return share.clamp(0.0, 1.0).square() * 0.7 + share.clamp(0.0, 1.0) * 0.3


def forest(view: View) -> Tensor:
    """Draw trunks in three depths with light between them, leaves above, fireflies; the camera goes to the right."""
    ground = -view.top * view.between(0.55, 0.75)
    far = torch.hypot(view.x - view.between(-0.4, 0.4) * view.right, view.y - 0.1)
    shafts = rays(view, view.x, view.y, view.top + 0.9) * step(-1.0, 0.8, view.y)
    colour = view.colour(0.2 + 0.55 * torch.exp(far.square() * -1.3) + 0.16 * shafts)
    for layer in range(3):
        wide = (0.3, 0.46, 0.8)[layer]
        u = view.x / wide + view.t * 0.06 * (layer + 1) + view.between(0, 50) + 0.05 * torch.sin(view.y * 2.0 + layer)
        column = torch.floor(u)
        chance = scattered(column, layer + 1.0)
        middle = u - column - 0.35 - 0.3 * chance
        root = step(ground + 0.4, ground - 0.2, view.y) * 0.06
        half = (0.07 + 0.1 * scattered(column, layer + 5.0)) * (0.7 + 0.5 * view.density) + root
        seen = (scattered(column, layer + 9.0) < 0.5 + 0.5 * view.density).float()
        trunk = view.inside((middle.abs() - half) * wide) * seen
        leaves = view.noise(Field.PUFF, view.x * 0.2 + view.t * 0.012 * (layer + 1), view.y * 0.26 + 0.37 * layer)
        crown = view.inside((1.02 - 0.6 * leaves - 0.85 * step(0.3, 1.05, view.y / view.top)) * 0.4)
        floor = ground - 0.1 * layer + 0.12 * (view.noise_line(view.x * 0.2, Field.CLOUD) - 0.5)
        mask = torch.maximum(torch.maximum(trunk, crown), view.inside(view.y - floor))
        side = step(0.0, 1.0, middle / half * 0.5 + 0.5) * trunk
        colour = over(colour, view.colour((0.3, 0.17, 0.03)[layer] + 0.07 * (1.0 - side) * trunk), mask)
    return over(colour, view.stop(4), _fireflies(view))


def _fireflies(view: View) -> Tensor:
    u, v = view.x * 2.0 + 0.2 * torch.sin(view.t * 0.9), view.y * 2.0 - view.t * 0.12
    column, row = torch.floor(u), torch.floor(v)
    chance = scattered2(column, row, 4.0)
    across = u - column - 0.5 - 0.2 * torch.sin(view.t * 1.1 + chance * 40.0)
    along = v - row - 0.5 - 0.2 * torch.cos(view.t * 0.9 + chance * 60.0)
    near = across.square() + along.square()
    return (torch.exp(near * -700.0) * 1.4 + torch.exp(near * -70.0) * 0.22) * (chance > 0.5)


def flowers(view: View) -> Tensor:
    """Draw great cut-paper flowers of three rings of petals over dark leaves; they turn and open slowly."""
    leaves = view.noise(Field.RIDGE, view.x * 0.22 + view.between(0, 1), view.y * 0.22)
    colour = view.colour(0.06 + 0.16 * step(0.3, 0.9, leaves))
    for layer in range(2):
        wide = (0.62, 0.85)[layer]
        row = torch.floor(view.y / wide + 0.5 * layer)
        u = view.x / wide + 0.5 * row + view.between(0, 9)
        column = torch.floor(u)
        chance = scattered2(column, row, layer + 2.0)
        x = (u - column - 0.5 - 0.12 * (chance - 0.5)) * wide
        y = view.y - (row + 0.5 - 0.5 * layer) * wide - 0.12 * wide * (torch.frac(chance * 7.0) - 0.5)
        seen = (torch.frac(chance * 13.0) < (1.0, 0.45 + 0.5 * view.density)[layer]).float()
        size = wide * (0.38 + 0.08 * torch.frac(chance * 29.0))
        colour = _flower(view, colour, (x, y), (size, chance, seen))
    return colour


def _flower(view: View, colour: Tensor, place: tuple[Tensor, Tensor], has: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    x, y = place
    size, chance, seen = has
    far = torch.hypot(x, y)
    angle = torch.atan2(y, x) + chance * TURN
    count = 5.0 + torch.floor(chance * 3.99)
    shadow = step(0.05, -0.04, far - size * 0.95) * seen
    colour = colour * (1.0 - 0.45 * shadow[:, None])
    hue = 0.42 + 0.4 * torch.frac(chance * 5.0)
    for ring in range(3):
        reach = size * (1.0, 0.7, 0.42)[ring] * (1.0 + 0.05 * torch.sin(view.t * 1.1 + chance * 9.0 - ring))
        turn = angle + ring * 0.55 + view.t * 0.14
        edge = petals(far, turn, count, reach, 0.45)
        crease = torch.cos(turn * count * 0.5).abs()
        level = hue + 0.16 * ring - 0.22 * step(0.0, -0.9, edge / reach) + 0.06 * crease
        colour = over(colour, view.colour(level.clamp(max=0.97)), view.inside(edge, 1.5) * seen)
    heart = view.inside(far - size * 0.14) * seen
    return over(colour, view.colour(0.98 - 0.3 * step(0.05, 0.14, far / size)), heart)
