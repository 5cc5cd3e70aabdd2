"""The beat tracker of today: aubio's beats, behind our own gate.

Rules of the seam (a better tracker takes over later): `process` takes `hop` samples at a time and returns the times
of new beats in seconds of the stream, which may lie ahead; `bpm` and `confidence` say what is believed now.
aubio predicts its beats and is asked for the last one after each hop, because it withholds its own flag when the hop
is digitally silent. It claims beats in drones and noise too: they pass only while the flux of onsets repeats at
aubio's period.
"""

import aubio
import numpy as np

from soundscape_live.analysis.pulse import Pulse
from soundscape_live.model import Samples

HOP = 512 / 44_100
"Seconds. aubio was measured best with windows of 2048 and hops of 512 at 44.1 kHz."
WINDOW = 2048 / 44_100
VOICED = 0.12
"Score of the pulse from which on beats are believed."
SURE = 0.5
"Score of the pulse at which confidence is 1."
SPACING = 0.6
"Beats closer than this part of the period are double time and are left out."


class BeatTracker:
    """Beats and tempo of a stream."""

    def __init__(self, rate: int) -> None:
        """Begin in silence."""
        self.hop = round(HOP * rate)
        self.bpm = 0.0
        "0 while no pulse is believed in."
        self.confidence = 0.0
        "0..1."
        self._rate = rate
        window = 1 << round(np.log2(WINDOW * rate))
        self._aubio = aubio.tempo("default", max(window, 2 * self.hop), self.hop, rate)
        self._pulse = Pulse(rate, self.hop)
        self._heard = 0
        self._last_seen = 0
        self._last_beat = -1.0

    def process(self, block: Samples) -> tuple[float, ...]:
        """Take (hop,) float32 samples and return the times of new beats, oldest first, in seconds of the stream."""
        self._aubio(block)
        self._pulse.step(block)
        self._heard += self.hop
        self._judge()
        last = int(self._aubio.get_last())
        if last == self._last_seen:
            return ()
        self._last_seen = last
        # aubio counts samples in 32 bits: the difference is right even after a day of sound.
        ahead = (last - self._heard + 2**31) % 2**32 - 2**31
        return self._believed((self._heard + ahead) / self._rate)

    def _judge(self) -> None:
        heard = float(self._aubio.get_bpm())
        bpm = self._pulse.octave(heard) if heard > 0 else 0.0
        score = self._pulse.score(bpm) if bpm > 0 else 0.0
        self.bpm = bpm if score >= VOICED else 0.0
        self.confidence = min(1.0, score / SURE) if self.bpm > 0 else 0.0

    def _believed(self, beat: float) -> tuple[float, ...]:
        if self.bpm == 0.0 or beat - self._last_beat < SPACING * 60.0 / self.bpm:
            return ()
        self._last_beat = beat
        return (beat,)
