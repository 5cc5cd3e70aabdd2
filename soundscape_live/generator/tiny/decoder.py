"""A latent to a picture, in torch.

Rules: positive numbers between convolutions, and no evening out: what 8 bits compute quickly, at the full size.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from soundscape_live.generator.tiny.sizes import Sizes


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
        self.end = grow(widths[-1], 3, sizes.end)
        self.spread = Spread()

    @override
    def forward(self, z: Tensor) -> Tensor:
        """Return (n, 3, h SCALE, w SCALE) RGB in about -1..1, from latents (n, c, h, w)."""
        out: Tensor = self.spread(self.end(self.parts(z.to(self.end.weight.dtype))))
        return out


def grow(before: int, after: int, side: int = 3) -> nn.Conv2d:
    """Return a convolution whose shuffled squares are flat at first, so that no grid is woven (Aitken et al. 2017)."""
    layer = nn.Conv2d(before, after * 4, side, padding=side // 2)
    with torch.no_grad():
        layer.weight.copy_(layer.weight[:after].repeat(4, 1, 1, 1))
        assert layer.bias is not None
        layer.bias.copy_(layer.bias[:after].repeat(4))
    return layer
