"""Onsets: growth in one channel or several that stands out from what that channel does of itself.

Each channel has a threshold of its own, from its mean and deviation of late, so that noise and tremolo raise it where
they are and nowhere else. An onset is said in the hop that crosses, not at the top of the hill.
"""

import math
from collections.abc import Sequence

from soundscape_live.analysis.attacks import CEILING, CHANNELS
from soundscape_live.analysis.levels import share


class Onsets:
    """Growth above an adaptive threshold."""

    MEMORY = 1.0
    "Seconds over which a channel's mean and deviation are learnt."
    LEAST = (1.9, 1.9, 6.6, 6.6, 7.3)
    "Decibels above its mean that a channel has at least."
    DEVIATIONS = (8.0, 8.0, 12.0, 12.0, 12.0)
    REFRACTORY = 0.06
    AFTER = 0.03
    "Seconds after an onset in which nothing is learnt: it must not raise the threshold for the next one."

    def __init__(self, step: float) -> None:
        """Begin in silence; `step` in seconds."""
        self._step = step
        self._share = share(step, self.MEMORY)
        self._least = [least * least for least in self.LEAST]
        self._squares = [deviations * deviations for deviations in self.DEVIATIONS]
        self._means = [0.0] * CHANNELS
        self._variances = [0.0] * CHANNELS
        self._since = self.REFRACTORY

    def step(self, growth: Sequence[float]) -> float:
        """Take growth in dB of each channel; return the strength of an onset that begins here, or 0.

        The strength is the root mean square of the channels' growth, as a part of CEILING.
        """
        self._since += self._step
        learnt = self._share if self._since >= self.AFTER else 0.0
        weight = 0.0
        for channel, value in enumerate(growth):
            above = value - self._means[channel]
            square = above * abs(above)
            least = max(self._least[channel], self._squares[channel] * self._variances[channel])
            if square > 0.0:
                weight += (square / least) ** 2
            if learnt:
                if square > least:
                    above, square = math.sqrt(least), least
                self._means[channel] += above * learnt
                self._variances[channel] += (abs(square) - self._variances[channel]) * learnt
        if weight <= 1.0 or self._since < self.REFRACTORY:
            return 0.0
        self._since = 0.0
        return math.sqrt(sum(value * value for value in growth) / len(growth)) / CEILING
