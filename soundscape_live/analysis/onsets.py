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
    DEVIATIONS = (9.0, 9.0, 14.0, 14.0, 14.0)
    REFRACTORY = 0.06
    AFTER, LEARNT = 0.03, 0.3
    "Seconds after an onset in which nothing is learnt, and the part of its threshold that the onset itself counts as:"
    "a roll must not raise the threshold for its own next stroke; noise over the threshold must, a little at a time."

    def __init__(self, step: float) -> None:
        """Begin in silence; `step` in seconds."""
        self._step = step
        self._share = share(step, self.MEMORY)
        self._means = [0.0] * CHANNELS
        self._variances = [0.0] * CHANNELS
        self._limits = list(self.LEAST)
        "Decibels above its mean at which each channel alone makes an onset."
        self._since = self.REFRACTORY

    def step(self, growth: Sequence[float]) -> float:
        """Take growth in dB of each channel; return the strength of an onset that begins here, or 0.

        The strength is the root mean square of the channels' growth, as a part of CEILING.
        """
        self._since += self._step
        weight = 0.0
        for channel, value in enumerate(growth):
            above = value - self._means[channel]
            if above > 0.0:
                weight += (above / self._limits[channel]) ** 4
        if self._since >= self.AFTER:
            self._learn(growth, 1.0 if weight <= 1.0 else self.LEARNT)
        if weight <= 1.0 or self._since < self.REFRACTORY:
            return 0.0
        self._since = 0.0
        return math.sqrt(sum([value * value for value in growth]) / CHANNELS) / CEILING

    def _learn(self, growth: Sequence[float], part: float) -> None:
        means, variances, limits, share_ = self._means, self._variances, self._limits, self._share
        for channel, value in enumerate(growth):
            above = min(value - means[channel], part * limits[channel])
            means[channel] += above * share_
            variance = variances[channel] + (above * above - variances[channel]) * share_
            variances[channel] = variance
            limits[channel] = max(self.LEAST[channel], self.DEVIATIONS[channel] * variance**0.5)
