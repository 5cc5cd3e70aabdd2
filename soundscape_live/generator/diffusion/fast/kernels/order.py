"""How kernels follow each other: the next one takes its place while what the last one wrote is still on its way.

On Hopper and later (programmatic dependent launch). Every kernel begins with `begin`: nothing is read or written before
the kernel ahead has ended, whose own beginning waited for the one ahead of it.
"""

from collections.abc import Callable
from typing import Any

import torch
import triton
import triton.language as tl


@triton.jit
def begin(chained: tl.constexpr):
    """Wait for the kernel ahead. The next one comes by itself at our end: earlier, it would take places unevenly."""
    if chained:
        tl.extra.cuda.gdc_wait()
    if chained > 1:
        tl.extra.cuda.gdc_launch_dependents()


def chains(kernel: Any) -> int:
    """Return whether the current device lets kernels follow each other so."""
    return int(torch.cuda.get_device_capability() >= (9, 0))


def launch(kernel: Any, grid: tuple[int, ...], *arguments: object, warps: int = 4, stages: int = 3) -> None:
    """Launch a kernel behind the one ahead, in the current stream."""
    chained = chains(kernel)
    start: Callable[..., object] = kernel[grid]
    start(*arguments, chained=chained, num_warps=warps, num_stages=stages, launch_pdl=bool(chained))
