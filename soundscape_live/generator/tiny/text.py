"""The text encoder, in numpy: texts -> SLOTS tokens for the network.

It is training's TextEncoder with the weights of the model's file, and gives its values. A word is the mean of its
features' vectors, put through a small network; SLOTS learnt queries gather the words by attention (Vaswani et al. 2017,
in HEADS heads), beside a vector that stands for no words at all; a second small network follows. The queries are the
same for every text, so their scores are also what a word counts; `places` is what each place in the text adds to
them, in each head, since what is named first is what is meant. Less than a millisecond a text; no state; may be called
from any thread.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from soundscape_live.generator.tiny.concepts import shipped
from soundscape_live.generator.tiny.files import WEIGHTS
from soundscape_live.generator.tiny.weights import read_weights
from soundscape_live.generator.tiny.words import BUCKETS, WORDS, split, table

SLOTS = 8
WIDTH = 128
HEADS = 4
LOUD = 2.0
"A word's mean is multiplied by it: features that are learnt apart from each other add up weakly."
EPSILON = 1e-5

Array = NDArray[np.float32]


class TextEncoder:
    """Encodes texts."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        """Take the weights by their names in training's module. KeyError names one that is missing."""
        self._weights = weights
        self._embedding = weights["embedding.weight"]
        self._queries = self._split(weights["queries"].reshape(SLOTS, WIDTH))

    def __call__(self, text: str) -> Array:
        """Return (SLOTS, WIDTH) tokens."""
        said = split(text)
        words = np.concatenate([self._weights["null"].reshape(1, WIDTH), self._words(said)])
        keys, values = np.split(self._linear("keys_values", words), 2, axis=1)
        score = self._queries @ self._split(keys).transpose(0, 2, 1) / np.sqrt(np.float32(WIDTH / HEADS))
        score[:, :, 1:] += self._weights["places"].reshape(HEADS, 1, WORDS)[:, :, : len(said)]
        gathered = (_softmax(score) @ self._split(values)).transpose(1, 0, 2).reshape(SLOTS, WIDTH)
        slots = self._weights["queries"].reshape(SLOTS, WIDTH) + self._linear("out", gathered)
        return slots + self._network("after", slots)

    def _words(self, words: tuple[str, ...]) -> Array:
        """Return a vector for each word, (words, WIDTH)."""
        rows = table(words)
        there = rows < BUCKETS
        found = self._embedding[np.where(there, rows, 0)] * there[..., None]
        count = np.maximum(1, there.sum(axis=1, keepdims=True))
        mean: Array = found.sum(axis=1, dtype=np.float32) / count.astype(np.float32)
        return self._network("word", mean * np.float32(LOUD))

    def _network(self, name: str, x: Array) -> Array:
        weights = self._weights
        normal = _normalised(x) * weights[f"{name}.norm.weight"] + weights[f"{name}.norm.bias"]
        return self._linear(f"{name}.second", _silu(self._linear(f"{name}.first", normal)))

    def _linear(self, name: str, x: Array) -> Array:
        return x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]

    @staticmethod
    def _split(x: Array) -> Array:
        """(n, WIDTH) -> (HEADS, n, WIDTH / HEADS)."""
        return x.reshape(len(x), HEADS, -1).transpose(1, 0, 2)


def open_encoder(folder: Path) -> Callable[[str], Array]:
    """Return what encodes prompts, with a model's weights: in the words that they mean. Blocks: a tenth of a second."""
    encode, concepts = TextEncoder(read_weights(folder / WEIGHTS, "text.")), shipped()
    return lambda prompt: encode(concepts.meant(prompt))


def _normalised(x: Array) -> Array:
    centred: Array = x - x.mean(axis=-1, keepdims=True)
    spread: Array = np.sqrt(np.square(centred).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
    return centred / spread


def _silu(x: Array) -> Array:
    """Return x / (1 + exp(-x)), in a form that no x is too much for."""
    half: Array = x * np.float32(0.5)
    result: Array = half + half * np.tanh(half)
    return result


def _softmax(x: Array) -> Array:
    raised: Array = np.exp(x - x.max(axis=-1, keepdims=True))
    total: Array = raised.sum(axis=-1, keepdims=True)
    return raised / total
