"""Linear layers without their biases: the library's products, which measure faster than ours, in 16 or 8 bits."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812  (as everybody calls it)
from torch import Tensor, nn

from soundscape_live.generator.diffusion.fast.weights import EIGHT, LARGEST


class Linear:
    """Layers of the same input, side by side. Weights that are copied are copied again by `refresh`."""

    def __init__(self, modules: Sequence[nn.Module], *, eight: bool) -> None:
        """Take the layers; `eight`: the input comes in numbers of eight bits, and so are the weights."""
        self._modules, self._eight = modules, eight
        self._weights, self._scale = self._arranged()
        self._one = torch.ones_like(self._scale)

    def refresh(self) -> None:
        """Heed that the modules' weights have changed."""
        weights, scale = self._arranged()
        self._weights.copy_(weights)
        self._scale.copy_(scale)

    def __call__(self, x: Tensor) -> Tensor:
        """Return (rows, all outputs) float16 of (rows, inputs)."""
        if not self._eight:
            return F.linear(x, self._weights)
        made: Tensor = torch._scaled_mm(  # noqa: SLF001  (public only since torch 2.10)
            x,
            self._weights.t(),
            scale_a=self._one,
            scale_b=self._scale,
            out_dtype=torch.float16,
            use_fast_accum=True,
        )
        return made

    def _arranged(self) -> tuple[Tensor, Tensor]:
        each = [module.get_parameter("weight").detach() for module in self._modules]
        weights = each[0] if len(each) == 1 else torch.cat(each)
        if not self._eight:
            return weights, torch.ones((), device=weights.device)
        scale = weights.abs().amax().float().clamp_min(1e-12) / LARGEST
        return (weights.float() / scale).to(EIGHT), scale
