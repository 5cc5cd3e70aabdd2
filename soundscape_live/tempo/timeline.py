"""The line between time and beats."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timeline:
    """A rising one-to-one line: at time `at` the beat count is `beat`, and it grows by one every `period` seconds.

    The first `span` beats after `at` take `shift` seconds more (or fewer): so a phase error is closed without a jump.
    """

    at: float
    beat: float
    period: float
    shift: float = 0.0
    "Greater than -period * span."
    span: float = 1.0
    "Greater than 0."

    @property
    def bpm(self) -> float:
        """Beats a minute, the shift left aside."""
        return 60.0 / self.period

    def time(self, beat: float) -> float:
        """Return when the count is `beat`."""
        beats = beat - self.beat
        return self.at + self.period * beats + self.shift * min(max(beats / self.span, 0.0), 1.0)

    def count(self, at: float) -> float:
        """Return the count of beats at a time: the reverse of `time`."""
        seconds = at - self.at
        first = self.period * self.span + self.shift
        if seconds < 0:
            return self.beat + seconds / self.period
        if seconds < first:
            return self.beat + self.span * seconds / first
        return self.beat + self.span + (seconds - first) / self.period

    def settled(self, at: float) -> float:
        """Return the count at a time as if the whole shift were already behind."""
        return self.beat + (at - self.at - self.shift) / self.period

    def left(self, at: float) -> float:
        """Return the seconds of shift that are still ahead at a time, which is not before `self.at`."""
        return self.shift * max(0.0, 1.0 - (self.count(at) - self.beat) / self.span)

    def bent(self, at: float, period: float, shift: float) -> "Timeline":
        """Return the line that goes on from this one at a time, with another period and shift."""
        return Timeline(at, self.count(at), period, shift)


def fold(bpm: float, low: float, high: float) -> float:
    """Return the tempo moved by octaves into low..high. If that span is under an octave, it may end below low."""
    return bpm / 2.0 ** max(0, math.ceil(math.log2(bpm / high))) * 2.0 ** max(0, math.ceil(math.log2(low / bpm)))


def to_nearest(count: float, per_beat: int = 1) -> float:
    """Return how far a count of beats is from the nearest 1 / per_beat of a beat, signed, in beats."""
    parts = count * per_beat
    return (parts - round(parts)) / per_beat
