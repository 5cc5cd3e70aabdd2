"""Norms: of groups, whose sums are there already, and of rows; in numbers of sixteen or of eight bits."""

from typing import Any, TypeAlias

import torch
import triton
from torch import Tensor, nn

from soundscape_live.generator.diffusion.fast.convolution import Activation
from soundscape_live.generator.diffusion.fast.kernels import norms
from soundscape_live.generator.diffusion.fast.unfit import Unfit
from soundscape_live.generator.diffusion.fast.weights import EIGHT

Part: TypeAlias = Any
"A module of diffusers, or one of its parts: they have no types."

GROUPS = 32
BLOCK = 64
"Channels that one program of a norm takes; every width of the network is a multiple."


class GroupNorm:
    """A group norm whose sums are there already."""

    def __init__(self, module: Part, *, silu: bool, eight: bool = False) -> None:
        if not isinstance(module, nn.GroupNorm) or module.num_groups != GROUPS or module.num_channels % BLOCK:
            raise Unfit(f"a norm of {module}")
        self.scale, self.shift = module.weight.detach().float(), module.bias.detach().float()
        self.epsilon, self._silu = module.eps, silu
        self._type = EIGHT if eight else torch.float16

    def __call__(self, one: Activation, two: Activation | None = None) -> Tensor:
        """Return (height, width, channels of both)."""
        height, width, ones = one.x.shape
        twos = two.x.shape[2] if two is not None else 0
        out = torch.empty(height, width, ones + twos, device=one.x.device, dtype=self._type)
        other, size = one if two is None else two, (ones + twos) // GROUPS
        norms.norm_groups[triton.cdiv(height * width, 32), (ones + twos) // BLOCK](
            one.x,
            other.x,
            one.sums,
            other.sums,
            self.scale,
            self.shift,
            out,
            height * width,
            ones,
            twos,
            GROUPS,
            triton.next_power_of_2(size),
            triton.next_power_of_2(BLOCK // size + 2),
            32,
            BLOCK,
            self._silu,
            self.epsilon,
        )
        return out


class LayerNorm:
    """A layer norm of (rows, channels)."""

    def __init__(self, module: Part, *, eight: bool = False) -> None:
        if not isinstance(module, nn.LayerNorm) or not module.elementwise_affine:
            raise Unfit(f"a norm of {module}")
        self.scale, self.shift, self.epsilon = module.weight.detach().float(), module.bias.detach().float(), module.eps
        self._type = EIGHT if eight else torch.float16

    def __call__(self, x: Tensor, pending: Tensor | None) -> Tensor:
        """Return the norm of x and the biases that belong to it."""
        rows, channels = x.shape
        out, tile = torch.empty_like(x, dtype=self._type), 8 if channels <= 320 else 4
        norms.norm_rows[(triton.cdiv(rows, tile),)](
            x,
            self.scale if pending is None else pending,
            self.scale,
            self.shift,
            out,
            rows,
            channels,
            tile,
            triton.next_power_of_2(channels),
            pending is not None,
            self.epsilon,
        )
        return out
