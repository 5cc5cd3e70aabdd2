"""The text encoder in numpy: training's values."""

from pathlib import Path

import numpy as np
import pytest

from tests.generator.tiny.small import torch

from soundscape_live.generator.tiny.files import WEIGHTS  # isort: skip
from soundscape_live.generator.tiny.network import SMALL
from soundscape_live.generator.tiny.network import TextEncoder as Taught
from soundscape_live.generator.tiny.text import HEADS, SLOTS, WIDTH, Array, TextEncoder
from soundscape_live.generator.tiny.weights import read_weights
from soundscape_live.generator.tiny.words import WORDS, split, table

TEXTS = ("", "neon", "Deep ocean, jellyfish!", "zzzzqqq", " ".join(["word"] * 40))


@pytest.fixture(scope="module")
def encode(folder: Path) -> TextEncoder:
    return TextEncoder(read_weights(folder / WEIGHTS, "text."))


@pytest.fixture(scope="module")
def placed(folder: Path) -> dict[str, Array]:
    """Return the weights, with places that count."""
    weights = dict(read_weights(folder / WEIGHTS, "text."))
    weights["places"] = np.random.default_rng(2).normal(0.0, 1.5, (HEADS, WORDS)).astype(np.float32)
    return weights


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_what_training_makes_of_it(placed: dict[str, Array], text: str) -> None:
    taught = Taught(SMALL)
    taught.load_state_dict({name: torch.from_numpy(weight) for name, weight in placed.items()})
    with torch.inference_mode():
        wanted = taught(torch.from_numpy(table(split(text)))[None])[0].numpy()
    made = TextEncoder(placed)(text)
    assert made.shape == (SLOTS, WIDTH)
    assert made.dtype == np.float32
    np.testing.assert_allclose(made, wanted, atol=2e-5)


def test_what_is_named_first_may_count_more_and_fewer_words_lie_in_the_same_places(placed: dict[str, Array]) -> None:
    encode = TextEncoder(placed)
    assert np.abs(encode("ocean forest") - encode("forest ocean")).max() > 1e-3
    placed = placed | {"places": np.zeros_like(placed["places"])}
    placed["places"][:, 2:] = -1e4
    np.testing.assert_allclose(TextEncoder(placed)("ocean forest city"), encode_two(placed), atol=1e-5)


def encode_two(weights: dict[str, Array]) -> Array:
    return TextEncoder(weights)("ocean forest")


def test_texts_differ_and_their_case_and_signs_do_not(encode: TextEncoder) -> None:
    assert np.abs(encode("ocean") - encode("forest")).max() > 1e-3
    np.testing.assert_array_equal(encode("Neon, City!"), encode("neon city"))


def test_a_missing_weight_is_named(folder: Path) -> None:
    weights = dict(read_weights(folder / WEIGHTS, "text."))
    del weights["queries"]
    with pytest.raises(KeyError, match="queries"):
        TextEncoder(weights)
