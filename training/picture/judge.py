"""The distillation's other network: what the student's pictures look like under noise, and how real they look.

Rules: it begins with the teacher's weights. It estimates the clean latent of the student's noised pictures, as the
teacher does of real ones, and the difference of both is where the student should go (Yin et al. 2024, "One-step
Diffusion with Distribution Matching Distillation"); heads on what it knows at each level say real or made (Sauer et al.
2024, "Fast High-Resolution Image Synthesis with Latent Adversarial Diffusion Distillation"). Of a pair it also sees the
noised latent that the frame was made of.
"""

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from soundscape_live.generator.tiny.network import Denoiser, Sizes, normal
from soundscape_live.generator.tiny.text import SLOTS, WIDTH


class Judge(nn.Module):
    """The fake score and the critic, in one."""

    def __init__(self, sizes: Sizes, teacher: Denoiser) -> None:
        super().__init__()
        self.body = copy.deepcopy(teacher)
        self.body.begin = _widened(teacher.begin, sizes.latent)
        widths = (sizes.denoiser[-1], *reversed(sizes.denoiser))
        self.heads = nn.ModuleList(
            nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.SiLU(), nn.Conv2d(width, 1, 1)) for width in widths
        )
        self.meant = nn.Linear(SLOTS * WIDTH, widths[0])

    @override
    def forward(
        self, x: Tensor, previous: Tensor, places: Tensor, t: Tensor, tokens: Tensor, seconds: Tensor
    ) -> tuple[Tensor, list[Tensor]]:
        """Return the clean latents (n, c, h, w) and what the heads say, (n, points) each: high is real."""
        known = self.body.known(torch.cat((x, previous), 1), places, t, tokens, seconds)
        velocity = self.body.end(functional.silu(normal(known[-1])))
        clean = x - t[:, None, None, None] * velocity.to(x.dtype)
        evened = [normal(level) for level in known]
        fits = (evened[0] * self.meant(tokens.flatten(1).to(evened[0].dtype))[:, :, None, None]).mean(1)
        said = [head(level).flatten(1) for head, level in zip(self.heads, evened, strict=True)]
        said[0] = said[0] + fits.flatten(1)
        return clean, [part.float() for part in said]


def _widened(begin: nn.Conv2d, more: int) -> nn.Conv2d:
    """Return a convolution that also takes `more` channels, which count nothing yet, before the two coordinates."""
    wide = nn.Conv2d(begin.in_channels + more, begin.out_channels, 3, padding=1, device=begin.weight.device)
    with torch.no_grad():
        wide.weight.zero_()
        latent = begin.in_channels - 2
        wide.weight[:, :latent] = begin.weight[:, :latent]
        wide.weight[:, -2:] = begin.weight[:, -2:]
        assert wide.bias is not None
        assert begin.bias is not None
        wide.bias.copy_(begin.bias)
    return wide
