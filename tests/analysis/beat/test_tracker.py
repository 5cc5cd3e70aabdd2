"""The robustness that the tracker promises, on music whose beats are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.beat_score import f_measure, lock
from bench.beat_set import CASES, DRONE, SILENCE, STEP, Clip
from soundscape_live.analysis.beat import BeatTracker

RATE = 44_100


def heard(sound: np.ndarray, rate: int = RATE, block: int = 441) -> np.ndarray:
    tracker = BeatTracker(rate)
    blocks = (sound[begin : begin + block] for begin in range(0, len(sound), block))
    return np.array([beat for part in blocks for beat in tracker.process(part)])


def between(times: np.ndarray, begin: float, end: float) -> np.ndarray:
    return times[(times >= begin) & (times < end)]


def clip(name: str, seed: int = 11, rate: int = RATE) -> Clip:
    return CASES[name](rate, seed)


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("steady 1")])
def test_steady_music_is_followed(name: str) -> None:
    music = clip(name)
    found = heard(music.sound)
    assert f_measure(between(music.beats, 8.0, 20.0), between(found, 8.0, 20.0)) > 0.95


@pytest.mark.parametrize("name", ["ramp 100 to 130", "noise at 0 dB", "breakbeat 172", "swing 132"])
def test_music_that_trackers_lose_is_followed(name: str) -> None:
    music = clip(name)
    assert f_measure(between(music.beats, 8.0, 20.0), between(heard(music.sound), 8.0, 20.0)) > 0.9


def test_a_tempo_step_is_followed_within_five_seconds() -> None:
    music = clip(STEP)
    assert music.step is not None
    taken = lock(music.beats, heard(music.sound), music.step)
    assert taken is not None
    assert taken <= 5.0 + 0.005  # half a frame


def test_the_phase_is_held_over_gaps_of_four_seconds() -> None:
    music = clip("gaps of 4 s")
    found = heard(music.sound)
    for _, end in music.gaps:
        wanted = between(music.beats, end + 1.2, end + 5.0)
        assert all(np.abs(found - beat).min() < 0.05 for beat in wanted)


def test_the_phase_is_held_when_the_level_drops_by_30_decibels_and_returns() -> None:
    music = clip("level drop 30 dB")
    found = heard(music.sound)
    assert f_measure(between(music.beats, 5.0, 24.0), between(found, 5.0, 24.0)) > 0.97


@pytest.mark.parametrize("name", [DRONE, SILENCE])
def test_beats_are_not_claimed_where_there_are_none(name: str) -> None:
    music = clip(name)
    assert len(heard(music.sound)) * 60.0 / (len(music.sound) / RATE) <= 5.0


@settings(max_examples=8, deadline=None)
@given(sizes=st.lists(st.integers(1, 5000), min_size=1, max_size=8))
def test_blocks_of_any_size_give_the_same_beats(sizes: list[int]) -> None:
    sound = clip("steady 126 house").sound[: 8 * RATE]
    tracker, found, begin, turn = BeatTracker(RATE), [], 0, 0
    while begin < len(sound):
        size = sizes[turn % len(sizes)]
        found += tracker.process(sound[begin : begin + size])
        begin, turn = begin + size, turn + 1
    assert found == heard(sound).tolist()


def test_44_and_48_kilohertz_give_the_same_beats() -> None:
    one, other = (heard(clip("steady 112 disco", rate=rate).sound, rate, 480) for rate in (44_100, 48_000))
    one, other = between(one, 5.0, 19.0), between(other, 5.0, 19.0)
    assert len(one) == len(other)
    assert np.abs(one - other).max() < 0.015


def test_what_is_said_between_beats_fits_the_beats() -> None:
    music = clip("steady 126 house")
    tracker = BeatTracker(RATE)
    assert (tracker.bpm, tracker.confidence, tracker.bar_confidence) == (0.0, 0.0, 0.0)
    found: list[float] = []
    positions: list[int] = []
    for begin in range(0, 20 * RATE, tracker.hop):
        for beat in tracker.process(music.sound[begin : begin + tracker.hop]):
            found.append(beat)
            positions.append(tracker.bar_position)
    true = 60.0 / float(np.median(np.diff(music.beats)))
    assert tracker.bpm == pytest.approx(true, rel=0.02)
    assert tracker.confidence > 0.8
    assert tracker.phase(found[-1]) == pytest.approx(0.0, abs=1e-6)
    assert all((after - before) % 4 == 1 for before, after in zip(positions[-9:], positions[-8:], strict=False))
    assert tracker.tempo_posterior.sum() == pytest.approx(1.0, abs=1e-3)
    assert tracker.tempi[int(tracker.tempo_posterior.argmax())] == pytest.approx(true, rel=0.03)
    assert 0.0 <= tracker.activation <= 1.0
    assert 0.0 <= tracker.bar_activation <= 1.0
