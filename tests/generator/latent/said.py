"""States as tests say them."""

from dataclasses import replace

from soundscape_live.generator.picture import FrameState
from soundscape_live.model import Interpolation, Prompt
from soundscape_live.wire.messages import WireTransition

START = FrameState((Prompt("a"),), Interpolation.LINEAR, 0.3, (1000, 750, 500, 250), manage_cache=True, seed=1)


def said(text: str = "a", **changes: object) -> FrameState:
    return replace(START, prompts=(Prompt(text),), **changes)  # type: ignore[arg-type]  # of their fields' types


def toward(text: str, steps: int, method: Interpolation = Interpolation.LINEAR, **changes: object) -> FrameState:
    """The frame with which a transition begins, as the reducer passes it on."""
    target = (Prompt(text),)
    return said(text, transition=WireTransition(target, steps, method), **changes)
