"""The beat tracker of today: aubio's beats, behind our own gate.

Rules of the seam (a better tracker takes over later): `process` takes sound with its flux, in blocks of any size,
and returns the times of new beats in seconds of the stream, which may lie ahead; `bpm` and `confidence` say what is
believed now. aubio predicts its beats and is asked for the last one after each of its hops, because it withholds its
own flag when a hop is digitally silent. It claims beats in drones and noise too: they pass only while the flux of
onsets repeats at their period.
"""

import math

import aubio

from soundscape_live.analysis.hops import Hops
from soundscape_live.analysis.pulse import Pulse
from soundscape_live.model import Samples

HOP = 512 / 44_100
WINDOW = 2048 / 44_100
"Seconds. aubio was measured best with windows of 2048 and hops of 512 at 44.1 kHz."
VOICED = 0.2
"Score of the pulse from which on beats are believed."
SURE = 0.6
"Score of the pulse at which confidence is 1."
SPACING = 0.6
"Beats closer than this part of the period are double time and are left out."


class BeatTracker:
    """Beats and tempo of a stream."""

    def __init__(self, rate: int, seconds: float) -> None:
        """Begin in silence; `seconds` is the length of the blocks that `process` will get."""
        self.bpm = 0.0
        "0 while no pulse is believed in."
        self.confidence = 0.0
        "0..1."
        self.hop = round(HOP * rate)
        "Samples that aubio takes at a time."
        self._rate = rate
        # aubio's transform needs a power of two.
        window = 1 << round(math.log2(WINDOW * rate))
        self._aubio = aubio.tempo("default", window, self.hop, rate)
        self._hops = Hops(self.hop)
        self._pulse = Pulse(seconds)
        self._heard = 0
        self._last_seen = 0
        self._aubio_bpm = 0.0
        self._last_beat = -math.inf

    def process(self, block: Samples, flux: float) -> tuple[float, ...]:
        """Take (n,) float32 samples and their flux in dB; return new beats' times in seconds of the stream."""
        if self._pulse.step(flux):
            self._judge()
        return tuple(beat for hop in self._hops.split(block) for beat in self._ask(hop))

    def _ask(self, hop: Samples) -> tuple[float, ...]:
        self._aubio(hop)
        self._heard += self.hop
        last = int(self._aubio.get_last())
        if last == self._last_seen:
            return ()
        self._last_seen = last
        if self._aubio.get_bpm() != self._aubio_bpm:
            self._judge()
        # aubio counts samples in 32 bits: the difference is right even after a day of sound.
        ahead = (last - self._heard + 2**31) % 2**32 - 2**31
        beat = (self._heard + ahead) / self._rate
        if self.bpm == 0.0 or beat - self._last_beat < SPACING * 60.0 / self.bpm:
            return ()
        self._last_beat = beat
        return (beat,)

    def _judge(self) -> None:
        self._aubio_bpm = float(self._aubio.get_bpm())
        bpm = self._pulse.octave(self._aubio_bpm) if self._aubio_bpm > 0 else 0.0
        score = self._pulse.score(bpm) if bpm > 0 else 0.0
        voiced = score >= VOICED
        self.bpm = bpm if voiced else 0.0
        self.confidence = min(1.0, score / SURE) if voiced else 0.0
