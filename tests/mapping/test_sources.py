from collections.abc import Callable

import pytest

from soundscape_live.mapping.sources import reading
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
        (Source.BEAT_PHASE, 0.6),
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
    )
    assert reading(source)(heard, 0.6) == expected
