"""Where in the bar: which beat is the first, and whether bars have three or four.

A forward filter over (beats in a bar, position): each beat moves it on by one, rarely by another number (a bar that is
cut or a beat that was missed), and what the network says of a first beat around that beat weighs the positions.
"""

import math

import numpy as np

METERS = (3, 4)
"Beats in a bar that are thought possible."
USUAL = (0.15, 0.85)
"How likely each is before anything is heard."
SLIP = 0.01
"Share of beats after which any position may follow."
STAY = 0.998
"Share of bars' ends after which the meter stays."
TRUST = 0.6
STRONGEST = 2.5
"Logarithm of the largest ratio by which one beat may speak."
FORGET = 1e-6


class Bars:
    """Position within the bar, beat by beat."""

    def __init__(self) -> None:
        """Begin knowing nothing."""
        self._share = np.concatenate(
            [np.full(meter, usual / meter) for meter, usual in zip(METERS, USUAL, strict=True)]
        )
        self._start = self._share.copy()
        self._first = np.cumsum((0, *METERS[:-1]))
        self.position = 0
        "Of the last beat, from 0."
        self.confidence = 0.0
        "0..1."
        self.meter = 4

    def beat(self) -> None:
        """Move on by one beat."""
        moved = np.roll(self._share, 1)
        ends = self._share[self._first + np.array(METERS) - 1]
        moved[self._first] = STAY * ends + (1.0 - STAY) * ends[::-1]
        self._share = (1.0 - SLIP) * moved + SLIP * self._start
        self._judge()

    def hear(self, first: float) -> None:
        """Take the likelihood, 0..1, that the last beat began a bar."""
        odds = TRUST * (math.log(first / (1.0 - first)) + math.log(METERS[1] - 1.0))
        ratio = math.exp(min(STRONGEST, max(-STRONGEST, odds)))
        self._share[self._first] *= ratio
        self._share /= self._share.sum()
        self._share = np.maximum(self._share, FORGET)
        self._judge()

    def _judge(self) -> None:
        best = int(self._share.argmax())
        meter = int(np.searchsorted(self._first, best, side="right")) - 1
        self.meter = METERS[meter]
        self.position = best - int(self._first[meter])
        chance = 1.0 / self.meter
        self.confidence = max(0.0, (float(self._share[best]) / float(self._share.sum()) - chance) / (1.0 - chance))
