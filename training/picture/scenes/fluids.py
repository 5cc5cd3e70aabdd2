"""Smoke, plasma, silk, lava, fire, bokeh: what flows and glows."""

import torch
from torch import Tensor

from training.picture.scenes.noise import Field
from training.picture.scenes.shapes import cells
from training.picture.scenes.view import TURN, View, lit, over, scattered2, step


def smoke(view: View) -> Tensor:
    """Draw a great plume that rises and curls, marbled by its folds, on an even ground."""
    size = view.between(0.085, 0.11)
    u, v = view.x * size + view.between(0, 1), view.y * size - view.t * 0.035 + view.between(0, 1)
    bend, other = view.two(u, v)
    u, v = u + bend * 0.34, v + other * 0.34
    bend, other = view.two(u * 1.3 + 0.4, v * 1.3 + view.t * 0.01)
    thick = view.noise(Field.DRIFT, u + bend * 0.12, v + other * 0.12)
    side = (view.x - view.between(-0.3, 0.3) * view.right) / (0.75 + 0.2 * (view.y + view.top))
    plume = torch.exp(side.square() * -0.9)
    body = thick * (0.45 + 0.5 * plume) + 0.15 * (view.density - 0.5) + 0.17 * plume
    curl = 0.5 + 0.5 * torch.sin((bend + other) * 16.0 + thick * 9.0)
    level = 0.2 + 0.3 * thick + 0.42 * step(0.15, 0.85, curl) * step(0.36, 0.6, body)
    ground = view.colour(0.02 + 0.07 * step(-view.top, view.top, view.y))
    return over(ground, view.colour(level), step(0.36, 0.44, body))


def plasma(view: View) -> Tensor:
    """Draw five great drops that rise and melt into one another, rimmed with light."""
    aside = torch.sin(view.x * 1.3 - view.t * 0.5 + view.between(0, TURN))
    flow = aside + torch.sin(view.y * 1.7 - view.t * 0.6 + view.between(0, TURN))
    colour = view.colour(0.14 + 0.07 * flow)
    pull = torch.zeros_like(view.x)
    heights = torch.zeros_like(view.x)
    for drop in range(5):
        reach = view.top + 0.35
        size = view.between(0.16, 0.3)
        x = view.right * (0.38 * (drop - 2.0) + view.between(-0.15, 0.15))
        y = torch.remainder(view.between(0, 2) * reach + view.t * (0.14 + 0.03 * drop), 2.0 * reach) - reach
        near = size.square() / ((view.x - x).square() + (view.y - y).square() + 0.002)
        pull = pull + near
        heights = heights + near * (view.y - y) / size
    shape = ((pull - 1.0) / (pull.sqrt() * pull * 2.0)).clamp(-1.0, 1.0)
    mask = view.inside(-shape * 0.5)
    light = (heights / pull).clamp(-1.0, 1.0)
    rim = step(0.22, 0.0, shape)
    body = view.colour((0.56 + 0.22 * light + 0.26 * rim).clamp(max=0.97))
    colour = colour + lit(view.stop(2), (pull * 0.35).clamp(max=0.6))
    colour = over(colour, body, mask)
    shine = step(0.75, 0.95, light) * step(0.12, 0.3, shape)
    return over(colour, view.stop(4), shine * mask * 0.8)


def silk(view: View) -> Tensor:
    """Draw five wide bands of cloth that wave to the right, each with its fold of light and shade."""
    tilt = view.between(-0.35, 0.35)
    colour = view.colour(0.05 + 0.12 * step(-view.top, view.top, view.y))
    pace = view.between(1.5, 2.3)
    for band in range(5):
        wave = torch.sin(view.x * pace + view.t * -1.1 + band * 1.15 + view.between(0, 1.2))
        wave = wave * 0.2 + 0.09 * torch.sin(view.x * pace * 2.1 - view.t * 1.7 + band * 2.0)
        middle = view.top * (0.62 - 0.34 * band) + tilt * view.x + wave
        half = 0.17 + 0.09 * torch.sin(view.x * pace * 0.8 - view.t * 0.9 + band * 1.9)
        away = (view.y - middle) / half
        edge = (away.abs() - 1.0) * half
        twist = 0.5 + 0.5 * torch.sin(away * 1.9 + view.x * 2.2 + band - view.t * 0.8)
        sheen = torch.exp(((away - 0.3 - 0.4 * torch.sin(view.x * 1.7 - view.t + band)) * 3.0).square() * -1.0)
        level = 0.24 + 0.1 * band + 0.3 * twist + 0.26 * sheen - 0.14 * step(0.3, -1.0, away)
        shadow = step(0.12, -0.05, edge)
        colour = colour * (1.0 - 0.4 * shadow[:, None])
        colour = over(colour, view.colour(level.clamp(max=0.97)), view.inside(edge))
    return colour


def lava(view: View) -> Tensor:
    """Draw dark plates of rock that drift downward on what glows between them."""
    size = view.between(1.5, 2.0) + 0.8 * (view.density - 0.5)
    u = view.x * size + view.between(0, 40)
    v = view.y * size + view.t * 0.2 + view.between(0, 40)
    bend, other = view.two(u * 0.16, v * 0.16)
    near, border, number = cells(u + bend * 0.9, v + other * 0.9, view.t * 0.3, 3.0)
    grain = view.noise(Field.ROUGH, u * 0.14, v * 0.14)
    open_ = 0.05 + 0.07 * number
    rock = view.colour(0.03 + 0.1 * grain + 0.12 * number * step(0.9, 0.2, near))
    heat = torch.exp((border - open_).clamp(min=0.0) * -5.5)
    pulse = 0.85 + 0.15 * torch.sin(view.t * 2.0 + number * 20.0)
    colour = rock + lit(view.tone(0.5), heat * 0.55 * pulse)
    melt = step(0.03, -0.02, border - open_)
    flow = view.noise(Field.PUFF, u * 0.1, v * 0.1 + view.t * 0.03)
    return over(colour, view.colour(0.58 + 0.4 * flow * pulse) * 1.15, melt)


def fire(view: View) -> Tensor:
    """Draw tongues of flame that lick upward from below, in three sharp layers from red to white, sparks above."""
    up = (view.y + view.top) / (2.0 * view.top)
    middle = (view.x - view.between(-0.25, 0.25) * view.right) / (view.between(0.7, 1.3) * view.right)
    heap = 1.1 - 0.55 * middle.square()
    rise = view.t * 0.22
    sway = view.noise(Field.CLOUD, view.x * 0.14 + view.between(0, 1), view.y * 0.1 - rise * 0.5) - 0.5
    x = view.x + sway * 0.5 * up
    tongue = view.noise(Field.CLOUD, x * 0.42 + view.between(0, 1), view.y * 0.12 - rise)
    lick = view.noise(Field.CLOUD, x * 0.75, view.y * 0.24 - rise * 1.6)
    heat = heap * (0.12 + 0.75 * tongue + 0.45 * lick) - up * 1.15 + 0.12 * view.density
    colour = view.colour(0.03 + 0.26 * step(-0.55, 0.25, heat))
    for layer, level in enumerate((0.42, 0.62, 0.8, 0.98)):
        flame = view.inside((0.06 + 0.17 * layer - heat) * 0.5, 3.0)
        colour = over(colour, view.tone(level) * (1.0 + 0.08 * layer), flame)
    return over(colour, view.stop(3) * 1.2, _cinders(view))


def _cinders(view: View) -> Tensor:
    u, v = view.x * 2.6 + 0.25 * torch.sin(view.y * 3.0 - view.t * 2.0), view.y * 1.6 - view.t * 0.9
    column, row = torch.floor(u), torch.floor(v)
    chance = scattered2(column, row, 2.0)
    far = torch.hypot(
        (u - column - 0.25 - 0.5 * chance) / 2.6, (v - row - 0.2 - 0.6 * torch.frac(chance * 9.0)) / 1.6 * 0.6
    )
    return view.inside(far - 0.011, 2.0) * (chance > 0.5)


def bokeh(view: View) -> Tensor:
    """Draw large soft discs of light, some near, some far, that rise slowly before the dark."""
    colour = view.colour(0.05 + 0.16 * view.noise(Field.CLOUD, view.x * 0.1 + view.between(0, 1), view.y * 0.1))
    for layer in range(3):
        wide = (0.42, 0.62, 0.95)[layer]
        u, v = view.x / wide + view.between(0, 40), view.y / wide - view.t * (0.1 + 0.04 * layer) + view.between(0, 40)
        column, row = torch.floor(u), torch.floor(v)
        chance = scattered2(column, row, layer + 1.0)
        other = torch.frac(chance * 31.0)
        radius = 0.2 + 0.13 * other
        far = torch.hypot(u - column - 0.5 - 0.3 * (chance - 0.5), v - row - 0.5 - 0.3 * (other - 0.5))
        seen = (torch.frac(chance * 17.0) < 0.25 + 0.5 * view.density).float()
        disc = view.inside((far - radius) * wide, 1.5 + 2.0 * layer) * seen
        rim = step(radius * 0.7, radius, far)
        colour = colour + lit(view.colour(0.45 + 0.5 * torch.frac(chance * 7.0)), disc * (0.3 + 0.35 * rim))
    return colour
