"""The steps that a frame goes down, for many frames at once that begin with noise of their own.

Rules: they are generator/latent/schedule's: a frame begins where its noise says, and goes on with the steps of the grid
that lie well below. The clock runs in its first step alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from soundscape_live.generator.latent.schedule import APART, FLOOR, LAST
from training.picture.flow import by, noised

GRID = (1.0, 0.75, 0.5, 0.25)
"The steps that the model is played with."
LEAST = FLOOR / LAST
"No frame begins with less noise."
NEAR = APART / LAST
"Steps of the grid nearer than this below the first one are left out."
LIMIT = 10.0
"A clean latent's values stay within this, as in the renderer."

Denoise = Callable[..., Tensor]
"x, places, t, tokens and seconds to the clean latent."


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """n frames before one of their steps."""

    past: Tensor
    "(n, c, h, w): what the noise is added to."
    t: Tensor
    "(n,)"
    seconds: Tensor
    "(n,): by which this step goes on."


def start(noise_scale: float) -> float:
    """Return where a frame with this noise_scale, 0..1, begins."""
    return LEAST + (1.0 - LEAST) * noise_scale


def below(t: Tensor) -> Tensor:
    """Return (n,): the grid's next step for frames at these, 0 where there is none."""
    lower = torch.zeros_like(t)
    for step in reversed(GRID):
        lower = torch.where(t > step + NEAR, step, lower)
    return lower


@torch.no_grad()
def descended(denoise: Denoise, frames: Frames, places: Tensor, tokens: Tensor, steps: int) -> Frames:
    """Return the frames after so many of their steps, except their last: each has at least one left."""
    for _ in range(steps):
        lower = below(frames.t)
        goes = lower > 0.0
        clean = stepped(denoise, frames, places, tokens)
        frames = Frames(
            torch.where(by(goes), clean, frames.past),
            torch.where(goes, lower, frames.t),
            torch.where(goes, 0.0, frames.seconds),
        )
    return frames


def stepped(denoise: Denoise, frames: Frames, places: Tensor, tokens: Tensor) -> Tensor:
    """Return the clean latents (n, c, h, w) after the step that the frames stand before."""
    x = noised(frames.past, frames.t)
    return denoise(x, places, frames.t, tokens, frames.seconds).clamp(-LIMIT, LIMIT)
