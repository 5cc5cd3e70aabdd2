"""The pitch of one voice, by aubio's `yinfast`.

Rules: aubio says how sure it is; under SURE there is no pitch, and that is said as 0 hertz. The formula is YIN's: the
least of the cumulative mean normalised difference (A. de Cheveigne and H. Kawahara, "YIN, a fundamental frequency
estimator for speech and music", JASA 111, 2002, equation 8), computed by the fast transform. Confidence is 1 less that
minimum. aubio's `yinfft`, measured beside it in aubio-ledfx 0.4.12, says confidence 0 for nearly every note under
1.3 kHz, hears a pure tone of 110 Hz 90 cents sharp, and takes high notes two or three octaves too low.
"""

import math

import aubio

from soundscape_live.model import Samples

WINDOW = 2048 / 48_000
"Seconds, about: two periods of 50 Hz."
LOWEST, HIGHEST = 50.0, 2000.0
"Hertz: a pitch outside is none."
SURE = 0.8
"Confidence from which on a pitch is believed: noise stays under 0.3, a note alone is over 0.9."


class Pitch:
    """Follows the pitch of a narrow sound."""

    def __init__(self, rate: float, size: int) -> None:
        """Prepare for `size` samples at a time, at `rate` samples a second."""
        # aubio's transform needs a power of two; its rate is a whole number.
        window = max(size, 1 << round(math.log2(WINDOW * rate)))
        self._aubio = aubio.pitch("yinfast", window, size, round(rate))
        self._aubio.set_unit("Hz")
        self._scale = rate / round(rate)

    def step(self, sound: Samples) -> tuple[float, float]:
        """Take (size,) samples and return hertz, 0 if there is no pitch, and the confidence, 0..1."""
        hertz = float(self._aubio(sound)[0]) * self._scale
        confidence = min(1.0, max(0.0, float(self._aubio.get_confidence())))
        voiced = confidence >= SURE and LOWEST <= hertz <= HIGHEST
        return (hertz if voiced else 0.0), confidence
