"""Cache resets that stand in for noise_scale where a pipeline takes no notice of it.

Formula: resets a second = flashes x noise_scale^3, so that they are seconds apart over most of the way and as many as
are allowed at its top. Rules: two cuts, asked for or not, are never closer than that; none is made up for afterwards.
"""

import math

CLOSE = 1e-9
"What rounding may leave of a cut."


class Cuts:
    """When the next cut is due. Times are in seconds and do not run backwards."""

    def __init__(self, flashes: float) -> None:
        """Take the most cuts a second."""
        self._flashes = flashes
        self._rate = 0.0
        self._charge = 0.0
        "How much of the way to the next cut has gone, 0 to 1."
        self._at = -math.inf
        self._cut = -math.inf

    def follow(self, noise: float, at: float) -> None:
        """Note that noise_scale is `noise` from `at` on; 0 where nothing may be cut."""
        if self._rate:
            self._charge = min(1.0, self._charge + self._rate * (at - self._at))
        self._rate, self._at = self._flashes * noise**3, at

    def cut(self, at: float) -> None:
        """Note a cut."""
        self._charge, self._cut = 0.0, at

    @property
    def free(self) -> float:
        """When the next cut may be."""
        return self._cut + 1.0 / self._flashes

    def due(self) -> float | None:
        """Return when the next one is due, None if there is none."""
        if not self._rate:
            return None
        wait = max(0.0, 1.0 - CLOSE - self._charge) / self._rate
        return max(self._at + wait, self.free)
