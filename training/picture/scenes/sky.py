"""Nebula, galaxy, planets, aurora, storm."""

import torch
from torch import Tensor

from training.picture.scenes.noise import Field
from training.picture.scenes.shapes import sunlight
from training.picture.scenes.view import TURN, View, lit, over, scattered, step, turned
from training.picture.scenes.weather import starlight


def nebula(view: View) -> Tensor:
    """Draw two or three great clouds of dust with bright crests around a burning heart; the whole turns."""
    x, y = turned(view.x, view.y, view.t * 0.12)
    size = view.between(0.12, 0.17)
    u, v = x * size + view.between(0, 1), y * size + view.between(0, 1)
    bend, other = view.two(u * 0.7 + view.t * 0.015, v * 0.7)
    u, v = u + bend * 0.2, v + other * 0.2
    cloud = view.noise(Field.PUFF, u, v)
    crest = view.noise(Field.RIDGE, u * 0.8 + 0.3, v * 0.8)
    far = torch.hypot(x - view.between(-0.4, 0.4), y - view.between(-0.25, 0.25))
    heart = torch.exp(far.square() * -3.5)
    body = step(0.3, 0.95, cloud * (0.8 + 0.25 * heart) + 0.3 * (view.density - 0.5) + 0.22 * heart)
    colour = view.colour(0.01 + body * (0.24 + 0.42 * crest + 0.34 * heart)) * 1.1
    sky = starlight(view, view.x, view.y, 3.2) * (1.0 - 0.8 * body)
    colour = over(colour, view.stop(4), sky)
    colour = over(colour, view.stop(3), step(0.86, 1.0, crest) * body * 0.75)
    return over(colour, view.stop(4), heart.square() * body * 0.9)


def galaxy(view: View) -> Tensor:
    """Draw a spiral of two or three arms seen aslant, a bright core, stars; it turns one way."""
    x, y = turned(view.x - view.between(-0.2, 0.2), view.y - view.between(-0.12, 0.12), view.between(0, 3.14))
    y = y / view.between(0.5, 1.0)
    radius = torch.hypot(x, y) + 1e-3
    around = torch.atan2(y, x)
    arms = view.whole(2, 3)
    dust = view.noise(Field.CLOUD, x * 0.3 + view.between(0, 1), y * 0.3)
    phase = arms * (around + 3.2 * torch.log(radius + 0.08)) - view.t * 1.2
    arm = (0.5 + 0.5 * torch.cos(phase + 1.2 * (dust - 0.5))).square()
    fall = torch.exp(radius * -1.7)
    strength = arm * fall * (0.7 + 0.8 * dust) * 1.5
    colour = view.colour(0.01 + strength * 0.98) * (0.8 + strength)[:, None]
    colour = over(colour, view.stop(4), starlight(view, view.x, view.y, 3.6) * (0.4 + 0.8 * view.density))
    colour = colour + lit(view.stop(3), torch.exp(radius * -5.0) * 0.5)
    return over(colour, view.stop(4), torch.exp(radius.square() * -40.0) * 1.6)


def planets(view: View) -> Tensor:
    """Draw a sun with four worlds on thin rings around it, one of them ringed itself; all go round the same way."""
    x, y = turned(view.x - view.between(-0.25, 0.25), view.y - view.between(-0.1, 0.1), view.between(-0.5, 0.5))
    slant = view.between(0.4, 0.75)
    flat = torch.hypot(x, y / slant)
    colour = view.colour(0.01 + 0.16 * torch.exp(flat * -1.2))
    colour = over(colour, view.stop(4), starlight(view, view.x, view.y, 3.6) * (0.4 + 0.8 * view.density))
    disc, light = sunlight(view, x, y, 0.15)
    colour = over(colour + lit(view.stop(3), light * 0.5), view.stop(4) * 1.3, disc)
    for ring in range(4):
        radius = 0.36 + 0.26 * ring
        colour = over(colour, view.stop(2), view.line(flat - radius, 0.008) * 0.8)
        angle = view.between(0, TURN) + view.t * (1.1 - 0.2 * ring)
        u, v = x - radius * torch.cos(angle), y - radius * slant * torch.sin(angle)
        colour = _world(view, colour, (u, v), (0.055, 0.1, 0.075, 0.14)[ring], ringed=ring == 3)
    return colour


def _world(view: View, colour: Tensor, place: tuple[Tensor, Tensor], size: float, *, ringed: bool) -> Tensor:
    """Lay a ball over the picture, lit from the upper left, banded."""
    u, v = place[0] / size, place[1] / size
    far = torch.hypot(u, v)
    side = step(-1.1, 0.9, v * 0.7 - u * 0.7)
    bands = 0.08 * torch.sin(v * 9.0)
    ball = view.colour(view.between(0.5, 0.75) * (0.25 + 0.85 * side) + bands * side)
    colour = over(colour, ball, view.inside((far - 1.0) * size))
    if ringed:
        aslant = torch.hypot(u, v * 3.2 + u * 0.9)
        band = view.inside(((aslant - 1.75).abs() - 0.28) * size * 0.6) * (
            1.0 - view.inside((far - 1.0) * size) * (v > -0.28 * u)
        )
        colour = over(colour, view.tone(0.72), band * 0.85)
    return colour


def aurora(view: View) -> Tensor:
    """Draw three hanging curtains of light over a ridge and a lake that doubles them; their folds run to the right."""
    horizon = view.top * view.between(-0.5, -0.3)
    below = view.y < horizon
    y = torch.where(below, 2.0 * horizon - view.y, view.y)
    x = view.x + below * 0.03 * torch.sin(view.y * 50.0 + view.t * 3.0)
    colour = view.colour(0.02 + 0.16 * step(view.top, horizon - 0.2, y))
    colour = over(colour, view.stop(4), starlight(view, x, y, 3.6))
    for layer in range(3):
        place = view.between(0, 1)
        swing = view.noise(Field.CLOUD, x * 0.13 + place - view.t * 0.02, place) - 0.5
        above = y - (horizon + 0.16 + 0.22 * layer + 0.7 * swing)
        fold = view.noise(Field.PUFF, x * 0.3 + place - view.t * 0.045, y * 0.015 + place)
        body = (
            step(-0.06, 0.03, above) * torch.exp(above.clamp(min=0.0) * -view.between(2.6, 4.2)) * step(0.2, 0.9, fold)
        )
        colour = colour + lit(view.colour(0.55 + 0.4 * step(0.0, 0.5, above)), body * view.between(0.9, 1.4))
    hills = view.noise(Field.CLOUD, x * 0.16 + view.between(0, 1), view.between(0, 1))
    colour = over(colour, view.tone(0.02), view.inside(y - horizon - 0.04 - 0.32 * (hills - 0.4).clamp(min=0.0)))
    return torch.where(below[:, None], colour * 0.7 + view.tone(0.12) * 0.2, colour)


def storm(view: View) -> Tensor:
    """Draw heaped clouds that drift to the right over a dark sea, a forked bolt out of them in most pictures."""
    horizon = view.top * view.between(-0.75, -0.55)
    size = view.between(0.12, 0.16)
    u, v = view.x * size - view.t * 0.03 + view.between(0, 1), view.y * size * 1.3 + view.between(0, 1)
    bend, other = view.two(u * 0.8, v * 0.8 + view.t * 0.01)
    u, v = u + bend * 0.1, v + other * 0.1
    here, above = view.noise(Field.CLOUD, u, v), view.noise(Field.CLOUD, u - 0.012, v + 0.02)
    relief = ((here - above) * 8.0).clamp(-1.0, 1.0)
    up = step(horizon, view.top, view.y)
    level = 0.13 + 0.26 * here * up + 0.24 * relief * (0.4 + up) + 0.18 * (1.0 - up).square()
    colour = view.colour(level)
    at = view.between(-0.6, 0.6) * view.right
    struck = view.often(0.6)
    glow = torch.exp(((view.x - at).square() * 1.4 + (view.y - view.top * 0.6).square() * 2.0) * -1.6) * struck
    colour = colour + lit(view.stop(3), glow * (0.15 + 0.75 * here.square()))
    colour = over(colour, view.stop(4) * 1.5, _bolt(view, at, horizon) * struck)
    depth = (horizon - view.y).clamp(min=0.01)
    swell = view.noise(Field.PUFF, view.x * 0.12 / (depth + 0.12), 0.05 / (depth + 0.05) + view.t * 0.03)
    sea = view.colour(0.06 + 0.22 * swell + 0.2 * glow)
    return over(colour, sea, view.inside(view.y - horizon))


def _bolt(view: View, at: Tensor, horizon: Tensor) -> Tensor:
    """Return a forked stroke from the clouds down to the horizon."""
    down = view.top * 0.75 - view.y
    bend = view.noise_line(view.y * 0.22, Field.CLOUD) - 0.5
    kink = torch.frac(view.y * 2.6 + 40.0)
    jag = (0.5 - (kink - 0.5).abs()) * (scattered(torch.floor(view.y * 2.6), 3.0) - 0.5)
    middle = view.x - at - bend * 0.5 - jag * 0.5
    reach = step(0.0, 0.18, down) * view.inside(horizon - view.y)
    branch = middle - (down - view.top * 0.45).clamp(min=0.0) * 0.6 + jag * 0.5
    forked = step(view.top * 0.4, view.top * 0.45, down) * step(view.top * 1.05, view.top * 0.9, down)
    glow = torch.exp(middle.abs() * -9.0) * 0.25
    return (view.line(middle, 0.024) + view.line(branch, 0.015) * forked * 0.8 + glow) * reach
