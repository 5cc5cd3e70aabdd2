"""Plays a renderer of the product as a show would, and keeps the pictures that are to be judged.

Rules: pictures come through the renderer alone (generator/picture.py), never from its inside. What is drawn depends on
the calls alone: a cut with the same prompts and seed is the same picture, whatever was played before.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from soundscape_live.generator.picture import FrameState, Picture, Renderer
from soundscape_live.model import Interpolation, Prompt
from soundscape_live.wire.messages import WireTransition

STEPS = (1000, 750, 500, 250)
ONE_STEP = (1000,)
FPS = 30.0
"What the renderer is told of its pace: how much time passes from picture to picture."


class Player:
    """Asks a renderer for pictures, one after another."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._seed = -1
        self._prompts: tuple[Prompt, ...] = (Prompt(""),)

    def cut(self, text: str, seed: int, steps: Sequence[int] = STEPS) -> Picture:
        """Return a picture made from noise alone."""
        return self.begin((Prompt(text),), seed, steps)

    def begin(self, prompts: tuple[Prompt, ...], seed: int, steps: Sequence[int] = STEPS) -> Picture:
        """Return the same of a blend of prompts."""
        if self._seed == seed:  # only another seed begins anew; a reset of the same one has other noise
            self._seed = seed + 1
            self._draw(1.0, ONE_STEP)
        self._seed, self._prompts = seed, prompts
        return self._draw(1.0, steps)

    def reset(self, noise_scale: float) -> Picture:
        """Return the picture of a reset."""
        return self._draw(noise_scale, STEPS, reset=True)

    def go_on(self, noise_scale: float, frames: int) -> Iterator[Picture]:
        """Return the next pictures of feedback."""
        for _ in range(frames):
            yield self._draw(noise_scale, STEPS)

    def turn_to(self, text: str) -> None:
        """Ask for something else from the next picture on, without a transition."""
        self._prompts = (Prompt(text),)

    def cross(self, text: str, noise_scale: float, frames: int) -> Iterator[Picture]:
        """Return the pictures of a transition by slerp."""
        target = (Prompt(text),)
        begins = WireTransition(target, frames, Interpolation.SLERP)
        for number in range(frames):
            yield self._draw(noise_scale, STEPS, transition=begins if number == 0 else None)
        self._prompts = target

    def _draw(
        self,
        noise_scale: float,
        steps: Sequence[int],
        *,
        reset: bool = False,
        transition: WireTransition | None = None,
    ) -> Picture:
        state = FrameState(
            prompts=self._prompts,
            interpolation=Interpolation.LINEAR,
            noise_scale=noise_scale,
            denoising_step_list=tuple(steps),
            manage_cache=True,
            seed=self._seed,
            reset=reset,
            transition=transition,
        )
        return np.array(self._renderer.frame(state))
