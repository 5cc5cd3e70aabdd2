"""The performer's hands on the parameters: override, scale, offset and ceiling, in this order.

Rules: each parameter has one hand of each mode, and the last touched wins it. A touch takes over at once. A hand that
lets go, by time or by action, fades out on a straight line in its binding's glide.
"""

import math
from dataclasses import dataclass

from soundscape_live.mapping.binding import Mode, ParameterTarget
from soundscape_live.mapping.curves import bend, between, clamp
from soundscape_live.mapping.sound import PARAMETERS
from soundscape_live.mapping.theme import Parameter

_ORDER = (Mode.OVERRIDE, Mode.SCALE, Mode.OFFSET, Mode.CEILING)


@dataclass(frozen=True, slots=True)
class _Hand:
    mode: Mode
    value: float
    "In the unit of the mode: a value, a factor, an offset, a ceiling."
    lets_go: float
    "When it begins to fade; infinity if it stays."
    glide: float

    def weight(self, at: float) -> float:
        if at < self.lets_go:
            return 1.0
        return max(0.0, 1.0 - (at - self.lets_go) / self.glide) if self.glide > 0.0 else 0.0

    def move(self, x: float) -> float:
        if self.mode is Mode.OVERRIDE:
            return self.value
        if self.mode is Mode.SCALE:
            return x * self.value
        if self.mode is Mode.OFFSET:
            return x + self.value
        return min(x, self.value)


class Hands:
    """What hands hold, by the parameter's place in PARAMETERS."""

    def __init__(self) -> None:
        self._held: list[list[_Hand]] = [[] for _ in PARAMETERS]

    def touch(self, at: float, target: ParameterTarget, x: float) -> bool:
        """Move a control to x, 0..1. Return whether that changed anything.

        The takeover is a jump. Another kind of takeover would refuse here, before anything is kept.
        """
        value = between(bend(x, target.curve), target.low, target.high)
        lets_go = math.inf if target.release is None else at + target.release
        held = self._held[PARAMETERS.index(target.parameter)]
        hand = _Hand(target.mode, value, lets_go, target.glide)
        for place, before in enumerate(held):
            if before.mode is hand.mode:
                held[place] = hand
                return before.value != value or before.weight(at) < 1.0
        held.append(hand)
        held.sort(key=lambda each: _ORDER.index(each.mode))
        return True

    def release(self, at: float, parameter: Parameter | None) -> bool:
        """Let go of a parameter, or of all. Return whether anything was held."""
        let_go = False
        for index, held in enumerate(self._held):
            if parameter in (None, PARAMETERS[index]):
                let_go = let_go or any(at < hand.lets_go for hand in held)
                held[:] = [_Hand(hand.mode, hand.value, min(hand.lets_go, at), hand.glide) for hand in held]
        return let_go

    def holds(self, index: int) -> bool:
        """Whether a hand has a say in this parameter."""
        return bool(self._held[index])

    def overrides(self, at: float, index: int) -> bool:
        """Whether a hand decides this parameter alone, and has not let go."""
        return any(hand.mode is Mode.OVERRIDE and at < hand.lets_go for hand in self._held[index])

    def move(self, at: float, index: int, x: float) -> float:
        """Apply the hands on a parameter to the sound's value, 0..1; 0..1 again. Forget those that have faded."""
        held = self._held[index]
        faded = False
        for hand in held:
            weight = 1.0 if at < hand.lets_go else hand.weight(at)
            x = clamp(x + (hand.move(x) - x) * weight)
            faded = faded or weight == 0.0
        if faded:
            held[:] = [hand for hand in held if hand.weight(at) > 0.0]
        return x

    def deadline(self, at: float, step: float) -> float:
        """Return when a hand next moves by itself: its release, or a `step` from now while it fades."""
        times = [hand.lets_go if at < hand.lets_go else at + step for held in self._held for hand in held]
        return min(times, default=math.inf)
