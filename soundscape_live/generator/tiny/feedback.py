"""What stays between frames, in numpy: diffusion.feedback's rules and values, for pictures that need no torch.

Rules: the past of a frame is the latent with some of the ring's mean, its channels' statistics pulled toward the
prompt's, moved by the motion, in this order. Latents are (channels, height, width), float32.
"""

import math
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from soundscape_live.generator.latent.course import RING, Plan
from soundscape_live.generator.latent.seeds import Noise
from soundscape_live.model import STILL, Motion

LEAST = 1e-3
"A channel's spread is at least this where it is divided by."
SETTLES = 0.3
"How far the statistics follow those of a further frame made from noise alone."
CUBIC = 2.0 / 3.0
"How much of a moved point is read by a cubic, the rest on straight lines."
BENT = np.float32(-0.75)
"How far the cubic swings beyond what it reads (a in Keys 1981), as torch's does."

Latent: TypeAlias = NDArray[np.float32]
Statistics: TypeAlias = tuple[Latent, Latent]
"Mean and standard deviation of each channel, (channels, 1, 1)."


class Feedback:
    """The loop's memory."""

    def __init__(self, channels: int, height: int, width: int) -> None:
        self.latent: Latent = np.zeros((channels, height, width), np.float32)
        self._ring: Latent = np.zeros((RING, channels, height, width), np.float32)
        self._filled = 0
        self._next = 0
        self._noise: Noise | None = None
        self._statistics: Statistics | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the latent."""
        return self.latent.shape

    def resize(self, height: int, width: int) -> None:
        """Go on at another size: what is remembered is stretched; noise begins anew."""
        if self.latent.shape[1:] == (height, width):
            return
        self.latent = stretched(self.latent, height, width)
        self._ring = stretched(self._ring, height, width)
        self._noise = None

    def noise(self, plan: Plan, fresh: Noise) -> Noise:
        """Return (K, channels, h, w): the noises of the frame's steps, the first like the last frame's."""
        noises = fresh.copy()
        if self._noise is not None and plan.likeness > 0.0 and not plan.fresh:
            noises[0] = plan.likeness * self._noise + math.sqrt(1.0 - plan.likeness**2) * fresh[0]
        self._noise = noises[0].copy()
        return noises

    def past(self, plan: Plan, pull: float, motion: Motion, period: float) -> Latent:
        """Return what the frame begins with. `period`: the seconds that a frame stands for."""
        if plan.fresh:
            return np.zeros_like(self.latent)
        latent = self.latent
        if plan.memory > 0.0 and self._filled:
            latent = _between(latent, self._ring[: self._filled].mean(axis=0, dtype=np.float32), plan.memory)
        if pull > 0.0 and self._statistics is not None:
            latent = pulled(latent, self._statistics, pull)
        return latent if motion == STILL else moved(latent, motion, period)

    def take(self, plan: Plan, latent: Latent) -> None:
        """Keep a frame's latent; after a cut nothing else is remembered."""
        self.latent = latent
        if plan.fresh:
            self._filled = self._next = 0
            self._statistics = None
        if plan.memory > 0.0 or plan.fresh:
            self._ring[self._next] = latent
            self._next = (self._next + 1) % RING
            self._filled = min(RING, self._filled + 1)
        if plan.anchor:
            self.settle(latent)

    def settle(self, latent: Latent, *, anew: bool = False) -> None:
        """Learn the prompt's own statistics from a latent made from noise alone; `anew`: forget those before."""
        found = statistics(latent)
        old = self._statistics
        if anew or old is None:
            self._statistics = found
        else:
            self._statistics = _between(old[0], found[0], SETTLES), _between(old[1], found[1], SETTLES)


def statistics(latent: Latent) -> Statistics:
    """Return mean and standard deviation of each channel."""
    mean: Latent = latent.mean(axis=(1, 2), keepdims=True)
    spread: Latent = latent.std(axis=(1, 2), keepdims=True)
    return mean, spread


def pulled(latent: Latent, wanted: Statistics, pull: float) -> Latent:
    """Return the latent with its channels' statistics that far on the way to others; 1: it has those."""
    mean, spread = statistics(latent)
    gain: Latent = np.divide(_between(spread, wanted[1], pull), np.maximum(spread, np.float32(LEAST)))
    return (latent - mean) * gain + _between(mean, wanted[0], pull)


def moved(latent: Latent, motion: Motion, period: float) -> Latent:
    """Return the latent as it has moved after `period` seconds; what comes in at an edge mirrors what is there."""
    height, width = latent.shape[1:]
    shrink = (1.0 + motion.zoom) ** -period
    turn = math.radians(motion.rotate) * period
    cosine, sine = shrink * math.cos(turn), shrink * math.sin(turn)
    # Where each point was before, in points from the middle.
    down = np.arange(height, dtype=np.float64)[:, None] - (height - 1) / 2.0
    right = np.arange(width, dtype=np.float64) - (width - 1) / 2.0
    was_right = cosine * right + sine * down - motion.pan_x * period * width
    was_down = cosine * down - sine * right - motion.pan_y * period * height
    straight = _read(latent, _mirrored(was_down, height), _mirrored(was_right, width))
    return _between(straight, _curved(latent, was_down, was_right), CUBIC)


def stretched(latents: Latent, height: int, width: int) -> Latent:
    """Return latents (..., h, w) at another size."""
    before = latents.shape[-2:]
    down = (np.arange(height) + 0.5) * (before[0] / height) - 0.5
    right = (np.arange(width) + 0.5) * (before[1] / width) - 0.5
    return _read(latents, np.repeat(down[:, None], width, axis=1), np.repeat(right[None], height, axis=0))


def _between(first: Latent, second: Latent, share: float) -> Latent:
    return first + np.float32(share) * (second - first)


def _mirrored(from_middle: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return points 0..size - 1 for places counted from the middle: past an edge it goes back."""
    turns, rest = np.divmod(from_middle + size / 2.0, size)
    back: NDArray[np.float64] = np.where(turns % 2 == 0, rest, size - rest) - 0.5
    return back


def _read(latents: Latent, down: NDArray[np.float64], right: NDArray[np.float64]) -> Latent:
    """Return what lies at these places (h, w), between its four neighbours; past the edges, what is at them."""
    height, width = latents.shape[-2:]
    down, right = np.clip(down, 0.0, height - 1.0), np.clip(right, 0.0, width - 1.0)
    top, left = np.floor(down).astype(np.intp), np.floor(right).astype(np.intp)
    lower, further = np.minimum(top + 1, height - 1), np.minimum(left + 1, width - 1)
    low, far = (down - top).astype(np.float32), (right - left).astype(np.float32)
    above = _between_each(latents[..., top, left], latents[..., top, further], far)
    below = _between_each(latents[..., lower, left], latents[..., lower, further], far)
    return _between_each(above, below, low)


def _curved(latent: Latent, from_middle_down: NDArray[np.float64], from_middle_right: NDArray[np.float64]) -> Latent:
    """Return what lies at these places (h, w), by a cubic through the four points around in each direction."""
    rows, row_shares = _around(from_middle_down, latent.shape[1])
    columns, column_shares = _around(from_middle_right, latent.shape[2])
    result: Latent = np.zeros_like(latent)
    for row, row_share in zip(rows, row_shares, strict=True):
        for column, column_share in zip(columns, column_shares, strict=True):
            result += (row_share * column_share) * latent[:, row, column]
    return result


def _around(from_middle: NDArray[np.float64], size: int) -> tuple[list[NDArray[np.intp]], list[Latent]]:
    """Return the four points around places, mirrored where they are past an edge, and how much each counts."""
    place = from_middle + (size - 1) / 2.0
    before = np.floor(place)
    points = [np.mod(before.astype(np.intp) + step, 2 * size) for step in (-1, 0, 1, 2)]
    inside = [np.where(point < size, point, 2 * size - 1 - point) for point in points]
    part = (place - before).astype(np.float32)
    return inside, [_far(part + 1.0), _near(part), _near(1.0 - part), _far(2.0 - part)]


def _near(distance: Latent) -> Latent:
    """Return how much a point within 1 counts."""
    return ((BENT + 2) * distance - (BENT + 3)) * distance * distance + 1


def _far(distance: Latent) -> Latent:
    """Return how much a point between 1 and 2 away counts."""
    return ((BENT * distance - 5 * BENT) * distance + 8 * BENT) * distance - 4 * BENT


def _between_each(first: Latent, second: Latent, share: Latent) -> Latent:
    return first + share * (second - first)
