"""The performer's hands on the parameters: override, scale, offset and ceiling, in this order.

Rules: each parameter has one hand of each mode, and the last touched wins it. A hand that lets go, by time or by
action, fades out on a straight line in its binding's glide. A button's hand covers what was there: a fader's hand stays
beneath a toggle's, both beneath a momentary one's, and what is beneath comes back when the button is let go of.
"""

import math
from dataclasses import dataclass, replace

from soundscape_live.mapping.binding import Binding, Mode, ParameterTarget, Press
from soundscape_live.mapping.curves import clamp
from soundscape_live.mapping.heirs import Heirs
from soundscape_live.mapping.motion import MIDDLE
from soundscape_live.mapping.sound import PARAMETERS
from soundscape_live.mapping.theme import CENTRED, Parameter
from soundscape_live.mapping.travel import place_of, value_at

_ORDER = (Mode.OVERRIDE, Mode.SCALE, Mode.OFFSET, Mode.CEILING)
_NEUTRAL = {Mode.SCALE: 1.0, Mode.OFFSET: 0.0, Mode.CEILING: 1.0}
"What changes nothing; of an override it is the sound's own value."
_RANKS = {Press.TOGGLE: 1, Press.MOMENTARY: 2}
"A hand covers those of lower rank; the others are 0 and cover nothing."


@dataclass(frozen=True, slots=True)
class _Hand:
    target: ParameterTarget
    x: float
    "Where its control counts as standing, 0..1."
    value: float
    "In the unit of the mode: a value, a factor, an offset, a ceiling."
    lets_go: float
    "When it begins to fade; infinity if it stays."
    by: Binding | None = None
    "Which button's it is; None: a fader's."
    beneath: "_Hand | None" = None

    @property
    def rank(self) -> int:
        return _RANKS.get(self.target.press, 0)

    def weight(self, at: float) -> float:
        if at < self.lets_go:
            return 1.0
        glide = self.target.glide
        return max(0.0, 1.0 - (at - self.lets_go) / glide) if glide > 0.0 else 0.0

    def move(self, at: float, x: float) -> float:
        """Apply it, and what is beneath while it fades, to the sound's value."""
        weight = 1.0 if at < self.lets_go else self.weight(at)
        covered = self.beneath
        below = x if covered is None or weight == 1.0 else covered.move(at, x)
        return clamp(below + (self._apply(x) - below) * weight)

    def stands(self, at: float, neutral: float) -> float:
        """Return the value, in the unit of the mode, that is in force."""
        weight = self.weight(at)
        below = neutral if self.beneath is None or weight == 1.0 else self.beneath.stands(at, neutral)
        return below + (self.value - below) * weight

    def left(self, at: float) -> "_Hand | None":
        """Return what is left of it: itself, what is beneath if it has faded, or nothing."""
        if self.weight(at) > 0.0:
            return self
        return None if self.beneath is None else self.beneath.left(at)

    def let_go(self, at: float) -> "_Hand":
        """Fade, with all that is beneath."""
        beneath = None if self.beneath is None else self.beneath.let_go(at)
        return replace(self, lets_go=min(self.lets_go, at), beneath=beneath)

    def without(self, at: float, by: Binding) -> "_Hand | None":
        """Let go of a button's hand, wherever it lies; the others stay. None if it is not there any more."""
        if self.by is by:
            return replace(self, lets_go=at) if at < self.lets_go else None
        beneath = None if self.beneath is None else self.beneath.without(at, by)
        return None if beneath is None else replace(self, beneath=beneath)

    def handed(self, at: float, heirs: Heirs) -> "_Hand":
        """Give what buttons hold to their bindings' heirs; without one they let go."""
        beneath = None if self.beneath is None else self.beneath.handed(at, heirs)
        heir = None if self.by is None else heirs.of(self.by)
        lets_go = self.lets_go if self.by is None or heir is not None else min(self.lets_go, at)
        return replace(self, by=heir or self.by, beneath=beneath, lets_go=lets_go)

    def _apply(self, x: float) -> float:
        match self.target.mode:
            case Mode.OVERRIDE:
                return self.value
            case Mode.SCALE:
                middle = MIDDLE if self.target.parameter in CENTRED else 0.0
                return middle + (x - middle) * self.value
            case Mode.OFFSET:
                return x + self.value
            case _:
                return min(x, self.value)


class Hands:
    """What hands hold, by the parameter's place in PARAMETERS."""

    def __init__(self) -> None:
        self._held: list[list[_Hand]] = [[] for _ in PARAMETERS]
        self.changes = 0
        "Counts hands that came, went, or moved."

    def adopt(self, at: float, heirs: Heirs) -> None:
        """Go on with other bindings: faders hold on, and so do the buttons that are still there."""
        self._held = [[hand.handed(at, heirs) for hand in held] for held in self._held]

    def touch(self, at: float, target: ParameterTarget, x: float, by: Binding | None = None) -> bool:
        """Put a control at x, 0..1; `by`: the button that does so. Return whether that changed anything."""
        self.changes += 1
        lets_go = math.inf if target.release is None else at + target.release
        hand = _Hand(target, x, value_at(x, target), lets_go, by)
        held = self._held[PARAMETERS.index(target.parameter)]
        for index, before in enumerate(held):
            if before.target.mode is target.mode:
                held[index] = replace(hand, beneath=_lower(before, hand.rank)) if hand.rank else hand
                return before.value != hand.value or before.weight(at) < 1.0
        held.append(hand)
        held.sort(key=lambda each: _ORDER.index(each.target.mode))
        return True

    def release(self, at: float, parameter: Parameter | None) -> bool:
        """Let go of a parameter, or of all. Return whether anything was held."""
        self.changes += 1
        let_go = False
        for index, held in enumerate(self._held):
            if parameter in (None, PARAMETERS[index]):
                let_go = let_go or any(at < hand.lets_go for hand in held)
                held[:] = [hand.let_go(at) for hand in held]
        return let_go

    def let_go(self, at: float, binding: Binding, target: ParameterTarget) -> bool:
        """Let go of a button's hand: what it covered comes back. Return whether it was there."""
        held = self._held[PARAMETERS.index(target.parameter)]
        for index, hand in enumerate(held):
            rest = hand.without(at, binding)
            if rest is not None:
                held[index] = rest
                self.changes += 1
                return True
        return False

    def on(self, at: float, binding: Binding, target: ParameterTarget) -> bool:
        """Whether a button's hand is there, seen or covered."""
        hand = self._of(target)
        while hand is not None and (hand.by is not binding or at >= hand.lets_go):
            hand = hand.beneath
        return hand is not None

    def place(self, at: float, target: ParameterTarget, sound: float) -> float:
        """Return the place, 0..1, that stands for the value in force; `sound`: the parameter's value without hands."""
        hand = self._of(target)
        if hand is None:
            return place_of(_NEUTRAL.get(target.mode, sound), target)
        own = hand.target
        if at < hand.lets_go and (own.curve, own.low, own.high) == (target.curve, target.low, target.high):
            return hand.x  # not by way of the value: a stepped curve would have forgotten where the control stands
        return place_of(hand.stands(at, _NEUTRAL.get(target.mode, sound)), target)

    def held(self, target: ParameterTarget) -> bool:
        """Whether a hand of the target's mode has a say in its parameter."""
        return self._of(target) is not None

    def holds(self, index: int) -> bool:
        """Whether a hand has a say in this parameter."""
        return bool(self._held[index])

    def overrides(self, at: float, index: int) -> bool:
        """Whether a hand decides this parameter alone, and has not let go."""
        return any(hand.target.mode is Mode.OVERRIDE and at < hand.lets_go for hand in self._held[index])

    def move(self, at: float, index: int, x: float) -> float:
        """Apply the hands on a parameter to the sound's value, 0..1; 0..1 again. Forget those that have faded."""
        held = self._held[index]
        faded = False
        for hand in held:
            x = hand.move(at, x)
            faded = faded or (at >= hand.lets_go and hand.weight(at) == 0.0)
        if faded:
            held[:] = [rest for hand in held if (rest := hand.left(at)) is not None]
            self.changes += 1
        return x

    def deadline(self, at: float, step: float) -> float:
        """Return when a hand next moves by itself: its release, or a `step` from now while it fades."""
        times = [hand.lets_go if at < hand.lets_go else at + step for held in self._held for hand in held]
        return min(times, default=math.inf)

    def _of(self, target: ParameterTarget) -> _Hand | None:
        for hand in self._held[PARAMETERS.index(target.parameter)]:
            if hand.target.mode is target.mode:
                return hand
        return None


def _lower(hand: _Hand | None, rank: int) -> _Hand | None:
    """Return the topmost hand of lower rank."""
    while hand is not None and hand.rank >= rank:
        hand = hand.beneath
    return hand
