"""Styles that are carried by drums: every piece is valid, and every table says what can be played."""

import functools
import itertools
import types

import numpy as np
import pytest

from training.beats.score import DRUMS, Score, Style
from training.beats.styles import (
    backbeat,
    broken,
    caribbean,
    common,
    dance,
    drummer,
    floor,
    harmony,
    kit,
    latin,
    lilting,
    lines,
    loud,
    rock,
    songs,
    soul,
    tropical,
    urban,
)
from training.beats.styles.manner import Manner, Rows

MODULES = (rock, songs, loud, lilting, dance, broken, urban, soul, caribbean, latin, tropical)
STYLES: dict[str, Style] = {name: style for module in MODULES for name, style in module.STYLES.items()}
MANNERS: dict[str, Manner] = {
    name: value for module in MODULES for name, value in vars(module).items() if isinstance(value, Manner)
}
SECONDS = 30.0
SEEDS = 8


def piece(name: str, seed: int) -> Score:
    return STYLES[name](np.random.default_rng(seed), SECONDS)


@functools.cache
def pieces(name: str) -> list[Score]:
    return [piece(name, seed) for seed in range(SEEDS)]


def test_no_two_styles_have_the_same_name() -> None:
    assert len(STYLES) == sum(len(module.STYLES) for module in MODULES) >= 12


@pytest.mark.parametrize("name", STYLES)
def test_a_style_writes_pieces_that_can_be_played(name: str) -> None:
    for score in pieces(name):
        end = score.bars * score.beats_per_bar
        bar = 60.0 / score.bpm * score.beats_per_bar
        assert score.style == name
        assert 50.0 <= score.bpm <= 210.0
        assert abs(score.bars * bar - SECONDS) <= bar
        assert 0.0 <= score.swing <= 0.35
        assert score.parts
        for part in score.parts:
            assert part.notes
            assert part.program == DRUMS or 0 <= part.program <= 127
            for note in part.notes:
                assert 0.0 <= note.start < end
                assert 0.0 < note.length <= end - note.start + 1e-6
                assert 0 <= note.pitch <= 127
                assert 1 <= note.velocity <= 127


@pytest.mark.parametrize("name", STYLES)
def test_a_seed_always_writes_the_same_piece(name: str) -> None:
    assert piece(name, 7) == piece(name, 7)
    assert piece(name, 7) != piece(name, 8)


@pytest.mark.parametrize("name", STYLES)
def test_pieces_of_a_style_differ_in_tempo_players_and_density(name: str) -> None:
    written = pieces(name)
    tempi = [score.bpm for score in written]
    assert max(tempi) >= 1.05 * min(tempi)
    assert len({tuple(part.program for part in score.parts) for score in written}) >= 5
    assert len({sum(len(part.notes) for part in score.parts) for score in written}) >= 6


def test_some_pieces_of_all_styles_have_no_drums_and_the_loudest_are_not_always_the_drums() -> None:
    written = [score for name in STYLES for score in pieces(name)]
    with_drums = [score for score in written if any(part.program == DRUMS for part in score.parts)]
    assert 0.08 <= 1.0 - len(with_drums) / len(written) <= 0.25
    loudest = [max(score.parts, key=lambda part: part.gain_db).program == DRUMS for score in with_drums]
    assert 0.05 <= np.mean(loudest) <= 0.5


def test_the_styles_together_cover_slow_and_fast() -> None:
    tempi = np.array([score.bpm for name in STYLES for score in pieces(name)])
    counts, _ = np.histogram(tempi, (50, 70, 90, 110, 130, 150, 170, 210))
    assert (counts / len(tempi) >= 0.03).all()


def vocabulary(manner: Manner) -> list[str]:
    rows = [*manner.drums, *manner.cymbals, *manner.half, *manner.percussion]
    strings = [pattern for row in rows for pattern in row.values()]
    return [*strings, manner.riffs, *(voice.patterns for voice in manner.band)]


@pytest.mark.parametrize("name", MANNERS)
def test_every_pattern_has_a_number_of_steps_that_fits_its_bar(name: str) -> None:
    manner = MANNERS[name]
    compound = manner.triplets and manner.beats_per_bar == 2
    steps = {6, 12} if manner.beats_per_bar == 3 or compound else {4, 8, 12, 16}
    played = [
        bar for words in vocabulary(manner) for pattern in words.split() if pattern != "x" for bar in pattern.split("|")
    ]
    assert [bar for bar in played if len(bar) not in steps] == []
    assert set("".join(played)) <= set("xXo.->a1356789")


@pytest.mark.parametrize("name", MANNERS)
def test_every_table_names_what_there_is(name: str) -> None:
    manner = MANNERS[name]
    rows: list[Rows] = [*manner.drums, *manner.cymbals, *manner.half, *manner.percussion]
    assert {key for row in rows for key in row} <= kit.KEYS.keys()
    assert {family for voice in manner.band for family in voice.families.split(", ")} <= common.PROGRAMS.keys()
    assert set(manner.scales) <= harmony.SCALES.keys()
    assert {kind for form in manner.forms for kind in form} <= drummer.PRESENCE.keys()
    for progression in manner.progressions:
        assert harmony.changes(progression, 0, 4, 0, 12).chords


@pytest.mark.parametrize("words", [backbeat, floor])
def test_every_word_of_the_vocabularies_is_a_pattern(words: types.ModuleType) -> None:
    texts = [text for name, text in vars(words).items() if name.isupper() and isinstance(text, str)]
    patterns = [bar for text in texts if "." in text for pattern in text.split() for bar in pattern.split("|")]
    assert patterns
    assert [bar for bar in patterns if len(bar) not in {4, 8, 16}] == []


def passage(progression: str = "I IV V vi", bars: int = 4) -> common.Passage:
    return common.Passage(0, bars, 4, harmony.changes(progression, 0, 4, 0, bars))


def test_strokes_are_placed_by_the_steps_of_their_bar_and_held_by_dashes() -> None:
    placed = list(common.strokes(passage(bars=2), "x---X...|..o."))
    assert [(stroke.start, stroke.length, stroke.letter) for stroke in placed] == [
        (0.0, 2.0, "x"),
        (2.0, 0.5, "X"),
        (6.0, 1.0, "o"),
    ]


def test_numerals_are_read_against_the_major_scale() -> None:
    assert harmony.chord("bVII7", 0) == harmony.Chord(10, (0, 4, 7, 10))
    assert harmony.chord("ii7b5", 2) == harmony.Chord(4, (0, 3, 6, 10))
    assert harmony.chord("#idim7", 0) == harmony.Chord(1, (0, 3, 6, 9))
    with pytest.raises(ValueError, match="expected a Roman numeral"):
        harmony.chord("H7", 0)


def test_a_bass_plays_the_tones_it_is_told() -> None:
    played = lines.bass(np.random.default_rng(1), passage("I IV", 2), "1358|1...", low=24)
    assert [note.pitch for note in played] == [24, 28, 31, 36, 29]
    ahead = lines.bass(np.random.default_rng(1), passage("I IV", 2), ".......>|........", low=24)
    assert [note.pitch for note in ahead] == [29]


def test_chords_of_one_progression_lie_close_together() -> None:
    held = [harmony.voicing(harmony.chord(numeral, 5), 55) for numeral in ("I", "IV", "vi7", "V9")]
    assert all(55 <= pitch < 55 + 24 for pitches in held for pitch in pitches)
    assert all(abs(a[0] - b[0]) <= 6 for a, b in itertools.pairwise(held))


def test_a_fill_takes_the_place_of_the_last_beats() -> None:
    random = np.random.default_rng(3)
    steady = kit.groove(random, passage(), {"hat": "xxxxxxxx"})
    filled = kit.with_fill(random, steady, 16.0, 2)
    assert {note.pitch for note in filled if note.start < 14.0} == {kit.KEYS["hat"]}
    assert kit.KEYS["hat"] not in {note.pitch for note in filled if note.start >= 14.0}


def test_a_chopped_loop_cuts_all_rows_at_the_same_places() -> None:
    rows = {"kick": "x.......x.......", "snare": "....x.......x...", "hat": "x.x.x.x."}
    cut = drummer.chopped(np.random.default_rng(2), rows)
    assert set(cut) == {"kick", "snare", "hat"}
    assert {len(pattern) for pattern in cut.values()} == {33}


def test_a_melody_stays_on_its_pitches() -> None:
    pitches = harmony.scale_pitches(0, "minor pentatonic", 60, 75)
    for seed in range(10):
        for triplets in (False, True):
            sung = lines.melody(np.random.default_rng(seed), passage(), pitches, triplets=triplets)
            assert {note.pitch for note in sung} <= set(pitches)
