"""Shapes in time, each a closed formula, so that when and how often they are asked changes nothing.

Pulse: what a beat adds to noise_scale. Fade: a straight line between 0 and 1.
"""

import math
from dataclasses import dataclass, field

CREST = 1.0 / 30.0
"""Seconds that a pulse stays at its height, so that a sender of 30 snapshots a second meets it."""

TAIL = 3.0
"""A pulse ends after this many decays, at a thousandth of its height."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """A straight rise in `attack` seconds from `before`, a crest, then a fall to a tenth in every `decay` seconds."""

    start: float
    before: float = 0.0
    height: float = 0.0
    attack: float = 0.0
    decay: float = 0.0

    end: float = field(init=False)
    "When nothing is left of it."

    def __post_init__(self) -> None:
        object.__setattr__(self, "end", self.start + self.attack + CREST + TAIL * self.decay)

    def level(self, at: float) -> float:
        """Return what it adds at a time from `start` on."""
        if at >= self.end:
            return 0.0
        since = max(0.0, at - self.start)
        if since < self.attack:
            return self.before + (self.height - self.before) * since / self.attack
        since -= self.attack + CREST
        if since <= 0.0 or self.decay <= 0.0:
            return self.height
        return float(self.height * 10.0 ** (-since / self.decay))


NO_PULSE = Pulse(-math.inf)


class Fade:
    """A level that goes to 1 or to 0 on a straight line; the whole way takes `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._start = 0.0
        self._before = 0.0
        self._arrives = -math.inf
        self.on = False

    def adopt(self, at: float, seconds: float) -> None:
        """Take so long for the whole way from now on."""
        if seconds != self._seconds:
            before, self._start = self.level(at), at
            self._before, self._seconds = before, seconds
            self._arrives = at + seconds * abs(self.on - before)

    def turn(self, at: float, *, on: bool) -> None:
        """Set out for 1 (on) or 0 from wherever it is."""
        self._before = self.level(at)
        self._start = at
        self._arrives = at + self._seconds * abs(on - self._before)
        self.on = on

    def level(self, at: float) -> float:
        """Return the level at a time, 0..1."""
        if at >= self._arrives:
            return float(self.on)
        covered = (at - self._start) / self._seconds
        return min(1.0, self._before + covered) if self.on else max(0.0, self._before - covered)

    def moving(self, at: float) -> bool:
        """Whether it has not arrived."""
        return at < self._arrives
