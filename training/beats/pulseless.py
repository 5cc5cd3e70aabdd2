"""Sounds without a pulse: what must not be taken for music with a beat.

Rules: each is (n,) float32 at a rate, begins at a random moment, and has a level of its own; a draw is made by a
generator, so that it can be had again.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
Random = np.random.Generator


def noise(random: Random, count: int, rate: int) -> Sound:
    """Return hiss between brown and white, as of a room, a wire or the wind."""
    return _coloured(random, count, rate, float(random.uniform(0.0, 2.0)))


def drone(random: Random, count: int, rate: int) -> Sound:
    """Return a held tone or chord with partials that beat and swell slowly."""
    time = np.arange(count) / rate
    sound = np.zeros(count)
    base = float(np.exp(random.uniform(np.log(35.0), np.log(300.0))))
    for _ in range(int(random.integers(2, 9))):
        hertz = base * float(random.choice([1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0])) * float(random.uniform(0.995, 1.005))
        swell = 1.0 + float(random.uniform(0.0, 0.8)) * np.sin(
            2 * np.pi * (random.uniform(0.02, 0.4) * time + random.random())
        )
        sound += random.uniform(0.2, 1.0) * swell * np.sin(2 * np.pi * (hertz * time + random.random()))
    return np.asarray(sound, np.float32)


def hum(random: Random, count: int, rate: int) -> Sound:
    """Return the mains, with harmonics and a little hiss."""
    time = np.arange(count) / rate
    mains = float(random.choice([50.0, 60.0]))
    sound = sum(random.uniform(0.0, 1.0) * np.sin(2 * np.pi * mains * k * time) for k in range(1, 8))
    return np.asarray(sound + 0.05 * _coloured(random, count, rate, 1.0), np.float32)


def drops(random: Random, count: int, rate: int) -> Sound:
    """Return clicks that come at random, as of rain, applause or a crackling cable."""
    sound = np.zeros(count)
    often = float(np.exp(random.uniform(np.log(0.5), np.log(300.0))))
    at = random.integers(0, count, max(1, int(random.poisson(often * count / rate))))
    sound[at] = random.exponential(1.0, len(at))
    length = round(float(random.uniform(0.002, 0.08)) * rate)
    tail = random.normal(size=length) * np.exp(-5.0 * np.arange(length) / length)
    size = 1 << (count + length - 1).bit_length()
    return np.asarray(np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[:count], np.float32)


def speech(random: Random, count: int, rate: int) -> Sound:
    """Return syllables of uneven length with pauses, as of somebody who speaks into a microphone."""
    loudness, place = np.zeros(count), 0
    while place < count:
        length = round(float(random.gamma(4.0, 0.05)) * rate) + 1
        if random.random() > 0.2:
            shape = np.hanning(length) * random.uniform(0.3, 1.0)
            loudness[place : place + length] = shape[: count - place]
        place += length + (round(float(random.exponential(0.5)) * rate) if random.random() < 0.15 else 0)
    time = np.arange(count) / rate
    voice = np.zeros(count)
    pitch = float(random.uniform(90.0, 240.0)) * (1.0 + 0.1 * np.sin(2 * np.pi * random.uniform(0.2, 0.7) * time))
    phase = np.cumsum(pitch) / rate
    for harmonic in range(1, 16):
        voice += np.sin(2 * np.pi * harmonic * phase) / harmonic
    return np.asarray(loudness * (voice + 0.3 * _coloured(random, count, rate, 0.5)), np.float32)


def silence(random: Random, count: int, rate: int) -> Sound:
    """Return nothing, or the last bits of a converter."""
    del rate
    return np.asarray(random.normal(size=count) * random.choice([0.0, 1e-5, 1e-4]), np.float32)


KINDS: tuple[Callable[[Random, int, int], Sound], ...] = (noise, drone, hum, drops, speech, silence)


def sound(random: Random, seconds: float, rate: int) -> Sound:
    """Return one of the kinds, sometimes over another, from a random moment on, at a random level."""
    count = round(seconds * rate)
    whole = _levelled(KINDS[random.integers(len(KINDS))](random, count, rate), random)
    if random.random() < 0.3:
        whole = whole + _levelled(noise(random, count, rate), random)
    begin = round(float(random.uniform(0.0, 4.0)) * rate) if random.random() < 0.7 else 0
    return np.asarray(np.concatenate((np.zeros(begin), whole[: count - begin])), np.float32)


def _levelled(given: Sound, random: Random) -> Sound:
    peak = float(np.abs(given).max(initial=0.0))
    return given if peak < 1e-3 else np.asarray(given / peak * 10.0 ** (-random.uniform(0.0, 60.0) / 20.0), np.float32)


def _coloured(random: Random, count: int, rate: int, slope: float) -> Sound:
    size = 1 << (count - 1).bit_length()
    hertz = np.maximum(np.fft.rfftfreq(size, 1.0 / rate), 20.0)
    spectrum = np.fft.rfft(random.normal(size=size)) / (hertz / 20.0) ** (slope / 2.0)
    whole = np.fft.irfft(spectrum, size)[:count]
    return np.asarray(whole / np.abs(whole).max(), np.float32)
