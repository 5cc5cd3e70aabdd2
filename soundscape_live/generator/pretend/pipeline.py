"""A pretended video pipeline: what one generation call does with the parameters. Pure: no clock, nothing is drawn.

Rules: as measured on Scope. noise_scale does nothing in text mode unless the private bypass key is set; in video mode a
controller overrules nine tenths of it. A changed step list is a hard cut where the cache is managed, and so are
changed prompts in video mode. A value of the wrong kind raises in every call until it is overwritten.
"""

import random
from dataclasses import dataclass
from typing import cast

from soundscape_live.generator.pretend.blending import Blender, CallError, Mixture, number

MOTION = 0.5
"How much the pretended input video moves, for the noise controller: 0 to 1."
STEPS = {"text": (1000, 750, 500, 250), "video": (1000, 750)}
"The denoising steps of each mode, unless told."


@dataclass(frozen=True, slots=True)
class Manner:
    """How a pipeline behaves."""

    chunk: float = 0.75
    "Seconds that a call with the mode's own steps takes."
    frames: int = 12
    "Frames that a call yields."
    jitter: float = 0.0
    "The share by which a call's length varies either way."
    encode: float = 0.12
    "Seconds that each encoding of prompts adds to a call."
    horizon: int = 4084
    "Frames after which the cache is full and starts anew, a cut that nobody asked for."
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """What one call of the pipeline yields."""

    duration: float
    "Seconds that the call takes."
    frames: int
    cut: bool
    "Whether the cache starts anew: a hard cut."
    embedding: Mixture
    noise: float
    "The noise scale that takes effect, 0 to 1; 1 in text mode, where there is none."
    slerp: bool
    "Whether the prompts are blended along the sphere."
    steps: int
    seed: int


class Pipeline:
    """One loaded pipeline. Several sessions share it, each with a Processor; it knows only its last call."""

    def __init__(self, manner: Manner | None = None) -> None:
        self.manner = manner or Manner()
        self.calls = 0
        self._blender = Blender()
        self._chance = random.Random(self.manner.seed)  # noqa: S311  (jitter, repeatable)
        self._steps: tuple[int, ...] = ()
        self._mode = ""
        self._frame = 0
        "Frames since the cache was begun."

    @property
    def moving(self) -> bool:
        """Whether a transition has steps left."""
        return self._blender.active

    def call(self, parameters: dict[str, object], *, reset: bool) -> Made:
        """Make one chunk. CallError: a parameter makes the call raise."""
        if reset:
            self._blender.reset()
        before = self._blender.encoded
        changed = self._blender.turn(parameters.get("prompts"), parameters.get("transition"))
        mode = "video" if parameters.get("input_mode") == "video" else "text"
        steps = _steps(parameters.get("denoising_step_list"), mode)
        noise = _noise(parameters, mode)
        managed = bool(parameters.get("manage_cache", True))
        cut = reset or (self.calls > 0 and self._cuts(steps, mode, changed=changed, managed=managed, of=parameters))
        self.calls += 1
        self._steps, self._mode = steps, mode
        self._frame = self.manner.frames + (0 if cut else self._frame)
        return Made(
            duration=self._duration(len(steps) / len(STEPS[mode]), self._blender.encoded - before),
            frames=self.manner.frames,
            cut=cut,
            embedding=self._blender.mixture,
            noise=noise,
            slerp=parameters.get("spatial_interpolation_method") == "slerp" and len(self._blender.mixture) == 2,
            steps=len(steps),
            seed=_seed(parameters.get("base_seed", 42)),
        )

    def _cuts(self, steps: tuple[int, ...], mode: str, *, changed: bool, managed: bool, of: dict[str, object]) -> bool:
        if mode != self._mode or self._frame + self.manner.frames > self.manner.horizon:
            return True
        if not managed:
            return False
        return (changed and mode == "video") or (steps != self._steps and not of.get("_modulated_step_list"))

    def _duration(self, share: float, encodings: int) -> float:
        spread = 1.0 + self.manner.jitter * self._chance.uniform(-1.0, 1.0)
        return self.manner.chunk * share * spread + self.manner.encode * encodings


def _steps(value: object, mode: str) -> tuple[int, ...]:
    if value is None:
        return STEPS[mode]
    steps = cast("list[object]", value) if isinstance(value, list) else []
    if not steps or not all(isinstance(step, int) and not isinstance(step, bool) for step in steps):
        raise CallError(f"denoising_step_list is no list of whole numbers: {value!r:.60}")
    return tuple(cast("list[int]", steps))


def _noise(parameters: dict[str, object], mode: str) -> float:
    value = parameters.get("noise_scale", 0.7)
    if mode == "text" and not parameters.get("_modulated_noise_scale"):
        return 1.0
    scale = number("noise_scale", value)
    if mode == "video" and parameters.get("noise_controller", True):
        return 0.9 * (0.8 - 0.2 * MOTION) + 0.1 * scale
    return scale


def _seed(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise CallError(f"base_seed is no whole number: {value!r:.60}")
    return value
