"""Texts -> numbers that a small network reads: each word by itself, and by the pieces that it is made of.

Rules: a text is its first WORDS runs of letters and digits, in lower case. A word is the crc32 of "w" and the word, and
those of the 3-, 4- and 5-grams of "<word>", each modulo BUCKETS, in this order, at most FEATURES; so a word that was
never seen still has the pieces of those it resembles (Bojanowski et al. 2017, "Enriching Word Vectors with Subword
Information"). Training and playing share this module: the numbers must not change under weights that were learnt.
"""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BUCKETS = 8192
"Also the number that stands for no feature."
FEATURES = 40
"Of a word, at most."
WORDS = 32
"Of a text, at most: themes write up to as many."
GRAMS = (3, 4, 5)

Features = NDArray[np.int64]
"(words, FEATURES): 0..BUCKETS - 1, then BUCKETS as far as there are none."


def split(text: str) -> tuple[str, ...]:
    """Return a text's first WORDS words, in lower case; none if it has neither letter nor digit."""
    spaced = "".join(sign if sign.isalnum() else " " for sign in text.lower())
    return tuple(spaced.split()[:WORDS])


def features(word: str) -> tuple[int, ...]:
    """Return the buckets of a word in lower case, 1..FEATURES of them."""
    whole = f"<{word}>"
    grams = [whole[start : start + size] for size in GRAMS for start in range(len(whole) - size + 1)]
    return tuple(zlib.crc32(piece.encode()) % BUCKETS for piece in (f"w{word}", *grams)[:FEATURES])


def table(words: Sequence[str]) -> Features:
    """Return the buckets of each word, a row of FEATURES; an empty word's are none."""
    rows = np.full((len(words), FEATURES), BUCKETS, np.int64)
    for row, word in zip(rows, words, strict=True):
        found = features(word) if word else ()
        row[: len(found)] = found
    return rows
