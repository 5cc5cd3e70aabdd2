"""What each Source reads from the sound. All readings are 0..1."""

from collections.abc import Callable
from operator import attrgetter
from typing import TypeAlias

from soundscape_live.mapping.theme import Source
from soundscape_live.model import BANDS, Features

Reading: TypeAlias = Callable[[Features, float], float]
"""From features and the phase of the beat, 0..1, to a value."""


def reading(source: Source) -> Reading:
    """Return the function that reads a source."""
    if source is Source.BEAT_PHASE:
        return _phase
    if source.value in BANDS:
        return _band(BANDS.index(source.value))
    return _feature(source.value)


def _phase(_features: Features, phase: float) -> float:
    return phase


def _band(index: int) -> Reading:
    def read(features: Features, _phase: float) -> float:
        return features.bands[index]

    return read


def _feature(name: str) -> Reading:
    get: Callable[[Features], float] = attrgetter(name)

    def read(features: Features, _phase: float) -> float:
        return get(features)

    return read
