"""Ocean (jellyfish), coral, waves."""

import torch
from torch import Tensor

from training.picture.scenes.noise import Field
from training.picture.scenes.shapes import rays, sunlight
from training.picture.scenes.view import TURN, View, lit, over, scattered, step, turned


def ocean(view: View) -> Tensor:
    """Draw three glowing jellyfish that rise and pulse in dark water under shafts of light."""
    level = 0.02 + 0.24 * step(-view.top, view.top * 1.3, view.y)
    colour = view.colour(level) + lit(
        view.stop(2), rays(view, view.x, view.y, view.top + 1.6) * step(-1.0, 1.2, view.y) * 0.4
    )
    for place in range(3):
        size = (0.34, 0.24, 0.17)[place] * view.between(0.85, 1.15)
        reach = view.top + 0.4
        share = view.between(0.0, 0.25) + (0.5, 0.85, 0.2)[place]
        y = torch.remainder(2.0 * reach * share + view.t * (0.16 + 0.03 * place), 2.0 * reach) - reach + 0.15
        x = (0.0, -0.62, 0.6)[place] * view.right + view.between(-0.2, 0.2) + 0.08 * torch.sin(view.t * 0.7 + place)
        seen = 1.0 if place == 0 else (view.density > 0.15 * place + 0.05).float()
        colour = _jelly(view, colour, ((view.x - x) / size, (view.y - y) / size), (size, seen))
    return colour


def _jelly(view: View, colour: Tensor, place: tuple[Tensor, Tensor], has: tuple[Tensor, Tensor | float]) -> Tensor:
    size, seen = has
    u, v = turned(*place, view.between(-0.3, 0.3))
    beat = torch.sin(view.t * 2.4 + view.between(0, TURN))
    u = u / (1.0 + 0.12 * beat)
    far = torch.hypot(u, v * 1.15)
    brim = v + 0.08 * torch.cos(u * 9.0)
    bell = view.inside((far - 1.0) * size) * view.inside(-brim * size, 2.0) * seen
    below = (-v).clamp(min=0.0)
    swing = 0.2 * torch.sin(v * 2.4 + view.t * 2.2) * below.clamp(max=2.0)
    arms = torch.zeros_like(v)
    for arm in range(5):
        middle = (arm - 2.0) * 0.3 * (1.0 - 0.12 * below.clamp(max=3.0)) + swing * (1.0 + 0.2 * (arm - 2.0))
        arms = torch.maximum(arms, view.inside(((u - middle).abs() - 0.05) * size, 2.0))
    arms = arms * view.inside(v * size) * torch.exp(below * -0.55) * seen
    colour = over(colour, view.stop(3), arms * 0.75)
    inner = step(1.0, 0.1, torch.hypot(u, v - 0.3) * 1.3)
    rim = step(0.75, 0.98, far)
    body = view.colour(0.5 + 0.32 * rim + 0.3 * inner + 0.1 * torch.cos(u * 14.0) * (1.0 - inner))
    colour = over(colour, body, bell * (0.62 + 0.38 * torch.maximum(rim, inner)))
    return colour + lit(view.stop(2), torch.exp(far.square() * -0.9) * 0.35 * seen)


def coral(view: View) -> Tensor:
    """Draw branching corals on a bright reef; fish swim to the right above them, bubbles rise."""
    floor = -view.top * view.between(0.7, 0.85)
    colour = view.colour(0.16 + 0.3 * step(-view.top, view.top, view.y))
    colour = colour + lit(
        view.stop(2), rays(view, view.x, view.y, view.top + 1.4) * step(-view.top, view.top, view.y) * 0.5
    )
    for layer in range(3):
        x = view.right * ((-0.5, 0.55, 0.05)[layer] + view.between(-0.15, 0.15))
        size = view.between(0.36, 0.44) * (0.9 + 0.2 * layer)
        far = _branches((view.x - x) / size, (view.y - floor + 0.1 * layer) / size, view)
        edge = view.inside((far - 0.11) * size)
        light = step(0.11, 0.0, far)
        colour = over(colour, view.colour((0.62, 0.74, 0.88)[layer] - 0.2 * (1.0 - light)), edge)
    heap = view.noise_line(view.x * 0.22) * 0.3 + floor - 0.2
    sand = view.y - heap
    colour = over(colour, view.colour(0.12 + 0.14 * step(-0.4, 0.0, sand)), view.inside(sand))
    for place in range(4):
        seen = (view.density > 0.12 * place).float()
        colour = _fish(view, colour, place, seen)
    return _bubbles(view, colour)


def _branches(x: Tensor, y: Tensor, view: View) -> Tensor:
    """Return the distance from a tree that forks four times and sways, its foot at the middle, about two units high."""
    x = x + 0.05 * torch.sin(view.t * 1.3 + y * 1.5) * y
    spread = view.between(0.38, 0.6)
    far = torch.hypot(x, y - y.clamp(0.0, 0.75))
    size = 1.0
    y = y - 0.7
    for _ in range(3):
        x, y = turned(x.abs(), y, spread)
        x, y, size = x * 1.35, y * 1.35, size * 1.35
        far = torch.minimum(far, (torch.hypot(x, y - y.clamp(0.0, 0.75)) + 0.02) / size)
        y = y - 0.7
    return far


def _fish(view: View, colour: Tensor, place: int, seen: Tensor) -> Tensor:
    """Lay one striped fish over the picture."""
    size = view.between(0.12, 0.18)
    reach = view.right + 0.4
    x = torch.remainder(view.between(0, 2) * reach + view.t * (0.3 + 0.06 * place), 2.0 * reach) - reach
    y = view.top * (0.7 - 0.28 * place) + 0.04 * torch.sin(view.t * 1.5 + place)
    u, v = (view.x - x) / size, (view.y - y) / size
    v = v + 0.12 * torch.sin(view.t * 7.0 + u * 2.0) * (u < 0.0)
    body = torch.hypot(u, v * 1.9) - 1.0
    tail = torch.maximum((v.abs() - (-u - 0.75) * 0.75), -u - 1.55)
    shape = view.inside(torch.minimum(body, tail) * size * 0.6) * seen
    stripes = step(-0.2, 0.2, torch.sin(u * 5.5 + place))
    eye = view.inside((torch.hypot(u - 0.6, v - 0.12) - 0.1) * size)
    colour = over(colour, view.colour(0.62 + 0.33 * stripes), shape)
    return over(colour, view.tone(0.0), eye * shape)


def _bubbles(view: View, colour: Tensor) -> Tensor:
    u, v = view.x * 2.2 + 0.15 * torch.sin(view.t * 1.5 + view.y * 3.0), view.y * 2.2 - view.t * 0.8
    column, row = torch.floor(u), torch.floor(v)
    chance = scattered(column * 7.0 + row, 2.0)
    far = torch.hypot(u - column - 0.5, v - row - 0.3 - 0.4 * chance) / 2.2
    ring = view.line(far - 0.03 - 0.04 * chance, 0.008) * (chance > 0.62)
    return over(colour, view.stop(4), ring * 0.8)


def waves(view: View) -> Tensor:
    """Draw a sun or moon above a wide sea, its path on the water; the waves come nearer."""
    horizon = view.top * view.between(-0.15, 0.15)
    x, radius = view.between(-0.45, 0.45) * view.right, view.between(0.14, 0.3)
    y = horizon + view.between(0.02, 0.45)
    up = (view.y - horizon) / view.top
    clouds = step(0.55, 0.9, view.noise(Field.CLOUD, view.x * 0.1 - view.t * 0.012 + view.between(0, 1), view.y * 0.4))
    sky = view.colour(0.6 - 0.42 * step(0.0, 1.1, up) + 0.12 * clouds)
    disc, light = sunlight(view, view.x - x, view.y - y, radius)
    sky = over(sky + lit(view.stop(3), light * 0.3), view.stop(4) * 1.15, disc)
    colour = over(sky, view.tone(0.4), view.inside(view.y - horizon))
    for layer in range(7):
        colour = _roller(view, colour, layer, (x, horizon, radius))
    return colour


def _roller(view: View, colour: Tensor, layer: int, has: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    """Lay one wave over the picture, from its crest down, with the light's path where it lies before the light."""
    x, horizon, radius = has
    since = view.t * 0.28
    near = (layer + torch.frac(since)) / 7.0
    number = layer - torch.floor(since)
    pace = 2.6 / (0.12 + near)
    phase = scattered(number, 4.0) * TURN
    bend = torch.sin((view.x - x) * pace + phase) + 0.5 * torch.sin((view.x - x) * pace * 0.37 + phase * 3.0)
    crest = horizon - (view.top + horizon) * 1.1 * near.square() + (0.004 + 0.075 * near) * bend
    below = crest - view.y
    level = 0.46 - 0.34 * near + 0.2 * torch.exp(below.clamp(min=0.0) * -5.0 / (0.1 + near))
    sea = view.colour(level)
    path = step(1.0, 0.55, (view.x - x - 0.12 * bend * near).abs() / (radius * 0.7 + 0.5 * near))
    sea = over(sea, view.stop(4), path * view.line(below - 0.012 - 0.035 * near, 0.012 + 0.04 * near) * 0.95)
    edge = view.inside(-below)
    return over(over(colour, sea, edge), view.stop(3), view.line(below, 0.008) * 0.5 * step(0.0, 0.3, near))
