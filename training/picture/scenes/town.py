"""City, synthwave, cathedral, stage."""

import torch
from torch import Tensor

from training.picture.scenes.noise import Field
from training.picture.scenes.shapes import arch, segment, sunlight
from training.picture.scenes.view import TURN, View, lit, over, scattered, scattered2, step
from training.picture.scenes.weather import starlight


def city(view: View) -> Tensor:
    """Draw three rows of towers with lit windows above a wet street that doubles them; the camera goes to the right."""
    street = -view.top * view.between(0.45, 0.65)
    below = view.y < street
    y = torch.where(below, 2.0 * street - view.y, view.y)
    x = view.x + below * (0.012 * torch.sin(view.y * 40.0 + view.t * 2.5))
    up = y - street
    colour = view.colour(0.06 + 0.42 * torch.exp(up * -1.5))
    disc, light = sunlight(
        view, x - view.between(-0.6, 0.6), y - view.top * view.between(0.3, 0.6), view.between(0.1, 0.26)
    )
    moon = view.often(0.5)
    colour = over(colour + lit(view.stop(2), light * 0.4 * moon), view.tone(0.86), disc * moon)
    for layer in range(3):
        colour = _towers(view, colour, (x, up), layer)
    glow = torch.exp(up.abs() * -14.0)
    lamps = step(0.75, 0.95, torch.sin((view.x - view.t * 0.35) * 7.0)) * view.inside(
        (view.y - street + 0.05).abs() - 0.012
    )
    colour = torch.where(below[:, None], colour * 0.6, colour) + lit(view.stop(2), glow * 0.4)
    return over(colour, view.stop(4), lamps)


def _towers(view: View, colour: Tensor, place: tuple[Tensor, Tensor], layer: int) -> Tensor:
    x, up = place
    wide = (0.34, 0.44, 0.6)[layer]
    u = x / wide + view.t * 0.05 * (layer + 1) + view.between(0, 90)
    column = torch.floor(u)
    chance = scattered(column, layer + 1.0)
    height = view.top * ((1.3, 0.98, 0.62)[layer] * (0.45 + 0.75 * chance) + 0.15 * (view.density - 0.5))
    half = (0.47 - 0.1 * scattered(column, layer + 7.0)) * wide
    across = (u - column - 0.5) * wide
    body = view.inside(torch.maximum(across.abs() - half, up - height))
    front = view.colour((0.2, 0.11, 0.03)[layer] + 0.1 * torch.exp(up * -3.0))
    pane = (0.078, 0.092, 0.115)[layer]
    v, w = across / pane, up / (1.3 * pane)
    beside, storey = torch.floor(v), torch.floor(w)
    frame = torch.maximum((v - beside - 0.5).abs() - 0.28, (w - storey - 0.5).abs() - 0.3) * pane
    whole = ((beside + 0.5).abs() * pane < half - 0.5 * pane) & ((storey + 1.1) * 1.3 * pane < height) & (storey > 0.0)
    lit_up = whole & (scattered2(beside + column * 5.0, storey, layer + 2.0) > 0.6 - 0.12 * layer)
    hue = 0.6 + 0.35 * scattered(column, layer + 3.0)
    front = over(front, view.colour(hue), view.inside(frame) * lit_up * (0.65 + 0.12 * layer))
    mast = view.inside(across.abs() - 0.006) * (up < height + 0.14) * (chance > 0.6)
    colour = over(colour, front, body)
    return over(colour, view.tone((0.2, 0.11, 0.03)[layer]), mast * (1.0 - body))


def synthwave(view: View) -> Tensor:
    """Draw a striped sun over a glowing grid that comes nearer, low peaks and stars."""
    horizon = view.top * view.between(-0.2, 0.0)
    x, radius = view.between(-0.3, 0.3) * view.right, view.between(0.34, 0.5)
    y = horizon + radius * view.between(0.45, 0.8)
    up = ((view.y - horizon) / view.top).clamp(min=0.0)
    colour = view.colour(0.4 - 0.36 * step(0.0, 0.9, up))
    colour = over(colour, view.stop(4), starlight(view, view.x, view.y, 3.6) * step(0.1, 0.6, up))
    disc, light = sunlight(view, view.x - x, view.y - y, radius)
    height = (view.y - y) / radius
    stripe = torch.frac(height * 4.0 - view.t * 0.25 + 40.0)
    gaps = view.inside((stripe - 0.5 - 0.42 * height - 0.12) * radius * 0.25) * (height < 0.35) + (height >= 0.35)
    colour = colour + lit(view.stop(2), light * 0.45)
    colour = over(colour, view.colour(0.72 + 0.26 * height) * 1.15, disc * gaps)
    peak = view.noise_line(view.x * 0.22, Field.RIDGE) * step(0.1, 0.9, (view.x - x).abs()) * 0.4
    rise = view.y - horizon - peak
    colour = over(colour, view.tone(0.06), view.inside(rise))
    colour = over(colour, view.stop(3), view.line(rise, 0.01))
    depth = (horizon - view.y).clamp(min=0.008)
    far = 0.5 / depth
    blur = 1.4 * view.pixel * far
    u, v = view.x * far * 1.1, far * 1.3 + view.t * 1.1
    lines = torch.maximum(_rule(u, 0.045, blur * 2.2), _rule(v, 0.06, blur * far * 2.6))
    floor = over(view.colour(0.06 + 0.2 * torch.exp(depth * -4.0)), view.stop(3) * 1.2, lines * torch.exp(far * -0.045))
    colour = over(colour, floor, view.inside(view.y - horizon))
    return colour + lit(view.stop(2), torch.exp((view.y - horizon).abs() * -18.0) * 0.5)


def _rule(place: Tensor, width: float, blur: Tensor) -> Tensor:
    """Return lines at all whole numbers, fainter where they are too fine to be drawn."""
    away = (place - torch.round(place)).abs()
    return (0.5 + (width * 0.5 - away) / blur).clamp(0.0, 1.0) * (width / (width + blur))


def cathedral(view: View) -> Tensor:
    """Draw a nave: pointed arch behind pointed arch up to a glowing rose window; the camera goes forward."""
    x, y = view.x - view.between(-0.15, 0.15), view.y
    colour = _rose(view, x, y - 0.16)
    depth = (-y).clamp(min=0.02)
    path = torch.exp((x / depth).square() * -1.2)
    tiles = torch.sign(torch.sin(x / depth * 5.0) * torch.sin(1.4 / depth + view.t * 1.4))
    floor = view.colour(0.14 + 0.4 * path * torch.exp(depth * -1.6) + 0.05 * tiles)
    colour = over(colour, floor, view.inside(y + 0.16))
    since = torch.frac(view.t * 0.22)
    for layer in range(5):
        near = (layer + since) / 5.0
        size = 0.2 * torch.exp2(near * 3.3)
        far = arch(x / size, y / size, 1.0, 0.7) * size
        wall = view.inside(-far) * view.inside(-y - 0.8 * size) * step(0.0, 0.12, near)
        stone = 0.42 * (1.0 - near) + 0.03
        shaft = 0.09 * torch.cos(far / size * 26.0) * step(0.4, 0.0, far / size)
        colour = over(colour, view.colour(stone + shaft * (1.2 - near) + 0.1 * torch.exp(far * -6.0)), wall)
        colour = over(
            colour, view.stop(3), view.line(far, 0.012 + 0.012 * near) * view.inside(-y - 0.8 * size) * (1.0 - near)
        )
    beams = step(0.06, 0.0, (x - 0.5 * (y - 0.16)).abs() - 0.12 + 0.3 * y) * step(0.3, -0.3, y)
    return colour + lit(view.stop(3), beams * 0.12)


def _rose(view: View, x: Tensor, y: Tensor) -> Tensor:
    """Return the far wall with its window: a wheel of petals in light."""
    far = torch.hypot(x, y)
    angle = torch.atan2(y, x)
    count = 2.0 * view.whole(4, 6)
    spoke = view.line(torch.sin(angle * count * 0.5) * far * 2.0 / count, 0.012)
    ring = torch.maximum(view.line(far - 0.07, 0.016), view.line(far - 0.17, 0.014))
    panes = 0.62 + 0.3 * torch.sin(torch.floor(angle * count / TURN + 0.5) * 2.4 + torch.floor(far * 9.0) * 1.7)
    window = view.inside(far - 0.26)
    light = view.colour(panes) * 1.25 * (1.0 - torch.maximum(spoke * (far > 0.07), ring))[:, None]
    return over(view.colour(0.3 + 0.3 * torch.exp(far * -2.5)), light, window)


def stage(view: View) -> Tensor:
    """Draw beams that sweep to the right over a stage, and people against their light with their arms up."""
    floor = -view.top * 0.55
    far = torch.hypot(view.x, (view.y - floor - 0.3) * 1.2)
    colour = view.colour(0.08 + 0.42 * torch.exp(far * -1.5))
    for beam in range(5):
        sweep = torch.frac(view.t * 0.09 + beam / 5.0 + view.between(0, 0.1))
        angle = (sweep - 0.5) * 2.2
        source = view.right * (beam - 2.0) * 0.45
        along = view.top * 1.05 - view.y
        away = (view.x - source - torch.tan(angle) * along) * torch.cos(angle)
        wide = 0.035 + 0.11 * along
        strength = view.inside(away.abs() - wide, 4.0) * step(0.0, 0.15, sweep) * step(1.0, 0.85, sweep)
        strength = strength * (0.35 + 0.65 * step(wide, 0.0, away.abs())) * torch.exp(along * -0.75)
        colour = colour + lit(view.tone(0.55 + 0.1 * beam), strength * (0.5 + 0.5 * view.density))
    colour = over(colour, view.tone(0.02), _dancer(view, view.x - view.between(-0.35, 0.35), view.y - floor))
    return _crowd(view, colour)


def _dancer(view: View, x: Tensor, y: Tensor) -> Tensor:
    """Return the mask of someone who dances, feet at the middle, about .8 high."""
    lean = 0.06 * torch.sin(view.t * 3.0 - y * 2.0)
    x = x - lean * y
    hip, neck = (view.between(-0.04, 0.04), 0.36), (view.between(-0.04, 0.04), 0.62)
    far = torch.hypot(x - neck[0], y - 0.74) - 0.065
    far = torch.minimum(far, segment(x, y, hip, neck)[0] - 0.058)
    for side in (-1.0, 1.0):
        knee = (side * view.between(0.05, 0.16), 0.19)
        foot = (side * view.between(0.06, 0.2), 0.0)
        hand = (side * view.between(0.14, 0.34), view.between(0.62, 1.0))
        elbow = (side * view.between(0.15, 0.22), view.between(0.5, 0.7))
        for start, end, thick in ((hip, knee, 0.042), (knee, foot, 0.032), (neck, elbow, 0.03), (elbow, hand, 0.025)):
            far = torch.minimum(far, segment(x, y, start, end)[0] - thick)
    return view.inside(far)


def _crowd(view: View, colour: Tensor) -> Tensor:
    """Lay two rows of heads and raised arms over the foot of the picture."""
    for row in range(2):
        wide = (0.2, 0.3)[row]
        u = view.x / wide + view.between(0, 50)
        column = torch.floor(u)
        chance = scattered(column, row + 1.0)
        top = -view.top * (0.66 + 0.14 * row) + 0.1 * (chance - 0.5) + 0.025 * torch.sin(column * 1.7 - view.t * 6.0)
        x, y = (u - column - 0.5) * wide, view.y - top
        head = torch.hypot(x, y) - wide * 0.22
        body = torch.maximum(torch.hypot(x, (y + wide * 0.75) * 0.8) - wide * 0.46, y)
        hand = (wide * (chance - 0.5) * 0.7, wide * (0.7 + 0.7 * chance))
        arm = segment(x, y, (wide * 0.32, -wide * 0.4), hand)[0] - wide * 0.075
        arm = torch.where(torch.frac(chance * 7.0) < 0.55, arm, 9.0)
        under = y + wide * 0.9
        shape = torch.minimum(torch.minimum(head, body), torch.minimum(arm, under))
        colour = over(colour, view.tone((0.1, 0.0)[row]), view.inside(shape))
    return colour
