"""Faders, knobs, encoders and pads on the parameters: from a movement, by its binding's mode, to a hand.

Rules: a place is 0..1 of a control's way. A fader takes over as takeover.py says; a relative control goes on from where
the value stands, whoever put it there. Buttons: binding.Press says what each mode does.
"""

from collections.abc import Iterable

from soundscape_live.mapping.binding import Binding, ParameterTarget, Press, Takeover
from soundscape_live.mapping.controls import Known, number
from soundscape_live.mapping.curves import clamp
from soundscape_live.mapping.hands import Hands
from soundscape_live.mapping.scenes import Scenes
from soundscape_live.mapping.sound import PARAMETERS
from soundscape_live.mapping.takeover import meet
from soundscape_live.mapping.travel import place, read
from soundscape_live.model import Control


class Faders:
    """What moves parameters, and where each binding's control stands."""

    def __init__(self, scenes: Scenes, hands: Hands) -> None:
        self._scenes = scenes
        self._hands = hands
        self._latest: dict[int, Known] = {}
        "By a binding's identity: the control that moved it last."

    def adopt(self, bindings: Iterable[Binding]) -> None:
        """Forget all bindings but these."""
        kept = {id(binding) for binding in bindings}
        self._latest = {place: known for place, known in self._latest.items() if place in kept}

    def slide(self, at: float, known: Known, binding: Binding, target: ParameterTarget, control: Control) -> bool:
        """Let a value follow a fader, a knob, an encoder. Return whether that changed anything."""
        way = binding.way
        if way.takeover is Takeover.JUMP and not known.relative:
            return self._hands.touch(at, target, read(control, way))
        without = self._scenes.beneath[PARAMETERS.index(target.parameter)]
        x = self.met(known, binding, control, self._hands.place(at, target, without))
        return x is not None and self._hands.touch(at, target, x)

    def met(self, known: Known, binding: Binding, control: Control, stands: float) -> float | None:
        """Return the place to which a movement takes what stands at `stands`; None if it leaves it there."""
        way = binding.way
        if known.relative:
            return clamp(stands + number(control) * way.step)
        self._latest[id(binding)] = known
        x = read(control, way)
        before = None if known.stood is None else place(known.stood, way)
        return meet(way.takeover, before, x, stands)

    def stood(self, binding: Binding) -> float | None:
        """Return where the control that moved a binding last counts as standing; None if nobody knows."""
        known = self._latest.get(id(binding))
        return None if known is None or known.stood is None else place(known.stood, binding.way)

    def press(self, at: float, binding: Binding, target: ParameterTarget, control: Control, *, fired: bool) -> bool:
        """Let a button or pad play a value. Return whether that changed anything."""
        hands = self._hands
        value = number(control, 0.0, 1.0)
        if value == 0.0:
            return self._end(at, binding, target)
        if target.press is Press.TOGGLE and fired and hands.on(at, binding, target):
            return hands.let_go(at, binding, target)
        lasting = target.velocity and target.press in {Press.MOMENTARY, Press.HOLD}
        return (fired or lasting) and hands.touch(at, target, value if target.velocity else 1.0, binding)

    def _end(self, at: float, binding: Binding, target: ParameterTarget) -> bool:
        if target.press is Press.MOMENTARY:
            return self._hands.let_go(at, binding, target)
        return target.press is Press.HOLD and self._hands.touch(at, target, 0.0)
