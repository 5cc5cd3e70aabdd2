"""Latents that the denoiser has fed back to itself, as it does while it plays, and what each of them was asked for.

Rules: each is taken further by a frame every time that it is learnt from. A few are begun anew, from a real latent; the
prompt of some changes under way, so that a new prompt is learnt to arrive whatever is kept of the picture.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from training.picture.recogniser import Wanted

ANEW = 0.04
"Share that is begun anew, each frame."
CHANGED = 0.08
"Share of which the prompt changes, each frame."


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """n latents that are played on."""

    latents: Tensor
    tokens: Tensor
    asked: Wanted


class Rollouts:
    """Those of one size."""

    def __init__(self, first: Played) -> None:
        """Begin with real latents and what was said of them."""
        self._now = first

    def next(self, fresh: Played) -> Played:
        """Return what is to be taken a frame further; `fresh` are other latents, to begin anew, and other prompts."""
        now = self._now
        count = len(now.latents)
        chance = torch.rand(count, device=now.latents.device)
        anew, changed = chance < ANEW, chance < ANEW + CHANGED
        self._now = Played(
            torch.where(anew[:, None, None, None], fresh.latents, now.latents),
            torch.where(changed[:, None, None], fresh.tokens, now.tokens),
            fresh.asked.where(changed, now.asked),
        )
        return self._now

    def take(self, latents: Tensor) -> None:
        """Keep the frames that were made of them."""
        self._now = Played(latents.detach(), self._now.tokens, self._now.asked)
