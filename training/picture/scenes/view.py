"""What a scene is drawn with: where each pixel lies, when it is, its chances, its colours.

Rules: units are such that the picture's area is 4: a square reaches from -1 to 1, a wide picture is as much wider as it
is lower, so that shapes keep their size in pixels. y points up. Frames are (2n, ...): all first ones, then all second
ones; a chance is the same for both frames of a pair, so only the time moves anything. Light is linear and may exceed 1.
Edges are a pixel and a half wide: sharper ones are finer than what learns from them can keep.
"""

import math
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional

from training.picture.scenes.noise import Field

TURN = 2.0 * math.pi


@dataclass(slots=True)
class View:
    """A batch of one scene."""

    x: Tensor
    "(2n, h, w)"
    y: Tensor
    "(2n, h, w)"
    t: Tensor
    "(2n, 1, 1) seconds of the scene's own time"
    right: float
    "The largest x."
    top: float
    "The largest y."
    pixel: float
    "A pixel's side."
    density: Tensor
    "(2n, 1, 1), 0 to 1: how much there is to see; .5 where nobody asked."
    stops: Tensor
    "(2n, 3, 5) linear light, from the ground to the highlight"
    chances: Tensor
    "(n, many), 0 to 1, one column for each chance that a scene takes"
    fields: Tensor
    "Of noise.fields, on the device."
    taken: int = field(default=0)

    def between(self, low: float, high: float) -> Tensor:
        """Return the next chance, (2n, 1, 1)."""
        column = self.chances[:, self.taken] * (high - low) + low
        self.taken += 1
        return column.repeat(2)[:, None, None]

    def often(self, share: float) -> Tensor:
        """Return (2n, 1, 1): 1.0 for that share of the pictures, else 0.0."""
        return (self.between(0.0, 1.0) < share).float()

    def whole(self, low: int, high: int) -> Tensor:
        """Return (2n, 1, 1): a whole number from low to high, both included."""
        return self.between(low, high + 0.999).floor()

    def noise(self, which: Field, x: Tensor, y: Tensor) -> Tensor:
        """Look a field up at (2n, h, w), in periods."""
        return self._looked_up(self.fields[:, which : which + 1], x, y)[:, 0]

    def noise_line(self, x: Tensor, which: Field = Field.PUFF) -> Tensor:
        """Look a field up along a line of chance, (2n, h, w), in periods: what changes with x alone."""
        return self.noise(which, x, self.between(0.0, 1.0))

    def two(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Return two independent clouds at one place, for bending space with: -.5 to .5."""
        found = self._looked_up(self.fields[:, Field.CLOUD : Field.DRIFT + 1], x, y) - 0.5
        return found[:, 0], found[:, 1]

    def _looked_up(self, fields: Tensor, x: Tensor, y: Tensor) -> Tensor:
        x, y = torch.broadcast_tensors(x, y)
        place = torch.stack((x, y), -1).remainder_(1.0).mul_(2.0).sub_(1.0)
        spread = fields.expand(place.shape[0], -1, -1, -1)
        return functional.grid_sample(spread, place, mode="bilinear", align_corners=True)

    def colour(self, level: Tensor) -> Tensor:
        """Return (2n, 3, h, w): the palette's light at a level of 0 to 1; beyond that its ends."""
        place = torch.stack((level * 2.0 - 1.0, torch.zeros_like(level)), -1)
        return functional.grid_sample(
            self.stops[:, :, None], place, mode="bilinear", padding_mode="border", align_corners=True
        )

    def stop(self, at: int) -> Tensor:
        """Return (2n, 3, 1, 1): one of the palette's five colours, from 0, the ground, to 4, the highlight."""
        return self.stops[:, :, at, None, None]

    def tone(self, level: float | Tensor) -> Tensor:
        """Return (2n, 3, 1, 1): the palette's light at one level (2n, 1, 1) for the whole picture."""
        return self.colour(level if isinstance(level, Tensor) else torch.full_like(self.t, level))

    def inside(self, distance: Tensor, soft: float = 1.5) -> Tensor:
        """Return 1 where a signed distance is negative and 0 where it is positive, with an edge of `soft` pixels."""
        return (0.5 - distance / (self.pixel * soft)).clamp(0.0, 1.0)

    def line(self, distance: Tensor, width: float | Tensor) -> Tensor:
        """Return 1 within half a width of where a distance is nought, never thinner than two pixels."""
        thinnest = 2.0 * self.pixel
        wide = width.clamp(min=thinnest) if isinstance(width, Tensor) else max(width, thinnest)
        return self.inside(distance.abs() - 0.5 * wide)


def step(low: float | Tensor, high: float | Tensor, x: Tensor) -> Tensor:
    """Return a soft step: 0 at low, 1 at high, smooth between; low may be the greater one."""
    s = ((x - low) / (high - low)).clamp(0.0, 1.0)
    return s * s * (3.0 - 2.0 * s)


def over(ground: Tensor, cover: Tensor, share: Tensor) -> Tensor:
    """Lay a colour (2n, 3, h, w) over another where a mask (2n, h, w) says so."""
    return torch.lerp(ground, cover, share[:, None])


def lit(colour: Tensor, strength: Tensor) -> Tensor:
    """Return a colour (2n, 3, ...) as strong as (2n, h, w) says."""
    return colour * strength[:, None]


def turned(x: Tensor, y: Tensor, angle: Tensor) -> tuple[Tensor, Tensor]:
    """Return a place turned about the middle: what is drawn there turns the other way, clockwise."""
    c, s = torch.cos(angle), torch.sin(angle)
    return x * c - y * s, x * s + y * c


def fold(x: Tensor, y: Tensor, sectors: Tensor, angle: Tensor | float = 0.0) -> tuple[Tensor, Tensor, Tensor]:
    """Fold the plane into one of so many mirrored sectors: the angle within it, 0 to half of it; that; the radius."""
    radius = torch.hypot(x, y)
    width = TURN / sectors
    within = (torch.remainder(torch.atan2(y, x) + angle, width) - width / 2.0).abs()
    return radius * torch.cos(within), radius * torch.sin(within), radius


def scattered(cell: Tensor, salt: float = 0.0) -> Tensor:
    """Return a number of 0 to 1 for each whole number: neighbours have nothing in common."""
    return torch.frac(torch.sin(cell * 12.9898 + salt * 7.233) * 4375.85 + 4376.0)


def scattered2(column: Tensor, row: Tensor, salt: float = 0.0) -> Tensor:
    """Return a number of 0 to 1 for each cell of a grid."""
    return torch.frac(torch.sin(column * 12.9898 + row * 78.233 + salt * 3.717) * 4375.85 + 4376.0)


def wave(phase: Tensor) -> Tensor:
    """Return 0 to 1, once for each whole number of phase; 0 at nought."""
    return 0.5 - 0.5 * torch.cos(phase * TURN)
