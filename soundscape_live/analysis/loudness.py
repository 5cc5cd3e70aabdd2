"""Loudness after ITU-R BS.1770-4: K-weighting, and its mean over 400 ms and 3 s.

Rules: one step per hop. The sound is one channel, as a meter hears a programme in its left channel alone: a
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
"Seconds of the two windows (EBU Tech 3341), each hop within them weighing the same."
OFFSET = -0.691
"LU: takes away what K-weighting adds at 997 Hz (BS.1770-4, annex 1, equation 2)."
QUIETEST = -120.0
"LUFS, the floor."
STEP = 16
"Samples that are filtered as one product of matrices."
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
    """A row of biquads over hops of one size, without a step per sample.

    As one linear system with memory s, its output over STEP samples is T u + O s and its memory then R u + P s (the
    state-space form of any textbook, unrolled). The memory at the start of all of a hop's steps is one more product.
    """

    def __init__(self, stages: tuple[Biquad, ...], size: int) -> None:
        """Begin at rest; `size` samples in a hop, a multiple of STEP."""
        steps = size // STEP
        memory = 2 * len(stages)
        drive, echo, keep, decay = _unrolled(stages)
        self._drive = drive.T.copy()
        self._echo = echo.T.copy()
        self._keep = keep.T.copy()
        # Row k: the memory before step k from the memory at first and what each step adds; the last row is the next
        # hop's first.
        reach = np.zeros(((steps + 1) * memory, (steps + 1) * memory))
        power = np.eye(memory)
        for distance in range(steps + 1):
            for row in range(distance, steps + 1):
                column = row - distance
                place = reach[row * memory : (row + 1) * memory, column * memory : (column + 1) * memory]
                place[:] = power
            power = power @ decay
        self._reach = reach
        self._sound = np.zeros((steps, STEP))
        self._given = np.zeros((steps + 1, memory))
        self._flat = self._given.reshape(-1)

    def step(self, hop: Samples) -> NDArray[np.float64]:
        """Take a hop, (size,), and return it filtered, (size / STEP, STEP)."""
        sound = self._sound
        np.add(hop.reshape(sound.shape), HUM, out=sound)
        np.matmul(sound, self._keep, out=self._given[1:])
        memory = (self._reach @ self._flat).reshape(self._given.shape)
        self._given[0] = memory[-1]
        out = sound @ self._drive
        out += memory[:-1] @ self._echo
        return out


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
        self._values = np.zeros(count)
        self._next = 0
        self._sum = 0.0

    def step(self, value: float) -> float:
        """Take a value in the place of the oldest and return the mean."""
        self._sum += value - float(self._values[self._next])
        self._values[self._next] = value
        self._next += 1
        if self._next == len(self._values):
            self._next = 0
            # Summed anew at each turn: rounding does not pile up over a night.
            self._sum = float(np.add.reduce(self._values))
        return self._sum / len(self._values)


class Loudness:
    """Momentary and short-term loudness of one channel, in LUFS."""

    def __init__(self, rate: int, size: int) -> None:
        """Begin in silence; `size` samples in a hop, a multiple of STEP."""
        self._filters = Filters((head_filter(rate), low_cut(rate)), size)
        self._means = tuple(Mean(round(seconds * rate / size)) for seconds in (MOMENTARY, SHORT_TERM))
        self._size = size

    def step(self, hop: Samples) -> tuple[float, float]:
        """Take a hop, (size,), and return (momentary, short-term), each at least QUIETEST."""
        weighted = self._filters.step(hop).reshape(-1)
        square = float(weighted @ weighted) / self._size
        momentary, short = (mean.step(square) for mean in self._means)
        return _lufs(momentary), _lufs(short)


def _lufs(square: float) -> float:
    return max(QUIETEST, OFFSET + decibels(square))
