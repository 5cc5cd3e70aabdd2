import numpy as np
import pytest

from soundscape_live.analysis.pulse import Pulse

HOP = 256 / 48_000


def feel(bpm: float, seconds: float = 8.0, weak: float = 1.0) -> Pulse:
    pulse = Pulse(HOP)
    rng = np.random.default_rng(2)
    for hop in range(round(seconds / HOP)):
        beat, phase = divmod(hop * HOP * bpm / 60.0, 1.0)
        attack = phase * 60.0 / bpm < 0.02
        height = 6.0 * (weak if beat % 2 else 1.0) if attack else 0.0
        pulse.step(height + 0.2 * abs(float(rng.normal())))
    return pulse


@pytest.mark.parametrize("bpm", [70.0, 96.0, 120.0, 140.0, 174.0])
def test_a_regular_pulse_scores_high_at_its_tempo_only(bpm: float) -> None:
    pulse = feel(bpm)
    assert pulse.score(bpm) > 0.6
    assert pulse.score(bpm * 1.23) < 0.1


@pytest.mark.parametrize("heard", [35.0, 70.0, 140.0, 280.0])
def test_of_the_octaves_that_fit_the_one_nearest_to_walking_wins(heard: float) -> None:
    assert feel(140.0, weak=0.7).octave(heard) == 140.0


def test_a_tempo_without_an_octave_in_range_stays() -> None:
    assert feel(120.0).octave(10.0) == 10.0


def test_a_sound_that_begins_is_no_pulse() -> None:
    pulse = Pulse(HOP)
    for hop in range(800):
        pulse.step(0.0 if hop < 200 else 1.5)
    assert max(pulse.score(bpm) for bpm in range(60, 200)) < 0.15


def test_a_period_too_long_or_too_short_to_be_heard_scores_nothing() -> None:
    pulse = feel(120.0)
    assert pulse.score(10.0) == 0.0
    assert pulse.score(60_000.0) == 0.0
