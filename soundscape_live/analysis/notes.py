"""Pitch and chroma, of one narrow copy of the sound, in turns.

Rules: one step for every four hops; steps alternate between pitch and chroma, each of which is new every 43 ms.
"""

from soundscape_live.analysis.chroma import Chroma
from soundscape_live.analysis.narrow import Narrow
from soundscape_live.analysis.pitch import Pitch
from soundscape_live.analysis.spectrum import Recent
from soundscape_live.model import PITCH_CLASSES, Samples

NARROW_RATE = 12_000.0
"Hertz, about."


class Notes:
    """What notes are heard."""

    def __init__(self, rate: int, size: int) -> None:
        """Begin in silence; `size` samples at a time, a power of two."""
        factor = 1
        while rate / factor > NARROW_RATE * 1.5:
            factor *= 2
        self.hertz = self.confidence = 0.0
        self.chroma = (0.0,) * len(PITCH_CLASSES)
        self._narrow = Narrow(factor, size)
        part = size // factor
        self._pitch = Pitch(rate / factor, 2 * part)
        self._pair = Recent(2 * part)
        self._chroma = Chroma(rate / factor, 2 * size / rate)
        self._for_pitch = False

    def step(self, sound: Samples) -> None:
        """Take (size,) samples."""
        narrow = self._narrow.step(sound)
        self._pair.push(narrow)
        self._chroma.hear(narrow)
        self._for_pitch = not self._for_pitch
        if self._for_pitch:
            self.hertz, self.confidence = self._pitch.step(self._pair.samples)
            self.chroma = self._chroma.gather()
        else:
            self._chroma.transform()
