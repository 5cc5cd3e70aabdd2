"""Where the pixels of a frame lie in the scene, and how the camera moves from the first frame to the second.

Rules: the first frame of every pair stands; the second is seen from where the camera got to within the gap. Forward is
always forward and rising always lifts what is seen: a single frame does not tell which way it goes, so the words have
to, and where no word does, the camera stands.
"""

import math

import torch
from torch import Tensor

from soundscape_live.generator.tiny.concepts import LOOKS
from training.picture.attributes import Attributes
from training.picture.scenes.view import TURN, fold, step

FORWARD = 0.9
"How much nearer a second brings, as a logarithm, at full speed."
RISE = 0.5
"Units a second."
ROUND = 0.6
"Radians a second."
LARGER = 0.55
"Size -1 to 1 is this many octaves either way."
FASTER = 1.3
"Speed -1 to 1 is this many octaves either way."


def look(attributes: Attributes, name: str) -> Tensor:
    """Return (n, 1, 1): one of the looks."""
    return attributes.looks[:, LOOKS.index(name), None, None]


def extent(height: int, width: int) -> tuple[float, float, float]:
    """Return the largest x, the largest y and a pixel's side; the picture's area is 4."""
    right = math.sqrt(width / height)
    return right, 1.0 / right, 2.0 / (right * height)


def rates(attributes: Attributes) -> Tensor:
    """Return (n, 1, 1): how much faster than usual everything goes."""
    return torch.exp2(look(attributes, "speed") * FASTER)


def places(
    attributes: Attributes, height: int, width: int, device: torch.device, *, upright: bool
) -> tuple[Tensor, Tensor]:
    """Return x and y, (2n, h, w), of both frames; an upright scene is neither turned nor folded like a star."""
    x, y = _pixels(height, width, device)
    mirrored = look(attributes, "mirror") > 0.4
    if bool(mirrored.any()):
        x, y = _folded(x, y, mirrored.to(device), upright=upright)
    far = attributes.dt[:, None, None] * rates(attributes)
    nearer = torch.exp(-FORWARD * look(attributes, "forward") * far)
    angle = ROUND * look(attributes, "turn") * far
    lift = RISE * look(attributes, "rise") * far
    aside = torch.zeros_like(angle)
    if upright:
        angle, aside = aside, angle
    scale = torch.exp2(-look(attributes, "size") * LARGER)
    moves = torch.cos(angle) * nearer, torch.sin(angle) * nearer, aside, lift, scale
    c, s, aside, lift, scale = (one.to(device) for one in moves)
    later = (x * c + y * s + aside) * scale, (y * c - x * s - lift) * scale
    first = (x * scale).expand_as(later[0]), (y * scale).expand_as(later[1])
    return torch.cat((first[0], later[0])), torch.cat((first[1], later[1]))


def corners(height: int, width: int, device: torch.device) -> Tensor:
    """Return (1, h, w): about 1 in the middle, darker towards the corners."""
    right, top, _ = extent(height, width)
    x, y = _pixels(height, width, device)
    return 1.05 - 0.3 * step(0.4, 2.2, (x / right).square() + (y / top).square())


def _pixels(height: int, width: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Return x (1, 1, w) and y (1, h, 1) of the pixels' middles."""
    right, top, pixel = extent(height, width)
    x = (torch.arange(width, device=device) + 0.5) * pixel - right
    y = top - (torch.arange(height, device=device) + 0.5) * pixel
    return x[None, None, :], y[None, :, None]


def _folded(x: Tensor, y: Tensor, mirrored: Tensor, *, upright: bool) -> tuple[Tensor, Tensor]:
    """Return the places where the picture is its own mirror image, left and right or as a star, where asked for."""
    across = torch.where(mirrored, x.abs() - 0.25, x)
    if upright:
        return across, y
    sectors = torch.full(mirrored.shape, 6.0, device=x.device)
    u, v, _ = fold(x, y, sectors, TURN / 4.0)
    return torch.where(mirrored, u - 0.35, x), torch.where(mirrored, v, y)
