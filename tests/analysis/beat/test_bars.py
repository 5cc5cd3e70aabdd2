import pytest

from soundscape_live.analysis.beat.bars import Bars


def played(meter: int, beats: int, first: int = 0) -> Bars:
    bars = Bars()
    for beat in range(beats):
        bars.beat()
        bars.hear(0.6 if (beat - first) % meter == 0 else 0.02)
    return bars


@pytest.mark.parametrize(("meter", "first"), [(4, 0), (4, 1), (4, 3), (3, 0), (3, 2)])
def test_the_one_and_the_meter_are_found_within_six_bars(meter: int, first: int) -> None:
    beats = 6 * meter + 1
    bars = played(meter, beats, first)
    assert bars.meter == meter
    assert bars.position == (beats - 1 - first) % meter
    assert bars.confidence > 0.6


def test_nothing_heard_is_no_confidence() -> None:
    bars = Bars()
    for _ in range(40):
        bars.beat()
    assert bars.confidence < 0.1


def test_a_beat_that_was_missed_is_mended() -> None:
    bars = played(4, 24)
    for beat in range(25, 49):
        bars.beat()
        bars.hear(0.6 if beat % 4 == 0 else 0.02)
    assert bars.position == 48 % 4


def test_certainty_breaks_nothing() -> None:
    bars = Bars()
    for likelihood in (1e-12, 1.0 - 1e-12) * 50:
        bars.beat()
        bars.hear(likelihood)
    assert 0.0 <= bars.confidence <= 1.0
