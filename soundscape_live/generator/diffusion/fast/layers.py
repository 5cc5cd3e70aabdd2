"""The network's parts, laid out for the kernels: residual blocks and transformers, made of diffusers' modules.

Rules: biases that nobody has to see are added by whoever reads next (`pending`), so that no kernel runs for them alone.
A part that this code does not know raises Unfit; whoever builds then goes without it.
"""

from dataclasses import dataclass
from typing import Protocol

import torch
import torch.nn.functional as F  # noqa: N812  (as everybody calls it)
from torch import Tensor, nn

from soundscape_live.generator.diffusion.fast.attention import attended
from soundscape_live.generator.diffusion.fast.convolution import Activation, Convolution
from soundscape_live.generator.diffusion.fast.gate import Gated, GatedInEight, GatedInSixteen
from soundscape_live.generator.diffusion.fast.kernels import products
from soundscape_live.generator.diffusion.fast.linear import Linear
from soundscape_live.generator.diffusion.fast.norm import GroupNorm, LayerNorm, Part
from soundscape_live.generator.diffusion.fast.unfit import Unfit


class Pass(Protocol):
    """What a pass lends its parts."""

    def sums(self, channels: int) -> Tensor:
        """Return zeroed room for an activation's sums."""
        ...

    def time_bias(self, begin: int, size: int) -> Tensor:
        """Return the biases that the step's time makes, (size,) float32."""
        ...

    def context(self, begin: int, size: int) -> Tensor:
        """Return what the prompts make of a layer's keys or values, (tokens, size) float16."""
        ...


@dataclass(slots=True)
class Plan:
    """What the parts ask of a pass, collected while they are built."""

    times: list[tuple[nn.Linear, Convolution]]
    "Each makes the biases of one convolution; the convolution's own are added."
    contexts: list[nn.Linear]
    "What is made of the prompts."
    eight: bool = False
    "Whether products are made of numbers of eight bits, where pictures hardly show it."

    def time(self, module: nn.Linear, convolution: Convolution) -> int:
        """Ask for a convolution's biases; return where they begin."""
        begin = sum(other.outs for _, other in self.times)
        self.times.append((module, convolution))
        return begin

    def context(self, module: nn.Linear) -> int:
        """Ask for a layer's keys or values; return where they begin."""
        begin = sum(int(other.out_features) for other in self.contexts)
        self.contexts.append(module)
        return begin


class Resnet:
    """norm, SiLU, convolution with the time's bias; norm, SiLU, convolution; plus the input."""

    def __init__(self, module: Part, plan: Plan) -> None:
        if getattr(module, "time_embedding_norm", "default") != "default" or module.upsample or module.downsample:
            raise Unfit(f"a residual block of {type(module).__name__}")
        if module.output_scale_factor != 1.0:
            raise Unfit("a residual block that scales")
        eight = plan.eight
        self._norm1, self._norm2 = (GroupNorm(norm, silu=True, eight=eight) for norm in (module.norm1, module.norm2))
        self._conv1 = Convolution(module.conv1, eight=eight)
        self._short = module.conv_shortcut
        more = None if self._short is None else self._short.bias
        self._conv2 = Convolution(module.conv2, bias=more, eight=eight)
        self._time = plan.time(module.time_emb_proj, self._conv1)

    def refresh(self) -> None:
        """Heed that weights have changed."""
        self._conv1.refresh()
        self._conv2.refresh()

    def __call__(self, run: Pass, one: Activation, two: Activation | None = None) -> Activation:
        """Return the next activation of one, or of two side by side."""
        height, width, _ = one.x.shape
        first = Activation(self._conv1.output(height, width), run.sums(self._conv1.outs))
        self._conv1(self._norm1(one, two), first.x, first.sums, bias=run.time_bias(self._time, self._conv1.outs))
        out = Activation(self._conv2.output(height, width), run.sums(self._conv2.outs))
        self._conv2(self._norm2(first), out.x, out.sums, residual=self._residual(one, two))
        return out

    def _residual(self, one: Activation, two: Activation | None) -> Tensor:
        if self._short is None:
            return one.x
        height, width, ones = one.x.shape
        weight = self._short.weight.reshape(self._short.weight.shape[:2])
        short = one.x.view(-1, ones) @ weight[:, :ones].t()
        if two is not None:
            short.addmm_(two.x.view(height * width, -1), weight[:, ones:].t())
        whole: Tensor = short.view(height, width, -1)
        return whole


class Block:
    """Attention to itself, to the prompts, and a gated linear unit; each after a layer norm, each added."""

    def __init__(self, module: Part, plan: Plan) -> None:
        own, prompts = module.attn1, module.attn2
        unit = module.ff.net[0]
        if prompts is None or type(unit).__name__ != "GEGLU" or not isinstance(module.norm1, nn.LayerNorm):
            raise Unfit(f"a transformer block of {type(module).__name__} with {type(unit).__name__}")
        if own.is_cross_attention or any(part.norm_q is not None for part in (own, prompts)):
            raise Unfit("attention of a kind that is not known here")
        self._heads = own.heads
        eight = plan.eight
        self._norms = [
            LayerNorm(module.norm1, eight=eight),
            LayerNorm(module.norm2),
            LayerNorm(module.norm3, eight=eight),
        ]
        self._own, self._prompts = own, prompts
        self._qkv = Linear([own.to_q, own.to_k, own.to_v], eight=eight)
        kind = GatedInEight if eight else GatedInSixteen
        self._gated: Gated = kind(unit.proj, module.ff.net[2])
        self._keys, self._values = plan.context(prompts.to_k), plan.context(prompts.to_v)
        first = own.to_out[0].bias.detach().float()
        second = first + prompts.to_out[0].bias.detach().float()
        self._pending = (first, second)
        self.left = second + self._gated.left
        "Biases that are not yet in what it returns."

    def refresh(self) -> None:
        """Heed that weights have changed."""
        self._qkv.refresh()
        self._gated.refresh()

    def __call__(self, run: Pass, x: Tensor, pending: Tensor | None) -> Tensor:
        """Return x, (rows, channels), changed in place; `pending` belongs to it, and to what is returned."""
        channels, heads = x.shape[1], self._heads
        first, second = self._pending
        if pending is not None:
            first, second = first + pending, second + pending
        qkv = self._qkv(self._norms[0](x, pending))
        own = attended(qkv[:, :channels], qkv[:, channels : 2 * channels], qkv[:, 2 * channels :], heads)
        x.addmm_(own, self._own.to_out[0].weight.t())
        q = F.linear(self._norms[1](x, first), self._prompts.to_q.weight)
        prompts = attended(q, run.context(self._keys, channels), run.context(self._values, channels), heads)
        x.addmm_(prompts, self._prompts.to_out[0].weight.t())
        return self._gated(self._norms[2](x, second), x)


class Transformer:
    """norm, into the blocks' space, blocks, back, plus the input."""

    def __init__(self, module: Part, plan: Plan) -> None:
        self._norm = GroupNorm(module.norm, silu=False)
        self._into, self._back = module.proj_in, module.proj_out
        self._blocks = [Block(block, plan) for block in module.transformer_blocks]
        left = torch.stack([block.left for block in self._blocks])
        self._pending = [None, *torch.cumsum(left, 0)[:-1]]
        self._out = Convolution(self._back, products.POINT.value)
        self._bias = self._biases()

    def refresh(self) -> None:
        """Heed that weights have changed."""
        for block in self._blocks:
            block.refresh()
        self._out.refresh()
        self._bias.copy_(self._biases())

    def __call__(self, run: Pass, activation: Activation) -> Activation:
        """Return the next activation."""
        height, width, channels = activation.x.shape
        rows = height * width
        x = F.linear(self._norm(activation).view(rows, channels), _matrix(self._into), self._into.bias)
        for block, pending in zip(self._blocks, self._pending, strict=True):
            x = block(run, x, pending)
        out = Activation(torch.empty_like(activation.x), run.sums(channels))
        self._out(x.view(height, width, channels), out.x, out.sums, activation.x, self._bias)
        return out

    def _biases(self) -> Tensor:
        """Return its last layer's own, and what that makes of the blocks' that are not added yet."""
        left = torch.stack([block.left for block in self._blocks]).sum(0)
        biases: Tensor = self._back.bias.detach().float() + _matrix(self._back).detach().float() @ left
        return biases


def _matrix(module: Part) -> Tensor:
    """Return the weights of a linear layer, or of a convolution that is one."""
    weight: Tensor = module.weight
    return weight.reshape(weight.shape[:2])
