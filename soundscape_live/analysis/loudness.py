"""Loudness after ITU-R BS.1770-4: K-weighting, and its mean over 400 ms and 3 s.

Rules: the sound is one channel, as a meter hears a programme in its left channel alone: a
full-scale sine of 997 Hz reads -3.01 LUFS. A stereo programme's meter reads 3.0 LU more where left and right are the
same, and 6.0 LU more where they have nothing in common, because the mix that comes here is their mean.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from soundscape_live.analysis.spectrum import decibels
from soundscape_live.model import Samples

MOMENTARY, SHORT_TERM = 0.4, 3.0
"Seconds of the two windows (EBU Tech 3341), each sample within them weighing the same."
OFFSET = -0.691
"LU: takes away what K-weighting adds at 997 Hz (BS.1770-4, annex 1, equation 2)."
QUIETEST = -120.0
"LUFS, the floor."
STEP = 32
"Samples that are filtered as one row of a product of matrices."
PARTS = 4
"Parts of what comes at a time that the means count one by one, so that 400 ms is a whole number of them."
HUM = 1e-20
"Added to the sound, so that the filters' memory never sinks into numbers too small to be computed fast."

TABLE_RATE = 48_000.0
"Hertz: the rate for which the standard prints its coefficients."


@dataclass(frozen=True, slots=True)
class Biquad:
    """(b0 + b1 z^-1 + b2 z^-2) / (1 + a1 z^-1 + a2 z^-2)."""

    b: tuple[float, float, float]
    a: tuple[float, float]


def head_filter(rate: float) -> Biquad:
    """Return the first stage, the head's shelf of +4 dB, at any rate.

    BS.1770-4's table 1 taken back through the bilinear transform to the shelf that it was made from (corner 1682 Hz,
    Q 0.7072, 3.9998 dB; B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement", AES 145,
    2018), then forward again at this rate. At 48 kHz it is the table.
    """
    k = math.tan(math.pi * 1681.974450955533 / rate)
    quality = 0.7071752369554196
    high = 10.0 ** (3.999843853973347 / 20.0)
    band = high**0.4996667741545416
    whole = 1.0 + k / quality + k * k
    b = (high + band * k / quality + k * k, 2.0 * (k * k - high), high - band * k / quality + k * k)
    return Biquad((b[0] / whole, b[1] / whole, b[2] / whole), _poles(k, quality))


def low_cut(rate: float) -> Biquad:
    """Return the second stage, the cut of low frequencies (corner 38 Hz, Q 0.5003), at any rate; sources as above.

    The table's numerator is 1, -2, 1, which gives the passband 0.043 dB at 48 kHz; every rate is given the same.
    """
    corner, quality = 38.13547087602444, 0.5003270373238773
    here, there = (math.tan(math.pi * corner / each) for each in (rate, TABLE_RATE))
    gain = (1.0 + there / quality + there * there) / (1.0 + here / quality + here * here)
    return Biquad((gain, -2.0 * gain, gain), _poles(here, quality))


def _poles(k: float, quality: float) -> tuple[float, float]:
    whole = 1.0 + k / quality + k * k
    return 2.0 * (k * k - 1.0) / whole, (1.0 - k / quality + k * k) / whole


class Filters:
    """A row of biquads over as many samples at a time, without a step per sample.

    As one linear system with memory s, its output over STEP samples is T u + O s and its memory then R u + P s (the
    state-space form of any textbook, unrolled). The memory at the start of every such step is one more product.
    """

    def __init__(self, stages: tuple[Biquad, ...], size: int) -> None:
        """Begin at rest; `size` samples at a time, a multiple of STEP."""
        steps = size // STEP
        memory = 2 * len(stages)
        drive, echo, keep, decay = _unrolled(stages)
        self._out = np.concatenate((drive, echo), axis=1).T.copy()
        self._keep = keep.T.copy()
        # Row k: the memory before step k, from the memory at first and what each step adds; the last one is that at
        # the end.
        reach = np.zeros((steps + 1, memory, steps + 1, memory))
        power = np.eye(memory)
        for distance in range(steps + 1):
            for row in range(distance, steps + 1):
                reach[row, :, row - distance] = power
            power = power @ decay
        self._reach = reach.reshape((steps + 1) * memory, -1)
        # A step's sound and, beside it, the memory at its start.
        self._steps = np.zeros((steps, STEP + memory))
        self._sound = self._steps[:, :STEP]
        self._memory = self._steps[:, STEP:]
        self._given = np.zeros((steps + 1, memory))

    def step(self, sound: Samples) -> NDArray[np.float64]:
        """Take (size,) samples and return them filtered, (size,)."""
        np.add(sound.reshape(self._sound.shape), HUM, out=self._sound)
        np.matmul(self._sound, self._keep, out=self._given[1:])
        memory = (self._reach @ self._given.reshape(-1)).reshape(self._given.shape)
        self._given[0] = memory[-1]
        self._memory[:] = memory[:-1]
        filtered: NDArray[np.float64] = (self._steps @ self._out).reshape(-1)
        return filtered


def _unrolled(stages: tuple[Biquad, ...]) -> tuple[NDArray[np.float64], ...]:
    """Return T (STEP, STEP), O (STEP, n), R (n, STEP) and P (n, n) by playing ones through the filters."""
    memory = 2 * len(stages)
    starts = np.eye(STEP + memory)
    out = np.zeros((STEP, STEP + memory))
    state = starts[STEP:].copy()
    for sample in range(STEP):
        signal = starts[sample]
        for stage, one in enumerate(stages):
            low, high = state[2 * stage], state[2 * stage + 1]
            result = one.b[0] * signal + low
            state[2 * stage] = one.b[1] * signal - one.a[0] * result + high
            state[2 * stage + 1] = one.b[2] * signal - one.a[1] * result
            signal = result
        out[sample] = signal
    return out[:, :STEP], out[:, STEP:], state[:, :STEP], state[:, STEP:]


class Mean:
    """The mean of the latest values."""

    def __init__(self, count: int) -> None:
        """Begin with `count` zeros."""
        self._values = [0.0] * count
        self._next = 0
        self._sum = 0.0

    def step(self, value: float) -> float:
        """Take a value in the place of the oldest and return the mean."""
        values, place = self._values, self._next
        self._sum += value - values[place]
        values[place] = value
        if place + 1 < len(values):
            self._next = place + 1
        else:
            self._next = 0
            # Summed anew at each turn: rounding does not pile up over a night.
            self._sum = sum(values)
        return self._sum / len(values)


class Loudness:
    """Momentary and short-term loudness of one channel, in LUFS."""

    def __init__(self, rate: int, size: int) -> None:
        """Begin in silence; `size` samples at a time, a multiple of PARTS * STEP."""
        self._filters = Filters((head_filter(rate), low_cut(rate)), size)
        self._momentary = Mean(round(PARTS * MOMENTARY * rate / size))
        self._short = Mean(round(PARTS * SHORT_TERM * rate / size))

    def step(self, sound: Samples) -> tuple[float, float]:
        """Take (size,) samples and return (momentary, short-term), each at least QUIETEST."""
        parts = self._filters.step(sound).reshape(PARTS, -1)
        momentary = short = 0.0
        for square in np.einsum("ij,ij->i", parts, parts).tolist():
            momentary, short = self._momentary.step(square), self._short.step(square)
        return _lufs(momentary / parts.shape[1]), _lufs(short / parts.shape[1])


def _lufs(square: float) -> float:
    return max(QUIETEST, OFFSET + decibels(square))
