"""The grid as it runs now, for clocks that go out: a line of beats, and which of them begins a bar."""

import math
from dataclasses import dataclass

from soundscape_live.tempo.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Pulse:
    """What another clock must know to beat with us until the next one comes. State: a later one replaces it."""

    line: Timeline
    one: int
    "A count on the line that is a bar's first beat; all in a whole number of bars from it are."
    beats_per_bar: int
    source: str
    "Who leads: one of TEMPO_SOURCES, or `lock`."

    def bar_after(self, count: float) -> int:
        """Return the first count from this one on that begins a bar."""
        return self.one + math.ceil((count - self.one) / self.beats_per_bar) * self.beats_per_bar
