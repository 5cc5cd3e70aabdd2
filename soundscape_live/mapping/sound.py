"""What the sound makes of each parameter: mappings, combined, then smoothed.

Rules: smoothing is a one-pole in seconds with the exact exponential of the time that passed, so that neither the
block's size nor the rate changes what is seen. What a block says holds for the time that the block covers. Values
are 0..1 and stand in the order of PARAMETERS.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from soundscape_live.mapping.curves import clamp, shape
from soundscape_live.mapping.motion import MIDDLE
from soundscape_live.mapping.sources import BeatNow, Reading, reading
from soundscape_live.mapping.theme import CENTRED, Combine, Parameter, ParameterRule, SoundMapping, Source, Theme
from soundscape_live.model import Features

PARAMETERS: tuple[Parameter, ...] = tuple(Parameter)
NOISE, STEPS, ACCENT, CACHE, LIGHT, ZOOM, ROTATE, PAN_X, PAN_Y, PACE = range(10)
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


class _Smooth:
    """Values on their way to targets."""

    def __init__(self, values: Sequence[float], targets: Sequence[float], times: Sequence[tuple[float, float]]) -> None:
        """Take the seconds to cover 63 % of the way, up and down, of each."""
        self.values = list(values)
        self.targets = list(targets)
        self._times = times

    @property
    def settled(self) -> bool:
        return self.values == self.targets

    def advance(self, seconds: float, glide: float | None) -> None:
        """Move for so many seconds; `glide` stands in place of all times."""
        values = self.values
        for index, target in enumerate(self.targets):
            gap = target - values[index]
            if not gap:
                continue
            attack, release = self._times[index]
            time = glide if glide is not None else (attack if gap > 0.0 else release)
            if time <= 0.0 or abs(gap) < SETTLED:
                values[index] = target
            else:
                values[index] -= gap * math.expm1(-seconds / time)


class _Driven:
    """The mappings on one parameter."""

    def __init__(self, index: int, combine: Combine, mappings: Sequence[SoundMapping]) -> None:
        self.index = index
        self._combine = combine
        self._middle = MIDDLE if PARAMETERS[index] in CENTRED else 0.0
        self._parts: list[tuple[Reading, SoundMapping, bool]] = [
            (reading(mapping.source), mapping, mapping.source is Source.ONSET) for mapping in mappings
        ]

    def target(self, features: Features, beat: BeatNow, onset: float) -> float:
        values = [shape(onset if held else read(features, beat), mapping) for read, mapping, held in self._parts]
        if self._combine is Combine.MAX:
            return clamp(max(values))
        total = sum(values)
        if self._combine is Combine.ADD:
            return clamp(total - (len(values) - 1) * self._middle)
        return clamp(total / len(values))


class Sound:
    """Each parameter as the sound drives it, in the order of PARAMETERS, and the scales of the theme's LoRAs."""

    def __init__(
        self, theme: Theme, values: Sequence[float] | None = None, scales: Mapping[str, float] | None = None
    ) -> None:
        """Begin at `values`, 0..1 each, and `scales`; without them at rest."""
        rules = [rule_of(theme, parameter) for parameter in PARAMETERS]
        self.rests: tuple[float, ...] = tuple(rule.rest for rule in rules)
        begun = self.rests if values is None else values
        self._parameters = _Smooth(begun, self.rests, [(rule.attack, rule.release) for rule in rules])
        self._loras = theme.loras
        self._heard = [reading(lora.source) for lora in theme.loras]
        self._lora_rests = [lora.low if lora.rest is None else lora.rest for lora in theme.loras]
        self._scales = _Smooth(
            [
                rest if scales is None else scales.get(lora.name, rest)
                for lora, rest in zip(theme.loras, self._lora_rests, strict=True)
            ],
            self._lora_rests,
            [(lora.attack, lora.release) for lora in theme.loras],
        )
        self._glide: float | None = AMBIENT_GLIDE
        self._onset = 0.0
        self._driven: list[_Driven] = []
        for index, rule in enumerate(rules):
            mappings = [mapping for mapping in theme.mappings if mapping.target is rule.parameter]
            if mappings:
                self._driven.append(_Driven(index, rule.combine, mappings))
        self.driven = frozenset(part.index for part in self._driven)

    @property
    def values(self) -> list[float]:
        """The parameters, 0..1 each; not to be changed."""
        return self._parameters.values

    @property
    def scales(self) -> dict[str, float]:
        """The scales of the theme's LoRAs by name."""
        return {lora.name: scale for lora, scale in zip(self._loras, self._scales.values, strict=True)}

    @property
    def settled(self) -> bool:
        """Whether every value is where it is going."""
        return self._parameters.settled and self._scales.settled

    def aim(self, features: Features, beat: BeatNow, seconds: float) -> None:
        """Take a block's features as targets; `seconds` passed since the last ones."""
        self._glide = None
        self._onset = max(features.onset, self._onset * math.exp(-seconds / ONSET_FALL))
        targets = self._parameters.targets
        for part in self._driven:
            targets[part.index] = part.target(features, beat, self._onset)
        for index, lora in enumerate(self._loras):
            heard = self._onset if lora.source is Source.ONSET else self._heard[index](features, beat)
            self._scales.targets[index] = shape(heard, lora)

    def rest(self, glide: float = AMBIENT_GLIDE) -> None:
        """Go slowly to rest: 63 % of the way in `glide` seconds."""
        self._glide = glide
        self._parameters.targets[:] = self.rests
        self._scales.targets[:] = self._lora_rests

    def advance(self, seconds: float) -> None:
        """Move toward the targets for `seconds`."""
        self._parameters.advance(seconds, self._glide)
        if self._loras:
            self._scales.advance(seconds, self._glide)
