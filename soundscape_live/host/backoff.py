"""How long to wait before the next attempt. No clock, no I/O."""

import random

FIRST_WAIT = 0.1
LONGEST_WAIT = 3.0


class Backoff:
    """Waits that double between two bounds, each shortened by up to a half: many clients do not march in step."""

    def __init__(self, chance: random.Random, first: float = FIRST_WAIT, longest: float = LONGEST_WAIT) -> None:
        self._chance = chance
        self._first, self._longest = first, longest
        self._wait = first

    def next(self) -> float:
        """Return the seconds to wait before the next attempt."""
        wait = self._wait
        self._wait = min(2.0 * wait, self._longest)
        return wait * self._chance.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Begin anew: an attempt succeeded."""
        self._wait = self._first
