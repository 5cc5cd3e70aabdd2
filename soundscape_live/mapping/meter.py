"""How far the music has come, in beats and bars, between one beat and the next.

Rules: the count never goes back. It waits for a beat that is late, for half a beat at most; where no more beats come it
goes on at the last tempo, and before the first one at 120 a minute, so that nothing that is counted in beats hangs.
"""

import math

from soundscape_live.mapping.scene import Span, Unit
from soundscape_live.model import Beat

PERIOD = 0.5
"Seconds of a beat before the first one has come."
PATIENCE = 0.5
"Of a beat: how long a late one is waited for."


class Meter:
    """Counts the beats that have come."""

    def __init__(self, beats_per_bar: int) -> None:
        self.beats_per_bar = beats_per_bar
        self._at = -math.inf
        self._count = 0.0
        self._bar_position = 0
        self._period = PERIOD

    def strike(self, beat: Beat, at: float) -> None:
        """Take a beat that comes at this time."""
        self._count = max(self.count(at), self._count + 1.0)
        self._at = at
        self._bar_position = beat.bar_position
        self._period = 60.0 / beat.bpm

    def count(self, at: float) -> float:
        """Return the beats so far, with the part of the one that is under way. Only differences mean anything."""
        if self._at == -math.inf:
            return at / self._period
        since = (at - self._at) / self._period
        return self._count + (since if since < 1.0 else max(1.0, since - PATIENCE))

    def running(self, at: float) -> bool:
        """Whether another beat is to be expected."""
        return at < self.patience_ends

    def bar_part(self, at: float) -> float:
        """Return how much of the bar has passed, 0..1; 0 before the first beat."""
        since = min(1.0, (at - self._at) / self._period) if self._at > -math.inf else 0.0
        return min(1.0, (self._bar_position + since) / self.beats_per_bar)

    @property
    def patience_ends(self) -> float:
        """By when the next beat has come, or none is expected any more."""
        return self._at + (1.0 + PATIENCE) * self._period

    def seconds(self, span: Span) -> float:
        """Return how long a span is at the tempo of now."""
        return span.length if span.unit is Unit.SECONDS else self.beats(span) * self._period

    def beats(self, span: Span) -> float:
        """Return a span of beats or bars in beats."""
        return span.length * (self.beats_per_bar if span.unit is Unit.BARS else 1)
