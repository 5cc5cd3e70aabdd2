"""What stays of latents between frames: the renderer's memory (generator/diffusion/feedback), of many at once.

Rules: the past of a frame is the last latent with MEMORY of the mean of the last RING, its channels' statistics pulled
toward the prompt's own by PULL (generator/latent/course). The mean here trails, with a ring's mean age. The prompt's
own statistics are those of the latent that a memory began with.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from soundscape_live.generator.diffusion.feedback import pulled, statistics
from soundscape_live.generator.latent.course import MEMORY, PULL, RING
from training.picture.flow import by

TRAILS = 2.0 / (RING + 1)
"How much a latent counts in a mean that trails as a ring's does."


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """Of n latents."""

    latents: Tensor
    "(n, c, h, w): the last."
    mean: Tensor
    "Of those before."
    frames: Tensor
    "(n,): how many are remembered."
    own: tuple[Tensor, Tensor]
    "The prompts' own means and spreads, (n, c, 1, 1) each."

    def past(self, kept: Tensor | None = None, pull: Tensor | None = None) -> Tensor:
        """Return what the next frames begin with; (n,): 1 where the mean is kept, and where statistics are pulled."""
        share = torch.full_like(self.frames, MEMORY) if kept is None else MEMORY * kept
        toward = torch.full_like(self.frames, PULL) if pull is None else PULL * pull
        return pulled(torch.lerp(self.latents, self.mean, by(share)), self.own, by(toward))

    def after(self, latents: Tensor) -> "Memory":
        """Return the memory with a further frame."""
        frames = self.frames + 1.0
        share = frames.reciprocal().clamp(min=TRAILS)
        return Memory(latents, torch.lerp(self.mean, latents, by(share)), frames, self.own)

    def where(self, begun: Tensor, changed: Tensor, other: "Memory") -> "Memory":
        """Return another where begun (n,), and where changed what the prompts' own statistics are there."""
        row = by(begun)
        return Memory(
            torch.where(row, other.latents, self.latents),
            torch.where(row, other.mean, self.mean),
            torch.where(begun, other.frames, self.frames),
            (
                torch.where(by(changed), other.own[0], self.own[0]),
                torch.where(by(changed), other.own[1], self.own[1]),
            ),
        )


def begun(latents: Tensor) -> Memory:
    """Return the memory of latents that nothing came before."""
    return Memory(latents, latents, torch.ones(len(latents), device=latents.device), statistics(latents))
