"""Shapes that several scenes are made of.

Rules: distances are in the units of the places that were given, negative inside.
"""

import torch
from torch import Tensor

from training.picture.scenes.view import View, scattered2, step

Place = tuple[Tensor | float, Tensor | float]


def segment(x: Tensor, y: Tensor, start: Place, end: Place) -> tuple[Tensor, Tensor]:
    """Return the distance from a straight stroke of no width, and how far along it the nearest point lies, 0 to 1."""
    across, along = end[0] - start[0], end[1] - start[1]
    length = across * across + along * along
    u, v = x - start[0], y - start[1]
    share = ((u * across + v * along) / length).clamp(0.0, 1.0)
    return torch.hypot(u - share * across, v - share * along), share


def box(x: Tensor, y: Tensor, width: Tensor | float, height: Tensor | float) -> Tensor:
    """Return the distance (by the longer axis) from a box about the middle; width and height are its halves."""
    return torch.maximum(x.abs() - width, y.abs() - height)


def arch(x: Tensor, y: Tensor, half: float, spring: float) -> Tensor:
    """Return the distance from a pointed arch, half so wide, endlessly deep, its curves from `spring` up."""
    x = x.abs()
    radius = 2.2 * half
    above = torch.hypot(x + (radius - half), (y - spring).clamp(min=0.0)) - radius
    return torch.maximum(above, x - half)


def cells(x: Tensor, y: Tensor, motion: Tensor | float, salt: float) -> tuple[Tensor, Tensor, Tensor]:
    """Part the plane among scattered points, one to each unit of area, that circle with `motion` (radians).

    Returns the distance from the nearest point, how much farther the next one is, and a number of 0 to 1 for each cell.
    """
    column, row = torch.floor(x), torch.floor(y)
    across, along = x - column, y - row
    nearest = torch.full_like(x, 9.0)
    second = torch.full_like(x, 9.0)
    number = torch.zeros_like(x)
    for down in (-1.0, 0.0, 1.0):
        for right in (-1.0, 0.0, 1.0):
            chance = scattered2(column + right, row + down, salt)
            angle = chance * 60.0 + motion
            far = torch.hypot(
                across - (right + 0.5 + 0.36 * torch.cos(angle)), along - (down + 0.5 + 0.36 * torch.sin(angle))
            )
            closer = far < nearest
            second = torch.where(closer, nearest, torch.minimum(second, far))
            number = torch.where(closer, chance, number)
            nearest = torch.minimum(nearest, far)
    return nearest, second - nearest, number


def sunlight(view: View, x: Tensor, y: Tensor, radius: Tensor | float) -> tuple[Tensor, Tensor]:
    """Return a disc about a place that lies at (x, y) from each pixel, and the light around it."""
    far = torch.hypot(x, y)
    return view.inside(far - radius), torch.exp((far - radius).clamp(min=0.0) * -3.5)


def petals(radius: Tensor, angle: Tensor, count: Tensor | float, size: Tensor | float, depth: float) -> Tensor:
    """Return the distance from a rosette: round petals of one length, their notches `depth` of it."""
    lobe = torch.cos(angle * count * 0.5).abs()
    return radius - size * (1.0 - depth + depth * lobe.sqrt())


def rays(view: View, x: Tensor, y: Tensor, height: float) -> Tensor:
    """Return shafts of light, 0 to 1, that fan out from a place so far above and drift to the right."""
    angle = (x - view.between(-0.5, 0.5)) / (height - y)
    shafts = view.noise_line(angle * 0.45 - view.t * 0.012)
    return step(0.45, 0.95, shafts)
