"""Where a performance puts notes and beats."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.beats.performance import PREROLL, Rest, Staging, perform, staged, swung
from training.beats.score import DRUMS, Note, Part, Score

EIGHTHS = tuple(Note(n / 2.0, 0.25, 42, 90) for n in range(64))
STRAIGHT = Score(
    style="straight",
    bpm=120.0,
    beats_per_bar=4,
    bars=8,
    parts=(Part(DRUMS, EIGHTHS, looseness=0.0), Part(0, EIGHTHS, looseness=0.0)),
    drift=0.0,
)


def starts(score: Score) -> np.ndarray:
    performance = perform(score, 60.0, np.random.default_rng(1), Staging())
    return np.array([tone.start for tone in performance.players[0].tones])


def test_a_straight_score_is_played_as_written() -> None:
    performance = perform(STRAIGHT, 60.0, np.random.default_rng(1), Staging())
    tones = performance.players[0].tones
    assert [tone.start for tone in tones] == pytest.approx(np.arange(64) * 0.25)
    assert [tone.length for tone in tones] == pytest.approx([0.125] * 64)
    assert [tone.velocity for tone in tones] == [90] * 64
    assert [at for at, _ in performance.beats] == pytest.approx(np.arange(32) * 0.5)
    assert [position for _, position in performance.beats] == [1, 2, 3, 4] * 8
    assert performance.seconds == pytest.approx(18.0)


@pytest.mark.parametrize(
    ("swing", "sixteenths", "positions"),
    [
        (0.0, False, [0.0, 0.25, 0.5, 0.75, 1.0, 1.5]),
        (1.0 / 3.0, False, [0.0, 1.0 / 3.0, 2.0 / 3.0, 5.0 / 6.0, 1.0, 5.0 / 3.0]),
        (1.0 / 3.0, True, [0.0, 1.0 / 3.0, 0.5, 5.0 / 6.0, 1.0, 1.5]),
    ],
)
def test_swing_bends_what_lies_between_beats(swing: float, sixteenths: bool, positions: list[float]) -> None:  # noqa: FBT001 - a table's column
    straight = np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.5])
    assert swung(straight, swing, sixteenths=sixteenths) == pytest.approx(positions)


def test_swing_moves_notes_and_no_beat() -> None:
    swinging = perform(replace(STRAIGHT, swing=1.0 / 3.0), 60.0, np.random.default_rng(1), Staging())
    assert [tone.start for tone in swinging.players[0].tones[:4]] == pytest.approx([0.0, 1.0 / 3.0, 0.5, 5.0 / 6.0])
    assert [at for at, _ in swinging.beats] == pytest.approx(np.arange(32) * 0.5)


def test_looseness_and_push_move_notes_and_no_beat() -> None:
    loose = replace(STRAIGHT, parts=(Part(0, EIGHTHS, looseness=0.01, push=0.02),))
    missed = starts(loose) - np.arange(64) * 0.25
    assert missed.mean() == pytest.approx(0.02, abs=0.004)
    assert missed.std() == pytest.approx(0.01, abs=0.003)
    assert np.abs(missed - 0.02).max() <= 0.025
    beats = perform(loose, 60.0, np.random.default_rng(1), Staging()).beats
    assert [at for at, _ in beats] == pytest.approx(np.arange(32) * 0.5)


def test_a_chord_is_struck_nearly_together() -> None:
    chords = tuple(Note(float(n), 0.5, pitch, 90) for n in range(32) for pitch in (60, 64, 67))
    played = starts(replace(STRAIGHT, parts=(Part(0, chords, looseness=0.01),))).reshape(-1, 3)
    assert played.std(axis=1).mean() < 0.4 * (played.mean(axis=1) - np.arange(32) * 0.5).std()


def test_drift_wanders_by_its_deviation() -> None:
    score = replace(STRAIGHT, bars=200, drift=0.02, parts=(Part(0, EIGHTHS),))
    beats = np.array([at for at, _ in perform(score, 1e3, np.random.default_rng(3), Staging()).beats])
    tempo = 60.0 / np.diff(beats)
    assert 0.01 < tempo.std() / 120.0 < 0.025
    assert np.abs(np.diff(tempo)).max() < 0.01 * 120.0


def test_rubato_slows_down_at_the_end_of_a_phrase() -> None:
    score = replace(STRAIGHT, rubato=1.0)
    beats = np.array([at for at, _ in perform(score, 60.0, np.random.default_rng(3), Staging()).beats])
    lengths = np.diff(beats)
    assert lengths[15] > 1.05 * lengths[4:12].mean()
    assert lengths.max() < 0.5 / 0.7


def test_drums_rest_and_beats_go_on() -> None:
    staging = Staging(rests=(Rest(2, 1, everyone=False), Rest(5, 2, everyone=True)))
    performance = perform(STRAIGHT, 60.0, np.random.default_rng(1), staging)
    drums, piano = (np.array([tone.start for tone in player.tones]) for player in performance.players)
    silent = [(4.0, 6.0), (10.0, 14.0)]
    assert [np.count_nonzero((drums >= a - 1e-6) & (drums < b - 1e-6)) for a, b in silent] == [0, 0]
    assert [np.count_nonzero((piano >= a - 1e-6) & (piano < b - 1e-6)) for a, b in silent] == [8, 0]
    assert len(performance.beats) == 32


def test_a_clip_begins_after_a_silence() -> None:
    performance = perform(STRAIGHT, 10.0, np.random.default_rng(1), Staging(lead_in=1.5))
    assert performance.beats[0] == pytest.approx((1.5, 1))
    assert performance.players[0].tones[0].start == pytest.approx(1.5)
    assert performance.seconds == 10.0
    assert performance.beats[-1][0] < 10.0


def test_a_clip_begins_in_the_middle_with_what_still_sounds() -> None:
    performance = perform(STRAIGHT, 5.0, np.random.default_rng(1), Staging(skipped=5.1))
    assert performance.beats[0] == (pytest.approx(0.4), 4)
    first = performance.players[0].tones[0].start
    assert -PREROLL <= first < -PREROLL + 0.25


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (replace(STRAIGHT, bpm=0.0), "bpm"),
        (replace(STRAIGHT, parts=()), "part"),
        (replace(STRAIGHT, parts=(Part(128, EIGHTHS),)), "program 128"),
        (replace(STRAIGHT, parts=(Part(0, (Note(0.0, 0.0, 60, 90),)),)), "note out of range"),
        (replace(STRAIGHT, parts=(Part(0, (Note(0.0, 1.0, 60, 128),)),)), "note out of range"),
    ],
)
def test_a_score_that_cannot_be_played_is_refused_by_its_name(wrong: Score, said: str) -> None:
    with pytest.raises(ValueError, match=f"straight: .*{said}"):
        perform(wrong, 60.0, np.random.default_rng(1), Staging())


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 1000),
    bpm=st.floats(40.0, 240.0),
    meter=st.integers(2, 7),
    drift=st.floats(0.0, 0.05),
    rubato=st.floats(0.0, 1.0),
)
def test_beats_rise_and_positions_count_through_bars(
    seed: int, bpm: float, meter: int, drift: float, rubato: float
) -> None:
    score = replace(STRAIGHT, bpm=bpm, beats_per_bar=meter, bars=20, drift=drift, rubato=rubato)
    random = np.random.default_rng(seed)
    performance = perform(score, 15.0, random, staged(score, 15.0, random))
    beats = np.array([at for at, _ in performance.beats])
    positions = np.array([position for _, position in performance.beats])
    assert beats.size > 4
    assert np.all(np.diff(beats) > 0.5 * 60.0 / bpm)
    assert np.all(np.diff(beats) < 2.0 * 60.0 / bpm)
    assert np.array_equal(positions[1:], positions[:-1] % meter + 1)
    assert beats[0] >= 0.0
    assert beats[-1] < performance.seconds <= 15.0


def test_the_same_seed_plays_the_same() -> None:
    score = replace(STRAIGHT, drift=0.02, rubato=0.5, parts=(Part(0, EIGHTHS),))
    first, again, other = (
        perform(score, 30.0, random, staged(score, 30.0, random)) for random in map(np.random.default_rng, (5, 5, 6))
    )
    assert first == again
    assert first != other
