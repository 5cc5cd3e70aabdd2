"""A whole pass of an SD or SDXL network: diffusers' modules, walked once, laid out for the kernels.

Rules: everything that it makes lies where the caller's graph has its memory; sums are zeroed once a pass.
"""

from typing import Protocol

import torch
import torch.nn.functional as F  # noqa: N812  (as everybody calls it)
from torch import Tensor

from soundscape_live.generator.diffusion.fast.convolution import Activation, Convolution
from soundscape_live.generator.diffusion.fast.kernels import products
from soundscape_live.generator.diffusion.fast.layers import Pass, Plan, Resnet, Transformer
from soundscape_live.generator.diffusion.fast.norm import GroupNorm, Part
from soundscape_live.generator.diffusion.fast.unfit import Unfit

KNOWN = {
    "CrossAttnDownBlock2D",
    "DownBlock2D",
    "UNetMidBlock2DCrossAttn",
    "CrossAttnUpBlock2D",
    "UpBlock2D",
}


class Refreshed(Protocol):
    """What has weights of its own."""

    def refresh(self) -> None:
        """Copy them again."""
        ...


class Level:
    """One of the network's blocks."""

    def __init__(self, module: Part, plan: Plan, kind: int) -> None:
        if type(module).__name__ not in KNOWN:
            raise Unfit(f"a block of {type(module).__name__}")
        self.resnets = [Resnet(resnet, plan) for resnet in module.resnets]
        self.transformers = [Transformer(one, plan) for one in getattr(module, "attentions", ())]
        samplers = getattr(module, "downsamplers", None) or getattr(module, "upsamplers", None)
        self.sampler = Convolution(samplers[0].conv, kind) if samplers else None

    def attended(self, run: Pass, place: int, activation: Activation) -> Activation:
        """Return what the transformer behind a residual block makes of it, if there is one."""
        return self.transformers[place](run, activation) if self.transformers else activation

    def refresh(self) -> None:
        """Heed that weights have changed."""
        parts: list[Refreshed] = [*self.resnets, *self.transformers, *([self.sampler] if self.sampler else [])]
        for part in parts:
            part.refresh()


class Network:
    """The pass. Unfit: the network is of another kind."""

    def __init__(self, unet: Part, *, eight: bool = False) -> None:
        """Take a UNet2DConditionModel; `eight`: most products are made of numbers of eight bits."""
        self._unet = unet
        if unet.config.get("class_embed_type") or unet.config.get("encoder_hid_dim"):
            raise Unfit("a network that is told more than prompts and time")
        plan = Plan([], [], eight)
        self._into = Convolution(unet.conv_in)
        self._down = [Level(block, plan, products.HALVE.value) for block in unet.down_blocks]
        self._middle = Level(unet.mid_block, plan, products.POINT.value)
        self._up = [Level(block, plan, products.DOUBLE.value) for block in unet.up_blocks]
        self._norm, self._out = GroupNorm(unet.conv_norm_out, silu=True), Convolution(unet.conv_out)
        self._plan = plan
        self._device = self._into.weights.device
        self._times = torch.cat([module.weight for module, _ in plan.times]).detach()
        self._time_biases = self._biases()
        self._contexts = torch.cat([module.weight for module in plan.contexts]).detach()
        self._sums = torch.empty(0)
        self._used = 0
        self._time = self._made = torch.empty(0)

    def refresh(self) -> None:
        """Heed that the module's weights have changed in place."""
        parts: list[Refreshed] = [self._into, *self._down, self._middle, *self._up, self._out]
        for part in parts:
            part.refresh()
        self._times.copy_(torch.cat([module.weight for module, _ in self._plan.times]))
        self._time_biases.copy_(self._biases())
        self._contexts.copy_(torch.cat([module.weight for module in self._plan.contexts]))

    def times(self, times: Tensor, guidance: Tensor | None, pooled: Tensor | None, time_ids: Tensor | None) -> Tensor:
        """Return what K steps' times make of all convolutions' biases, (K, all) float32."""
        unet = self._unet
        known = unet.time_embedding(unet.time_proj(times).half(), guidance)
        if pooled is not None and time_ids is not None:
            sizes = unet.add_time_proj(time_ids.flatten()).reshape(1, -1)
            known = known + unet.add_embedding(torch.cat([pooled, sizes.to(pooled.dtype)], 1))
        return F.linear(F.silu(known), self._times).float() + self._time_biases

    def contexts(self, tokens: Tensor) -> Tensor:
        """Return what the prompts make of all layers' keys and values, (tokens, all) float16."""
        return F.linear(tokens[0], self._contexts)

    def run(self, x: Tensor, time: Tensor, made: Tensor) -> Tensor:
        """Return the network's answer (height, width, NARROW) to x (height, width, NARROW), padded as it is."""
        self._used, self._time, self._made = 0, time, made
        self._sums = torch.zeros(2 * SUMS, device=self._device, dtype=torch.int64)
        skips = self._descended(self._convolved(self._into, x, *x.shape[:2]))
        activation = self._middle.resnets[0](self, skips[-1])
        for transformer, resnet in zip(self._middle.transformers, self._middle.resnets[1:], strict=True):
            activation = resnet(self, transformer(self, activation))
        activation = self._ascended(activation, skips)
        return self._out(self._norm(activation), self._out.output(*activation.x.shape[:2]))

    def _descended(self, activation: Activation) -> list[Activation]:
        """Return the activations of the way down, which the way up takes again."""
        skips = [activation]
        for level in self._down:
            for place, resnet in enumerate(level.resnets):
                activation = level.attended(self, place, resnet(self, activation))
                skips.append(activation)
            if level.sampler is not None:
                height, width = activation.x.shape[:2]
                activation = self._convolved(level.sampler, activation.x, height // 2, width // 2)
                skips.append(activation)
        return skips

    def _ascended(self, activation: Activation, skips: list[Activation]) -> Activation:
        for level in self._up:
            for place, resnet in enumerate(level.resnets):
                activation = level.attended(self, place, resnet(self, activation, skips.pop()))
            if level.sampler is not None:
                height, width = activation.x.shape[:2]
                activation = self._convolved(level.sampler, activation.x, 2 * height, 2 * width)
        return activation

    def sums(self, channels: int) -> Tensor:
        """Return zeroed room for an activation's sums."""
        room = self._sums[self._used : self._used + 2 * channels]
        self._used += 2 * channels
        return room

    def time_bias(self, begin: int, size: int) -> Tensor:
        """Return the biases that the step's time makes."""
        return self._time[begin : begin + size]

    def context(self, begin: int, size: int) -> Tensor:
        """Return what the prompts make of a layer's keys or values."""
        return self._made[:, begin : begin + size]

    def _convolved(self, convolution: Convolution, x: Tensor, height: int, width: int) -> Activation:
        out = Activation(convolution.output(height, width), self.sums(convolution.outs))
        convolution(x, out.x, out.sums)
        return out

    def _biases(self) -> Tensor:
        return torch.cat([module.bias.float() + other.bias for module, other in self._plan.times]).detach()


SUMS = 200_000
"Channels of all activations together, at most; SDXL's have 60,000."
