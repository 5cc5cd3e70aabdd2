"""What each Source reads from the sound. All readings are 0..1."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeAlias

from soundscape_live.mapping.curves import clamp
from soundscape_live.mapping.theme import Source
from soundscape_live.model import BANDS, Features

QUIET, LOUD = -40.0, -10.0
"LUFS: loudness 0 and 1."
DEEP, OCTAVES = 55.0, 5.0
"Hertz of pitch 0, and how far above it pitch is 1."

SLOW, TEMPO_OCTAVES = 60.0, 2.0
"BPM of tempo 0, and how far above it tempo is 1."
UNKNOWN = 0.5
"Tempo where there is none."


@dataclass(frozen=True, slots=True)
class BeatNow:
    """Where the beat stands while something is heard."""

    phase: float
    "0 on the beat, rising to 1 before the next."
    bpm: float = 0.0
    "0: there is none."


Reading: TypeAlias = Callable[[Features, BeatNow], float]


def reading(source: Source) -> Reading:
    """Return the function that reads a source."""
    if source is Source.BEAT_PHASE:
        return _phase
    if source is Source.TEMPO:
        return _tempo
    if source is Source.LOUDNESS:
        return _loudness
    if source is Source.PITCH:
        return _pitch
    if source.value in BANDS:
        return _band(BANDS.index(source.value))
    return _feature(source.value)


def _phase(_features: Features, beat: BeatNow) -> float:
    return beat.phase


def _tempo(_features: Features, beat: BeatNow) -> float:
    return clamp(math.log2(beat.bpm / SLOW) / TEMPO_OCTAVES) if beat.bpm > 0.0 else UNKNOWN


def _loudness(features: Features, _beat: BeatNow) -> float:
    return clamp((features.loudness_lufs - QUIET) / (LOUD - QUIET))


def _pitch(features: Features, _beat: BeatNow) -> float:
    return clamp(math.log2(max(features.pitch_hz, DEEP) / DEEP) / OCTAVES)


def _band(index: int) -> Reading:
    def read(features: Features, _beat: BeatNow) -> float:
        return features.bands[index]

    return read


def _feature(name: str) -> Reading:
    get: Callable[[Features], float] = attrgetter(name)

    def read(features: Features, _beat: BeatNow) -> float:
        return get(features)

    return read
