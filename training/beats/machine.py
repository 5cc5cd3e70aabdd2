"""A drum machine of our own: strokes made of sines and noise, for electronic pieces that no sound font does justice.

Rules: a kit is drawn once for a clip and each key's stroke made once, so that a clip's kick is always the same kick, as
a machine's is. Sounds are float32, (n,), at the rate given; a stroke's attack is its first sample.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from training.beats.performance import Player

Sound = NDArray[np.float32]
Stroke = Callable[[int, np.random.Generator], Sound]

KICKS = (35, 36)


def machine(player: Player, seconds: float, rate: int, random: np.random.Generator) -> Sound:
    """Return a drum part played by a machine with sounds of this clip's own, (seconds * rate,)."""
    size = round(seconds * rate)
    out = np.zeros(size + 3 * rate, np.float32)
    made: dict[int, Sound] = {}
    for tone in player.tones:
        at = round(tone.start * rate)
        if at < 0:
            continue
        if tone.pitch not in made:
            made[tone.pitch] = _stroke(tone.pitch)(rate, random)
        sound = made[tone.pitch]
        out[at : at + sound.size] += sound * np.float32((tone.velocity / 127.0) ** 2.0)
    return out[:size]


def _stroke(pitch: int) -> Stroke:
    if pitch in (41, 43, 45, 47, 48, 50):  # toms
        return partial(_drum, hertz=90.0 * 2.0 ** ((pitch - 41) / 9.0), decay=0.09)
    if pitch in {42, 44, 54, 69, 70, 82}:  # closed hats and shakers
        return partial(cymbal, shortest=0.015, longest=0.06)
    if pitch == 56 or pitch >= 60:  # hand drums, blocks and bells
        return partial(_drum, hertz=240.0 * 2.0 ** ((pitch % 12) / 6.0), decay=0.03)
    known: dict[int, Stroke] = {
        35: kick,
        36: kick,
        37: clap,
        38: snare,
        39: clap,
        40: snare,
    }
    return known.get(pitch, partial(cymbal, shortest=0.1, longest=0.4))


def kick(rate: int, random: np.random.Generator) -> Sound:
    """Return a bass drum: a sine that falls to 42 to 62 Hz, with or without a click, soft or driven."""
    t = _times(rate, 0.7)
    low, high = float(random.uniform(42.0, 62.0)), float(random.uniform(120.0, 420.0))
    fall = float(random.uniform(0.008, 0.04))
    phase = low * t + (high - low) * fall * (1.0 - np.exp(-t / fall))
    body = np.sin(2.0 * np.pi * phase) * np.exp(-t / random.uniform(0.05, 0.3))
    click = random.standard_normal(t.size) * np.exp(-t / 0.002) * random.uniform(0.0, 0.5)
    return _done(np.tanh(float(random.uniform(1.0, 4.0)) * body + click), rate)


def snare(rate: int, random: np.random.Generator) -> Sound:
    """Return a snare drum: a tone of 150 to 260 Hz and noise, in any proportion."""
    t = _times(rate, 0.5)
    pitch = float(random.uniform(150.0, 260.0))
    tone = np.sin(2.0 * np.pi * (pitch * t + 1.5 * (1.0 - np.exp(-t / 0.01)))) * np.exp(-t / random.uniform(0.02, 0.1))
    hiss = _band(random.standard_normal(t.size), rate, random.uniform(300.0, 1_500.0), random.uniform(5e3, 1e4))
    share = float(random.uniform(0.3, 0.9))
    return _done(
        (1.0 - share) * tone + 2.0 * share * hiss * np.exp(-t / random.uniform(0.03, 0.14)), rate
    ) * np.float32(0.8)


def clap(rate: int, random: np.random.Generator) -> Sound:
    """Return hands: three or four bursts of noise about 10 ms apart, the last one ringing."""
    t = _times(rate, 0.4)
    bursts, gap = int(random.integers(2, 4)), float(random.uniform(0.007, 0.012))
    level = sum(np.exp(-np.abs(t - n * gap) / 0.003) * (t >= n * gap) for n in range(bursts))
    level = level + (t >= bursts * gap) * np.exp(-(t - bursts * gap) / random.uniform(0.03, 0.12))
    noise = _band(random.standard_normal(t.size), rate, random.uniform(700.0, 1_200.0), random.uniform(3e3, 8e3))
    return _done(noise * level, rate) * np.float32(0.7)


def cymbal(rate: int, random: np.random.Generator, shortest: float, longest: float) -> Sound:
    """Return a hat or a cymbal: high noise that decays within a time constant of so many seconds."""
    decay = float(random.uniform(shortest, longest))
    t = _times(rate, min(2.5, 7.0 * decay))
    noise = _band(random.standard_normal(t.size), rate, random.uniform(3_500.0, 7_500.0), 2e4)
    return _done(noise * np.exp(-t / decay), rate) * np.float32(random.uniform(0.15, 0.4))


def _drum(rate: int, random: np.random.Generator, hertz: float, decay: float) -> Sound:
    t = _times(rate, 0.4)
    tone = np.sin(2.0 * np.pi * hertz * (t + 0.01 * (1.0 - np.exp(-t / 0.02)))) * np.exp(-t / decay)
    return _done(tone + 0.1 * random.standard_normal(t.size) * np.exp(-t / 0.004), rate) * np.float32(0.6)


def _times(rate: int, seconds: float) -> NDArray[np.float64]:
    return np.arange(round(seconds * rate)) / rate


def _band(noise: NDArray[np.float64], rate: int, low: float, high: float) -> NDArray[np.float64]:
    hertz = np.fft.rfftfreq(noise.size, 1.0 / rate) + 1e-9
    gain = 1.0 / np.sqrt((1.0 + (low / hertz) ** 4.0) * (1.0 + (hertz / high) ** 4.0))
    return np.asarray(np.fft.irfft(np.fft.rfft(noise) * gain, noise.size), np.float64)


def _done(sound: NDArray[np.float64], rate: int) -> Sound:
    """Return a stroke with its highest peak at 1 and its last 10 ms faded."""
    last = min(sound.size, round(0.01 * rate))
    sound[-last:] *= np.linspace(1.0, 0.0, last)
    return np.asarray(sound / max(float(np.abs(sound).max()), 1e-9), np.float32)
