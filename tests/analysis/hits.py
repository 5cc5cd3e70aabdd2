"""Hits over a pad, made of numbers, and a score of what was heard: recall and precision, and delay in samples."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]
Voice = Callable[[np.random.Generator, int], Sound]

TOLERANCE = 0.05
"Seconds after the attack within which an onset belongs to it."
FADE = 0.05
"Seconds in which a hit's end fades: where it breaks off there would be another attack."
SOFTEST, LOUDEST = 0.2, 0.7
"Peaks of the hits."
PAD = 0.1
"RMS of the pad: a hit's peak is 6 to 17 dB above it."


def _time(rate: int, seconds: float) -> Sound:
    return np.arange(round(seconds * rate)) / rate


def kick(rng: np.random.Generator, rate: int) -> Sound:
    time = _time(rate, 0.3)
    swept = rng.uniform(45, 60) * time + rng.uniform(2.0, 4.0) * (1 - np.exp(-time * rng.uniform(25, 40)))
    return np.sin(2 * np.pi * swept) * np.exp(-time * rng.uniform(10, 20))


def snare(rng: np.random.Generator, rate: int) -> Sound:
    time = _time(rate, 0.25)
    skin = np.sin(2 * np.pi * rng.uniform(170, 230) * time) * np.exp(-30 * time)
    return 0.4 * skin + 0.6 * rng.uniform(-1, 1, len(time)) * np.exp(-time * rng.uniform(15, 30))


def hat(rng: np.random.Generator, rate: int) -> Sound:
    time = _time(rate, 0.15)
    noise = rng.uniform(-1, 1, len(time) + 1)
    return np.diff(noise) * np.exp(-time * rng.uniform(30, 90))


def tom(rng: np.random.Generator, rate: int) -> Sound:
    time = _time(rate, 0.3)
    pitch = rng.uniform(90, 180)
    return np.sin(2 * np.pi * pitch * (time + 0.02 * (1 - np.exp(-time * 30)))) * np.exp(-12 * time)


def pluck(rng: np.random.Generator, rate: int) -> Sound:
    time = _time(rate, 0.4)
    pitch = rng.uniform(110, 660)
    partials = range(1, min(12, int(0.4 * rate / pitch)))
    string = sum(np.sin(2 * np.pi * n * pitch * time + n) / n * np.exp(-time * (4 + 2 * n)) for n in partials)
    return np.asarray(string) * np.minimum(1.0, time / 0.001)


VOICES: dict[str, Voice] = {"kick": kick, "snare": snare, "hat": hat, "tom": tom, "pluck": pluck}


def _at_level(sound: Sound) -> Sound:
    return sound * (PAD / np.sqrt(np.mean(sound**2)))


def sine_pad(rng: np.random.Generator, rate: int, seconds: float) -> Sound:
    """Return a chord of pure tones."""
    time = _time(rate, seconds)
    tones = (110.0, 164.8, 220.0, 277.2, 329.6)
    return _at_level(np.asarray(sum(np.sin(2 * np.pi * hertz * time + rng.uniform(0, 6)) for hertz in tones)))


def saw_pad(rng: np.random.Generator, rate: int, seconds: float) -> Sound:
    """Return a chord of saws of ten partials, each voice doubled a little out of tune, so that it beats."""
    time = _time(rate, seconds)
    sound = np.zeros(len(time))
    for root in (130.8, 155.6, 196.0):
        for detune in (0.9985, 1.0015):
            for partial in range(1, 11):
                sound += np.sin(2 * np.pi * root * detune * partial * time + rng.uniform(0, 6)) / partial
    return _at_level(sound)


PADS = {"sines": sine_pad, "saws": saw_pad}


@dataclass(frozen=True)
class Played:
    """A sound and the samples at which its hits begin."""

    sound: Sound
    attacks: NDArray[np.int64]


def hits_over_pad(
    rate: int, seed: int, pad: str = "saws", voices: Sequence[str] = tuple(VOICES), count: int = 60
) -> Played:
    """Return `count` hits of varied sounds and levels, 0.2 to 0.5 s apart at no grid, over a pad that swells in."""
    rng = np.random.default_rng(seed)
    times = 1.5 + np.cumsum(rng.uniform(0.2, 0.5, count))
    seconds = float(times[-1]) + 0.6
    sound = PADS[pad](rng, rate, seconds)
    sound *= np.minimum(1.0, _time(rate, seconds) / 1.0)[: len(sound)]
    sound += 0.001 * rng.normal(size=len(sound))
    attacks = np.round(times * rate).astype(np.int64)
    for number, attack in enumerate(attacks):
        hit = VOICES[voices[number % len(voices)]](rng, rate)
        level = SOFTEST * (LOUDEST / SOFTEST) ** rng.uniform(0, 1)
        hit *= level / np.abs(hit).max() * np.minimum(1.0, np.arange(len(hit), 0, -1) / (FADE * rate))
        part = sound[attack : attack + len(hit)]
        part += hit
    return Played(sound, attacks)


@dataclass(frozen=True)
class Score:
    """How onsets compare with hits."""

    f: float
    delays: NDArray[np.int64]
    "Samples from each hit that was heard to its emission."
    false: int
    missed: int

    def delay(self, percent: float) -> float:
        """Return a percentile of the delay in samples."""
        return float(np.percentile(self.delays, percent))


def score(played: Played, emitted: Sequence[int], rate: int) -> Score:
    """Match each hit with the first onset emitted after it, in samples; the rest of the onsets are false."""
    left = sorted(emitted)
    delays = []
    for attack in played.attacks:
        found = next((at for at in left if attack <= at <= attack + TOLERANCE * rate), None)
        if found is not None:
            left.remove(found)
            delays.append(found - attack)
    missed = len(played.attacks) - len(delays)
    false = len(left)
    return Score(2 * len(delays) / (2 * len(delays) + false + missed), np.array(delays), false, missed)
