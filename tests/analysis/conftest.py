"""Sounds made of numbers, and a way to play them to an analyser."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from soundscape_live.analysis.analyser import Analyser, Heard
from soundscape_live.model import AudioBlock

Sound = NDArray[np.float64]
Play = Callable[..., list[Heard]]
Song = Callable[..., Sound]


@pytest.fixture
def play() -> Play:
    def _play(sound: Sound, rate: int = 48_000, block: int = 256, start: float = 0.0) -> list[Heard]:
        analyser = Analyser(rate)
        samples = sound.astype(np.float32)
        heard = []
        for begin in range(0, len(samples), block):
            part = samples[begin : begin + block]
            heard.append(analyser.hear(AudioBlock(start + (begin + len(part)) / rate, part, rate)))
        return heard

    return _play


@pytest.fixture
def song() -> Song:
    """Return four on the floor with off-beat hats, a snare on every second beat and a soft chord."""

    def _song(bpm: float, seconds: float, rate: int = 48_000, start: float = 0.3) -> Sound:
        rng = np.random.default_rng(7)
        sound = np.zeros(int(seconds * rate))
        time = np.arange(int(0.25 * rate)) / rate
        kick = 0.8 * np.sin(2 * np.pi * (50 * time + 3.3 * (1 - np.exp(-30 * time)))) * np.exp(-14 * time)
        hat = 0.12 * rng.normal(size=len(time)) * np.exp(-80 * time)
        snare = 0.3 * rng.normal(size=len(time)) * np.exp(-25 * time)

        def hit(at: float, drum: Sound) -> None:
            begin = round(at * rate)
            part = sound[begin : begin + len(drum)]
            part += drum[: len(part)]

        for beat in range(int((seconds - start) * bpm / 60.0) + 1):
            at = start + beat * 60.0 / bpm
            hit(at, kick)
            hit(at + 30.0 / bpm, hat)
            if beat % 2:
                hit(at, snare)
        time = np.arange(len(sound)) / rate
        chord = 0.05 * (np.sin(2 * np.pi * 220.0 * time) + np.sin(2 * np.pi * 277.2 * time))
        mixed: Sound = 0.7 * (sound + chord)
        return mixed

    return _song
