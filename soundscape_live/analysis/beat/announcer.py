"""What the network hears -> beats that are announced ahead of their time.

Rules: a beat is announced once, up to AHEAD of its time, and never two within REFRACTORY of a period. Beats are claimed
while the pointer is sure of a place (SURE) and the network has heard beats where they were foreseen rather than
elsewhere (VOICED); over a gap the pointer runs on, and grows unsure. Times are seconds of the stream.
"""

import math

from soundscape_live.analysis.beat.bars import Bars
from soundscape_live.analysis.beat.network import DELAY
from soundscape_live.analysis.beat.parity import LOUD, Parity
from soundscape_live.analysis.beat.pointer import Pointed, Pointer
from soundscape_live.model import Samples

AHEAD = 0.05
"Seconds: how long before its time a beat is announced."
LATE = 0.07
"Seconds after its time at which a beat that was not foreseen is still announced."
REFRACTORY = 0.45
"Parts of a period."
SURE = 0.3
"Probability of the best place from which on beats are claimed."
VOICED = 3.5, 0.1
"How many times their mean the likelihoods are about the beats, and how high, from which on beats are claimed."
SURER = 0.9, 0.09
"Probability of the best place from which on they need only be so high."
STILL_VOICED = 2.5, 0.07
"The same, under which they are no longer."
LEVEL_MEMORY = 4.0
"Seconds over which that mean is taken."
TURN = 0.25
"Part of a period by which a beat that comes early or late begins the count of odd and even anew."
ATTACK, ATTACK_COUNTS = 0.15, 0.05
"Seconds after music begins in which a likelihood counts up to so much: the first attack is no pulse."
BIAS = -0.015
"Seconds by which the pointer's beats are late."
AROUND = 0.05
"Seconds around a beat in which the network's likelihoods count as that beat's."


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
        "The pointer's last beat."
        self._last_counted = 0.0
        "The last that counts."
        self._about = (0.0, 0.0)
        "The highest likelihoods of a beat, and of a bar's first, about the last beat."
        self._told = True
        "Whether these have been taken into account."
        self.clarity = 0.0
        "The highest likelihood about the last beat of which all is known."
        self._parity = Parity()
        self._level = 0.0
        "Mean likelihood of late."
        self._claimed = False
        self._begun = 0.0
        "When music began."

    @property
    def period(self) -> float:
        """Seconds between beats."""
        return self._pointed.period * (2.0 if self._parity.halved else 1.0)

    @property
    def confidence(self) -> float:
        """How far beats can be trusted, 0..1; 0 while none are claimed."""
        return self._pointed.mass if self._claimed else 0.0

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
        return (now - self._last_counted) / self.period % 1.0

    def begin(self) -> None:
        """Take note that music begins."""
        self._begun = self._count * self._frame
        self._pointer.begin()

    def step(self, beat: float, first: float) -> float | None:
        """Take a frame's likelihoods of a beat and of a bar's first, 0..1; return the beat that is announced."""
        self._count += 1
        now = self._count * self._frame
        if now - self._begun < ATTACK:
            beat = min(beat, ATTACK_COUNTS)
        self._pointed = pointed = self._pointer.step(beat)
        self._listen(now - DELAY, beat, first)
        following = now - DELAY + (1.0 - pointed.phase) * pointed.period - BIAS
        for time in (following - pointed.period, following):
            if self._is_new(time, now):
                return self._take(time)
        return None

    def _is_new(self, time: float, now: float) -> bool:
        return now - LATE < time <= now + AHEAD and time > self._last + REFRACTORY * self._pointed.period

    def _take(self, time: float) -> float | None:
        """Take the pointer's next beat and return it if it is claimed."""
        self._tell()
        since = (time - self._last) / self._pointed.period
        self._parity.turn(steady=abs(since - 1.0) <= TURN)
        self._last = time
        self._told = False
        self._claimed = self._pointed.mass >= SURE and self._is_voiced()
        if not self._parity.counts:
            return None
        self._last_counted = time
        self.bars.beat()
        return time if self._claimed else None

    def _is_voiced(self) -> bool:
        times, least = STILL_VOICED if self._claimed else VOICED
        if self._pointed.mass >= SURER[0]:
            least = min(least, SURER[1])
        return self._parity.voice >= max(times * self._level, least)

    def _listen(self, heard: float, beat: float, first: float) -> None:
        share = max(self._frame / LEVEL_MEMORY, 1.0 / self._count)
        self._level += (min(beat, LOUD) - self._level) * share
        away = heard - self._last
        if abs(away) <= AROUND:
            self._about = (max(self._about[0], beat), max(self._about[1], first))
        elif away > AROUND:
            self._tell()

    def _tell(self) -> None:
        if not self._told:
            self._told = True
            self.clarity = self._about[0]
            self._parity.hear(self.clarity, 60.0 / self._pointed.period)
            if self._parity.counts:
                self.bars.hear(self._about[1])
            self._about = (0.0, 0.0)
