"""What scenes make of the parameters: each with its weight, on straight lines from one mix to the next.

Rules: a scene gives a parameter its value, or lets theme and sound through; a fade mixes what its two ends give:
nothing jumps where one is cut short by another. `steps` and `manage_cache` do not lie in between: they are those of the
scene in front, which another takes over once it weighs LEAD more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from soundscape_live.mapping.curves import clamp
from soundscape_live.mapping.meter import Meter
from soundscape_live.mapping.scene import Scene, Span, Unit
from soundscape_live.mapping.sound import CACHE, PARAMETERS, STEPS

LEAD = 0.1
"""By how much of the whole a scene must outweigh the one in front: on a morph, 0.55 to 0.45."""

ENTRY = Span(0.5)
"""In which a morph is entered from wherever the values are."""

Mix: TypeAlias = dict[Scene | None, float]
"""Weights that add up to 1; None is theme and sound."""

ALONE: Mix = {None: 1.0}
"Theme and sound without a scene."
SWITCHING = frozenset({STEPS, CACHE})


@dataclass(frozen=True, slots=True)
class _Way:
    """From a mix to another, or to wherever a morph moves it meanwhile."""

    before: Mix
    start: float
    "Seconds, or the meter's count of beats."
    length: float
    "In the same unit; 0: there already."
    musical: bool


class Blend:
    """The scenes that are mixed now."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._way = _Way({}, 0.0, 0.0, musical=False)
        self._target = ALONE
        self.front: Scene | None = None
        "The scene whose switches hold; None: theme and sound."

    def aim(self, at: float, target: Mix, span: Span) -> bool:
        """Set out for a mix from wherever it is. Return whether it was not on its way there."""
        if target == self._target:
            return False
        musical = span.unit is not Unit.SECONDS
        start, length = (self._meter.count(at), self._meter.beats(span)) if musical else (at, span.length)
        self._way = _Way(self._mix(at), start, length, musical)
        self._target = target
        return True

    def shift(self, target: Mix) -> bool:
        """Move the mix that it has set out for, as a morph's fader does. Return whether that changed anything."""
        changed, self._target = target != self._target, target
        return changed

    def values(self, at: float, base: Sequence[float]) -> list[float]:
        """Return the parameters with the scenes' values in them; `base` are those of theme and sound."""
        if self._target == ALONE and not self.moving(at):
            # Most of the time; asked at every block.
            self.front = None
            return list(base)
        mix = self._mix(at)
        self._choose(mix)
        parts = [(weight, _given(scene, base)) for scene, weight in mix.items()]
        front = _given(self.front, base)
        return [
            front[index] if index in SWITCHING else clamp(sum(weight * given[index] for weight, given in parts))
            for index in range(len(base))
        ]

    def holds(self, at: float, index: int) -> bool:
        """Whether a scene has a say in this parameter."""
        return any(parameter is PARAMETERS[index] for scene in self._mix(at) if scene for parameter, _ in scene.values)

    def moving(self, at: float) -> bool:
        """Whether a fade is under way."""
        return self._covered(at) < 1.0

    def _covered(self, at: float) -> float:
        way = self._way
        now = self._meter.count(at) if way.musical else at
        return 1.0 if now >= way.start + way.length else max(0.0, (now - way.start) / way.length)

    def _mix(self, at: float) -> Mix:
        covered = self._covered(at)
        if covered >= 1.0:
            return {scene: weight for scene, weight in self._target.items() if weight > 0.0}
        mix = {scene: weight * (1.0 - covered) for scene, weight in self._way.before.items()}
        for scene, weight in self._target.items():
            mix[scene] = mix.get(scene, 0.0) + weight * covered
        return {scene: weight for scene, weight in mix.items() if weight > 0.0}

    def _choose(self, mix: Mix) -> None:
        first = max(mix, key=lambda scene: mix[scene])
        if mix[first] > mix.get(self.front, 0.0) + LEAD:
            self.front = first


def _given(scene: Scene | None, base: Sequence[float]) -> Sequence[float]:
    if scene is None:
        return base
    held = dict(scene.values)
    return [held.get(parameter, value) for parameter, value in zip(PARAMETERS, base, strict=True)]
