"""Pictures by a diffusion model: the rules of latent/, the memory on the device, and the Denoiser, frame by frame.

Rules: one frame is in work at a time; its noise has been made while the last one was. What was drawn is said (`drawn`):
those states, drawn again patiently, give the same pictures on the same machine, whatever the encoder's pace was. It is
called from one thread; the encoder has another.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from soundscape_live.generator.diffusion.feedback import Feedback, between, together
from soundscape_live.generator.diffusion.frame import Denoiser, Steps, numbered
from soundscape_live.generator.diffusion.lora import Scales
from soundscape_live.generator.diffusion.model import Model
from soundscape_live.generator.diffusion.prompts import Library
from soundscape_live.generator.diffusion.reading import Reading
from soundscape_live.generator.latent.clock import seconds
from soundscape_live.generator.latent.course import Course, Plan
from soundscape_live.generator.latent.prompts import Prompts
from soundscape_live.generator.latent.schedule import tidy
from soundscape_live.generator.latent.seeds import Ahead
from soundscape_live.generator.latent.waiting import Waiting
from soundscape_live.generator.latent.watch import Watch
from soundscape_live.generator.picture import FrameState, Picture
from soundscape_live.model import STILL, Motion

LOOKS_AT = 8
"Every so many points and rows of the picture are looked at by the watch."


@dataclass(frozen=True, slots=True)
class Manner:
    """How frames follow each other."""

    fps: float = 30.0
    smooth: bool = False
    "Every other picture lies half way between two frames: half of the work, one picture later."
    motion: Motion = STILL
    "Beside that of each state."
    patient: bool = False
    "Frames wait for texts that are not encoded: the same states give the same pictures. Not for an audience."


PLAIN = Manner()


class DiffusionRenderer:
    """Draws pictures with a model."""

    def __init__(self, model: Model, denoiser: Denoiser, width: int, height: int, manner: Manner = PLAIN) -> None:
        """Take a denoiser of this size."""
        self._model = model
        self._denoiser = denoiser
        self._manner = manner
        self._course = Course(model.schedule, model.arrival, model.likeness)
        self._watch = Watch()
        self._waiting = Waiting()
        self._library = Library(model.encode, model.device)
        self._prompts = Prompts(self._library)
        self._scales = Scales(model)
        self._ahead = Ahead()
        self._read = Reading(model.device)
        self._feedback = Feedback((1, model.channels, *model.latent_size(width, height)), model.device)
        self._picture: Picture = np.zeros((height, width, 3), np.uint8)
        self._after: Picture | None = None
        "The picture of the last frame, while one between is shown before it."
        self.drawn: FrameState | None = None
        "The state that the last picture was drawn from."

    @property
    def returns(self) -> int:
        """How often feedback went astray and was led back."""
        return self._watch.returns

    @property
    def way(self) -> str:
        """Which kernels the last frame was computed by."""
        return self._denoiser.way

    def keep_to(self, way: str) -> None:
        """Compute the next frames by these kernels; waits for them where they are not built."""
        self._denoiser.keep_to(way)

    def resize(self, width: int, height: int) -> None:
        """Draw pictures of this size from now on; the picture goes on."""
        self._denoiser.resize(width, height)
        self._feedback.resize(*self._model.latent_size(width, height))
        self._after = None
        with torch.inference_mode():
            self._picture = self._read(self._denoiser.picture(self._feedback.latent))

    def close(self) -> None:
        """End the encoder's thread."""
        self._library.close()

    def frame(self, state: FrameState) -> Picture:
        """Return the next picture; at noise_scale 0 the last one, with no work done. Waits for the device."""
        # Before all else, so that what is said to have been drawn decides everything that follows.
        self.drawn = state = self._waiting.settle(state, _any if self._manner.patient else self._library.ready)
        waits = self._after
        if waits is not None and not (state.reset or state.transition is not None or state.noise_scale <= 0.0):
            self._picture, self._after = waits, None
            return self._picture
        plan = self._course.plan(state)
        self._prompts.follow(plan.aim)
        if not plan.hold:
            self._after = None
            with torch.inference_mode():
                self._draw(plan, state)
        return self._picture

    def _draw(self, plan: Plan, state: FrameState) -> None:
        if self._scales.follow(state.loras):
            self._denoiser.refresh()
        feedback = self._feedback
        pull = max(plan.pull, self._watch.pull)
        motion = together(self._manner.motion, state.motion)
        past = feedback.past(plan, pull, motion, 1.0 / self._manner.fps)
        made = self._denoiser.frame(past, self._steps(plan, state), self._prompts.now())
        before = feedback.latent
        feedback.take(plan, made.latent)
        middle = None
        if self._manner.smooth and not plan.fresh:
            self._after = self._read(made.picture)
            middle = self._denoiser.picture(between(before, feedback.latent))
        spread = feedback.latent.std()
        self._ahead.prepare(plan.moment.next(), len(plan.times), feedback.shape[1:])
        picture = self._read(made.picture if middle is None else middle)
        self._judge(picture, spread, plan)
        if plan.look:
            self._look(plan, state)

    def _judge(self, picture: Picture, spread: Tensor, plan: Plan) -> None:
        """Show the picture, unless it is of no numbers: then the last one stays, and the next is a cut."""
        seen = float(picture[::LOOKS_AT, ::LOOKS_AT].std())
        if self._watch.look(float(spread), seen, anchor=plan.anchor):
            self._course.lose()
            self._after = None
        else:
            self._picture = picture

    def _steps(self, plan: Plan, state: FrameState) -> Steps:
        noise = self._ahead.take(plan.moment, len(plan.times), self._feedback.shape[1:])
        ahead = seconds(plan, 1.0 / self._manner.fps, state.pace)
        return numbered(self._model, plan.times, self._feedback.noise(plan, noise), fresh=plan.fresh, ahead=ahead)

    def _look(self, plan: Plan, state: FrameState) -> None:
        """Find the prompt's own statistics by a frame from noise alone, which nobody sees."""
        times = tidy(state.denoising_step_list)
        noise = torch.from_numpy(self._ahead.take(plan.moment, len(times), self._feedback.shape[1:]))
        steps = numbered(self._model, times, noise.to(self._model.device), fresh=True)
        made = self._denoiser.frame(torch.zeros_like(self._feedback.latent), steps, self._prompts.now())
        self._feedback.settle(made.latent, anew=True)


def _any(_texts: Collection[str]) -> bool:
    """Say that all texts may be asked for: whoever asks waits."""
    return True
