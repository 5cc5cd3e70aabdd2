"""What a renderer is asked for, and what it is: one picture from one state.

Rules: a renderer has no I/O and no clock; the same calls give the same pictures. Pause, light and the stamp are
the loop's business, not the renderer's.
"""

from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from soundscape_live.model import STILL, Interpolation, LoraScale, Motion, Prompt
from soundscape_live.wire.messages import WireTransition

Picture: TypeAlias = NDArray[np.uint8]
"(height, width, 3), RGB, C-contiguous."


@dataclass(frozen=True, slots=True)
class FrameState:
    """Everything that decides the next frame."""

    prompts: tuple[Prompt, ...]
    interpolation: Interpolation
    noise_scale: float
    denoising_step_list: tuple[int, ...]
    manage_cache: bool
    seed: int
    reset: bool = False
    "This frame is a hard cut: the cache is cleared first, and a running transition ends on its target."
    transition: WireTransition | None = None
    "A transition that begins with this frame."
    motion: Motion = STILL
    pace: float = 1.0
    "How fast what is shown moves by itself, 0..PACE_MOST; engines without a clock of their own pass it over."
    loras: tuple[LoraScale, ...] = ()
    "How strongly loaded LoRAs act; one that is not named acts as it was loaded."


class Refusal(Exception):  # noqa: N818  (a renderer that cannot be had is no fault of the program)
    """Why a renderer cannot be opened, in one sentence for the operator that says what to do."""


class Renderer(Protocol):
    """Makes pictures of one size."""

    def frame(self, state: FrameState) -> Picture:
        """Return the next picture; at noise_scale 0 the same bytes again."""
        ...


@runtime_checkable
class Resizable(Protocol):
    """A renderer that can go on at another size."""

    def resize(self, width: int, height: int) -> None:
        """Draw pictures of this size from now on."""
        ...


@runtime_checkable
class Saying(Protocol):
    """A renderer that says what it drew: not always what it was asked for, and not always in the same way."""

    drawn: FrameState | None
    "What its last picture was drawn from."

    @property
    def way(self) -> str:
        """How the last picture was computed: other ways may round otherwise."""
        ...

    def keep_to(self, way: str) -> None:
        """Compute the next pictures this way, and wait for it; so a log's pictures are drawn again."""
        ...
