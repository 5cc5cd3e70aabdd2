"""The referee's network in torch, and how it learns; `bench.picture_referee` is the same one in numpy.

Rules: what it learns from is varied (nearer, mirrored, softer, brighter, grainier), so that it names what is shown and
not how it was drawn. The number of steps decides when it is done, and the same seed then teaches the same; where they
would take longer than the time, the rate of learning follows the time instead, and it is done as well.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from bench.picture_referee import HEIGHT, STRIDES, WIDTH

CHANNELS = (32, 64, 64, 128, 128, 128)
SMOOTHING = 0.05
"Of the labels: it does not have to be surer than that."
WARM_UP = 0.1
"Part of the steps in which the rate of learning rises."


@dataclass(frozen=True, slots=True, eq=False)
class Bank:
    """Pictures with their names."""

    pictures: Tensor
    "(n, 3, HEIGHT, WIDTH) uint8."
    scene: Tensor
    "(n,) int64."
    palette: Tensor
    "(n,) int64."


@dataclass(frozen=True, slots=True)
class Pace:
    """How it learns."""

    steps: int
    batch: int
    rate: float = 2e-3
    "At its highest."
    seconds: float = 60.0
    "At most."


class Network(nn.Module):
    """(n, 3, HEIGHT, WIDTH) in -1..1 -> logits of the scenes and of the palettes."""

    def __init__(self, scenes: int, palettes: int) -> None:
        super().__init__()
        sides = zip((3, *CHANNELS[:-1]), CHANNELS, STRIDES, strict=True)
        self.layers = nn.ModuleList(nn.Conv2d(a, b, 3, stride, 1, bias=False) for a, b, stride in sides)
        self.norms = nn.ModuleList(nn.BatchNorm2d(channels) for channels in CHANNELS)
        self.scene = nn.Linear(2 * CHANNELS[-1], scenes)
        self.palette = nn.Linear(2 * CHANNELS[-1], palettes)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Name them."""
        x = pictures
        for layer, norm in zip(self.layers, self.norms, strict=True):
            x = torch.relu(norm(layer(x)))
        seen = torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)
        return self.scene(seen), self.palette(seen)

    def weights(self) -> dict[str, Tensor]:
        """Return what the numpy network loads, float16 on the CPU: each layer with its norm folded in."""
        named: dict[str, Tensor] = {}
        for number, (layer, norm) in enumerate(zip(self.layers, self.norms, strict=True)):
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            named[f"layer{number}.weight"] = layer.weight * gain[:, None, None, None]
            named[f"layer{number}.bias"] = norm.bias - norm.running_mean * gain
        for name, head in (("scene", self.scene), ("palette", self.palette)):
            named[f"{name}.weight"], named[f"{name}.bias"] = head.weight, head.bias
        return {name: value.detach().half().cpu() for name, value in named.items()}


def small(pictures: Tensor) -> Tensor:
    """Return pictures of any size, -1..1, as the referee sees them."""
    return functional.adaptive_avg_pool2d(pictures, (HEIGHT, WIDTH))


def varied(pictures: Tensor, chance: torch.Generator) -> Tensor:
    """Return (n, 3, HEIGHT, WIDTH) in -1..1 as another eye may see them: nearer, mirrored, softer, brighter, grainy."""
    n, device = len(pictures), pictures.device

    def uniform(low: float, high: float) -> Tensor:
        return torch.rand(n, 1, 1, 1, generator=chance, device=device) * (high - low) + low

    near = uniform(0.8, 1.0).view(n, 1)
    side = torch.where(uniform(-1.0, 1.0).view(n, 1) < 0.0, -1.0, 1.0)
    turn = torch.zeros(n, 2, 3, device=device)
    turn[:, 0, 0], turn[:, 1, 1] = (near * side)[:, 0], near[:, 0]
    turn[:, :, 2] = (torch.rand(n, 2, generator=chance, device=device) * 2.0 - 1.0) * (1.0 - near)
    grid = functional.affine_grid(turn, list(pictures.shape), align_corners=False)
    x = functional.grid_sample(pictures, grid, padding_mode="reflection", align_corners=False)
    soft = functional.avg_pool2d(functional.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    x = torch.lerp(x, soft, uniform(-0.3, 1.0).clamp(min=0.0))
    x = (x + 1.0) * uniform(0.85, 1.15) - 1.0
    grain = torch.randn(x.shape, generator=chance, device=device)
    return (x + grain * uniform(0.0, 0.06)).clamp(-1.0, 1.0)


def learn(network: Network, bank: Bank, pace: Pace, seed: int, hear: Callable[[str], None]) -> None:
    """Teach the network, which is on the bank's device. Blocks."""
    device = bank.pictures.device
    chance = torch.Generator(device).manual_seed(seed)
    optimiser = torch.optim.AdamW(network.train().parameters(), pace.rate, weight_decay=1e-2)
    began, step, past = time.monotonic(), 0, 0.0
    while past < 1.0:
        optimiser.param_groups[0]["lr"] = pace.rate * min(1.0, past / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * past))
        chosen = torch.randint(len(bank.scene), (pace.batch,), generator=chance, device=device)
        pictures = varied(bank.pictures[chosen].float() / 127.5 - 1.0, chance)
        loss = wrong(network(pictures), bank.scene[chosen], bank.palette[chosen])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        step += 1
        took = time.monotonic() - began
        past = max(step / pace.steps, took / pace.seconds)
        if step % 100 == 0 or past >= 1.0:
            hear(f"referee: step {step} of {pace.steps}, loss {loss.item():.3f}, {took:.0f} s")
    network.eval()


def wrong(logits: tuple[Tensor, Tensor], scene: Tensor, palette: Tensor) -> Tensor:
    """Return the loss: the cross entropies of both names."""
    entropy = functional.cross_entropy
    total: Tensor = entropy(logits[0], scene, label_smoothing=SMOOTHING)
    return total + entropy(logits[1], palette, label_smoothing=SMOOTHING)


def look(network: Network, pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Return the scenes and palettes that it names in a bank's pictures, (n,) each."""
    with torch.inference_mode():
        parts = [network(part.float() / 127.5 - 1.0) for part in pictures.split(256)]
    scene, palette = (torch.cat([part[head] for part in parts]).argmax(1) for head in (0, 1))
    return scene, palette
