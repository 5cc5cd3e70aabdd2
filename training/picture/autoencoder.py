"""The first stage: pictures to latents and back, as sharp as they were.

Rules: the decoder is what is shipped; the encoder and the critic are not. A latent has a mean of 0 and a spread of 1
in every channel, which the encoder sees to. Regression alone would blur what a latent cannot say, so a critic and the
energy of fine detail, place by place, ask for as much of it as there was.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from soundscape_live.generator.tiny.network import Decoder, Rebuild, Sizes
from training.picture.critic import Critic, judged, taught
from training.picture.lesson import adam, descend, halved, learning, placed, rate, still
from training.picture.sharpness import detail, energy, sharpness

WIDEST = 4.0
"No value of a latent is farther from 0."
SHAKE = 0.15
"Of noise on latents, at most, so that the decoder takes what is nearly right."
SCALES = 3
"Halvings over which detail is compared."


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


class Balance:
    """How much an adversarial loss counts, so that its gradient at a weight is a share of the other's."""

    def __init__(self, share: float, every: int = 20, most: float = 30.0) -> None:
        self._share, self._every, self._most = share, every, most
        self._step = 0
        self._factor: Tensor | None = None

    def __call__(self, main: Tensor, adversary: Tensor, at: Tensor) -> Tensor:
        """Return the factor, in which gradients that are no numbers count as none; it waits for nothing."""
        if self._factor is None or self._step % self._every == 0:
            norms = [torch.autograd.grad(loss, at, retain_graph=True)[0].norm() for loss in (main, adversary)]
            now = (self._share * (norms[0] / (norms[1] + 1e-8)).clamp(max=self._most)).nan_to_num(0.0)
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
        return sharpness(made, real)

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
