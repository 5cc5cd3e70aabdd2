"""A gated linear unit (GEGLU) and the layer behind it: (rows, channels) -> (rows, inner) -> (rows, channels)."""

from typing import Protocol

import torch
import triton
from torch import Tensor, nn
from triton.tools.tensor_descriptor import TensorDescriptor

from soundscape_live.generator.diffusion.fast.convolution import Convolution
from soundscape_live.generator.diffusion.fast.kernels import norms, products
from soundscape_live.generator.diffusion.fast.linear import Linear
from soundscape_live.generator.diffusion.fast.tiles import GATED
from soundscape_live.generator.diffusion.fast.weights import EIGHT, eight_bits


class Gated(Protocol):
    """The unit."""

    left: Tensor
    "Biases that are not in what it returns."

    def refresh(self) -> None:
        """Heed that weights have changed."""
        ...

    def __call__(self, normed: Tensor, x: Tensor) -> Tensor:
        """Return x with the unit's answer to its norm added in place."""
        ...


class GatedInSixteen:
    """By the library's products, and a gate between them."""

    def __init__(self, into: nn.Linear, down: nn.Linear) -> None:
        self._into, self._down = Linear([into], eight=False), down
        self._inner, self._bias = into.out_features // 2, into.bias.detach().float()
        self.left = down.bias.detach().float()

    def refresh(self) -> None:
        """Heed that weights have changed."""
        self._into.refresh()

    def __call__(self, normed: Tensor, x: Tensor) -> Tensor:
        """Return x with the unit's answer to its norm added in place."""
        rows, inner, wide = x.shape[0], self._inner, self._into(normed)
        made = torch.empty(rows, inner, device=x.device, dtype=x.dtype)
        norms.gate[triton.cdiv(rows, 16), inner // 128](wide, self._bias, made, rows, inner, 16, 128)
        return x.addmm_(made, self._down.weight.t())


class GatedInEight:
    """By two products of our own: the first gates what it makes, the second adds."""

    def __init__(self, into: nn.Linear, down: nn.Linear) -> None:
        self._into, self._inner = into, into.out_features // 2
        self._bias = into.bias.detach().float()
        self._weights, self._scale = self._arranged()
        self._down = Convolution(down, products.POINT.value, eight=True)
        self.left = torch.zeros_like(down.bias, dtype=torch.float32)

    def refresh(self) -> None:
        """Heed that weights have changed."""
        weights, scale = self._arranged()
        self._weights.copy_(weights)
        self._scale.copy_(scale)
        self._down.refresh()

    def __call__(self, normed: Tensor, x: Tensor) -> Tensor:
        """Return x with the unit's answer to its norm added in place."""
        made = torch.empty(x.shape[0], self._inner, device=x.device, dtype=EIGHT)
        self._gate(normed, made)
        self._down(made[None], x[None], residual=x[None])
        return x

    def _gate(self, normed: Tensor, made: Tensor) -> None:
        rows, channels = normed.shape
        tile = GATED
        products.gated[(triton.cdiv(rows, tile.pixels) * (self._inner // tile.outs),)](
            TensorDescriptor.from_tensor(normed, [tile.pixels, tile.inputs]),
            TensorDescriptor.from_tensor(self._weights, [tile.outs, tile.inputs]),
            TensorDescriptor.from_tensor(made, [tile.pixels, tile.outs]),
            self._bias,
            self._scale,
            self._inner,
            channels,
            tile.pixels,
            tile.outs,
            tile.inputs,
            num_warps=tile.warps,
            num_stages=tile.stages,
        )

    def _arranged(self) -> tuple[Tensor, Tensor]:
        weights, scale = eight_bits(self._into.weight.detach().float()[None])
        return weights[0], scale
