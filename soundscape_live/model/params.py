"""What a generator is told: its whole state, and what it is to do once."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from soundscape_live.model.peer import MAIN


class Interpolation(StrEnum):
    """How prompts blend: linear is a weighted mean, slerp turns on the sphere (two prompts only)."""

    LINEAR = "linear"
    SLERP = "slerp"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text and its weight."""

    text: str
    weight: float = 1.0


ZOOM_LEAST, ZOOM_MOST = -0.5, 1.0
"Of Motion.zoom: an octave a second each way."


ZOOM_LEAST, ZOOM_MOST = -0.5, 1.0
"Of Motion.zoom: an octave a second each way."
ROTATE_MOST = 90.0
PAN_MOST = 0.5
PACE_MOST = 4.0
"Of Params.pace."
LORA_MOST = 10.0
"How far a LoRA's scale may lie from 0."


@dataclass(frozen=True, slots=True)
class Motion:
    """How the picture travels by itself, in each second of frames: what it shows comes nearer, turns, goes by."""

    zoom: float = 0.0
    "Its growth, ZOOM_LEAST..ZOOM_MOST: 0.5 makes it half as large again in a second, -0.5 half as large."
    rotate: float = 0.0
    "Degrees, clockwise, within ROTATE_MOST of 0."
    pan_x: float = 0.0
    "Of the picture's width, to the right, within PAN_MOST of 0."
    pan_y: float = 0.0
    "Of its height, down, within PAN_MOST of 0."


STILL = Motion()


@dataclass(frozen=True, slots=True)
class LoraScale:
    """How strongly a LoRA of the generator acts."""

    path: str
    "What the generator knows it by: its name, or the path that it was loaded from."
    scale: float
    "Within LORA_MOST of 0; 0: as if it were not there, 1: as it was trained."


@dataclass(frozen=True, slots=True)
class Params:
    """The whole state of the generator's parameters."""

    at: float
    seq: int
    "Counts snapshots; a generator ignores one that is not newer."
    command: int
    "The id of the last Command whose outcome this state includes; 0 if none."
    prompts: tuple[Prompt, ...]
    noise_scale: float
    "Change per frame, 0 (the picture holds) to 1 (nothing is kept)."
    denoising_step_list: tuple[int, ...]
    "Descending, 1..1000, at most 8."
    manage_cache: bool = True
    "Keep the latent cache between frames."
    paused: bool = False
    "The picture holds; nothing is generated."
    interpolation: Interpolation = Interpolation.LINEAR
    "How several prompts blend."
    seed: int = 0
    light: float = 1.0
    "Brightness of the finished picture: 1 as made, 0 black."
    generator: str = MAIN
    "Whom it is for."
    motion: Motion = STILL
    pace: float = 1.0
    "How fast what is shown moves, 0..PACE_MOST: 1 as it does by itself, 0 not at all."
    loras: tuple[LoraScale, ...] = ()
    "Those that the show plays; another acts as it was loaded."


@dataclass(frozen=True, slots=True)
class ResetCache:
    """Clear the latent cache: a hard cut in the next frame."""


@dataclass(frozen=True, slots=True)
class Transition:
    """Cross over to the target prompts. The state that follows holds them as its prompts."""

    target: tuple[Prompt, ...]
    seconds: float
    interpolation: Interpolation = Interpolation.SLERP


Action: TypeAlias = ResetCache | Transition


@dataclass(frozen=True, slots=True)
class Command:
    """An action with an id; it is dropped, and reported, if it has not been applied by `expires`."""

    at: float
    id: int
    "Counted for each generator by itself."
    expires: float
    action: Action
    generator: str = MAIN
    "Whom it is for."
