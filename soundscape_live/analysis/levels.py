"""Levels over time: smoothing, automatic gain, the rise of loudness, silence and clipping.

Rules: one step per hop; time constants are seconds, levels dBFS.
"""

import math
from collections.abc import Sequence

import numpy as np

from soundscape_live.analysis.spectrum import decibels
from soundscape_live.model import Samples


def share(hop: float, seconds: float) -> float:
    """Return the part of a difference that a one-pole filter of this time constant closes in one hop."""
    return -math.expm1(-hop / seconds)


class Envelope:
    """Powers that rise fast and fall more slowly, so that one cycle of a bass note is no movement."""

    ATTACK = 0.005
    RELEASE = 0.1

    def __init__(self, step: float, count: int) -> None:
        """Begin at nothing; `step` in seconds, `count` powers."""
        self._attack = share(step, self.ATTACK)
        self._release = share(step, self.RELEASE)
        self._powers = [0.0] * count

    def step(self, powers: Sequence[float]) -> list[float]:
        """Follow `count` powers and return the smoothed ones in decibels, at least -120."""
        attack, release = self._attack, self._release
        self._powers = [
            one + (power - one) * (attack if power > one else release)
            for one, power in zip(self._powers, powers, strict=True)
        ]
        return [decibels(power) for power in self._powers]


class Gain:
    """A window of decibels that follows the music; a level within it is 0..1.

    Its top follows loud parts at once and sinks in seconds; its bottom follows quiet parts down fast and up slowly.
    It is never narrower than NARROW, never wider than WIDE, and never reaches below the floor that it is given.
    """

    TOP_UP, TOP_DOWN = 0.05, 6.0
    BOTTOM_UP, BOTTOM_DOWN = 20.0, 0.5
    NARROW, WIDE = 18.0, 36.0

    def __init__(self, step: float) -> None:
        """Begin as low as the floor allows, so that the first sound sets the window; `step` in seconds."""
        self._top_up, self._top_down = share(step, self.TOP_UP), share(step, self.TOP_DOWN)
        self._bottom_up, self._bottom_down = share(step, self.BOTTOM_UP), share(step, self.BOTTOM_DOWN)
        self.top = self.bottom = -120.0

    def follow(self, level: float, floor: float) -> float:
        """Move the window by one step towards a level in dB, and return where the level lies in it, 0..1."""
        up = level - self.top
        top = max(self.top + up * (self._top_up if up > 0.0 else self._top_down), floor + self.NARROW)
        up = level - self.bottom
        bottom = self.bottom + up * (self._bottom_up if up > 0.0 else self._bottom_down)
        bottom = min(max(bottom, top - self.WIDE, floor), top - self.NARROW)
        self.top, self.bottom = top, bottom
        return min(1.0, max(0.0, (level - bottom) / (top - bottom)))


class Rise:
    """Short loudness above long loudness, in decibels."""

    SHORT, LONG = 0.4, 8.0

    def __init__(self, hop: float, floor_db: float) -> None:
        """Levels under the floor count as the floor."""
        self._short_share = share(hop, self.SHORT)
        self._long_share = share(hop, self.LONG)
        self._floor = floor_db
        self._short = self._long = 0.0
        self._hops = 0

    def step(self, power: float) -> float:
        """Take a hop's mean square and return the rise in dB, positive when it grows louder."""
        # At first both are plain means of what there was, so that a steady sound never seems to rise.
        self._hops += 1
        self._short += (power - self._short) * max(self._short_share, 1.0 / self._hops)
        self._long += (power - self._long) * max(self._long_share, 1.0 / self._hops)
        return max(decibels(self._short), self._floor) - max(decibels(self._long), self._floor)


class Silence:
    """Says silence after HOLD seconds under the level, and sound once it is LIFT decibels above."""

    HOLD = 0.4
    LIFT = 3.0

    def __init__(self, hop: float, level_db: float) -> None:
        """Begin silent."""
        self._hop = hop
        self._level = level_db
        self._quiet = 0.0
        self.on = True

    def step(self, level_db: float) -> bool:
        """Take a hop's level and return whether there is silence."""
        self._quiet = 0.0 if level_db >= self._level else self._quiet + self._hop
        if self._quiet >= self.HOLD:
            self.on = True
        elif level_db >= self._level + self.LIFT:
            self.on = False
        return self.on


class Clipping:
    """Says clipping for HOLD seconds after a hop with SAMPLES or more at full scale."""

    FULL = 0.999
    SAMPLES = 3
    HOLD = 1.0

    def __init__(self, hop: float) -> None:
        """Begin clean."""
        self._hop = hop
        self._left = 0.0

    def step(self, hop: Samples, peak: float) -> bool:
        """Take a hop, (n,) float32, and a peak that none of its samples passes; return whether to say clipping."""
        self._left -= self._hop
        if peak >= self.FULL and np.count_nonzero(np.abs(hop) >= self.FULL) >= self.SAMPLES:
            self._left = self.HOLD
        return self._left > 0
