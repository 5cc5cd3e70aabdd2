"""How the latest bar of the music differs from the bars before it, and whether one of those was like it already.

Rules: a bar is four beats, each measured by its levels and its density. A difference counts in spreads: how much the
beats of the past differed among themselves, and never less than SPREAD. What all bands do alike and slowly is a
fader's doing and does not count.
"""

import math
from dataclasses import dataclass

import numpy as np

from soundscape_live.analysis.past import BASS, Past, Rows
from soundscape_live.analysis.spectrum import TINY

BEATS = 4
SPREAD = np.array([1.2, 1.2, 1.2, 1.2, 0.3, 0.3, 0.3])
"Differences among beats that are taken for granted: decibels, and decibels a row of the attacks."
WEIGHTS = np.array([1.5, 1.5, 0.7, 0.7, 1.0, 1.0, 1.0]) / 7.4
"Of the measures. Cymbals reach into all of high and air, and come with every fill."
UNSURE = 1.0
"Bars of past at which a spread counts twice in power."
SUDDEN = 1.8
"Decibels by which all bands must move alike within a bar, or else a fader or a player's breath moved them."


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """The latest beats beside those of the past."""

    first: int
    "The row at which the past begins."
    begin: int
    "The row at which the latest beats begin."
    spread: Rows
    "Of the measures, (7,)."
    apart: Rows
    "Spreads by which each beat differs from the past's mean, (BEATS, 7)."
    levels: Rows
    "Of the latest beats, as Past.levels tells them."
    was: Rows
    "Of the past."

    @property
    def differs(self) -> float:
        """Spreads by which every beat differs to the same side: the weighted root mean square over the measures."""
        same = np.maximum(self.apart.min(axis=0), 0.0) + np.minimum(self.apart.max(axis=0), 0.0)
        return math.sqrt(float(same * same @ WEIGHTS))

    def rise(self, place: int) -> float:
        """Return by how many decibels a level rose."""
        return float(self.levels[place] - self.was[place])


def compare(past: Past, first: int, bars: float) -> Change | None:
    """Compare the latest beats with those since row `first`; None if that is less than so many bars."""
    begin = past.now - BEATS * past.beat
    length = (begin + 1 - first - past.beat) / past.bar
    if length < bars:
        return None
    before = past.beats(first + past.beat, begin + 1)[::2]
    spread = np.sqrt((before.var(axis=0) + SPREAD**2) * (1.0 + UNSURE / length))
    levels, was = past.levels(begin, past.now), past.levels(first, begin)
    apart = _latest(past, begin) - before.mean(axis=0)
    apart[:, :BASS] -= _faded(past, begin, levels, was)
    return Change(first, begin, spread, apart / spread, levels, was)


def nearest(past: Past, change: Change) -> float:
    """Return how near a bar of the past came to the latest one: 0 the same, 1 as far from it as the past's mean."""
    beats = past.beats(change.first + past.beat, change.begin + 1) / change.spread
    places = len(beats) - (BEATS - 1) * past.beat
    far = np.zeros(places)
    for number, beat in enumerate(_latest(past, change.begin) / change.spread):
        apart = beats[number * past.beat :][:places] - beat
        far += apart * apart @ WEIGHTS
    mean = float((change.apart * change.apart @ WEIGHTS).sum())
    return math.sqrt(float(far.min()) / max(mean, TINY))


def _latest(past: Past, begin: int) -> Rows:
    return past.beats(begin + past.beat, past.now + 1)[:: past.beat]


def _faded(past: Past, begin: int, levels: Rows, was: Rows) -> float:
    """Return the decibels by which all bands have moved alike, if they did so slowly or little."""
    just = past.levels(max(0, 2 * begin - past.now), begin)
    moved, step = (_middle((levels - before)[:BASS].tolist()) for before in (was, just))
    return moved if abs(step) < max(SUDDEN, abs(moved) / 2.0) else 0.0


def _middle(four: list[float]) -> float:
    """Return the median of four."""
    _, lower, upper, _ = sorted(four)
    return (lower + upper) / 2.0
