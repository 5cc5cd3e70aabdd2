"""Mandala, tunnel, stained glass, crystals: what is made of edges."""

import torch
from torch import Tensor

from training.picture.scenes.noise import Field
from training.picture.scenes.shapes import cells, petals
from training.picture.scenes.view import TURN, View, fold, over, scattered, step, turned


def mandala(view: View) -> Tensor:
    """Draw rings of petals within one another, outlined, with dots between them; ring by ring they turn and open."""
    count = 2.0 * view.whole(3, 6)
    far = torch.hypot(view.x, view.y)
    around = torch.atan2(view.y, view.x)
    hue = view.between(0, 1)
    colour = view.colour(0.1 + 0.14 * torch.exp(far * -1.2))
    sizes = (1.5, 1.14, 0.84, 0.58, 0.36, 0.18)
    for ring, size in enumerate(sizes):
        breath = 1.0 + 0.03 * torch.sin(view.t * 1.4 - ring * 0.9)
        angle = around + view.t * 0.1 + ring * 0.5 * TURN / count * (1.0 if ring % 2 else 0.0)
        edge = petals(far, angle, count, size * breath, (0.22, 0.3, 0.26, 0.34, 0.3, 0.15)[ring])
        level = 0.24 + 0.5 * torch.frac(hue + ring * 0.37) + 0.25 * step(-0.32, 0.0, edge)
        colour = over(colour, view.colour(level.clamp(max=0.95)), view.inside(edge))
        colour = over(colour, view.stop(4) if ring % 2 else view.stop(0), view.line(edge, 0.018))
        vein = torch.sin(angle * count * 0.5).abs() * far / count * 2.0
        colour = over(
            colour, view.stop(3), view.line(vein, 0.008) * view.inside(edge + 0.06) * view.inside(size * 0.62 - far)
        )
        middle = torch.hypot(far - size * 0.86, _nearest(angle + 0.5 * TURN / count, count) * far)
        colour = over(colour, view.stop(4), view.inside(middle - size * 0.035) * (0.5 + view.density > 0.75))
    return over(colour, view.stop(4) * 1.2, view.inside(far - 0.07))


def _nearest(angle: Tensor, count: Tensor) -> Tensor:
    """Return how far an angle lies from the nearest of so many evenly spread ones, in radians."""
    share = angle * count / TURN
    return (share - torch.round(share)) * TURN / count


def tunnel(view: View) -> Tensor:
    """Draw rings behind rings, round, six-cornered or square, towards a bright end; all come nearer."""
    x, y = view.x - view.between(-0.15, 0.15), view.y - view.between(-0.1, 0.1)
    x, y = turned(x, y, view.t * 0.15 + view.between(0, TURN))
    around = torch.atan2(y, x)
    corners = view.between(0, 1)
    sides = torch.where(corners < 0.5, 64.0, torch.where(corners < 0.75, 6.0, 4.0))
    share = TURN / sides
    within = torch.remainder(around, share) - share * 0.5
    far = torch.hypot(x, y) * torch.cos(within) + 0.012
    depth = torch.log2(far) * -1.5 + view.t * 0.7
    ring = torch.floor(depth)
    place = depth - ring
    chance = scattered(torch.remainder(ring, 97.0), 1.0)
    blur = (view.pixel / far * 2.2).clamp(min=0.001)
    edge = ((place - 0.5).abs() - 0.3 - 0.12 * view.density) / blur
    band = (0.5 - edge).clamp(0.0, 1.0)
    spokes = view.often(0.5) * (torch.sin(around * sides.clamp(max=12.0) + ring * 1.3) > 0.0)
    away = torch.exp(far * 0.9) - 1.0
    level = 0.16 + 0.62 * chance * (1.0 - 0.35 * spokes) - 0.1 * place
    colour = over(view.colour(0.02 + 0.0 * far), view.colour(level), band)
    glow = torch.exp(((place - 0.1).abs() - 0.0) * -14.0) * band
    colour = over(colour, view.stop(3), glow * 0.6 * step(0.0, 0.3, away))
    end = torch.exp(far * -5.5)
    return over(colour, view.stop(4) * 1.2, end * 0.95 + view.inside(far - 0.07) * (1.0 - end))


def glass(view: View) -> Tensor:
    """Draw panes of coloured glass in dark lead, scattered or as a rose; a light moves to the right behind them."""
    rose = view.often(0.45)
    count = 2.0 * view.whole(3, 5)
    far = torch.hypot(view.x, view.y)
    _, _, radius = fold(view.x, view.y, count)
    share = torch.atan2(view.y, view.x) * count / TURN
    mirrored = (share - torch.round(share)).abs() * 2.0
    size = 2.2 + 0.8 * view.density
    u = torch.where(
        rose > 0.0, torch.log2(radius + 0.12) * 1.5 + 40.0 - view.t * 0.12, view.x * size * 0.8 - view.t * 0.12
    )
    v = torch.where(rose > 0.0, mirrored * 1.4 + 7.0, view.y * size * 0.8)
    u, v = u + view.between(0, 20), v + view.between(0, 20)
    _, border, number = cells(u, v, 0.0, 5.0)
    lead = step(0.045, 0.1, border)
    light = torch.frac(view.between(0, 1) + view.t * 0.12) * 2.0 - 1.0
    behind = torch.exp(-((view.x - light * view.right * 1.3).square() + view.y.square()) * 1.2)
    streak = view.noise(Field.CLOUD, view.x * 0.2 + number * 3.0, view.y * 0.2)
    level = 0.22 + 0.62 * number + 0.12 * behind + 0.12 * (streak - 0.5)
    colour = view.colour(level.clamp(max=0.97)) * (0.72 + 0.6 * behind)[:, None]
    colour = over(view.stop(0) * 0.6 + colour * 0.02, colour, lead)
    hub = view.inside(far - 0.13) * rose
    return over(colour, view.stop(4) * (1.0), hub * 0.9)


def crystal(view: View) -> Tensor:
    """Draw a fan of long six-sided crystals from below and some from above, each face in its own light; gleams rise."""
    far = torch.hypot(view.x, view.y)
    cave = view.noise(Field.RIDGE, view.x * 0.14 + view.between(0, 1), view.y * 0.14)
    cut = 0.03 + 0.34 * torch.exp(far.square() * -1.5) + 0.05 * cave, torch.zeros_like(far)
    for shard in range(4):
        x = view.right * (0.5 * (shard - 1.5) + view.between(-0.15, 0.15))
        place = turned(view.x - x, view.top * 1.06 - view.y, 0.5 * x / view.right + view.between(-0.15, 0.15))
        length = view.between(0.35, 0.65) * view.top * 1.4
        cut = _shard(view, cut, place, (view.between(0.06, 0.1), length, 0.16 + 0.05 * (shard % 2)))
    for number, aside in enumerate((-3.0, 3.0, -2.0, 2.0, -1.0, 1.0, 0.0)):
        x = 0.24 * aside * view.right + view.between(-0.06, 0.06)
        place = turned(view.x - x, view.y + view.top * 1.06, 0.17 * aside + view.between(-0.12, 0.12))
        length = (1.5 - 0.2 * abs(aside)) * view.top * view.between(0.75, 1.05)
        cut = _shard(view, cut, place, (view.between(0.1, 0.17), length, 0.34 + 0.035 * number))
    level, ridges = cut
    return over(view.colour(level), view.stop(4), ridges * 0.7)


def _shard(
    view: View, cut: tuple[Tensor, Tensor], place: tuple[Tensor, Tensor], has: tuple[Tensor, Tensor, float]
) -> tuple[Tensor, Tensor]:
    """Lay one crystal over levels and ridges: its foot at the middle, its point so far up."""
    level, ridges = cut
    across, along = place
    half, length, bright = has
    tip = (length - along).clamp(min=0.0) / (half * 2.4)
    wide = half * tip.clamp(max=1.0)
    edge = torch.maximum(across.abs() - wide, along - length)
    share = across / wide.clamp(min=1e-3)
    face = 0.28 * torch.sign(share + 0.35) + 0.14 * torch.sign(share - 0.45) + 0.1 * (tip < 1.0)
    gleam = torch.frac(along * 0.6 + across - view.t * 0.6 + bright * 7.0 + 40.0)
    shine = view.inside((gleam - 0.5).abs() - 0.1, 4.0) * 0.26
    mine = (bright + face * 0.62 + shine + 0.12 * along / length).clamp(0.06, 0.97)
    shape = view.inside(edge)
    ridge = torch.maximum(view.line((share + 0.35) * wide, 0.008), view.line((share - 0.45) * wide, 0.008))
    ridge = torch.maximum(ridge, view.line(edge, 0.01)) * view.inside(edge - 0.006)
    return torch.lerp(level, mine, shape * 0.94), torch.lerp(ridges, ridge, view.inside(edge - 0.006))
