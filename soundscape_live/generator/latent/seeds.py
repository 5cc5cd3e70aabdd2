"""All chance of a picture, keyed by where it stands: the same seed and the same frames give the same noise anywhere.

Rules: Philox keyed with (seed, epoch) and counted with (frame, step). What is drawn for one step says nothing about
another, so noise may be made in any order, or ahead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Noise = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Moment:
    """Where chance stands."""

    seed: int
    epoch: int
    "Grows with each hard cut."
    frame: int

    def chance(self, step: int) -> np.random.Generator:
        """Return the generator of one step of this frame."""
        key = np.array([self.seed % 2**64, self.epoch], np.uint64)
        return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, self.frame, step]))

    def next(self) -> "Moment":
        """Return the next frame's."""
        return Moment(self.seed, self.epoch, self.frame + 1)


class Ahead:
    """Noise made while the device works, for the frame that is likely to come."""

    def __init__(self) -> None:
        self._made: dict[tuple[Moment, int], Noise] = {}

    def prepare(self, moment: Moment, steps: int, shape: Sequence[int]) -> None:
        """Make the noise of a frame's steps, and forget any other."""
        self._made = {(moment, step): normal(moment, step, shape) for step in range(steps)}

    def take(self, moment: Moment, steps: int, shape: Sequence[int]) -> Noise:
        """Return (steps, *shape): the frame's noise, made before or now."""
        ready = (self._made.get((moment, step)) for step in range(steps))
        size = tuple(shape)
        return np.stack(
            [
                normal(moment, step, shape) if noise is None or noise.shape != size else noise
                for step, noise in enumerate(ready)
            ]
        )


def normal(moment: Moment, step: int, shape: Sequence[int]) -> Noise:
    """Return normal numbers of variance 1."""
    return moment.chance(step).standard_normal(tuple(shape), np.float32)
