"""Pitch and chroma, of one narrow copy of the sound, in turns.

Rules: one step for every two hops; of TURN steps two find the pitch, one takes the spectrum for chroma and one folds
it, so that none costs more than a small transform.
"""

from soundscape_live.analysis.chroma import Chroma
from soundscape_live.analysis.narrow import Narrow
from soundscape_live.analysis.pitch import Pitch
from soundscape_live.analysis.spectrum import Recent
from soundscape_live.model import PITCH_CLASSES, Samples

TURN = 4
"Steps: about 43 ms."
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
        self._chroma = Chroma(rate / factor, TURN * size / rate)
        self._turn = 0

    def step(self, sound: Samples) -> None:
        """Take (size,) samples."""
        narrow = self._narrow.step(sound)
        self._pair.push(narrow)
        self._chroma.hear(narrow)
        self._turn = (self._turn + 1) % TURN
        if self._turn % 2 == 0:
            self.hertz, self.confidence = self._pitch.step(self._pair.samples)
        elif self._turn == 1:
            self._chroma.transform()
        else:
            self.chroma = self._chroma.gather()
