"""What travels between engine and generator, as the one who receives it sees it. Frozen values."""

from dataclasses import dataclass
from typing import TypeAlias

from soundscape_live.model import STILL, Interpolation, LoraScale, Motion, PeerState, Prompt, ResetCache


@dataclass(frozen=True, slots=True)
class WireSnapshot:
    """A snapshot as the generator receives it."""

    seq: int
    command: int
    prompts: tuple[Prompt, ...]
    interpolation: Interpolation
    noise_scale: float
    denoising_step_list: tuple[int, ...]
    manage_cache: bool
    paused: bool
    seed: int
    light: float
    motion: Motion = STILL
    pace: float = 1.0
    loras: tuple[LoraScale, ...] = ()
    "One that is not named acts as it was loaded."


OPENING = WireSnapshot(
    seq=0,
    command=0,
    prompts=(Prompt("slow drifting haze of light"),),
    interpolation=Interpolation.LINEAR,
    noise_scale=0.3,
    denoising_step_list=(1000, 750, 500, 250),
    manage_cache=True,
    paused=False,
    seed=0,
    light=1.0,
)
"What is drawn until somebody asks for something."


@dataclass(frozen=True, slots=True)
class WireTransition:
    """A transition in frames."""

    target: tuple[Prompt, ...]
    num_steps: int
    interpolation: Interpolation


@dataclass(frozen=True, slots=True)
class WireCommand:
    """A command as the generator receives it."""

    id: int
    ttl: float
    "Seconds from its arrival after which it is not to be applied."
    action: ResetCache | WireTransition


@dataclass(frozen=True, slots=True)
class WireCommands:
    """Commands that were sent before and have no answer yet, together and in order; each may have arrived already."""

    over: int
    "Commands up to this id were answered or have expired: one of them that still arrives is not to be applied."
    commands: tuple[WireCommand, ...]


@dataclass(frozen=True, slots=True)
class WireApplied:
    """Frame `frame` was made from snapshot `seq` and shown."""

    seq: int
    frame: int


@dataclass(frozen=True, slots=True)
class WireDone:
    """Command `id` took effect in `frame`, or was refused."""

    id: int
    frame: int
    refused: str = ""


@dataclass(frozen=True, slots=True)
class WireFrames:
    """How many frames were shown, the rate, and how often the renderer had to be started again."""

    frames: int
    fps: float
    restarts: int = 0


@dataclass(frozen=True, slots=True)
class WireState:
    """Of a generator that has another draw for it: where the connection to that one stands."""

    state: PeerState
    detail: str
    delay: float
    "Seconds from sending to the picture, estimated; 0: not known."
    chunk: float
    "Seconds between two looks of the other at what it was told; 0: not known."


Answer: TypeAlias = WireApplied | WireDone | WireFrames | WireState
Message: TypeAlias = WireSnapshot | WireCommand | WireCommands | Answer
