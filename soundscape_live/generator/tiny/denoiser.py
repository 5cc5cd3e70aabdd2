"""Noise to a latent, in torch.

Rules: any size works, odd latents too. It is a rectified flow: x_t = (1 - t) clean + t noise, and the denoiser gives
the clean latent back, as it is `seconds` after what x was made of.
"""

import itertools
import math
from collections.abc import Iterator
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from soundscape_live.generator.tiny.sizes import Sizes
from soundscape_live.generator.tiny.speech import heads
from soundscape_live.generator.tiny.text import SLOTS, WIDTH

WAVES: Final = 64
"Sines, and as many cosines, that tell the network a number."
FASTEST: Final = 1000.0
"Radians per unit, of the quickest of them; the slowest has 1."
SECONDS: Final = 4.0
"Units to a second of the learned clock: its quarter second is as long as all of t."


def coordinates(height: int, width: int, device: torch.device | None = None) -> Tensor:
    """Return (1, 2, height, width): x and y of a latent's points; y is -1..1 from top to bottom, x in its unit."""
    down = (torch.arange(height, device=device) + 0.5) * (2.0 / height) - 1.0
    right = ((torch.arange(width, device=device) + 0.5) * (2.0 / width) - 1.0) * (width / height)
    return torch.stack((right.expand(height, width), down[:, None].expand(height, width)))[None]


def waves(number: Tensor) -> Tensor:
    """Return (n, 2 WAVES): sines and cosines of n numbers, so that a network tells near ones apart."""
    rates = torch.exp(torch.linspace(0.0, math.log(FASTEST), WAVES, device=number.device))
    angle = number[:, None] * rates
    return torch.cat((angle.sin(), angle.cos()), 1)


def normal(x: Tensor) -> Tensor:
    """Return (n, c, h, w) with each point's channels at mean 0 and spread 1."""
    last = x.permute(0, 2, 3, 1)
    return functional.layer_norm(last, last.shape[-1:]).permute(0, 3, 1, 2)


class Residual(nn.Module):
    """Two convolutions beside a way round them; what is between is stretched and shifted as the condition says."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(before, after, 3, padding=1)
        self.second = nn.Conv2d(after, after, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        self.round = nn.Conv2d(before, after, 1) if before != after else None

    @override
    def forward(self, x: Tensor, stretch: Tensor, shift: Tensor) -> Tensor:
        """Return (n, after, h, w); stretch and shift are (n, after)."""
        hidden = normal(self.first(functional.silu(normal(x))))
        hidden = torch.addcmul(shift[:, :, None, None], hidden, stretch[:, :, None, None])
        out: Tensor = (x if self.round is None else self.round(x)) + self.second(functional.silu(hidden))
        return out


class Level(nn.ModuleList):
    """The blocks of one size of the picture, one after another."""

    @override
    def forward(self, hidden: Tensor, told: Iterator[tuple[Tensor, Tensor]]) -> Tensor:
        """Return (n, c, h, w); each block takes the next stretch and shift."""
        for block in self:
            hidden = block(hidden, *next(told))
        return hidden


class Attention(nn.Module):
    """Each point attends to all points and to the prompt's tokens."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.query = nn.Linear(channels, channels)
        self.keys = nn.Linear(channels, 2 * channels)
        self.told = nn.Linear(WIDTH, 2 * channels)
        self.out = nn.Linear(channels, channels)
        nn.init.zeros_(self.out.weight)

    @override
    def forward(self, x: Tensor, tokens: Tensor) -> Tensor:
        """Return (n, channels, h, w)."""
        height, width = x.shape[2:]
        points = x.flatten(2).transpose(1, 2)
        own = functional.layer_norm(points, points.shape[-1:])
        keys, values = torch.cat((self.keys(own), self.told(tokens)), 1).chunk(2, -1)
        mixed = functional.scaled_dot_product_attention(heads(self.query(own)), heads(keys), heads(values))
        out: Tensor = self.out(mixed.transpose(1, 2).flatten(2)).transpose(1, 2).unflatten(2, (height, width))
        return x + out


class Denoiser(nn.Module):
    """A U-net over the latent. One layer tells all blocks how to stretch and shift, in the order in which they come."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        widths, condition, deepest = sizes.denoiser, sizes.condition, sizes.denoiser[-1]
        self.told = nn.Sequential(nn.Linear(4 * WAVES, condition), nn.SiLU(), nn.Linear(condition, condition))
        self.said = nn.Sequential(nn.Linear(SLOTS * WIDTH, condition), nn.SiLU(), nn.Linear(condition, condition))
        self.begin = nn.Conv2d(sizes.latent + 2, widths[0], 3, padding=1)
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        self.coarser, self.finer = nn.ModuleList(), nn.ModuleList()
        for width, blocks in zip(widths, sizes.blocks, strict=True):
            self.down.append(Level(Residual(width, width) for _ in range(blocks)))
            rest = [Residual(width, width) for _ in range(blocks - 1)]
            self.up.append(Level([Residual(2 * width, width), *rest]))
        for width, wider in itertools.pairwise(widths):
            self.coarser.append(nn.Conv2d(width, wider, 3, stride=2, padding=1))
            self.finer.append(nn.Conv2d(wider, width, 3, padding=1))
        self.middle = nn.ModuleList(Residual(deepest, deepest) for _ in range(2))
        self.attend = nn.ModuleList(Attention(deepest) for _ in range(2))
        self.end = nn.Conv2d(widths[0], sizes.latent, 3, padding=1)
        self.parts = parts(sizes)
        self.tell = nn.Linear(condition, 2 * sum(self.parts))
        with torch.no_grad():
            self.tell.bias.copy_(torch.cat([torch.cat((torch.ones(w), torch.zeros(w))) for w in self.parts]))

    def conditions(self, t: Tensor, tokens: Tensor, seconds: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Return stretch and shift, (n, width) each, of all blocks in their order."""
        told = torch.cat((waves(t), waves(seconds * SECONDS)), 1).to(tokens.dtype)
        all_said = self.tell(functional.silu(self.told(told) + self.said(tokens.flatten(1))))
        shares = all_said.split([part for width in self.parts for part in (width, width)], 1)
        return list(zip(shares[::2], shares[1::2], strict=True))

    def levels(self, begun: Tensor, conditions: list[tuple[Tensor, Tensor]], tokens: Tensor) -> list[Tensor]:
        """Return what is known after the middle and after each level on the way up, the coarsest first."""
        told = iter(conditions)
        hidden, kept = begun, []
        for level, blocks in enumerate(self.down):
            if level:
                hidden = self.coarser[level - 1](hidden)
            hidden = blocks(hidden, told)
            kept.append(hidden)
        for block, attend in zip(self.middle, self.attend, strict=True):
            hidden = attend(block(hidden, *next(told)), tokens)
        known = [hidden]
        for level in reversed(range(len(self.up))):
            past = kept[level]
            if level < len(self.finer):
                hidden = self.finer[level](functional.interpolate(hidden, scale_factor=2.0, mode="nearest"))
                hidden = hidden[:, :, : past.shape[2], : past.shape[3]]
            hidden = self.up[level](torch.cat((hidden, past), 1), told)
            known.append(hidden)
        return known

    @override
    def forward(self, x: Tensor, places: Tensor, t: Tensor, tokens: Tensor, seconds: Tensor) -> Tensor:
        """Return the clean latents (n, c, h, w) of x, which is as noisy as t (n,) in 0..1 says.

        `places` are the coordinates (1 or n, 2, h, w), `tokens` (n, SLOTS, WIDTH), `seconds` (n,).
        """
        known = self.known(x, places, t, tokens, seconds)
        velocity: Tensor = self.end(functional.silu(normal(known[-1])))
        return x - t[:, None, None, None] * velocity.to(x.dtype)

    def known(self, x: Tensor, places: Tensor, t: Tensor, tokens: Tensor, seconds: Tensor) -> list[Tensor]:
        """Return what is known of x after the middle and after each level on the way up, in the weights' own type."""
        kind = self.begin.weight.dtype
        begun = self.begin(torch.cat((x, places.expand(x.shape[0], -1, -1, -1)), 1).to(kind))
        tokens = tokens.to(kind)
        return self.levels(begun, self.conditions(t, tokens, seconds), tokens)


def parts(sizes: Sizes) -> list[int]:
    """Return the widths of the denoiser's blocks, in the order in which they come: down, the middle, up."""
    each = [width for width, blocks in zip(sizes.denoiser, sizes.blocks, strict=True) for _ in range(blocks)]
    return [*each, sizes.denoiser[-1], sizes.denoiser[-1], *reversed(each)]
