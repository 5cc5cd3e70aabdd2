"""Nebula, galaxy, planets, aurora."""

import torch
from torch import Tensor

from training.picture.scenes.noise import Field
from training.picture.scenes.view import View, lit, over, step, turned
from training.picture.scenes.weather import starlight


def nebula(view: View) -> Tensor:
    """Draw two or three great clouds of dust with bright crests around a burning heart; the whole turns."""
    x, y = turned(view.x, view.y, view.t * 0.06)
    size = view.between(0.1, 0.16)
    u, v = x * size + view.between(0, 1), y * size + view.between(0, 1)
    bend, other = view.two(u * 0.7 + view.t * 0.006, v * 0.7)
    u, v = u + bend * 0.16, v + other * 0.16
    cloud = view.noise(Field.PUFF, u, v)
    crest = view.noise(Field.RIDGE, u * 0.8 + 0.3, v * 0.8)
    body = step(0.32, 0.85, cloud + 0.25 * (view.density - 0.5))
    heart = torch.exp(-((x - view.between(-0.5, 0.5)).square() + (y - view.between(-0.4, 0.4)).square()) * 5.0)
    colour = lit(view.colour(0.1 + 0.7 * body * (0.5 + 0.5 * crest)), 0.25 + 1.3 * body)
    colour = colour + lit(view.stop(3), step(0.82, 1.0, crest) * body * 0.8)
    colour = colour + lit(view.stop(4), heart * (0.35 + body))
    return colour + lit(view.stop(4), starlight(view, view.x, view.y, 3.0) * (1.0 - 0.7 * body))


def galaxy(view: View) -> Tensor:
    """Draw a spiral of two or three arms seen aslant, a bright core, stars; it turns one way."""
    x, y = turned(view.x - view.between(-0.2, 0.2), view.y - view.between(-0.12, 0.12), view.between(0, 3.14))
    y = y / view.between(0.5, 1.0)
    radius = torch.hypot(x, y) + 1e-3
    around = torch.atan2(y, x)
    arms = view.whole(2, 3)
    phase = arms * (around + 3.2 * torch.log(radius + 0.08)) - view.t * 0.9
    dust = view.noise(Field.PUFF, x * 0.3 + view.between(0, 1), y * 0.3)
    arm = (0.5 + 0.5 * torch.cos(phase + 1.6 * (dust - 0.5))).square()
    fall = torch.exp(-radius * 1.7)
    strength = arm * fall * (0.7 + 0.9 * dust) * 1.6
    colour = lit(view.colour(0.12 + strength * 0.85), strength * 1.7 + 0.1 * fall)
    colour = colour + lit(view.stop(4), torch.exp(radius.square() * -35.0) * 2.0)
    colour = colour + lit(view.stop(3), torch.exp(radius * -5.0) * 0.5)
    return colour + lit(view.stop(4), starlight(view, view.x, view.y, 4.0) * (0.3 + 0.9 * view.density))


def aurora(view: View) -> Tensor:
    """Draw three hanging curtains of light over a ridge and a lake that doubles them; their folds run to the right."""
    horizon = view.top * view.between(-0.5, -0.25)
    below = (view.y < horizon).float()
    y = torch.where(view.y < horizon, 2.0 * horizon - view.y, view.y)
    x = view.x + below * 0.03 * torch.sin(view.y * 60.0 + view.t * 3.0)
    colour = view.colour(0.04 + 0.2 * step(view.top, horizon - 0.3, y)) * 0.8
    colour = colour + lit(view.stop(4), starlight(view, x, y, 4.0))
    for layer in range(3):
        place = view.between(0, 1)
        foot = (
            horizon
            + 0.18
            + 0.2 * layer
            + 0.45 * (view.noise(Field.CLOUD, x * 0.1 + place - view.t * 0.012, y * 0 + place) - 0.5)
        )
        above = y - foot
        fold = view.noise(Field.PUFF, x * 0.35 + place - view.t * 0.03, y * 0.02 + place)
        body = (
            step(-0.05, 0.04, above) * torch.exp(above.clamp(min=0.0) * -view.between(1.8, 3.2)) * (0.25 + 1.1 * fold)
        )
        colour = colour + lit(view.colour(0.5 + 0.4 * step(0.0, 0.7, above)), body * view.between(0.8, 1.5))
    ridge = (
        horizon
        + 0.05
        + 0.3 * (view.noise(Field.CLOUD, x * 0.15 + view.between(0, 1), x * 0 + 0.3) - 0.35).clamp(min=0.0)
    )
    colour = over(colour, view.tone(0.08), view.inside(y - ridge))
    return torch.where(below[:, None] > 0.0, colour * 0.65 + view.tone(0.1) * 0.3, colour)
