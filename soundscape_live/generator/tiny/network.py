"""The networks of our own latent model, in torch: prompts to tokens, noise to a latent, a latent to a picture.

Rules: sides are multiples of SCALE pixels, and any such size works, odd latents too. Latents have a spread of about 1
in every channel. It is a rectified flow: x_t = (1 - t) clean + t noise, and the denoiser gives the clean latent back,
as it is `seconds` after what x was made of. A CPU runs the same networks as graphs that training exports.
"""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from soundscape_live.generator.tiny.text import HEADS, LOUD, SLOTS, WIDTH
from soundscape_live.generator.tiny.words import BUCKETS, WORDS

SCALE: Final = 16
"Pixels of a side to each of the latent's."
WAVES: Final = 64
"Sines, and as many cosines, that tell the network a number."
FASTEST: Final = 1000.0
"Radians per unit, of the quickest of them; the slowest has 1."
LATER: Final = 1.5
"How much less a text's last place counts at first, as a logarithm: what is named first is what is meant."
SECONDS: Final = 4.0
"Units to a second of the learned clock: its quarter second is as long as all of t."


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the networks are; stored with the weights."""

    latent: int = 12
    "Channels."
    denoiser: tuple[int, ...] = (64, 128, 224)
    "Channels, at each halving."
    blocks: tuple[int, ...] = (1, 2, 2)
    "Residual blocks down, and as many up, at each halving."
    condition: int = 256
    decoder: tuple[int, ...] = (128, 64, 32, 16)
    "Channels, at each doubling."
    rebuilds: tuple[int, ...] = (2, 2, 2, 1)
    "The decoder's residual blocks, at each doubling."
    feature: int = 96
    "Numbers to a bucket."


SMALL = Sizes(4, (16, 24, 32), (1, 1, 1), 32, (16, 16, 16, 8), (1, 1, 1, 1), 16)
"For tests: the same parts."


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


class Pair(nn.Module):
    """Two layers over what has been brought to mean 0 and spread 1."""

    def __init__(self, before: int, between: int, after: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(before)
        self.first = nn.Linear(before, between)
        self.second = nn.Linear(between, after)

    @override
    def forward(self, x: Tensor) -> Tensor:
        """Return (..., after)."""
        out: Tensor = self.second(functional.silu(self.first(self.norm(x))))
        return out


class TextEncoder(nn.Module):
    """Words, each a bag of features, to SLOTS tokens: what a prompt says, in a space where prompts can be blended.

    `text` computes the same in numpy.
    """

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.embedding = nn.Embedding(BUCKETS, sizes.feature)
        nn.init.normal_(self.embedding.weight, std=0.3)
        self.word = Pair(sizes.feature, WIDTH, WIDTH)
        self.null = nn.Parameter(torch.randn(1, WIDTH) * 0.3)
        self.queries = nn.Parameter(torch.randn(SLOTS, WIDTH))
        self.places = nn.Parameter(torch.linspace(0.0, -LATER, WORDS).repeat(HEADS, 1))
        self.keys_values = nn.Linear(WIDTH, 2 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.after = Pair(WIDTH, 2 * WIDTH, WIDTH)

    def words(self, features: Tensor) -> Tensor:
        """Return (..., WIDTH) for each word's features, (..., f) numbers of buckets; BUCKETS: none."""
        there = (features < BUCKETS).to(self.embedding.weight.dtype)
        shares = there * LOUD / there.sum(-1, keepdim=True).clamp(min=1.0)
        rows, size = features.clamp(max=BUCKETS - 1).flatten(0, -2), features.shape[-1]
        means = functional.embedding_bag(
            rows, self.embedding.weight, mode="sum", per_sample_weights=shares.reshape(-1, size)
        )
        vectors: Tensor = self.word(means.unflatten(0, features.shape[:-1]))
        return vectors

    def tokens(self, words: Tensor, there: Tensor) -> Tensor:
        """Return (n, SLOTS, WIDTH) from (n, l, WIDTH) words, at most WORDS; those count that are there, (n, l)."""
        count, length = there.shape
        said = torch.cat((self.null.expand(count, 1, WIDTH).to(words.dtype), words), 1)
        counts = functional.pad(there, (1, 0), value=True)
        keys, values = (_heads(part) for part in self.keys_values(said).chunk(2, -1))
        queries = _heads(self.queries[None])
        places = functional.pad(self.places[:, None, :length], (1, 0))
        scores = queries @ keys.transpose(-1, -2) * (WIDTH / HEADS) ** -0.5 + places
        mixed = scores.masked_fill(~counts[:, None, None, :], -torch.inf).softmax(-1) @ values
        slots = self.queries + self.out(mixed.transpose(1, 2).flatten(2))
        tokens: Tensor = slots + self.after(slots)
        return tokens

    @override
    def forward(self, features: Tensor) -> Tensor:
        """Return (n, SLOTS, WIDTH) from (n, l, f): the features of n prompts of at most l words."""
        return self.tokens(self.words(features), (features < BUCKETS).any(-1))


def _heads(x: Tensor) -> Tensor:
    """Return (n, HEADS, l, width / HEADS)."""
    heads: Tensor = x.unflatten(-1, (HEADS, x.shape[-1] // HEADS))
    return heads.transpose(1, 2)


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
        mixed = functional.scaled_dot_product_attention(_heads(self.query(own)), _heads(keys), _heads(values))
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


class Rebuild(nn.Module):
    """Two convolutions beside a way round them, of positive numbers only: what 8 bits compute quickly."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    @override
    def forward(self, x: Tensor) -> Tensor:
        """Return (n, channels, h, w)."""
        return functional.relu(x + self.second(functional.relu(self.first(x))))


class Spread(nn.Module):
    """Channels to squares of 2 by 2 points; channels are ordered row, column, kind, so that kinds stay together."""

    @override
    def forward(self, x: Tensor) -> Tensor:
        """Return (n, c, 2 h, 2 w) from (n, 4 c, h, w)."""
        apart: Tensor = x.unflatten(1, (2, 2, -1)).permute(0, 3, 4, 1, 5, 2)
        return apart.flatten(4, 5).flatten(2, 3)


class Decoder(nn.Module):
    """A latent to a picture."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        widths = sizes.decoder
        parts: list[nn.Module] = [nn.Conv2d(sizes.latent, widths[0], 3, padding=1), nn.ReLU()]
        for level, (width, blocks) in enumerate(zip(widths, sizes.rebuilds, strict=True)):
            if level:
                parts += [grow(widths[level - 1], width), nn.ReLU(), Spread()]
            parts += [Rebuild(width) for _ in range(blocks)]
        self.parts = nn.Sequential(*parts)
        self.end = grow(widths[-1], 3)
        self.spread = Spread()

    @override
    def forward(self, z: Tensor) -> Tensor:
        """Return (n, 3, h SCALE, w SCALE) RGB in about -1..1, from latents (n, c, h, w)."""
        out: Tensor = self.spread(self.end(self.parts(z.to(self.end.weight.dtype))))
        return out


def grow(before: int, after: int) -> nn.Conv2d:
    """Return a convolution whose shuffled squares are flat at first, so that no grid is woven (Aitken et al. 2017)."""
    layer = nn.Conv2d(before, after * 4, 3, padding=1)
    with torch.no_grad():
        layer.weight.copy_(layer.weight[:after].repeat(4, 1, 1, 1))
        assert layer.bias is not None
        layer.bias.copy_(layer.bias[:after].repeat(4))
    return layer
