"""Pictures by themselves, as a cut makes them: what the distillation's student begins each step of the grid with.

Rules: at a later step that is what the student itself made of the steps before.
"""

import torch
from torch import Tensor

from training.picture.flow import noised
from training.picture.lesson import untried
from training.picture.steps import GRID, Denoise

FIRST = 0.4
"The share that is at the first step."
STRAY, STRAYS = 0.08, 0.4
"How far other steps may be from the grid's, and which share is."


def times(count: int, device: torch.device) -> Tensor:
    """Return (count,): the steps of single pictures, the first ones first; some stray from the grid."""
    begin, later = _shares(count)
    t = torch.cat([torch.full((begin if not number else later,), step, device=device)
                   for number, step in enumerate(GRID)])  # fmt: skip
    chance = torch.rand(2, count, device=device)
    stray = (chance[0] * 2.0 - 1.0) * STRAY * (chance[1] < STRAYS)
    return torch.where(t < 1.0, t + stray, t)


@torch.no_grad()
def begun(student: Denoise, tokens: Tensor, real: Tensor, places: Tensor) -> Tensor:
    """Return what single pictures begin with (n, c, h, w); those at the first step, which is noise, with real ones."""
    begin, later = _shares(len(real))
    made, x = real.clone(), torch.randn_like(real[begin:])
    with untried():
        for number, step in enumerate(GRID[:-1]):
            rest = tokens[begin + number * later :]
            now = torch.full((len(rest),), step, device=real.device)
            clean = student(x, places, now, rest, torch.zeros_like(now))
            made[begin + number * later : begin + (number + 1) * later] = clean[:later]
            x = noised(clean[later:], torch.full((len(rest) - later,), GRID[number + 1], device=real.device))
    return made


def _shares(count: int) -> tuple[int, int]:
    """Return how many are at the first step, and how many at each other."""
    later = int(count * (1.0 - FIRST)) // (len(GRID) - 1)
    return count - later * (len(GRID) - 1), later
