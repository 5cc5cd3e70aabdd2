"""Fields of chance that all scenes look things up in: made once, periodic, the same on every device.

Rules: a field spans one period, 0 to 1 in both directions, and its values are spread evenly over 0..1 (sorted into
ranks), so that a threshold of .3 leaves 30 % below it whatever the field is.
"""

import functools
from enum import IntEnum

import torch
from torch import Tensor
from torch.nn import functional

SIDE = 1024
"Samples of a field in one period."
SEED = 7


class Field(IntEnum):
    """What a look-up may ask for: a field's place among the channels."""

    CLOUD = 0
    "Large soft shapes."
    DRIFT = 1
    "The same again, for what moves against it."
    PUFF = 2
    "Soft shapes with finer edges."
    RIDGE = 3
    "Bright winding crests on a dark ground."
    ROUGH = 4
    "Fine grain."


@functools.cache
def fields() -> Tensor:
    """Return (1, 5, SIDE + 1, SIDE + 1) float32, the first row and column once more at the end. Takes half a second."""
    chance = torch.Generator().manual_seed(SEED)
    wave = torch.fft.fftfreq(SIDE) * SIDE
    distance = torch.hypot(wave[:, None], wave[None])

    def cloud(slope: float, lowest: float) -> Tensor:
        spectrum = torch.fft.fft2(torch.randn(SIDE, SIDE, generator=chance))
        shape = torch.where(distance >= lowest, distance.clamp(min=1) ** -slope, 0.0)
        return torch.fft.ifft2(spectrum * shape).real

    made = (cloud(2.4, 2), cloud(2.4, 2), cloud(2.1, 2), -cloud(1.9, 3).abs(), cloud(1.2, 6))
    return functional.pad(torch.stack([_ranks(one) for one in made])[None], (0, 1, 0, 1), mode="circular")


def _ranks(field: Tensor) -> Tensor:
    ranks = torch.empty(field.numel())
    ranks[field.flatten().argsort()] = torch.linspace(0, 1, field.numel())
    return ranks.view_as(field)
