"""What the sound makes of each parameter: mappings, combined, then smoothed.

Rules: smoothing is a one-pole in seconds with the exact exponential of the time that passed, so that neither the
block's size nor the rate changes what is seen. What a block says holds for the time that the block covers. Values
are 0..1 and stand in the order of PARAMETERS.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from soundscape_live.mapping.curves import clamp, shape
from soundscape_live.mapping.motion import MIDDLE
from soundscape_live.mapping.sources import Reading, reading
from soundscape_live.mapping.theme import CENTRED, Combine, Parameter, ParameterRule, SoundMapping, Source, Theme
from soundscape_live.model import Features

PARAMETERS: tuple[Parameter, ...] = tuple(Parameter)
NOISE, STEPS, ACCENT, CACHE, LIGHT, ZOOM, ROTATE, PAN_X, PAN_Y = range(9)
"""Where each parameter stands in PARAMETERS."""

AMBIENT_GLIDE = 1.5
"""Seconds in which a parameter covers 63 % of the way to its rest when the music is gone."""

ONSET_FALL = 0.1
"""Seconds in which an onset falls by 63 %. An onset lasts one block; unheld it would weigh more in longer blocks."""

SETTLED = 1e-5
"""A gap to the target that nobody sees, and that ends the glide."""

_RESTS = {
    Parameter.NOISE_SCALE: 0.5,
    Parameter.STEPS: 1.0,
    Parameter.ACCENT: 0.0,
    Parameter.MANAGE_CACHE: 1.0,
    Parameter.LIGHT: 1.0,
    **dict.fromkeys(CENTRED, MIDDLE),
}


def rule_of(theme: Theme, parameter: Parameter) -> ParameterRule:
    """Return the theme's rule for a parameter, or the one that stands for it; its rest lies in 0..1."""
    for rule in theme.rules:
        if rule.parameter is parameter:
            return replace(rule, rest=clamp(rule.rest))
    rest = _RESTS[parameter]
    if parameter is Parameter.ACCENT and theme.accent is not None:
        rest = clamp(theme.accent.weight)
    return ParameterRule(parameter, rest)


class _Driven:
    """The mappings on one parameter."""

    def __init__(self, index: int, combine: Combine, mappings: Sequence[SoundMapping]) -> None:
        self.index = index
        self._combine = combine
        self._middle = MIDDLE if PARAMETERS[index] in CENTRED else 0.0
        self._parts: list[tuple[Reading, SoundMapping, bool]] = [
            (reading(mapping.source), mapping, mapping.source is Source.ONSET) for mapping in mappings
        ]

    def target(self, features: Features, phase: float, onset: float) -> float:
        values = [shape(onset if held else read(features, phase), mapping) for read, mapping, held in self._parts]
        if self._combine is Combine.MAX:
            return clamp(max(values))
        total = sum(values)
        if self._combine is Combine.ADD:
            return clamp(total - (len(values) - 1) * self._middle)
        return clamp(total / len(values))


class Sound:
    """Each parameter as the sound drives it, in the order of PARAMETERS."""

    def __init__(self, theme: Theme, values: Sequence[float] | None = None) -> None:
        """Begin at `values`, 0..1 each; without them at rest."""
        rules = [rule_of(theme, parameter) for parameter in PARAMETERS]
        self.rests: tuple[float, ...] = tuple(rule.rest for rule in rules)
        self.values: list[float] = list(self.rests if values is None else values)
        self._targets = list(self.rests)
        self._times = [(rule.attack, rule.release) for rule in rules]
        self._glide: float | None = AMBIENT_GLIDE
        self._onset = 0.0
        self._driven: list[_Driven] = []
        for index, rule in enumerate(rules):
            mappings = [mapping for mapping in theme.mappings if mapping.target is rule.parameter]
            if mappings:
                self._driven.append(_Driven(index, rule.combine, mappings))
        self.driven = frozenset(part.index for part in self._driven)

    @property
    def settled(self) -> bool:
        """Whether every value is where it is going."""
        return self.values == self._targets

    def aim(self, features: Features, phase: float, seconds: float) -> None:
        """Take a block's features as targets; `seconds` passed since the last ones."""
        self._glide = None
        self._onset = max(features.onset, self._onset * math.exp(-seconds / ONSET_FALL))
        for part in self._driven:
            self._targets[part.index] = part.target(features, phase, self._onset)

    def rest(self, glide: float = AMBIENT_GLIDE) -> None:
        """Go slowly to rest: 63 % of the way in `glide` seconds."""
        self._glide = glide
        self._targets[:] = self.rests

    def advance(self, seconds: float) -> None:
        """Move toward the targets for `seconds`."""
        values = self.values
        for index, target in enumerate(self._targets):
            gap = target - values[index]
            if not gap:
                continue
            attack, release = self._times[index]
            time = self._glide if self._glide is not None else (attack if gap > 0.0 else release)
            if time <= 0.0 or abs(gap) < SETTLED:
                values[index] = target
            else:
                values[index] -= gap * math.expm1(-seconds / time)
