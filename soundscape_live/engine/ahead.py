"""Which beats are decided before they come, so that what they bring about can leave early.

Rules: each beat is decided once, by its index: a lead before it is due, or when it comes. A lead grows by GROWTH of the
time that passes, so that the beats that it reaches do not crowd; it shrinks at once, and what was decided stays so. A
beat that comes half a beat and more after it was expected is another one than that which was decided.
"""

import math

from soundscape_live.model import Beat
from soundscape_live.tempo.tempo import Tempo

GROWTH = 0.25
"Seconds of lead a second."
HAIR = 1e-6
"Seconds: what the times of a beat and of the Tick that is asked for it may differ by."


class Ahead:
    """The beats to come, of one grid. Times passed in never go back."""

    def __init__(self, tempo: Tempo, at: float) -> None:
        """Begin without a lead."""
        self._tempo = tempo
        self._at = at
        self._wanted = 0.0
        self._lead = 0.0
        self._next = 0
        "The index of the next beat that is to be decided."
        self._decided: dict[int, tuple[float, float]] = {}
        "When each beat that has not come was decided, and when it was expected."

    def came(self, beat: Beat) -> float:
        """Take a beat that has come; return how many seconds ahead of it it was decided, 0 if it was not."""
        self._next = max(self._next, beat.index + 1)
        if not self._decided:
            return 0.0
        decided, expected = self._decided.pop(beat.index, (beat.at, beat.at))
        if beat.at - expected >= 30.0 / beat.bpm:
            self._decided.clear()
            self._next = beat.index + 1
            return 0.0
        return max(0.0, beat.at - decided)

    def take(self, at: float, wanted: float) -> Beat | None:
        """Return the next beat that is to be decided now, with a lead of `wanted` seconds; ask until there is none."""
        self._lead = min(wanted, self._lead + GROWTH * (at - self._at))
        self._at, self._wanted = at, wanted
        if self._lead <= 0.0 or self._tempo.time_of(self._next) > at + self._lead + HAIR:
            return None
        beat = self._tempo.coming(self._next)
        self._decided[beat.index] = at, beat.at
        self._next += 1
        return beat

    def deadline(self) -> float:
        """Return when `take` has a beat next; infinity if it will not."""
        if self._wanted <= 0.0:
            return math.inf
        due = self._tempo.time_of(self._next)
        grown = (due - self._lead + GROWTH * self._at) / (1.0 + GROWTH)
        return max(due - self._wanted, grown)
