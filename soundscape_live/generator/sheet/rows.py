"""What the sheet's rows ask of a renderer: one law a row.

Rules: each row begins from the same picture, so that rows can be compared; a row is FRAMES states, of which the frames
that are shown stand in `shown`. Everything else is as it is usually played.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from soundscape_live.generator.picture import FrameState
from soundscape_live.model import Interpolation, LoraScale, Motion, Prompt
from soundscape_live.wire.messages import OPENING, WireTransition

FRAMES = 24
EVENT = 8
"The frame in which something happens, in rows in which something does."
CROSSING = 12
"Frames of the transition."
NOISES = (0.0, 0.1, 0.3, 0.6, 1.0)
CALM = 0.2
"The noise_scale of rows that show something else."
_EVENLY = (0, 1, 2, 4, 8, 12, 16, 23)
_ABOUT = (0, 6, 7, 8, 9, 12, 16, 23)
_ACROSS = (7, 8, 10, 12, 14, 17, 19, 23)

FIRST = "a glowing forest of orange embers at night"
SECOND = "a cold blue ocean under violet stars"
"What is drawn unless other prompts are given."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it shows, and the states of its frames."""

    label: str
    states: tuple[FrameState, ...]
    shown: tuple[int, ...]
    "Numbers of the frames that stand in the sheet."


def rows(first: str = FIRST, second: str = SECOND, seed: int = 0, loras: Iterable[str] = ()) -> tuple[Row, ...]:
    """Return the rows: noise_scale, reset, transition, prompts, motion, and one for each LoRA by its name."""
    start = FrameState(
        prompts=(Prompt(first),),
        interpolation=Interpolation.LINEAR,
        noise_scale=CALM,
        denoising_step_list=OPENING.denoising_step_list,
        manage_cache=True,
        seed=seed,
    )
    target = (Prompt(second),)
    made = [Row(f"noise_scale {noise:g}", (replace(start, noise_scale=noise),) * FRAMES, _EVENLY) for noise in NOISES]
    changed = replace(start, prompts=target)
    crossing = replace(changed, transition=WireTransition(target, CROSSING, Interpolation.SLERP))
    made += [
        Row(f"reset at {EVENT}", _event(start, replace(start, reset=True), start), _ABOUT),
        Row(f"transition {EVENT} to {EVENT + CROSSING - 1}", _event(start, crossing, changed), _ACROSS),
        Row(f"other prompt at {EVENT}", _event(start, changed, changed), _ABOUT),
    ]
    for label, motion in (
        ("zoom 0.5", Motion(zoom=0.5)),
        ("rotate 45", Motion(rotate=45.0)),
        ("pan_x 0.25", Motion(pan_x=0.25)),
    ):
        made.append(Row(label, (replace(start, motion=motion),) * FRAMES, _EVENLY))
    made += [Row(f"lora {name} 0 to 1", _rising(start, name), _EVENLY) for name in loras]
    return tuple(made)


def _event(before: FrameState, then: FrameState, after: FrameState) -> tuple[FrameState, ...]:
    return (before,) * EVENT + (then,) + (after,) * (FRAMES - EVENT - 1)


def _rising(start: FrameState, name: str) -> tuple[FrameState, ...]:
    last = FRAMES - 1
    return tuple(replace(start, loras=(LoraScale(name, number / last),)) for number in range(FRAMES))
