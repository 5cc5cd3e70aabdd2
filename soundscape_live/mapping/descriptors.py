"""Words that follow the sound slowly: a descriptor's band is chosen by an average, with hysteresis.

Rules: a band is entered where it begins and left downwards only `hysteresis` below that.
"""

import math

from soundscape_live.mapping.curves import clamp
from soundscape_live.mapping.sources import BeatNow, reading
from soundscape_live.mapping.theme import Descriptor
from soundscape_live.model import Features


class SlowReading:
    """One descriptor's average and the band that it stands in."""

    def __init__(self, descriptor: Descriptor) -> None:
        self._descriptor = descriptor
        self._read = reading(descriptor.source)
        self._average: float | None = None
        self.band = 0

    def hear(self, features: Features, beat: BeatNow, seconds: float) -> None:
        """Average in what holds since `seconds`; the first reading is taken as it is."""
        value = clamp(self._read(features, beat))
        time = self._descriptor.average
        if self._average is None or time <= 0.0:
            self._average = value
        else:
            self._average -= (value - self._average) * math.expm1(-seconds / time)
        self._place(self._average)

    def _place(self, average: float) -> None:
        bands = self._descriptor.bands
        while self.band + 1 < len(bands) and average >= bands[self.band + 1].above:
            self.band += 1
        while self.band > 0 and average < bands[self.band].above - self._descriptor.hysteresis:
            self.band -= 1
