"""The instruments of the beat benchmark's music: pure functions of numbers, no samples, at any rate.

Rules: a voice returns one stroke or note, (n,) float32, peak about 1, at `rate` samples a second. It speaks within 5 ms
of its first sample, so that the time at which it is put is the time at which it is heard, and it ends at 0, so
that nothing clicks but what should.
"""

import numpy as np
from numpy.typing import NDArray

from soundscape_live.model import Samples

Times = NDArray[np.float64]


def hertz(note: float) -> float:
    """Return the frequency of a MIDI note number."""
    return float(440.0 * 2.0 ** ((note - 69.0) / 12.0))


def _times(seconds: float, rate: int) -> Times:
    return np.arange(round(seconds * rate)) / rate


def _gate(t: Times, attack: float, release: float) -> Times:
    """Rise from 0 and fall to 0, both as a raised cosine."""
    rise = np.clip(t / attack, 0.0, 1.0)
    fall = np.clip((t[-1] - t) / release, 0.0, 1.0)
    level: Times = (0.5 - 0.5 * np.cos(np.pi * rise)) * (0.5 - 0.5 * np.cos(np.pi * fall))
    return level


def coloured(sound: Samples, rate: int, low: float, high: float, slope: float = 2.0) -> Samples:
    """Keep what lies between two frequencies; `slope` is the order of either side."""
    size = 1 << (sound.size - 1).bit_length()
    frequencies = np.maximum(np.fft.rfftfreq(size, 1.0 / rate), 1.0).astype(np.float32)
    gain = 1.0 / np.sqrt((1.0 + (low / frequencies) ** (2.0 * slope)) * (1.0 + (frequencies / high) ** (2.0 * slope)))
    kept: Samples = np.fft.irfft(np.fft.rfft(sound, size) * gain, size)[: sound.size].astype(np.float32)
    return kept


def _noise(t: Times, rate: int, low: float, high: float, rng: np.random.Generator) -> Samples:
    noise = coloured(rng.standard_normal(t.size).astype(np.float32), rate, low, min(high, 0.45 * rate))
    return noise / np.float32(np.abs(noise).max())


def _harmonics(note: float, t: Times, rate: int, count: int, tilt: float, fade: float) -> Times:
    """Return a sum of harmonics k of level k**-tilt; harmonic k fades k times in `fade` seconds (e-fold)."""
    wave = np.zeros(t.size)
    base = hertz(note)
    for k in range(1, min(count, int(0.45 * rate / base)) + 1):
        wave += k**-tilt * np.sin(2.0 * np.pi * k * base * t) * np.exp(-k * t / fade)
    return wave


# --------------------------------------------------------------------------------------------------- strokes


def kick(rate: int, rng: np.random.Generator) -> Samples:
    """Return a bass drum: a sine that falls from 180 Hz, with the beater's click."""
    t = _times(0.34, rate)
    low = 46.0 + 10.0 * rng.random()
    body = np.sin(2.0 * np.pi * (low * t + (180.0 - low) * 0.022 * (1.0 - np.exp(-t / 0.022)))) * np.exp(-t / 0.09)
    click = 0.25 * np.sin(2.0 * np.pi * 2_200.0 * t) * np.exp(-t / 0.003)
    return (np.tanh(1.5 * (body + click)) * _gate(t, 0.001, 0.08)).astype(np.float32)


def snare(rate: int, rng: np.random.Generator) -> Samples:
    """Return a snare drum: a head that falls to 190 Hz, and its wires."""
    t = _times(0.26, rate)
    head = np.sin(2.0 * np.pi * (190.0 * t + 1.2 * (1.0 - np.exp(-t / 0.012)))) * np.exp(-t / 0.05)
    wires = _noise(t, rate, 1_200.0, 9_000.0, rng) * np.exp(-t / 0.06)
    return ((0.5 * head + 0.9 * wires) * _gate(t, 0.001, 0.04)).astype(np.float32)


def clap(rate: int, rng: np.random.Generator) -> Samples:
    """Return hands: three bursts within 20 ms and a tail."""
    t = _times(0.28, rate)
    level = sum(np.where(t >= s, np.exp(-np.maximum(t - s, 0.0) / 0.005), 0.0) for s in (0.0, 0.009, 0.018))
    level = level + 0.8 * np.where(t >= 0.02, np.exp(-np.maximum(t - 0.02, 0.0) / 0.05), 0.0)
    return (_noise(t, rate, 900.0, 6_500.0, rng) * level * _gate(t, 0.001, 0.05)).astype(np.float32)


def rim(rate: int, rng: np.random.Generator) -> Samples:
    """Return a stick on the rim."""
    t = _times(0.12, rate)
    wood = np.sin(2.0 * np.pi * 480.0 * t) + 0.8 * np.sin(2.0 * np.pi * 1_670.0 * t)
    both = 0.6 * wood * np.exp(-t / 0.018) + 0.4 * _noise(t, rate, 2_000.0, 8_000.0, rng) * np.exp(-t / 0.008)
    return (both * _gate(t, 0.001, 0.03)).astype(np.float32)


def hat(rate: int, rng: np.random.Generator) -> Samples:
    """Return a closed hi-hat."""
    t = _times(0.12, rate)
    return (_noise(t, rate, 7_000.0, 15_000.0, rng) * np.exp(-t / 0.022) * _gate(t, 0.001, 0.02)).astype(np.float32)


def open_hat(rate: int, rng: np.random.Generator) -> Samples:
    """Return an open hi-hat."""
    t = _times(0.35, rate)
    return (_noise(t, rate, 6_000.0, 15_000.0, rng) * np.exp(-t / 0.11) * _gate(t, 0.001, 0.06)).astype(np.float32)


def ride(rate: int, rng: np.random.Generator) -> Samples:
    """Return a ride cymbal: a ping, and a wash that stays."""
    t = _times(0.9, rate)
    ping = sum(np.sin(2.0 * np.pi * f * t + rng.random()) for f in (3_170.0, 4_730.0, 5_910.0, 7_450.0))
    wash = _noise(t, rate, 4_000.0, 14_000.0, rng)
    both = 0.16 * ping * np.exp(-t / 0.07) + 0.5 * wash * (0.5 * np.exp(-t / 0.03) + 0.25 * np.exp(-t / 0.3))
    return (both * _gate(t, 0.001, 0.2)).astype(np.float32)


def crash(rate: int, rng: np.random.Generator) -> Samples:
    """Return a crash cymbal, for the first beat of a phrase."""
    t = _times(1.8, rate)
    return (_noise(t, rate, 3_000.0, 14_000.0, rng) * np.exp(-t / 0.5) * _gate(t, 0.002, 0.4)).astype(np.float32)


# ----------------------------------------------------------------------------------------------------- notes


def bass(note: int, seconds: float, rate: int) -> Samples:
    """Return a bass note whose upper harmonics fade first."""
    t = _times(seconds, rate)
    wave = _harmonics(note, t, rate, 12, 1.0, 1.2) * 0.6
    return (np.tanh(1.2 * wave) * _gate(t, 0.004, min(0.04, seconds / 3.0))).astype(np.float32)


def keys(note: int, seconds: float, rate: int) -> Samples:
    """Return a struck string or bar, as of a piano; it is damped after `seconds`."""
    t = _times(seconds + 0.12, rate)
    wave = _harmonics(note, t, rate, 9, 1.3, 2.2 * 2.0 ** ((60 - note) / 24.0))
    hammer = 0.15 * np.sin(2.0 * np.pi * 5.4 * hertz(note) * t) * np.exp(-t / 0.02)
    return ((0.55 * wave + hammer) * _gate(t, 0.002, 0.12)).astype(np.float32)


def guitar(note: int, seconds: float, rate: int) -> Samples:
    """Return a driven string: many harmonics, squashed."""
    t = _times(seconds, rate)
    wave = np.tanh(2.5 * _harmonics(note, t, rate, 16, 0.9, 4.0) * np.exp(-t / 0.9))
    return (wave * _gate(t, 0.003, min(0.03, seconds / 3.0))).astype(np.float32)


def stab(note: int, seconds: float, rate: int) -> Samples:
    """Return a short synthetic note whose brightness falls at once."""
    t = _times(seconds, rate)
    wave = _harmonics(note, t, rate, 14, 0.8, 0.9) + _harmonics(note + 0.09, t, rate, 14, 0.8, 0.9)
    return (0.3 * wave * np.exp(-t / 0.14) * _gate(t, 0.003, min(0.05, seconds / 3.0))).astype(np.float32)


def pad(note: float, seconds: float, rate: int, rng: np.random.Generator) -> Samples:
    """Return a long note that swells within 0.4 s: three detuned voices, without an attack."""
    t = _times(seconds, rate)
    turn = np.arange(4096) / 4096
    period = sum(k**-1.4 * np.sin(2.0 * np.pi * (k * turn + rng.random())) for k in range(1, 8))
    table = np.asarray(period / 3.0, np.float32)
    wave = np.zeros(t.size, np.float32)
    for cents in (-7.0, 1.0, 9.0):
        turns = hertz(note + (cents + 2.0 * rng.random()) / 100.0) * t + rng.random()
        wave += table[(4096.0 * turns).astype(np.int64) % 4096]
    return wave * _gate(t, min(0.4, seconds / 3.0), min(0.5, seconds / 3.0)).astype(np.float32)


# --------------------------------------------------------------------------------------------------- effects


def hall(sound: Samples, rate: int, seconds: float, rng: np.random.Generator) -> Samples:
    """Return what a room of `seconds` (to -60 dB) adds to the sound."""
    t = _times(seconds, rate)
    tail = (rng.standard_normal(t.size) * 10.0 ** (-3.0 * t / seconds) * _gate(t, 0.01, 0.1)).astype(np.float32)
    tail = coloured(tail, rate, 250.0, 5_000.0, 1.5)
    tail /= np.float32(np.sqrt(np.sum(tail**2)))
    step = 1 << 15  # a length that the transform is quick at
    size = -(-(sound.size + tail.size) // step) * step
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: sound.size]
    heard: Samples = wet.astype(np.float32)
    return heard
