"""What each Source reads from the sound. All readings are 0..1."""

import math
from collections.abc import Callable
from operator import attrgetter
from typing import TypeAlias

from soundscape_live.mapping.curves import clamp
from soundscape_live.mapping.theme import Source
from soundscape_live.model import BANDS, Features

QUIET, LOUD = -40.0, -10.0
"LUFS: loudness 0 and 1."
DEEP, OCTAVES = 55.0, 5.0
"Hertz of pitch 0, and how far above it pitch is 1."

Reading: TypeAlias = Callable[[Features, float], float]
"""From features and the phase of the beat, 0..1, to a value."""


def reading(source: Source) -> Reading:
    """Return the function that reads a source."""
    if source is Source.BEAT_PHASE:
        return _phase
    if source is Source.LOUDNESS:
        return _loudness
    if source is Source.PITCH:
        return _pitch
    if source.value in BANDS:
        return _band(BANDS.index(source.value))
    return _feature(source.value)


def _phase(_features: Features, phase: float) -> float:
    return phase


def _loudness(features: Features, _phase: float) -> float:
    return clamp((features.loudness_lufs - QUIET) / (LOUD - QUIET))


def _pitch(features: Features, _phase: float) -> float:
    return clamp(math.log2(max(features.pitch_hz, DEEP) / DEEP) / OCTAVES)


def _band(index: int) -> Reading:
    def read(features: Features, _phase: float) -> float:
        return features.bands[index]

    return read


def _feature(name: str) -> Reading:
    get: Callable[[Features], float] = attrgetter(name)

    def read(features: Features, _phase: float) -> float:
        return get(features)

    return read
