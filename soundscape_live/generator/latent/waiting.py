"""Prompts wait until their texts are encoded, and the picture goes on with those before; what is drawn is said.

Rules: a state is passed on with the prompts that can be drawn. A transition that waits begins when it can; other
prompts take its place; a cut while it waits makes it a change of prompts, since a cut ends a transition on its target.
Whoever notes the states that come out can draw the same pictures again, however fast the encoder is then.
"""

from collections.abc import Callable, Collection
from dataclasses import replace

from soundscape_live.generator.picture import FrameState
from soundscape_live.wire.messages import WireTransition


class Waiting:
    """Keeps what waits."""

    def __init__(self) -> None:
        self._drawn: FrameState | None = None
        self._transition: WireTransition | None = None

    def settle(self, state: FrameState, ready: Callable[[Collection[str]], bool]) -> FrameState:
        """Return what can be drawn; `ready` says whether texts are encoded, and begins with it if they are not.

        The first state is passed on as it is: there is nothing to go on with.
        """
        transition = self._due(state)
        asked = state.prompts if transition is None else transition.target
        if ready([prompt.text for prompt in asked]) or self._drawn is None:
            self._transition = None
            self._drawn = replace(state, transition=transition)
            return self._drawn
        self._transition = transition
        held = self._drawn
        return replace(state, prompts=held.prompts, interpolation=held.interpolation, transition=None)

    def _due(self, state: FrameState) -> WireTransition | None:
        """Return the transition that begins with this frame or waits for its texts."""
        if state.transition is not None:
            return state.transition
        waiting = self._transition
        if waiting is None or state.reset or state.prompts != waiting.target:
            return None
        return waiting
