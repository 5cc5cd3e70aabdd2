"""Sound -> what the network hears: one frame every 10 ms, whatever the rate.

Rules: a frame holds, for each of BANDS bands on the mel scale up to 8 kHz, how loud it is against the loudest of late,
and how much louder than 20 ms before (log flux, saturated, so that a kick weighs as much as a snare). Levels are
relative to a reference that follows the music, so that a quiet mix looks like a loud one.
"""

import math

import numpy as np

from soundscape_live.analysis.hops import Hops
from soundscape_live.analysis.spectrum import TINY, Recent, Spectrum, band_matrix, mel_edges
from soundscape_live.model import Samples

FRAME = 0.010
"Seconds from one frame to the next."
WINDOW = 2048 / 48_000
"Seconds: 43 ms."
BANDS = 40
SIZE = 2 * BANDS
"Numbers in a frame."
LOW, HIGH = 30.0, 8000.0
"Hertz."
DEPTH = 60.0
"Decibels under the reference at which a band counts as empty."
SATURATION = 15.0
"Decibels of growth that count."
LOOK_BACK = 2
"Frames: growth is against this long ago, since windows overlap."
QUIETEST = -70.0
"Decibels of full scale that the reference does not go under."
RISE, FALL = 0.05, 4.0
"Seconds in which the reference follows louder and softer music."
BEGIN = 20.0
"Decibels above the reference at which music begins."


class Frames:
    """One stream of sound, cut into frames."""

    def __init__(self, rate: int) -> None:
        """Begin in silence; `rate` in samples a second, 8000 or more."""
        self.hop = round(rate * FRAME)
        "Samples from one frame to the next."
        self.seconds = self.hop / rate
        self._hops = Hops(self.hop)
        self._spectrum = Spectrum(rate, WINDOW)
        self._recent = Recent(self._spectrum.length)
        frequencies = self._spectrum.frequencies
        self._count = int(np.searchsorted(frequencies, HIGH)) + 1
        bands = band_matrix(frequencies, mel_edges(LOW, min(HIGH, rate / 2), BANDS))
        self._bands = np.ascontiguousarray(bands[:, : self._count])
        self._rise = -math.expm1(-self.seconds / RISE)
        self._fall = -math.expm1(-self.seconds / FALL)
        self._reference = QUIETEST
        self.begins = False
        "Whether music begins with the latest frame: it is far louder than anything of late."
        self._past = np.full((LOOK_BACK, BANDS), -120.0, np.float32)
        self._next = 0
        self._frame = np.zeros(SIZE, np.float32)

    def step(self, hop: Samples) -> Samples:
        """Take (hop,) samples and return the frame, (SIZE,) float32 within 0..1. It is valid until the next one."""
        self._recent.push(hop)
        power = self._spectrum.power(self._recent.samples)[: self._count]
        level = np.log10(np.maximum(self._bands @ power, TINY))
        level *= 10.0
        loudest = float(np.maximum.reduce(level))
        self.begins = loudest > self._reference + BEGIN
        self._reference += (loudest - self._reference) * (self._rise if loudest > self._reference else self._fall)
        self._reference = max(self._reference, QUIETEST)
        floor = self._reference - DEPTH
        np.maximum(level, floor, out=level)
        before = np.maximum(self._past[self._next], floor)
        self._frame[:BANDS] = (level - floor) * (1.0 / DEPTH)
        self._frame[BANDS:] = (level - before) * (1.0 / SATURATION)
        np.minimum(np.maximum(self._frame, 0.0, out=self._frame), 1.0, out=self._frame)
        self._past[self._next] = level
        self._next = (self._next + 1) % LOOK_BACK
        return self._frame
