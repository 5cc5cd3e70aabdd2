"""Weights as they are shipped: int8 for each output channel, and what that costs.

Rules: a weight with two dimensions or more is int8 with one float32 scale for each output channel (its first axis), all
else float16; a table that is looked up (`embedding`) is float16 too, since its rows are few numbers each. The largest
number of a channel is 127 steps, so that rounding what is rounded changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

STEPS = 127
LOOKED_UP = "embedding"
KEPT = ("queries", "null", "places")


@dataclass(frozen=True, slots=True, eq=False)
class Rounded:
    """A weight: steps times scale."""

    steps: Tensor
    "int8, as the weight is."
    scale: Tensor
    "float32, (first axis,)."

    def whole(self) -> Tensor:
        """Return the weight, float32."""
        return self.steps.float() * self.scale.view(-1, *(1,) * (self.steps.ndim - 1))


def rounded(weight: Tensor) -> Rounded:
    """Return a weight in steps; a channel of zeros has scale 1."""
    flat = weight.detach().float().flatten(1)
    scale = flat.abs().amax(1) / STEPS
    scale = torch.where(scale > 0.0, scale, torch.ones_like(scale))
    steps = (flat / scale[:, None]).round().clamp(-STEPS, STEPS).to(torch.int8)
    return Rounded(steps.view(weight.shape), scale)


def in_steps(name: str, weight: Tensor) -> bool:
    """Return whether a weight of this name is shipped in steps."""
    return weight.ndim >= 2 and not any(part in (LOOKED_UP, *KEPT) for part in name.split("."))


def shipped(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors of the shipped file: NAME, and NAME.scale where NAME is int8."""
    out: dict[str, Tensor] = {}
    for name, weight in weights.items():
        if in_steps(name, weight):
            steps = rounded(weight)
            out[name], out[f"{name}.scale"] = steps.steps, steps.scale
        else:
            out[name] = weight.detach().half()
    return out


def restored(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights of a shipped file, float32: what the networks load."""
    return {
        name: Rounded(tensor, tensors[f"{name}.scale"]).whole() if tensor.dtype == torch.int8 else tensor.float()
        for name, tensor in tensors.items()
        if not name.endswith(".scale")
    }


def settle(module: nn.Module) -> None:
    """Round a module's weights in place, as they will be shipped."""
    weights = {name: value.detach().cpu() for name, value in module.state_dict().items()}
    module.load_state_dict(restored(shipped(weights)))
