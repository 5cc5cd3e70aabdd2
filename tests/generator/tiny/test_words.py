"""The numbers of words: the same for ever, since weights are learnt for them."""

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.generator.tiny.words import BUCKETS, FEATURES, WORDS, features, split, table


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("  ...  ", ()),
        ("Neon city", ("neon", "city")),
        ("rain-soaked, 4K!", ("rain", "soaked", "4k")),
        ("Ünder_water", ("ünder", "water")),
        (" ".join("abcdefghijklmnopqr" * 2), tuple("abcdefghijklmnopqrabcdefghijklmn")),
    ],
)
def test_a_text_is_its_first_runs_of_letters_and_digits(text: str, words: tuple[str, ...]) -> None:
    assert split(text) == words
    assert len(words) <= WORDS


def test_a_word_is_itself_and_its_pieces_in_order() -> None:
    pieces = ("wsea", "<se", "sea", "ea>", "<sea", "sea>", "<sea>")
    assert features("sea") == tuple(zlib.crc32(piece.encode()) % BUCKETS for piece in pieces)


def test_the_numbers_stay_what_they_were() -> None:
    assert features("a") == (3072, 683)
    assert features("sea")[:3] == (7964, 6660, 311)


def test_words_alike_share_pieces_and_others_hardly_any() -> None:
    ocean = set(features("ocean"))
    assert len(ocean & set(features("oceanic"))) >= 8
    assert len(ocean & set(features("fire"))) <= 1


@given(st.text())
def test_any_text_has_rows_of_buckets(text: str) -> None:
    words = split(text)
    rows = table(words)
    assert rows.shape == (len(words), FEATURES)
    for word, row in zip(words, rows, strict=True):
        found = features(word)
        assert 1 <= len(found) <= FEATURES
        assert tuple(row[: len(found)]) == found
        assert (row[: len(found)] < BUCKETS).all()
        assert (row[len(found) :] == BUCKETS).all()


def test_an_empty_word_has_no_feature() -> None:
    assert np.array_equal(table(["", "sea"])[0], np.full(FEATURES, BUCKETS))
