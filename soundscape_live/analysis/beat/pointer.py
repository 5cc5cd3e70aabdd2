"""A pointer that runs around the beat: how likely each tempo, and each place within the beat, is now.

The hidden states are (period, place within it), after the bar pointer of Whiteley, Cemgil and Godsill (2006) with the
states of Krebs, Boeck and Widmer (2015): one for each frame of each whole number of frames that a beat may last. The
pointer moves one place a frame; where a beat ends the period may change a little, and rarely all begins anew. What the
network says weighs the states near a beat against the others (the forward algorithm), so nothing is decided before it
is asked.
"""

import math
from dataclasses import dataclass

import numpy as np

from soundscape_live.model import Samples

SLOWEST, FASTEST = 40.0, 240.0
"BPM."
STIFFNESS = 100.0
"How unlikely a change of the period by a part r is, from one beat to the next: exp(-STIFFNESS r)."
RESTART = 5e-4
"Chance, at each frame, that a beat of any tempo begins there, whatever was before."
NEAR = 0.015
"Seconds of standard deviation within which a beat is found around its place."
COMMON = 0.01, 0.07
"The network's likelihood that says nothing for or against a beat, as music begins and SETTLED seconds later."
TRUST = 1.0, 0.45
"How far the network's frames are evidence of their own, likewise."
SETTLED = 4.0
"Seconds: a network that has heard little of a piece speaks softly of all its beats."
FOR, AGAINST = 5.0, 0.4
"Logarithms of the largest ratios by which one frame may speak for a beat and against it: absence proves little."
FAMILY = 0.06
"Part of a period within which others belong to the same tempo."
USUAL = 110.0
"BPM at which feet tap most readily."
OCTAVES = 1.0
"Octaves of standard deviation about it."
TASTE = 1.5
"How much that preference counts, at each beat."
LEAST = 1e-12
"Probability that no state falls under."


@dataclass(frozen=True, slots=True)
class Pointed:
    """The best guess."""

    period: float
    "Seconds."
    phase: float
    "0..1 of the beat that has passed."
    mass: float
    "Probability of this tempo and about this phase, 0..1."


class Pointer:
    """Probabilities of tempo and phase, frame by frame."""

    def __init__(self, frame: float) -> None:
        """Begin knowing nothing; `frame` in seconds."""
        self._frame = frame
        periods = np.arange(round(60.0 / FASTEST / frame), round(60.0 / SLOWEST / frame) + 1)
        self._periods = periods.astype(np.float32)
        self.tempi: Samples = (60.0 / (periods * frame)).astype(np.float32)
        "(n,) BPM, descending."
        self._first = np.concatenate(([0], np.cumsum(periods)[:-1]))
        self._last = self._first + periods - 1
        place = np.arange(periods.sum()) - np.repeat(self._first, periods)
        away = np.minimum(place, np.repeat(periods, periods) - place) * frame
        self._near = np.exp(-0.5 * (away / NEAR) ** 2).astype(np.float32)
        self._circle = np.exp(2j * np.pi * place / np.repeat(periods, periods)).astype(np.complex64)
        anywhere = 1.0 / periods / np.sum(1.0 / periods)
        ratio = periods[None, :] / periods[:, None]
        drift = np.exp(-STIFFNESS * np.abs(ratio - 1.0))
        drift /= drift.sum(axis=1, keepdims=True)
        away = np.log2(self.tempi / USUAL) / OCTAVES
        taste = np.exp(-0.5 * TASTE * away**2)
        self._change = (drift * taste).astype(np.float32)
        self._restart = (RESTART * anywhere * taste).astype(np.float32)
        self._states = (np.repeat(anywhere / periods, periods)).astype(np.float32)
        self._before = self._states.copy()
        self._weight = np.empty_like(self._states)
        self._heard = 0.0
        self.posterior: Samples = anywhere.astype(np.float32)
        "(n,) probabilities of the tempi; their sum is 1."

    def begin(self) -> None:
        """Take note that music begins."""
        self._heard = 0.0

    def step(self, likelihood: float) -> Pointed:
        """Move by one frame, take the network's likelihood of a beat, 0..1, and return the best guess."""
        self._heard = min(SETTLED, self._heard + self._frame)
        before, states = self._states, self._before
        self._states, self._before = states, before
        states[1:] = before[:-1]
        states[self._first] = before[self._last] @ self._change + self._restart
        np.multiply(self._near, _ratio(likelihood, self._heard / SETTLED) - 1.0, out=self._weight)
        self._weight += 1.0
        states *= self._weight
        states *= 1.0 / float(np.add.reduce(states))
        np.maximum(states, LEAST, out=states)
        self.posterior = np.add.reduceat(states, self._first)
        return self._point(states)

    def _point(self, states: Samples) -> Pointed:
        best = float(self._periods[int(self.posterior.argmax())])
        low, high = np.searchsorted(self._periods, (best * (1.0 - FAMILY), best * (1.0 + FAMILY)))
        high = min(int(high), len(self._periods) - 1)
        family = self.posterior[low : high + 1]
        period = float(family @ self._periods[low : high + 1]) / float(np.add.reduce(family))
        stretch = slice(int(self._first[low]), int(self._last[high]) + 1)
        around, circle = states[stretch], self._circle[stretch]
        peak = circle[int(around.argmax())]
        beside = around * ((circle.real * peak.real + circle.imag * peak.imag) > 0.5)
        centre = complex(beside @ circle)
        phase = math.atan2(centre.imag, centre.real) / (2.0 * math.pi) % 1.0
        return Pointed(period * self._frame, phase, float(np.add.reduce(beside)))


def _ratio(likelihood: float, settled: float) -> float:
    """Return how many times likelier a beat has become."""
    common = COMMON[0] + (COMMON[1] - COMMON[0]) * settled
    trust = TRUST[0] + (TRUST[1] - TRUST[0]) * settled
    odds = math.log(likelihood / (1.0 - likelihood)) - math.log(common / (1.0 - common))
    return math.exp(min(FOR, max(-AGAINST, trust * odds)))
