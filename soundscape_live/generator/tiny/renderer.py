"""Pictures by the model of our own, on a CPU: the rules of latent/, the memory in numpy, the networks by onnxruntime.

Rules: as of every renderer (generator/picture.py): the same calls give the same pictures, with the same kind of
networks. It runs in the thread that calls, beside those of the networks, and blocks for the time that a frame takes.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

from soundscape_live.generator.latent.clock import seconds
from soundscape_live.generator.latent.course import HARD, Course, Plan
from soundscape_live.generator.latent.prompts import Prompts
from soundscape_live.generator.latent.schedule import LAST, Estimate, flow, tidy
from soundscape_live.generator.latent.seeds import Noise, normal
from soundscape_live.generator.latent.watch import Watch
from soundscape_live.generator.picture import FrameState, Picture
from soundscape_live.generator.tiny.feedback import Feedback, Latent
from soundscape_live.generator.tiny.files import MODEL, Kind, find
from soundscape_live.generator.tiny.library import Library
from soundscape_live.generator.tiny.sessions import SCALE, Tokens, quicker, threads_here
from soundscape_live.generator.tiny.text import Array, open_encoder

LIMIT = 10.0
"A clean latent's values stay within this; trained ones keep within 6."
LOOKS_AT = 8
"Every so many points and rows of the picture are looked at by the watch."
SCHEDULE = flow(Estimate.CLEAN)
"What the model was taught: t is the share of noise, and the network gives the clean latent."

log = logging.getLogger(__name__)


class Networks(Protocol):
    """What computes."""

    channels: int
    kind: Kind
    "What they compute with."

    def of_kind(self, kind: Kind) -> "Networks":
        """Return the same ones, computing with another kind of numbers. Blocks: a tenth of a second."""
        ...

    def step(self, x: Latent, t: float, tokens: Tokens, seconds: float) -> Latent:
        """Return the clean estimate of a latent that is as noisy as t, 0..1."""
        ...

    def decode(self, latent: Latent) -> Picture:
        """Return a latent's picture, SCALE times as high and wide."""
        ...


class TinyRenderer:
    """Draws pictures."""

    def __init__(self, networks: Networks, encode: Callable[[str], Array], width: int, height: int, fps: float) -> None:
        """Take what computes; ValueError unless the sides are at least SCALE."""
        if min(width, height) < SCALE:
            raise ValueError(f"a picture's sides are at least {SCALE}, not {width}x{height}")
        self._networks = networks
        self._period = 1.0 / fps
        self._course = Course(SCHEDULE, HARD, likeness=0.0)
        self._watch = Watch()
        self._prompts = Prompts(Library(encode))
        self._size = width, height
        self._feedback = Feedback(networks.channels, *_latent_size(width, height))
        self._picture: Picture = np.zeros((height, width, 3), np.uint8)
        self.drawn: FrameState | None = None
        "The state that the last picture was drawn from."

    @property
    def way(self) -> str:
        """What the pictures are computed with: int8 or fp32, whichever was quicker at the start."""
        return self._networks.kind.value

    def keep_to(self, way: str) -> None:
        """Compute the next pictures with this. ValueError if it is neither. Blocks if it was the other."""
        if way != self.way:
            self._networks = self._networks.of_kind(Kind(way))

    @property
    def returns(self) -> int:
        """How often feedback went astray and was led back."""
        return self._watch.returns

    def resize(self, width: int, height: int) -> None:
        """Draw pictures of this size from now on; the picture goes on."""
        self._size = width, height
        self._feedback.resize(*_latent_size(width, height))
        self._picture = self._decoded(self._feedback.latent)

    def frame(self, state: FrameState) -> Picture:
        """Return the next picture; at noise_scale 0 the last one, with no work done."""
        self.drawn = state
        plan = self._course.plan(state)
        self._prompts.follow(plan.aim)
        if not plan.hold:
            self._draw(plan, state)
        return self._picture

    def _draw(self, plan: Plan, state: FrameState) -> None:
        feedback = self._feedback
        noise = feedback.noise(plan, self._noise(plan, len(plan.times)))
        past = feedback.past(plan, max(plan.pull, self._watch.pull), state.motion, self._period)
        latent = self._denoised(past, plan.times, noise, seconds(plan, self._period, state.pace), fresh=plan.fresh)
        feedback.take(plan, latent)
        self._judge(latent, plan)
        if plan.look:
            self._look(plan, state)

    def _judge(self, latent: Latent, plan: Plan) -> None:
        """Show the picture, unless it is of no numbers: then the last one stays, and the next is a cut."""
        picture = self._decoded(latent)
        seen = float(picture[::LOOKS_AT, ::LOOKS_AT].std())
        if self._watch.look(float(latent.std()), seen, anchor=plan.anchor):
            self._course.lose()
        else:
            self._picture = picture

    def _look(self, plan: Plan, state: FrameState) -> None:
        """Find the prompt's own statistics by a latent from noise alone, which nobody sees."""
        times = tidy(state.denoising_step_list)
        noise = self._noise(plan, len(times))
        latent = self._denoised(np.zeros_like(self._feedback.latent), times, noise, 0.0, fresh=True)
        self._feedback.settle(latent, anew=True)

    def _noise(self, plan: Plan, steps: int) -> Noise:
        return np.stack([normal(plan.moment, step, self._feedback.shape) for step in range(steps)])

    def _denoised(self, past: Latent, times: tuple[int, ...], noise: Noise, ahead: float, *, fresh: bool) -> Latent:
        """Return the last step's clean estimate; the equations are latent.schedule's."""
        tokens = self._prompts.now()
        clean = past
        for number, step in enumerate(SCHEDULE.steps(times, fresh=fresh)):
            x = np.float32(step.keep) * clean + np.float32(step.add) * noise[number]
            clean = self._networks.step(x, step.time / LAST, tokens, 0.0 if number else ahead)
            clean = np.clip(clean, -LIMIT, LIMIT)
        return clean

    def _decoded(self, latent: Latent) -> Picture:
        width, height = self._size
        return np.ascontiguousarray(self._networks.decode(latent)[:height, :width])


def _latent_size(width: int, height: int) -> tuple[int, int]:
    """Return height and width of a picture's latent."""
    return -(-height // SCALE), -(-width // SCALE)


def open_tiny(width: int, height: int, fps: float, folder: Path = MODEL, *, threads: int | None = None) -> TinyRenderer:
    """Return a renderer with the model in this folder. Refusal says what is missing. Blocks: under a second."""
    folder = find(folder)
    networks = quicker(folder, threads or threads_here())
    log.info("the model computes in %s, threads: %d", networks.kind.value, networks.threads)
    return TinyRenderer(networks, open_encoder(folder), width, height, fps)
