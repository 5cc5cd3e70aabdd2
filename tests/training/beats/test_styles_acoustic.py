"""Styles without a rock kit: every piece can be played, keeps its tempo's promise, and differs from every other."""

import functools
import itertools

import numpy as np
import pytest

from training.beats.score import DRUMS, Note, Part, Score, Style
from training.beats.styles import (
    ballads,
    blues,
    choirs,
    classical,
    country,
    dances,
    ensemble,
    figures,
    folk,
    harmony,
    hot,
    jazz,
    keyboard,
    melody,
    peoples,
    tune,
    voices,
)
from training.beats.styles.harmony import SCALES

MODULES = (ballads, blues, choirs, classical, country, dances, folk, hot, jazz, keyboard, peoples)
STYLES: dict[str, Style] = {name: style for module in MODULES for name, style in module.STYLES.items()}
ENSEMBLES = {name: value for module in MODULES for name, value in module.ENSEMBLES.items()}
LIGHT = {0, 8, 32, 40, 48}
SECONDS = 30.0
SEEDS = 8


def piece(name: str, seed: int, seconds: float = SECONDS) -> Score:
    return STYLES[name](np.random.default_rng(seed), seconds)


@functools.cache
def pieces(name: str) -> list[Score]:
    return [piece(name, seed) for seed in range(SEEDS)]


def notes(score: Score) -> list[Note]:
    return [note for part in score.parts for note in part.notes]


def test_no_two_styles_have_the_same_name() -> None:
    assert len(STYLES) == sum(len(module.STYLES) for module in MODULES)


@pytest.mark.parametrize("name", STYLES)
def test_every_note_can_be_played(name: str) -> None:
    for note, end in ((note, score.bars * score.beats_per_bar) for score in pieces(name) for note in notes(score)):
        assert 0 <= note.start < end
        assert note.length > 0
        assert note.start + note.length <= end + 1e-6
        assert 0 <= note.pitch <= 127
        assert 1 <= note.velocity <= 127


@pytest.mark.parametrize("name", STYLES)
def test_a_piece_is_as_long_as_it_was_asked_for(name: str) -> None:
    for score in pieces(name):
        bar = 60 / score.bpm * score.beats_per_bar
        assert score.style == name
        assert 45 <= score.bpm <= 210
        assert abs(score.bars * bar - SECONDS) <= max(bar / 2, 2 * bar - SECONDS) + 1e-6


@pytest.mark.parametrize("name", STYLES)
def test_the_players_and_their_freedom_are_within_what_a_performance_takes(name: str) -> None:
    for score in pieces(name):
        assert 0 <= score.swing <= 0.4
        assert 0 <= score.drift <= 0.06
        assert 0 <= score.rubato <= 1
        for part in score.parts:
            assert 0 <= part.looseness <= 0.05
            assert abs(part.push) <= 0.06
            assert -1 <= part.pan <= 1
            assert part.program == DRUMS or 0 <= part.program <= 127
            assert part.kit in LIGHT


@pytest.mark.parametrize("name", STYLES)
def test_somebody_plays_in_most_bars(name: str) -> None:
    for score in pieces(name):
        sounding = {int(note.start // score.beats_per_bar) for note in notes(score)}
        assert len(sounding) >= 0.5 * score.bars


@pytest.mark.parametrize("name", STYLES)
def test_a_seed_writes_the_same_piece_and_another_seed_another(name: str) -> None:
    assert piece(name, 3) == piece(name, 3)
    assert all(one != other for one, other in itertools.combinations(pieces(name), 2))


@pytest.mark.parametrize("name", STYLES)
def test_a_short_piece_is_a_piece(name: str) -> None:
    assert any(notes(piece(name, seed, 4.0)) for seed in range(5))


def test_drums_are_light_and_mostly_absent() -> None:
    for module in (blues, country, folk, jazz):
        with_drums = [any(p.program == DRUMS for p in s.parts) for name in module.STYLES for s in pieces(name)]
        assert 0.1 <= np.mean(with_drums) <= 0.7, module


def test_every_ensemble_names_scales_and_chords_that_exist() -> None:
    for name, one in ENSEMBLES.items():
        assert set(one.scales) <= SCALES.keys(), name
        for progression in one.progressions:
            assert harmony.changes(progression, 0, one.meter, 0, len(progression.split())).chords


def played(writer: figures.Writer, progression: str = "I IV", bars: int = 2) -> list[Note]:
    written = tune.tune(120.0, 4, bars, progression, 0, SCALES["major"])
    return writer(written, np.random.default_rng(1))


def test_a_figure_plays_its_letters_where_they_stand() -> None:
    line = [note for note in played(figures.figure("b-f-.-e-", vary=0.0)) if note.start < 4]
    assert [note.start for note in line] == [0.0, 1.0, 3.0]
    low, fifth, octave = (note.pitch for note in line)
    assert (low % 12, fifth % 12, octave - low) == (0, 7, 12)


def test_a_figure_anticipates_the_chord_to_come() -> None:
    last = [note.pitch % 12 for note in played(figures.figure(".......>", vary=0.0)) if note.start < 4]
    assert sorted(last) == [0, 5, 9]


def test_a_strum_takes_the_strings_one_after_another() -> None:
    strum = [note for note in played(figures.figure("d-------", voices=4, vary=0.0)) if note.start < 4]
    assert [note.pitch for note in strum] == sorted(note.pitch for note in strum)
    assert 0 < strum[-1].start <= 3 * 0.018 * 2 + 1e-9


def test_a_letter_that_says_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="'q'"):
        played(figures.figure("q"))


def test_a_row_that_the_kit_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="gong"):
        figures.drums("gong:x...")


def test_a_lead_plays_one_note_at_a_time() -> None:
    line = sorted(played(melody.lead("x-xxx-x-", "..x-x-xx", grace=0.3), bars=16), key=lambda note: note.start)
    assert len(line) > 20
    assert all(one.start + one.length <= other.start + 1e-9 for one, other in itertools.pairwise(line))


def test_a_walking_bass_plays_the_root_of_a_new_chord() -> None:
    bass = {note.start: note.pitch for note in played(voices.walking(half=0.0), "I IV V I", 4)}
    assert [bass[4.0 * bar] % 12 for bar in range(4)] == [0, 5, 7, 0]


def test_a_score_tapped_twice_as_fast_sounds_the_same() -> None:
    score = piece("train beat", 1)
    fast = ensemble.doubled(score)
    for slow, quick in zip(notes(score), notes(fast), strict=True):
        assert slow.start / score.bpm == pytest.approx(quick.start / fast.bpm)
    assert fast.bars == score.bars


def test_a_beat_that_nobody_plays_near_cannot_be_found() -> None:
    def score(*starts: float) -> Score:
        return Score("x", 100.0, 4, 1, (Part(0, tuple(Note(start, 0.2, 60, 80) for start in starts)),))

    assert ensemble.can_be_found(score(0.0, 1.0, 2.5))
    assert not ensemble.can_be_found(score(0.0))
    assert not ensemble.can_be_found(score(0.5, 1.5, 2.5, 3.5))
    assert not ensemble.can_be_found(score())


@pytest.mark.parametrize("name", STYLES)
def test_the_beat_of_nearly_every_piece_can_be_found(name: str) -> None:
    assert sum(map(ensemble.can_be_found, pieces(name))) >= SEEDS - 1
