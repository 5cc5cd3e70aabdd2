"""The first stage: pictures to latents and back, as sharp as they were.

Rules: the decoder is what is shipped; the encoder and the critic are not. A latent has a mean of 0 and a spread of 1
in every channel, which the encoder sees to. Regression alone would blur what a latent cannot say, so a critic of
small patches (Isola et al. 2017) and the energy of fine detail, place by place, ask for as much of it as there was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from soundscape_live.generator.tiny.network import Decoder, Rebuild, Sizes, normal
from training.picture.lesson import adam, descend, halved, learning, placed, rate, still

WIDEST = 4.0
"No value of a latent is farther from 0."
SHAKE = 0.15
"Of noise on latents, at most, so that the decoder takes what is nearly right."
SCALES = 3
"Halvings over which detail is compared."
PATCH = 4
"Halves of a picture's detail are compared in squares of this many points a side, by their energy."


@dataclass(frozen=True, slots=True)
class Asks:
    """How much each part of the loss counts."""

    detail: float = 1.2
    energy: float = 0.6
    critic: float = 0.5
    "Of the regression's gradient at the last layer."
    features: float = 0.15
    critic_from: float = 0.45
    "Share of the stage at which the critic begins, and the encoder is done."
    rate: float = 6e-4


class Encoder(nn.Module):
    """A picture to a latent."""

    def __init__(self, sizes: Sizes, widths: Sequence[int] = (64, 128, 192)) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.PixelUnshuffle(4), nn.Conv2d(48, widths[0], 3, padding=1), nn.ReLU()]
        for level, width in enumerate(widths):
            if level:
                layers += [nn.Conv2d(widths[level - 1], width, 3, stride=2, padding=1), nn.ReLU()]
            layers += [Rebuild(width), Rebuild(width)]
        self.layers = nn.Sequential(*layers, nn.Conv2d(widths[-1], sizes.latent, 3, padding=1))
        self.even = nn.BatchNorm2d(sizes.latent, affine=False, momentum=0.02)

    @override
    def forward(self, pictures: Tensor) -> Tensor:
        """Return (n, c, h / SCALE, w / SCALE) float32 from pictures (n, 3, h, w) in -1..1."""
        out = self.layers(pictures.to(next(self.layers.parameters()).dtype))
        return WIDEST * torch.tanh(self.even(out.float()) / WIDEST)


class Critic(nn.Module):
    """Says of patches whether they look drawn, high, or made up, low."""

    def __init__(self, width: int = 48) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            [
                nn.Conv2d(3, width, 4, 2, 1),
                nn.Conv2d(width, 2 * width, 4, 2, 1),
                nn.Conv2d(2 * width, 4 * width, 4, 2, 1),
                nn.Conv2d(4 * width, 4 * width, 3, 1, 1),
            ]
        )
        self.end = nn.Conv2d(4 * width, 1, 3, 1, 1)

    @override
    def forward(self, pictures: Tensor) -> list[Tensor]:
        """Return what it sees at each layer, and last what it says, (n, 1, h / 8, w / 8)."""
        seen = [pictures.to(self.end.weight.dtype)]
        for number, layer in enumerate(self.layers):
            hidden = layer(seen[-1])
            seen.append(functional.leaky_relu(normal(hidden) if number else hidden, 0.2))
        return [*seen[1:], self.end(seen[-1])]


def detail(pictures: Tensor) -> Tensor:
    """Return what is lost when a picture is halved and doubled: the finest band of a Laplacian pyramid."""
    coarse = functional.interpolate(functional.avg_pool2d(pictures, 2), scale_factor=2.0, mode="bilinear")
    return pictures - coarse


def energy(fine: Tensor) -> Tensor:
    """Return the root of detail's energy in squares of PATCH points."""
    return (functional.avg_pool2d(fine.square().mean(1, keepdim=True), PATCH) + 1e-5).sqrt()


def sharpness(made: Tensor, real: Tensor) -> tuple[float, float]:
    """Return the Laplacian of what was made over that of real pictures: its mean size, and its mean square."""
    edges = torch.tensor(((0.0, 1.0, 0.0), (1.0, -4.0, 1.0), (0.0, 1.0, 0.0)), device=real.device)[None, None]
    fine, wanted = (functional.conv2d(pictures.mean(1, keepdim=True), edges) for pictures in (made, real))
    return float(fine.abs().mean() / wanted.abs().mean()), float(fine.square().mean() / wanted.square().mean())


def amount(pictures: Tensor) -> Tensor:
    """Return how much fine detail there is at two scales, in its size and in its energy: logarithms, (4,)."""
    told = []
    for _ in range(2):
        fine = detail(pictures)
        told += [fine.abs().mean(), fine.square().mean().sqrt()]
        pictures = functional.avg_pool2d(pictures, 2)
    return torch.stack(told).clamp(min=1e-4).log()


def regression(made: Tensor, real: Tensor, asks: Asks) -> Tensor:
    """Return how far pictures are from the real ones: in values, in detail at SCALES scales, and in its energy."""
    made, real = made.contiguous(), real.contiguous()  # three channels are pooled sooner apart than together
    total = (made - real).abs().mean()
    for _ in range(SCALES):
        fine, wanted = detail(made), detail(real)
        total = total + asks.detail * (fine - wanted).abs().mean()
        total = total + asks.energy * (energy(fine) - energy(wanted)).abs().mean()
        made, real = functional.avg_pool2d(made, 2), functional.avg_pool2d(real, 2)
        total = total + 0.5 * (made - real).abs().mean()
    return total


def judged(critic: Critic, made: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    """Return how little the critic likes what was made, and how differently it sees it from the real pictures."""
    see = halved(still(critic))
    seen = see(made)
    with torch.no_grad():
        wanted = see(real)
    apart = torch.stack([(one - other).abs().mean().float() for one, other in zip(seen[:-1], wanted[:-1], strict=True)])
    return -seen[-1].float().mean(), apart.sum()


def taught(critic: Critic, made: Tensor, real: Tensor) -> Tensor:
    """Return the critic's own loss (hinge)."""
    see = halved(learning(critic))
    return functional.relu(1.0 - see(real)[-1].float()).mean() + functional.relu(1.0 + see(made)[-1].float()).mean()


class Balance:
    """How much an adversarial loss counts, so that its gradient at a weight is a share of the other's."""

    def __init__(self, share: float, every: int = 20, most: float = 30.0) -> None:
        self._share, self._every, self._most = share, every, most
        self._step = 0
        self._factor: Tensor | None = None

    def __call__(self, main: Tensor, adversary: Tensor, at: Tensor) -> Tensor:
        """Return the factor; it waits for nothing."""
        if self._factor is None or self._step % self._every == 0:
            norms = [torch.autograd.grad(loss, at, retain_graph=True)[0].norm() for loss in (main, adversary)]
            now = self._share * (norms[0] / (norms[1] + 1e-8)).clamp(max=self._most)
            self._factor = now if self._factor is None else 0.7 * self._factor + 0.3 * now
        self._step += 1
        return self._factor


class Autoencoding:
    """The stage."""

    name = "autoencoder"

    def __init__(self, sizes: Sizes, crops: Iterator[Tensor], device: torch.device, asks: Asks | None = None) -> None:
        """Learn from crops (n, 3, side, side) in -1..1."""
        self.encoder, self.decoder, self.critic = Encoder(sizes), Decoder(sizes), Critic()
        for network in self.networks().values():
            placed(network, device)
        self.asks = asks or Asks()
        self._crops = crops
        learnt = [*self.encoder.parameters(), *self.decoder.parameters()]
        self._adam = adam(learnt, self.asks.rate, (0.9, 0.95))
        self._critic_adam = adam(self.critic.parameters(), 3e-4, (0.5, 0.9))
        self._balance = Balance(self.asks.critic, most=4.0)

    def networks(self) -> Mapping[str, nn.Module]:
        """Return the three networks."""
        return {"encoder": self.encoder, "decoder": self.decoder, "critic": self.critic}

    def optimisers(self) -> Mapping[str, torch.optim.Optimizer]:
        """Return those of the autoencoder and of its critic."""
        return {"autoencoder": self._adam, "critic": self._critic_adam}

    @torch.no_grad()
    def _encoded(self, real: Tensor) -> Tensor:
        """Return the latents of an encoder that is done."""
        return halved(still(self.encoder))(real)

    @torch.no_grad()
    def sharpness(self) -> tuple[float, float]:
        """Return how much of the pictures' fine detail comes back: in its size, and in its energy; 1 is all."""
        real = next(self._crops)
        made = halved(self.decoder)(self._encoded(real).to(memory_format=torch.channels_last)).float()
        return sharpness(made.clamp(-1.0, 1.0), real)

    def step(self, past: float) -> Mapping[str, Tensor]:
        """Learn from one batch of crops."""
        real = next(self._crops)
        drawing = past >= self.asks.critic_from
        latent = self._encoded(real) if drawing else halved(learning(self.encoder.train()))(real)
        shaken = latent + torch.randn_like(latent) * (SHAKE * torch.rand(len(real), 1, 1, 1, device=real.device))
        made = halved(self.decoder)(shaken.to(memory_format=torch.channels_last)).float()
        loss = plain = regression(made, real, self.asks)
        told = {"regression": plain.detach()}
        if drawing:
            disliked, apart = judged(self.critic, made, real)
            factor = self._balance(plain, disliked, self.decoder.end.weight)
            ramp = min(1.0, (past - self.asks.critic_from) / 0.08)
            loss = plain + ramp * (factor * disliked + self.asks.features * apart)
            told |= {"disliked": disliked.detach(), "apart": apart.detach(), "factor": factor}
        self._adam.zero_grad(set_to_none=True)
        loss.backward()
        descend(self._adam, rate(past, self.asks.rate))
        if drawing:
            own = taught(self.critic, made.detach(), real)
            self._critic_adam.zero_grad(set_to_none=True)
            own.backward()
            descend(self._critic_adam, 3e-4, 2.0)
            told["critic"] = own.detach()
        return told
