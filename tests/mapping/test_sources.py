import math
from collections.abc import Callable

import pytest

from soundscape_live.mapping.sources import BeatNow, reading
from soundscape_live.mapping.theme import Source
from soundscape_live.model import Features


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source.ENERGY, 0.1),
        (Source.SUB, 0.11),
        (Source.LOW, 0.12),
        (Source.MID, 0.13),
        (Source.HIGH, 0.14),
        (Source.AIR, 0.15),
        (Source.BRIGHTNESS, 0.2),
        (Source.TEXTURE, 0.3),
        (Source.FLUX, 0.4),
        (Source.ONSET, 0.5),
        (Source.LOUDNESS, 0.75),
        (Source.PITCH, 0.6),
        (Source.BEAT_PHASE, 0.6),
        (Source.TEMPO, math.log2(1.5) / 2.0),
    ],
)
def test_each_source_reads_its_own_feature(source: Source, expected: float, features: Callable[..., Features]) -> None:
    heard = features(
        1.0,
        energy=0.1,
        bands=(0.11, 0.12, 0.13, 0.14, 0.15),
        brightness=0.2,
        texture=0.3,
        flux=0.4,
        onset=0.5,
        loudness_lufs=-17.5,
        pitch_hz=440.0,
    )
    assert reading(source)(heard, BeatNow(0.6, 90.0)) == expected


@pytest.mark.parametrize(("lufs", "expected"), [(-120.0, 0.0), (-40.0, 0.0), (-25.0, 0.5), (-10.0, 1.0), (3.0, 1.0)])
def test_loudness_is_read_from_quiet_to_loud(lufs: float, expected: float, features: Callable[..., Features]) -> None:
    assert reading(Source.LOUDNESS)(features(1.0, loudness_lufs=lufs), BeatNow(0.0)) == expected


@pytest.mark.parametrize(
    ("hertz", "expected"),
    [(0.0, 0.0), (50.0, 0.0), (55.0, 0.0), (110.0, 0.2), (880.0, 0.8), (1760.0, 1.0), (2000.0, 1.0)],
)
def test_pitch_is_read_in_octaves(hertz: float, expected: float, features: Callable[..., Features]) -> None:
    assert reading(Source.PITCH)(features(1.0, pitch_hz=hertz), BeatNow(0.0)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("bpm", "expected"), [(0.0, 0.5), (30.0, 0.0), (60.0, 0.0), (120.0, 0.5), (240.0, 1.0), (300.0, 1.0)]
)
def test_tempo_is_read_in_octaves(bpm: float, expected: float, features: Callable[..., Features]) -> None:
    assert reading(Source.TEMPO)(features(1.0), BeatNow(0.0, bpm)) == pytest.approx(expected)
