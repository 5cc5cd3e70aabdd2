"""Weights in another order, for kernels that do less."""

import torch
from torch import Tensor

EIGHT = torch.float8_e4m3fn
"Four bits of exponent and three of mantissa: the numbers of eight bits that tensor cores multiply."
LARGEST = 448.0


def eight_bits(weights: Tensor) -> tuple[Tensor, Tensor]:
    """Return weights (taps, outs, ins) in eight bits, and what undoes their scaling, (outs,): each output its own."""
    scale = weights.abs().amax((0, 2)).clamp_min(1e-12) / LARGEST
    return (weights / scale[None, :, None]).to(EIGHT), scale


def phases(weight: Tensor) -> Tensor:
    """Return the four 2x2 kernels, each (4, outs, ins), of a 3x3 one on a picture twice as large.

    Two of three rows (columns) fall on the same pixel of the small picture: their weights add up.
    """
    rows = (((0,), (1, 2)), ((0, 1), (2,)))
    kernels_ = [
        sum(weight[:, :, i, j] for i in above for j in left)
        for below in rows
        for right in rows
        for above in below
        for left in right
    ]
    return torch.stack([torch.as_tensor(kernel) for kernel in kernels_])
