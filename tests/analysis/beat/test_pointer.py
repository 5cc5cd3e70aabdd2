import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.analysis.beat.network import DELAY
from soundscape_live.analysis.beat.pointer import Pointed, Pointer
from tests.analysis.beat.pulses import FRAME, likelihoods


def pointed(heard: list[float]) -> list[Pointed]:
    pointer = Pointer(FRAME)
    return [pointer.step(likelihood) for likelihood in heard]


@pytest.mark.parametrize("bpm", [60.0, 75.0, 96.0, 120.0, 124.0, 150.0, 174.0])
def test_a_steady_pulse_is_found_within_five_beats(bpm: float) -> None:
    period = 60.0 / bpm
    beats = np.arange(0.5, 12.0, period)
    found = pointed(likelihoods(beats, 12.0))
    late = found[round((0.5 + 5.2 * period) / FRAME) :]
    assert all(guess.mass > 0.8 for guess in late)
    assert 60.0 / found[-1].period == pytest.approx(bpm, rel=0.005)
    assert found[-1].phase * period == pytest.approx((12.0 - DELAY - 0.5) % period, abs=0.006)


def test_a_tempo_step_is_followed_within_four_seconds() -> None:
    before = np.arange(0.5, 15.0, 60.0 / 124.0)
    beats = np.concatenate((before, np.arange(before[-1] + 60.0 / 96.0, 25.0, 60.0 / 96.0)))
    found = pointed(likelihoods(beats, 25.0))
    after = found[round((before[-1] + 4.0) / FRAME) :]
    assert all(60.0 / guess.period == pytest.approx(96.0, rel=0.02) for guess in after)


def test_phase_and_tempo_are_held_over_a_gap_of_four_seconds() -> None:
    beats = np.array([beat for beat in np.arange(0.5, 20.0, 0.5) if not 10.2 < beat < 14.2])
    found = pointed(likelihoods(beats, 20.0))
    for at in (12.0, 14.0, 15.0):
        guess = found[round(at / FRAME) - 1]
        assert 60.0 / guess.period == pytest.approx(120.0, rel=0.02)
        assert guess.phase * 0.5 == pytest.approx((at - DELAY - 0.5) % 0.5, abs=0.03)


def test_nothing_heard_is_nothing_known() -> None:
    found = pointed([0.01] * 1500)
    assert max(guess.mass for guess in found[500:]) < 0.3


@given(heard=st.lists(st.floats(1e-9, 1.0 - 1e-9), min_size=1, max_size=200))
def test_probabilities_stay_probabilities_whatever_is_heard(heard: list[float]) -> None:
    pointer = Pointer(FRAME)
    for number, likelihood in enumerate(heard):
        if number % 50 == 0:
            pointer.begin()
        guess = pointer.step(likelihood)
        assert 0.0 <= guess.mass <= 1.0 + 1e-5
        assert 0.0 <= guess.phase < 1.0
        assert 0.2 < guess.period < 1.6
    assert pointer.posterior.sum() == pytest.approx(1.0, abs=1e-3)
    assert len(pointer.posterior) == len(pointer.tempi)
