"""Who says which of two pictures is drawn and which is made up, patch by patch.

Rules: a network of small patches (Isola et al. 2017), which sees the fine detail of a picture beside the picture, since
that is what a decoder is short of. It says which of two patches is more likely drawn, not how likely each is
(Jolicoeur-Martineau 2019, "The relativistic discriminator"), so what both show does not count.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from soundscape_live.generator.tiny.denoiser import normal
from training.picture.lesson import halved, learning, still
from training.picture.sharpness import detail

LOUDER = 4.0
"Fine detail is small: so many times as much is seen."
NOISE = 0.05
"Spread of what the critic may not mind ..."
SOME = 4
"Of so many pictures one is looked at with it."
CALM = 0.5
"... and how much it counts if it does."


class Critic(nn.Module):
    """Says of patches how drawn they look: of two, the higher one looks more so."""

    def __init__(self, width: int = 48) -> None:
        super().__init__()
        self.apart = nn.PixelUnshuffle(2)
        self.layers = nn.ModuleList(
            [
                nn.Conv2d(24, width, 3, 1, 1),
                nn.Conv2d(width, 2 * width, 4, 2, 1),
                nn.Conv2d(2 * width, 4 * width, 4, 2, 1),
                nn.Conv2d(4 * width, 4 * width, 3, 1, 1),
            ]
        )
        self.end = nn.Conv2d(4 * width, 1, 3, 1, 1)

    @override
    def forward(self, pictures: Tensor) -> list[Tensor]:
        """Return what it sees at each layer, and last what it says, (n, 1, h / 8, w / 8)."""
        pictures = pictures.contiguous()  # three channels are pooled sooner apart than together
        both = torch.cat((pictures, LOUDER * detail(pictures)), 1).to(self.end.weight.dtype)
        seen = [self.apart(both).contiguous(memory_format=torch.channels_last)]
        for number, layer in enumerate(self.layers):
            hidden = layer(seen[-1])
            seen.append(functional.leaky_relu(normal(hidden) if number else hidden, 0.2))
        return [*seen[1:], self.end(seen[-1])]


def judged(critic: Critic, made: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    """Return how much rather the critic takes the real pictures for drawn, and how differently it sees the others."""
    see = halved(still(critic))
    seen = see(made)
    with torch.no_grad():
        wanted = see(real)
    apart = torch.stack([(one - other).abs().mean().float() for one, other in zip(seen[:-1], wanted[:-1], strict=True)])
    return functional.softplus(wanted[-1].float() - seen[-1].float()).mean(), apart.sum()


def taught(critic: Critic, made: Tensor, real: Tensor) -> Tensor:
    """Return the critic's own loss; as many pictures are made as real.

    What it says may not change much from a little noise: else it would tell pictures apart by traces, be always right,
    and ask for ever more of what it looks at. It is the penalty of the gradient's size (Mescheder et al. 2018), taken
    by a difference (Lin et al. 2025, "Diffusion adversarial post-training").
    """
    see = halved(learning(critic))
    both = torch.cat((real, made))
    said = see(both)[-1].float()
    some = both[::SOME]
    rough = ((see(some + NOISE * torch.randn_like(some))[-1].float() - said[::SOME]) / NOISE).square().mean()
    drawn, up = said.chunk(2)
    return functional.softplus(up - drawn).mean() + CALM * rough
