"""Circuit, gears, foundry."""

import torch
from torch import Tensor

from training.picture.scenes.noise import Field
from training.picture.scenes.shapes import box, segment
from training.picture.scenes.view import TURN, View, lit, over, scattered2, step


def circuit(view: View) -> Tensor:
    """Draw bundles of traces that bend at right angles, square chips, light that runs along the lines."""
    wide = 0.62 - 0.16 * view.density
    u, v = view.x / wide + view.between(0, 40), view.y / wide + view.between(0, 40) + view.t * 0.12
    column, row = torch.floor(u), torch.floor(v)
    x, y = u - column - 0.5, v - row - 0.5
    chance = scattered2(column, row, 1.0)
    x = torch.where(chance < 0.5, x, -x)
    corner = torch.where(x + y > 0.0, 1.0, -1.0)
    bend = (x - 0.5 * corner).abs() + (y - 0.5 * corner).abs()
    lane = bend - 0.5
    traces = torch.zeros_like(x)
    for track in (-0.18, 0.0, 0.18):
        traces = torch.maximum(traces, view.line((lane - track) * wide * 0.7, 0.014))
    along = (x - y) * corner
    pulse = torch.frac(along * 0.5 + chance * 5.0 + view.t * 0.5 + 20.0)
    run = step(0.6, 0.95, pulse) * step(1.0, 0.97, pulse) * (torch.frac(chance * 17.0) < 0.7)
    ground = view.noise(Field.CLOUD, view.x * 0.12, view.y * 0.12)
    colour = view.colour(0.03 + 0.12 * ground)
    colour = over(colour, view.tone(0.55), traces)
    colour = over(colour, view.stop(4) * 1.3, traces * run)
    colour = colour + lit(view.stop(3), torch.exp(lane.abs() * -7.0) * run * 0.35)
    hole = torch.hypot(u - torch.round(u), v - torch.round(v))
    there = scattered2(torch.round(u), torch.round(v), 6.0) < 0.3
    pad = view.inside((hole - 0.13) * wide) * there
    colour = over(colour, view.tone(0.75), pad)
    colour = over(colour, view.tone(0.03), view.inside((hole - 0.06) * wide) * there)
    return _chips(view, colour, (u, v), wide)


def _chips(view: View, colour: Tensor, place: tuple[Tensor, Tensor], wide: Tensor) -> Tensor:
    """Lay square chips with pins over some crossings of a grid three cells wide."""
    u, v = place[0] / 3.0, place[1] / 3.0
    column, row = torch.floor(u), torch.floor(v)
    x, y = (u - column - 0.5) * 3.0, (v - row - 0.5) * 3.0
    there = scattered2(column, row, 9.0) < 0.75
    edge = box(x, y, 0.72, 0.72) * wide
    pins = (torch.frac(x * 4.0 + 40.0) < 0.5) & (x.abs() < 0.66) | (torch.frac(y * 4.0 + 40.0) < 0.5) & (y.abs() < 0.66)
    colour = over(colour, view.tone(0.8), view.inside(edge - 0.12 * wide) * pins * there)
    colour = over(colour, view.colour(0.1 + 0.05 * (x + y)), view.inside(edge) * there)
    mark = view.line(edge + 0.14 * wide, 0.014)
    glow = 0.55 + 0.45 * torch.sin(view.t * 2.0 + column * 3.0 + row * 5.0)
    colour = over(colour, view.stop(3), mark * view.inside(edge) * there)
    return over(colour, view.stop(4) * 1.3, view.inside(box(x, y, 0.22, 0.22) * wide) * there * glow)


def gears(view: View) -> Tensor:
    """Draw five great cogwheels, each driving the next, before a dim plate; the first one turns anticlockwise."""
    plate = view.noise(Field.ROUGH, view.x * 0.25 + view.between(0, 1), view.y * 0.25)
    far = torch.hypot(view.x - view.between(-0.5, 0.5), view.y + 0.3)
    colour = view.colour(0.08 + 0.1 * plate + 0.22 * torch.exp(far * -1.5))
    x, y = view.between(-0.35, 0.35), view.between(-0.2, 0.2)
    size = view.between(0.42, 0.55)
    turn = view.t * 0.5 + view.between(0, TURN)
    colour = _gear(view, colour, (x, y), (size, turn, 0.66))
    heading = view.between(0, TURN)
    for wheel in range(4):
        other = (0.34, 0.48, 0.28, 0.42)[wheel] * view.between(0.85, 1.1)
        angle = heading + wheel * TURN / 4.0 + view.between(-0.2, 0.2)
        reach = size + other - 0.045
        place = x + reach * torch.cos(angle), y + reach * torch.sin(angle)
        teeth, theirs = torch.round(size * TEETH), torch.round(other * TEETH)
        meshed = -turn * teeth / theirs + angle * (1.0 + teeth / theirs) + TURN * 0.5 * (1.0 + 1.0 / theirs)
        colour = _gear(view, colour, place, (other, meshed, 0.5 + 0.12 * (wheel % 2)))
    return colour


TEETH = 34.0
"Of a wheel whose radius is 1."


def _gear(view: View, colour: Tensor, place: tuple[Tensor, Tensor], has: tuple[Tensor, Tensor, float]) -> Tensor:
    size, turn, bright = has
    x, y = view.x - place[0], view.y - place[1]
    far = torch.hypot(x, y)
    around = torch.atan2(y, x)
    angle = around - turn
    teeth = torch.round(size * TEETH)
    tooth = (torch.cos(angle * teeth) * 2.2).clamp(-1.0, 1.0)
    edge = far - size + 0.035 - 0.035 * tooth
    spokes = 5.0
    window = torch.maximum(
        (far - size * 0.53).abs() - size * 0.2, 0.05 - torch.sin(angle * spokes * 0.5).abs() * far * 0.5
    )
    shape = view.inside(torch.maximum(torch.maximum(edge, -window), size * 0.1 - far))
    shadow = step(0.07, -0.02, edge)
    colour = colour * (1.0 - 0.55 * shadow[:, None])
    sheen = 0.5 + 0.5 * torch.cos(2.0 * (around - 2.1))
    rim = view.line(far - size * 0.83, 0.016) + view.line(far - size * 0.26, 0.014)
    level = bright * (0.45 + 0.6 * sheen) + 0.14 * rim - 0.1 * step(-0.02, 0.0, edge)
    return over(colour, view.colour(level), shape)


def foundry(view: View) -> Tensor:
    """Draw a dark hall of girders where a tipped crucible pours a bright stream into a pool; sparks fly up from it."""
    at, pool = view.between(-0.3, 0.3) * view.right, -view.top * 0.62
    x, y = view.x - at, view.y
    heat = torch.exp(torch.hypot(x, (y - pool) * 1.3) * -1.6)
    colour = view.colour(0.05 + 0.34 * heat)
    colour = _girders(view, colour, heat)
    surface = view.inside(y - pool - 0.012 * torch.sin(view.x * 9.0 - view.t * 3.0))
    flow = view.noise(Field.RIDGE, view.x * 0.16 - view.t * 0.03, (pool - y) * 0.5 + view.between(0, 1))
    near = torch.exp(x.abs() * -1.3)
    colour = over(colour, view.colour(0.34 + 0.34 * near + 0.3 * step(0.4, 0.95, flow)), surface)
    lip = view.top * 0.42
    bend = 0.07 * (lip - y).clamp(min=0.0)
    width = 0.03 + 0.008 * torch.sin(y * 16.0 + view.t * 9.0)
    stream = view.inside((x - 0.14 - bend).abs() - width, 2.0) * view.inside(y - lip) * view.inside(pool - y)
    colour = colour + lit(
        view.stop(3), torch.exp((x - 0.14 - bend).abs() * -6.0) * step(lip + 0.15, lip - 0.25, y) * 0.5
    )
    colour = over(colour, view.stop(4) * 1.4, stream)
    colour = _crucible(view, colour, x, y - lip)
    return over(colour, view.stop(4) * 1.3, _flying(view, x, y - pool))


def _crucible(view: View, colour: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """Lay a tipped pot over the picture that hangs from a hook, its lip at the middle, glowing within."""
    u, v = x - 0.1, y
    hook = view.line(u + 0.29, 0.035) * view.inside(0.1 - v)
    colour = over(colour, view.tone(0.06), hook)
    u, v = u * 0.77 - v * 0.64, u * 0.64 + v * 0.77
    pot = torch.maximum((u + 0.27).abs() - 0.25 - 0.22 * v, torch.maximum(v, -v - 0.46))
    colour = over(colour, view.colour(0.14 + 0.34 * step(-0.5, 0.0, u)), view.inside(pot))
    bands = torch.maximum(view.line(v + 0.12, 0.025), view.line(v + 0.36, 0.025))
    colour = over(colour, view.tone(0.4), bands * view.inside(pot))
    return over(colour, view.stop(4) * 1.3, view.inside(torch.hypot(u + 0.27, v * 4.0) - 0.25))


def _girders(view: View, colour: Tensor, heat: Tensor) -> Tensor:
    """Lay two pillars and a beam of latticed steel over the picture, lit by the heat."""
    for side in (-1.0, 1.0):
        u = view.x - side * view.right * 0.72 * view.between(0.85, 1.1)
        colour = over(colour, view.colour(0.1 + 0.5 * heat), _lattice(view, u, view.y, 0.13))
    return over(colour, view.colour(0.06 + 0.4 * heat), _lattice(view, view.y - view.top * 0.74, view.x, 0.11))


def _lattice(view: View, across: Tensor, along: Tensor, half: float) -> Tensor:
    rails = view.line(across.abs() - half, 0.03)
    v = torch.frac(along / (2.0 * half) + 20.0) - 0.5
    u = across / (2.0 * half)
    cross = torch.minimum((u - v).abs(), (u + v).abs()) * half
    return torch.maximum(rails, view.line(cross, 0.022) * view.inside(across.abs() - half))


def _flying(view: View, x: Tensor, y: Tensor) -> Tensor:
    """Return sparks that leave the pool where the stream strikes it, rise, and fall aside."""
    found = torch.zeros_like(x)
    for spark in range(9):
        age = torch.frac(view.t * 0.55 + spark / 9.0 + view.between(0, 0.08))
        side = (spark - 4.0) * 0.16 + view.between(-0.06, 0.06)
        rise = view.between(1.5, 2.4)
        u = x - 0.1 - side * age * 2.2
        v = y - (rise * age - 1.9 * age.square())
        slope = (rise - 3.8 * age) * 0.04
        far, _ = segment(u, v, (-side * 0.09, -slope), (side * 0.001, slope * 0.01))
        found = torch.maximum(found, view.inside(far - 0.009, 2.0) * step(1.0, 0.7, age))
    return found
