"""A convolution with its weights laid out for the kernel, and the tile that measures fastest for its size.

Rules: what it makes comes with the sums of its channels where a group norm follows. Which tile is taken depends on
sizes alone, so that nothing is measured while a show runs.
"""

from dataclasses import dataclass, replace

import torch
import triton
from torch import Tensor
from triton.tools.tensor_descriptor import TensorDescriptor

from soundscape_live.generator.diffusion.fast.kernels import products
from soundscape_live.generator.diffusion.fast.tiles import EIGHT, NARROW, PLAIN, ROWS, TILES, WHOLE, Tile, nearest
from soundscape_live.generator.diffusion.fast.weights import eight_bits, phases

SMALL_OUTPUT = 400_000
"Values below which more, smaller programs add up the parts."


@dataclass(frozen=True, slots=True, eq=False)
class Activation:
    """A picture inside the network."""

    x: Tensor
    "(height, width, channels) float16."
    sums: Tensor
    "(2, channels) int64: of values and of squares, in units of kernels.sums."


@dataclass(frozen=True, slots=True, eq=False)
class _Call:
    """What one convolution is given."""

    x: Tensor
    out: Tensor
    sums: Tensor | None
    residual: Tensor | None
    bias: Tensor


class Convolution:
    """One convolution. Its weights are copied: `refresh` copies them again."""

    def __init__(
        self,
        module: torch.nn.Conv2d | torch.nn.Linear,
        kind: int = 0,
        *,
        clips: bool = False,
        bias: Tensor | None = None,
        eight: bool = False,
    ) -> None:
        """Take a 3x3 (padding 1) or 1x1 convolution, or a linear layer, which is one.

        `clips`: a ReLU follows; `bias` is added to its own; `eight`: it takes and has numbers of eight bits.
        """
        self.outs, self.ins = (int(size) for size in module.weight.shape[:2])
        self.wide = max(NARROW, self.outs)
        self._module, self._kind, self._clips, self._more, self._eight = module, kind, clips, bias, eight
        self._padded = max(NARROW, self.ins)
        self.weights, self._scale = self._arranged()
        self.bias = self._biases()

    @property
    def doubles(self) -> bool:
        """Whether its output is twice as high and wide as its input."""
        return bool(self._kind == products.DOUBLE.value)

    def refresh(self) -> None:
        """Heed that the module's weights have changed."""
        weights, scale = self._arranged()
        self.weights.copy_(weights)
        self._scale.copy_(scale)
        self.bias.copy_(self._biases())

    def output(self, height: int, width: int) -> Tensor:
        """Return room for its output."""
        return torch.empty(height, width, self.wide, device=self.weights.device, dtype=torch.float16)

    def __call__(
        self,
        x: Tensor,
        out: Tensor,
        sums: Tensor | None = None,
        residual: Tensor | None = None,
        bias: Tensor | None = None,
    ) -> Tensor:
        """Convolve `x` (height, width, channels) into `out`; `bias` takes the place of its own."""
        tile = self._tile(out.shape[0] * out.shape[1])
        call = _Call(x, out, sums, residual, self.bias if bias is None else bias)
        if tile.splits == 1:
            self._launch(tile, call, None)
            return out
        parts = torch.empty(tile.splits, *out.shape, device=x.device, dtype=torch.float32)
        self._launch(tile, _Call(x, out, None, None, call.bias), parts)
        self._gather(tile, call, parts)
        return out

    def _launch(self, tile: Tile, call: _Call, parts: Tensor | None) -> None:
        kind, x, out = self._kind, call.x, call.out
        height, width = (x if kind == products.DOUBLE.value else out).shape[:2]
        tile_w = min(tile.pixels, triton.next_power_of_2(width))
        tile_h, tile_k = tile.pixels // tile_w, min(tile.inputs, self._padded)
        channels = x.shape[2]
        source, target = _described(x, [tile_h, tile_w, tile_k]), _described(out, [tile_h, tile_w, tile.outs])
        if kind == products.HALVE.value:
            source = _described(x.view(height, 2, width, 2, channels), [tile_h, 1, tile_w, 1, tile_k])
        if kind == products.DOUBLE.value:
            target = _described(out.view(height, 2, width, 2, self.wide), [tile_h, 1, tile_w, 1, tile.outs])
        residual = target if call.residual is None else _described(call.residual, [tile_h, tile_w, tile.outs])
        count = triton.cdiv(height, tile_h) * triton.cdiv(width, tile_w) * triton.cdiv(self.wide, tile.outs)
        products.convolve[count * (4 if kind == products.DOUBLE.value else 1), tile.splits](
            source,
            _described(self.weights, [1, tile.outs, tile_k]),
            target,
            residual,
            call.bias,
            self._scale,
            call.sums,
            parts,
            height,
            width,
            self.wide,
            channels,
            tile_h,
            tile_w,
            tile.outs,
            tile_k,
            tile.splits,
            kind,
            tile_k if self._eight else 0,
            self._eight,
            call.residual is not None,
            call.sums is not None,
            self._clips,
            num_warps=tile.warps,
            num_stages=tile.stages,
        )

    def _gather(self, tile: Tile, call: _Call, parts: Tensor) -> None:
        rows, tile_n = call.out.shape[0] * call.out.shape[1], 64 if self.wide % 128 else 128
        tile_m = 8 if rows * self.wide < SMALL_OUTPUT else 16
        products.gather[triton.cdiv(rows, tile_m), self.wide // tile_n](
            parts,
            call.residual,
            call.bias,
            self._scale,
            call.out,
            call.sums,
            rows,
            self.wide,
            tile.splits,
            tile_m,
            tile_n,
            self._eight,
            call.residual is not None,
            call.sums is not None,
        )

    def _tile(self, pixels: int) -> Tile:
        if self._eight:
            return nearest(ROWS if self._kind == products.POINT.value else EIGHT, pixels, self.wide)
        if self.outs < NARROW or self._kind == products.POINT.value or self._clips or self._padded < 64:
            return replace(PLAIN, outs=min(PLAIN.outs, self.wide))
        if self._kind == products.DOUBLE.value:
            return nearest(WHOLE, pixels // 4, self.wide)
        return nearest(TILES, pixels, self.wide)

    def _arranged(self) -> tuple[Tensor, Tensor]:
        """Return the weights (taps, outs, ins), and what products of theirs are multiplied by, (outs,)."""
        weight = self._module.weight.detach().float()
        weight = weight.reshape(*weight.shape, *(1,) * (4 - weight.dim()))
        if self._kind == products.DOUBLE.value:
            taps = phases(weight)
        else:
            taps = weight.permute(2, 3, 0, 1).reshape(-1, self.outs, self.ins)
        padded = torch.zeros(len(taps), self.wide, self._padded, device=weight.device)
        padded[:, : self.outs, : self.ins] = taps
        if self._eight:
            return eight_bits(padded)
        return padded.half().contiguous(), torch.ones(self.wide, device=weight.device)

    def _biases(self) -> Tensor:
        bias = torch.zeros(self.wide, device=self.weights.device)
        if self._module.bias is not None:
            bias[: self.outs] += self._module.bias.detach().float()
        if self._more is not None:
            bias[: self.outs] += self._more.detach().float()
        return bias


def _described(x: Tensor, block: list[int]) -> TensorDescriptor:
    return TensorDescriptor(x, list(x.shape), list(x.stride()), block)
