"""The networks of our own latent model, in torch: prompts to tokens, noise to a latent, a latent to a picture.

Rules: sides are multiples of SCALE pixels, and any such size works, odd latents too. Latents have a spread of about 1 in
every channel. It is a rectified flow: x_t = (1 - t) clean + t noise, and the denoiser gives the clean latent back, as
it is `seconds` after what x was made of. The runtime on a CPU runs the same networks as graphs that training exports.
"""

import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

SCALE: Final = 16
"Pixels of a side to each of the latent's."
BUCKETS: Final = 8192
"Features of words are counted in so many; the number BUCKETS itself stands for none."
TOKENS: Final = 8
WIDTH: Final = 128
"Of a token."
HEADS: Final = 4
WAVES: Final = 64
"Sines, and as many cosines, that tell the network a number."
FASTEST: Final = 1000.0
"Radians per unit, of the quickest of them; the slowest has 1."
SECONDS: Final = 4.0
"Units to a second of the learned clock: its quarter second is as long as all of t."
SHUFFLE: Final = 2
"The decoder's last convolution makes squares of so many pixels a side."


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
    rebuilds: tuple[int, ...] = (3, 2, 2, 1)
    "The decoder's residual blocks, at each doubling."
    feature: int = 96
    "Numbers to a bucket."


SMALL = Sizes(4, (16, 24, 32), (1, 1, 1), 32, (16, 16, 16, 8), (1, 1, 1, 1), 16)
"For tests: the same parts."


def coordinates(height: int, width: int, device: torch.device | None = None) -> Tensor:
    """Return (1, 2, height, width): x and y of the latent's points; y is -1..1 from top to bottom, x as far as it goes."""
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


class TextEncoder(nn.Module):
    """Words, each a bag of features, to TOKENS tokens: what a prompt says, in a space where prompts can be blended."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.buckets = nn.Embedding(BUCKETS, sizes.feature)
        nn.init.normal_(self.buckets.weight, std=0.3)
        self.norm = nn.LayerNorm(sizes.feature)
        self.first = nn.Linear(sizes.feature, WIDTH)
        self.second = nn.Linear(WIDTH, WIDTH)
        self.nothing = nn.Parameter(torch.randn(1, WIDTH) * 0.3)
        self.queries = nn.Parameter(torch.randn(TOKENS, WIDTH))
        self.keys = nn.Linear(WIDTH, WIDTH)
        self.values = nn.Linear(WIDTH, WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.after = nn.LayerNorm(WIDTH)
        self.wide = nn.Linear(WIDTH, 2 * WIDTH)
        self.narrow = nn.Linear(2 * WIDTH, WIDTH)

    def words(self, features: Tensor) -> Tensor:
        """Return (..., WIDTH) for each word's features, (..., f) numbers of buckets; BUCKETS: none."""
        present = (features < BUCKETS).unsqueeze(-1).to(self.buckets.weight.dtype)
        rows = self.buckets(features.clamp(max=BUCKETS - 1)) * present
        mean = rows.sum(-2) / present.sum(-2).clamp(min=1.0)
        hidden: Tensor = self.second(functional.silu(self.first(self.norm(mean))))
        return hidden

    def tokens(self, words: Tensor, present: Tensor) -> Tensor:
        """Return (n, TOKENS, WIDTH) from (n, l, WIDTH) words, of which those count that are present (n, l).

        Queries that are learned attend to the words and to one that stands for nothing said.
        """
        count = words.shape[0]
        said = torch.cat((self.nothing.expand(count, 1, WIDTH).to(words.dtype), words), 1)
        counts = functional.pad(present, (1, 0), value=True)
        heads = [_heads(layer(said)) for layer in (self.keys, self.values)]
        queries = _heads(self.queries.expand(count, TOKENS, WIDTH).to(words.dtype))
        mixed = functional.scaled_dot_product_attention(queries, *heads, attn_mask=counts[:, None, None, :])
        hidden = self.queries + self.out(mixed.transpose(1, 2).reshape(count, TOKENS, WIDTH))
        tokens: Tensor = hidden + self.narrow(functional.silu(self.wide(self.after(hidden))))
        return tokens

    def forward(self, features: Tensor) -> Tensor:
        """Return (n, TOKENS, WIDTH) from (n, l, f): the features of n prompts of at most l words."""
        return self.tokens(self.words(features), (features < BUCKETS).any(-1))


def _heads(x: Tensor) -> Tensor:
    """Return (n, HEADS, l, width / HEADS)."""
    return x.unflatten(-1, (HEADS, x.shape[-1] // HEADS)).transpose(1, 2)


class Residual(nn.Module):
    """Two convolutions beside a way round them; the condition stretches and shifts what is between."""

    def __init__(self, before: int, after: int, condition: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(before, after, 3, padding=1)
        self.tell = nn.Linear(condition, 2 * after)
        self.second = nn.Conv2d(after, after, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        self.round = nn.Conv2d(before, after, 1) if before != after else nn.Identity()

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """Return (n, after, h, w)."""
        stretch, shift = self.tell(condition)[:, :, None, None].chunk(2, 1)
        hidden = normal(self.first(functional.silu(normal(x))))
        out: Tensor = self.round(x) + self.second(functional.silu(hidden * (1.0 + stretch) + shift))
        return out


class Attention(nn.Module):
    """Each point attends to all points and to the prompt's tokens."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.query = nn.Linear(channels, channels)
        self.keys = nn.Linear(channels, 2 * channels)
        self.told = nn.Linear(WIDTH, 2 * channels)
        self.out = nn.Linear(channels, channels)
        nn.init.zeros_(self.out.weight)

    def forward(self, x: Tensor, tokens: Tensor) -> Tensor:
        """Return (n, channels, h, w)."""
        height, width = x.shape[2:]
        points = x.flatten(2).transpose(1, 2)
        own = functional.layer_norm(points, points.shape[-1:])
        keys, values = torch.cat((self.keys(own), self.told(tokens)), 1).chunk(2, -1)
        mixed = functional.scaled_dot_product_attention(_heads(self.query(own)), _heads(keys), _heads(values))
        out: Tensor = self.out(mixed.transpose(1, 2).flatten(2))
        return x + out.transpose(1, 2).unflatten(2, (height, width))


class Denoiser(nn.Module):
    """A U-net over the latent."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        widths, condition = sizes.denoiser, sizes.condition
        self.told = nn.Sequential(nn.Linear(4 * WAVES, condition), nn.SiLU(), nn.Linear(condition, condition))
        self.said = nn.Sequential(nn.Linear(TOKENS * WIDTH, condition), nn.SiLU(), nn.Linear(condition, condition))
        self.begin = nn.Conv2d(sizes.latent + 2, widths[0], 3, padding=1)
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        self.halve, self.double = nn.ModuleList(), nn.ModuleList()
        for width, blocks in zip(widths, sizes.blocks, strict=True):
            self.down.append(nn.ModuleList(Residual(width, width, condition) for _ in range(blocks)))
            rest = [Residual(width, width, condition) for _ in range(blocks - 1)]
            self.up.append(nn.ModuleList([Residual(2 * width, width, condition), *rest]))
        for width, wider in zip(widths, widths[1:], strict=False):
            self.halve.append(nn.Conv2d(width, wider, 3, stride=2, padding=1))
            self.double.append(nn.Conv2d(wider, width, 3, padding=1))
        self.middle = nn.ModuleList(Residual(widths[-1], widths[-1], condition) for _ in range(2))
        self.attend = nn.ModuleList(Attention(widths[-1]) for _ in range(2))
        self.end = nn.Conv2d(widths[0], sizes.latent, 3, padding=1)

    def condition(self, t: Tensor, tokens: Tensor, seconds: Tensor) -> Tensor:
        """Return (n, condition): what every block is told."""
        told = torch.cat((waves(t), waves(seconds * SECONDS)), 1)
        return functional.silu(self.told(told.to(tokens.dtype)) + self.said(tokens.flatten(1)))

    def levels(self, begun: Tensor, condition: Tensor, tokens: Tensor) -> list[Tensor]:
        """Return what is known after the middle and after each level on the way up, the coarsest first."""
        hidden, kept = begun, []
        for level, blocks in enumerate(self.down):
            if level:
                hidden = self.halve[level - 1](hidden)
            for block in blocks:
                hidden = block(hidden, condition)
            kept.append(hidden)
        for block, attend in zip(self.middle, self.attend, strict=True):
            hidden = attend(block(hidden, condition), tokens)
        known = [hidden]
        for level in reversed(range(len(self.up))):
            past = kept[level]
            if level < len(self.double):
                hidden = self.double[level](functional.interpolate(hidden, scale_factor=2.0, mode="nearest"))
                hidden = hidden[:, :, : past.shape[2], : past.shape[3]]
            hidden = torch.cat((hidden, past), 1)
            for block in self.up[level]:
                hidden = block(hidden, condition)
            known.append(hidden)
        return known

    def forward(self, x: Tensor, places: Tensor, t: Tensor, tokens: Tensor, seconds: Tensor) -> Tensor:
        """Return the clean latents (n, c, h, w) of x, which is as noisy as t (n,) in 0..1 says.

        `places` are the coordinates (1 or n, 2, h, w), `tokens` (n, TOKENS, WIDTH), `seconds` (n,).
        """
        begun = self.begin(torch.cat((x, places.expand(x.shape[0], -1, -1, -1)), 1))
        known = self.levels(begun, self.condition(t, tokens, seconds), tokens)
        return x - t[:, None, None, None] * self.end(functional.silu(normal(known[-1])))


class Rebuild(nn.Module):
    """Two convolutions beside a way round them, of positive numbers only: what 8 bits compute quickly."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """Return (n, channels, h, w)."""
        return functional.relu(x + self.second(functional.relu(self.first(x))))


class Decoder(nn.Module):
    """A latent to a picture."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        widths = sizes.decoder
        parts: list[nn.Module] = [nn.Conv2d(sizes.latent, widths[0], 3, padding=1), nn.ReLU()]
        for level, (width, blocks) in enumerate(zip(widths, sizes.rebuilds, strict=True)):
            if level:
                parts += [grow(widths[level - 1], width, 1), nn.ReLU(), nn.PixelShuffle(2)]
            parts += [Rebuild(width) for _ in range(blocks)]
        self.parts = nn.Sequential(*parts)
        self.end = grow(widths[-1], 3, 3)

    def squares(self, z: Tensor) -> Tensor:
        """Return (n, 3 SHUFFLE^2, h SCALE / SHUFFLE, w SCALE / SHUFFLE): the picture in squares, in -1..1."""
        out: Tensor = self.end(self.parts(z))
        return out

    def forward(self, z: Tensor) -> Tensor:
        """Return (n, 3, h SCALE, w SCALE) RGB in about -1..1, from latents (n, c, h, w)."""
        return functional.pixel_shuffle(self.squares(z), SHUFFLE)


def grow(before: int, after: int, side: int) -> nn.Conv2d:
    """Return a convolution whose shuffled squares are flat at first, so that no grid is woven (Aitken et al. 2017)."""
    layer = nn.Conv2d(before, after * 4, side, padding=side // 2)
    with torch.no_grad():
        layer.weight.copy_(layer.weight[::4].repeat_interleave(4, 0))
        assert layer.bias is not None
        layer.bias.copy_(layer.bias[::4].repeat_interleave(4, 0))
    return layer
