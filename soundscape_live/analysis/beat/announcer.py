"""What the network hears -> beats that are announced ahead of their time.

Rules: a beat is announced once, up to AHEAD of its time, and never two within REFRACTORY of a period. Beats are claimed
while the pointer is sure of a place (CLAIM); over a gap it runs on and grows unsure. Times are seconds of the stream.
"""

import math

from soundscape_live.analysis.beat.bars import Bars
from soundscape_live.analysis.beat.network import DELAY
from soundscape_live.analysis.beat.pointer import Pointed, Pointer
from soundscape_live.model import Samples

AHEAD = 0.05
"Seconds: how long before its time a beat is announced."
LATE = 0.07
"Seconds after its time at which a beat that was not foreseen is still announced."
REFRACTORY = 0.6
"Parts of a period."
CLAIM = 0.3
"Probability of the best place from which on beats are claimed."
BIAS = 0.0
"Seconds by which the pointer's beats are late."
AROUND = 0.05
"Seconds around a beat in which the network's likelihood of a first beat counts as that beat's."


class Announcer:
    """The beats of one stream of frames."""

    def __init__(self, frame: float) -> None:
        """Begin knowing nothing; `frame` in seconds."""
        self._frame = frame
        self._pointer = Pointer(frame)
        self.bars = Bars()
        self._pointed = Pointed(0.5, 0.0, 0.0)
        self._count = 0
        self._last = -math.inf
        "The last beat announced."
        self._first = 0.0
        "The highest likelihood of a first beat about the last beat."
        self._heard = True
        "Whether that has been told to `bars`."

    @property
    def period(self) -> float:
        """Seconds between beats."""
        return self._pointed.period

    @property
    def confidence(self) -> float:
        """How far beats can be trusted, 0..1; 0 while none are claimed."""
        return self._pointed.mass if self._pointed.mass >= CLAIM else 0.0

    @property
    def tempi(self) -> Samples:
        """(n,) BPM."""
        return self._pointer.tempi

    @property
    def posterior(self) -> Samples:
        """(n,) probabilities of the tempi."""
        return self._pointer.posterior

    def phase(self, now: float) -> float:
        """Return how much of the current beat has passed at a time, 0..1."""
        heard = self._count * self._frame - DELAY
        return (self._pointed.phase + (now - heard) / self._pointed.period) % 1.0

    def step(self, beat: float, first: float) -> float | None:
        """Take a frame's likelihoods of a beat and of a bar's first, 0..1; return the beat that is announced."""
        self._count += 1
        self._pointed = pointed = self._pointer.step(beat)
        now = self._count * self._frame
        self._hear_bar(now - DELAY, first)
        following = now - DELAY + (1.0 - pointed.phase) * pointed.period - BIAS
        for time in (following - pointed.period, following):
            if self._announces(time, now):
                self._tell_bar()
                self._last = time
                self._heard = False
                self.bars.beat()
                return time
        return None

    def _announces(self, time: float, now: float) -> bool:
        return (
            now - LATE < time <= now + AHEAD
            and time > self._last + REFRACTORY * self._pointed.period
            and self._pointed.mass >= CLAIM
        )

    def _hear_bar(self, heard: float, first: float) -> None:
        if abs(heard - self._last) <= AROUND:
            self._first = max(self._first, first)
        elif heard > self._last + AROUND:
            self._tell_bar()

    def _tell_bar(self) -> None:
        if not self._heard:
            self.bars.hear(self._first)
            self._first = 0.0
            self._heard = True
