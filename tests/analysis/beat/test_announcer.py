from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soundscape_live.analysis.beat.announcer import AHEAD, LATE, Announcer
from tests.analysis.beat.pulses import FRAME, likelihoods

LINED_UP = 0.015
"Seconds: listeners tap so much after the attack, and beats are announced where they tap."


def announced(heard: list[float]) -> list[tuple[float, float]]:
    """Return each beat with the time of its announcement."""
    announcer = Announcer(FRAME)
    said = [(announcer.step(likelihood, 0.1), (number + 1) * FRAME) for number, likelihood in enumerate(heard)]
    return [(beat, at) for beat, at in said if beat is not None]


@pytest.mark.parametrize("bpm", [75.0, 100.0, 124.0, 150.0])
def test_beats_are_announced_once_ahead_and_in_order(bpm: float) -> None:
    period = 60.0 / bpm
    beats = np.arange(0.5, 16.0, period)
    said = [(beat, at) for beat, at in announced(likelihoods(beats, 15.0)) if beat > 4.0]
    wanted = beats[beats > 3.9]
    assert len(said) == pytest.approx(len(wanted), abs=2)
    for beat, at in said:
        assert np.abs(wanted + LINED_UP - beat).min() < 0.015
        assert 0.0 < beat - at <= AHEAD
    assert all(after - before > 0.55 * period for (before, _), (after, _) in pairwise(said))


def test_a_phase_is_told_between_beats() -> None:
    announcer = Announcer(FRAME)
    for likelihood in likelihoods(np.arange(0.5, 10.0, 0.5), 10.0):
        announcer.step(likelihood, 0.1)
    assert announcer.period == pytest.approx(0.5, rel=0.01)
    assert announcer.phase(10.0 + LINED_UP + 0.125) == pytest.approx(0.25, abs=0.04)
    assert announcer.confidence > 0.9


def test_beats_end_when_nothing_is_heard_any_more() -> None:
    said = announced(likelihoods(np.arange(0.5, 10.0, 0.5), 30.0))
    assert 9.0 < max(beat for beat, _ in said) < 16.0


def test_a_double_tempo_with_weak_beats_between_is_counted_at_half_speed() -> None:
    strong, weak = np.arange(0.5, 20.0, 0.56), np.arange(0.78, 20.0, 0.56)
    heard = np.maximum(likelihoods(strong, 20.0, height=0.8), likelihoods(weak, 20.0, height=0.5)).tolist()
    said = [beat for beat, _ in announced(heard) if beat > 8.0]
    assert np.diff(said) == pytest.approx(0.56, abs=0.05)


def test_the_one_is_heard_about_its_beat() -> None:
    announcer = Announcer(FRAME)
    beats = np.arange(0.5, 20.0, 0.5)
    first = likelihoods(beats[::4], 20.0, height=0.6)
    positions = []
    for beat, one in zip(likelihoods(beats, 20.0), first, strict=True):
        if (said := announcer.step(beat, one)) is not None:
            positions.append((round((said - 0.5) / 0.5) % 4, announcer.bars.position))
    assert all(true == position for true, position in positions[-8:])
    assert announcer.bars.confidence > 0.5


@settings(max_examples=30)
@given(heard=st.lists(st.floats(1e-6, 1.0 - 1e-6), min_size=1, max_size=400), begins=st.integers(0, 400))
def test_whatever_is_heard_beats_go_forward_and_are_near(heard: list[float], begins: int) -> None:
    announcer = Announcer(FRAME)
    last = -1.0
    for number, likelihood in enumerate(heard):
        if number == begins:
            announcer.begin()
        beat = announcer.step(likelihood, likelihood)
        now = (number + 1) * FRAME
        if beat is not None:
            assert beat > last
            assert now - LATE < beat <= now + AHEAD
            last = beat
        assert 0.0 <= announcer.phase(now) < 1.0
        assert 0.0 <= announcer.confidence <= 1.0 + 1e-5
