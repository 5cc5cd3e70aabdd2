"""What stays on the device between frames: the latent, the ring of the last ones, the noise, the prompt's statistics.

Rules: the past of a frame is the latent with some of the ring's mean, its channels' statistics pulled toward the
prompt's, moved by the motion, in this order. All tensors are float32 on the model's device; nothing here waits for it.
"""

import math

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from soundscape_live.generator.latent.course import RING, Plan
from soundscape_live.generator.latent.seeds import Noise
from soundscape_live.model import STILL, Motion

LEAST = 1e-3
"A channel's spread is at least this where it is divided by."
SETTLES = 0.3
"How far the statistics follow those of a further frame made from noise alone."
CUBIC = 2.0 / 3.0
"""How much of a moved point is read by a cubic, the rest on straight lines. Every frame moves what the last one moved:
straight lines alone leave 0.4 of the spread after a second of 45 degrees, a cubic alone (torch's, a = -0.75) makes it a
thousand times as large in ten."""
_CHANNELS = (2, 3)


class Feedback:
    """The loop's memory."""

    def __init__(self, shape: tuple[int, int, int, int], device: torch.device) -> None:
        """Take the latents' shape, (1, channels, height, width)."""
        self._device = device
        self.latent = torch.zeros(shape, device=device)
        self._ring = torch.zeros((RING, *shape[1:]), device=device)
        self._filled = 0
        self._next = 0
        self._noise: Tensor | None = None
        self._statistics: tuple[Tensor, Tensor] | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the latents."""
        return tuple(self.latent.shape)

    def resize(self, height: int, width: int) -> None:
        """Go on at another size: what is remembered is stretched; noise begins anew."""
        if self.latent.shape[2:] == (height, width):
            return
        self.latent = _stretched(self.latent, height, width)
        self._ring = _stretched(self._ring, height, width)
        self._noise = None

    def noise(self, plan: Plan, fresh: Noise) -> Tensor:
        """Return (K, channels, h, w): the noises of the frame's steps, the first like the last frame's."""
        noises = torch.from_numpy(fresh).to(self._device)
        first = noises[:1]
        if self._noise is not None and plan.likeness > 0.0 and not plan.fresh:
            first = plan.likeness * self._noise + math.sqrt(1.0 - plan.likeness**2) * first
            noises[:1] = first
        self._noise = first.clone()
        return noises

    def past(self, plan: Plan, pull: float, motion: Motion, period: float) -> Tensor:
        """Return what the frame begins with. `period`: the seconds that a frame stands for."""
        latent = self.latent
        if plan.fresh:
            return torch.zeros_like(latent)
        if plan.memory > 0.0 and self._filled:
            latent = torch.lerp(latent, self._ring[: self._filled].mean(0, keepdim=True), plan.memory)
        if pull > 0.0 and self._statistics is not None:
            latent = pulled(latent, self._statistics, pull)
        return latent if motion == STILL else moved(latent, motion, period)

    def take(self, plan: Plan, latent: Tensor) -> None:
        """Keep a frame's latent; after a cut nothing else is remembered."""
        self.latent = latent.clone()
        if plan.fresh:
            self._filled = self._next = 0
            self._statistics = None
        if plan.memory > 0.0 or plan.fresh:
            self._ring[self._next] = latent[0]
            self._next = (self._next + 1) % RING
            self._filled = min(RING, self._filled + 1)
        if plan.anchor:
            self.settle(latent)

    def settle(self, latent: Tensor, *, anew: bool = False) -> None:
        """Learn the prompt's own statistics from a latent made from noise alone; `anew`: forget those before."""
        found = statistics(latent)
        old = None if anew else self._statistics
        if old is None:
            self._statistics = found
        else:
            self._statistics = torch.lerp(old[0], found[0], SETTLES), torch.lerp(old[1], found[1], SETTLES)


def statistics(latent: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean and standard deviation of each channel, (1, channels, 1, 1)."""
    return latent.mean(_CHANNELS, keepdim=True), latent.std(_CHANNELS, correction=0, keepdim=True)


def pulled(latent: Tensor, wanted: tuple[Tensor, Tensor], pull: float | Tensor) -> Tensor:
    """Return the latent with its channels' statistics that far on the way to others; 1: it has those."""
    mean, spread = statistics(latent)
    gain = torch.lerp(spread, wanted[1], pull) / spread.clamp_min(LEAST)
    return (latent - mean) * gain + torch.lerp(mean, wanted[0], pull)


def together(first: Motion, second: Motion) -> Motion:
    """Return the motion that two make: zooms multiply, turns and ways add up."""
    if STILL in (first, second):
        return second if first == STILL else first
    zoom = (1.0 + first.zoom) * (1.0 + second.zoom) - 1.0
    return Motion(zoom, first.rotate + second.rotate, first.pan_x + second.pan_x, first.pan_y + second.pan_y)


def moved(latent: Tensor, motion: Motion, period: float) -> Tensor:
    """Return the latent as it has moved after `period` seconds; what comes in at an edge mirrors what is there."""
    height, width = latent.shape[2:]
    shrink = (1.0 + motion.zoom) ** -period
    turn = math.radians(motion.rotate) * period
    cosine, sine = shrink * math.cos(turn), shrink * math.sin(turn)
    # Where each point was before, in units of half a side: the turn is one of the picture, not of a square.
    back = np.array(
        [
            [cosine, sine * height / width, -2.0 * motion.pan_x * period],
            [-sine * width / height, cosine, -2.0 * motion.pan_y * period],
        ],
        np.float32,
    )
    theta = torch.from_numpy(back).to(latent.device)[None]
    grid = functional.affine_grid(theta, list(latent.shape), align_corners=False)
    return torch.lerp(_read(latent, grid, "bilinear"), _read(latent, grid, "bicubic"), CUBIC)


def _read(latent: Tensor, grid: Tensor, mode: str) -> Tensor:
    read: Tensor = functional.grid_sample(latent, grid, mode=mode, padding_mode="reflection", align_corners=False)
    return read


def between(first: Tensor, second: Tensor) -> Tensor:
    """Return the latent half way, as long as they are on average: a mean of two noises would be paler."""
    middle = (first + second) / 2.0
    length = (_length(first) + _length(second)) / 2.0
    return middle * (length / _length(middle).clamp_min(LEAST))


def _length(latent: Tensor) -> Tensor:
    return latent.square().sum().sqrt()


def _stretched(latents: Tensor, height: int, width: int) -> Tensor:
    stretched: Tensor = functional.interpolate(latents, (height, width), mode="bilinear", align_corners=False)
    return stretched
