"""Text to embedding and the blending of embeddings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundscape_live.generator.procedural import concepts
from soundscape_live.generator.procedural.compose import MOST_SCENES, choose
from soundscape_live.generator.procedural.lexicon import COLOURS, LOOKS, SCENE_WORDS, SCENES
from soundscape_live.generator.procedural.prompt import (
    CHANCE,
    LOOK,
    LOOK_NAMES,
    PALETTE,
    SCENE,
    TOKENS,
    WIDTH,
    between,
    blend,
    embed,
)
from soundscape_live.model import Interpolation


def ruling(text: str) -> str:
    return SCENES[int(np.argmax(embed(text)[SCENE]))]


def look(text: str, name: str) -> float:
    return float(embed(text)[LOOK][LOOK_NAMES.index(name)])


def test_the_lexicon_knows_many_words_and_worlds() -> None:
    words = {word for words in SCENE_WORDS.values() for word in words.split()}
    words |= set(COLOURS) | {word for line, _ in LOOKS for word in line.split()}
    assert len(words) >= 400
    assert len(SCENES) >= 20


@given(st.text(max_size=80))
def test_any_text_has_one_finite_embedding(text: str) -> None:
    vector = embed(text)
    assert vector.shape == (WIDTH,)
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector[SCENE]) == pytest.approx(1.0, abs=1e-5)
    assert np.abs(vector[LOOK]).max() <= 1.0
    assert np.array_equal(vector, embed(text))


@pytest.mark.parametrize("scene", SCENES)
def test_every_scenes_own_first_word_asks_for_it(scene: str) -> None:
    assert ruling(SCENE_WORDS[scene].split()[0]) == scene


@pytest.mark.parametrize(
    ("text", "scene"),
    [
        ("Deep Ocean, jellyfish", "deep"),
        ("northern lights", "aurora"),
        ("a cathedral of stained glass", "crystal"),
        ("skyscrapers in TOKYO", "city"),
        ("redwoods", "forest"),
        ("without forest, a volcano", "lava"),
        ("sunset", "sea"),
        ("a sunset behind the mountains", "mountains"),
    ],
)
def test_synonyms_endings_pairs_and_negations_are_understood(text: str, scene: str) -> None:
    assert ruling(text) == scene


def test_concepts_are_the_known_words_once_in_order() -> None:
    assert concepts("Glowing forests, the FOREST of qwux, crimson") == ("glowing", "forest", "crimson")
    assert concepts("qwux blorptang") == ()


def test_words_of_light_and_motion_set_the_looks() -> None:
    assert look("dark sea", "light") < 0 < look("bright sea", "light")
    assert look("slow sea", "speed") < look("fast sea", "speed")
    assert look("infinite flight", "zoom") > 0.4


def test_a_colour_word_colours_the_palette() -> None:
    red, blue = (embed(f"{colour} nebula")[PALETTE].reshape(-1, 3)[2] for colour in ("red", "blue"))
    assert red[1] > 0.1
    assert blue[2] < -0.1


def test_unknown_words_differ_and_near_spellings_are_nearer() -> None:
    one, near, far = (embed(f"sea {word}")[CHANCE] for word in ("glimmerous", "glimmeros", "zanzibar"))
    assert 0.0 < np.linalg.norm(one - near) < np.linalg.norm(one - far)


def test_a_blend_with_all_the_weight_on_one_is_that_one() -> None:
    vectors = [embed("forest"), embed("lava"), embed("city")]
    assert np.allclose(blend(vectors, [0.0, 2.0, 0.0], Interpolation.LINEAR), vectors[1], atol=1e-5)


def test_weights_that_are_all_nothing_count_alike() -> None:
    vectors = [embed("forest"), embed("lava")]
    even = blend(vectors, [1.0, 1.0], Interpolation.LINEAR)
    assert np.allclose(blend(vectors, [0.0, 0.0], Interpolation.LINEAR), even, atol=1e-6)


@pytest.mark.parametrize("method", list(Interpolation))
def test_a_blend_keeps_each_tokens_norm(method: Interpolation) -> None:
    vectors = [embed("forest at night"), embed("bright lava")]
    mixed = blend(vectors, [0.7, 0.3], method)
    for token in TOKENS:
        norms = [float(np.linalg.norm(vector[token])) for vector in vectors]
        assert np.linalg.norm(mixed[token]) == pytest.approx(0.7 * norms[0] + 0.3 * norms[1], rel=1e-3)


@pytest.mark.parametrize("method", list(Interpolation))
def test_between_begins_and_ends_exactly(method: Interpolation) -> None:
    start, end = embed("forest"), embed("crystal, ice")
    assert np.array_equal(between(start, end, 0.0, method), start)
    assert np.array_equal(between(start, end, 1.0, method), end)


def test_slerp_turns_evenly() -> None:
    start, end = embed("forest"), embed("crystal")
    angles = []
    for share in (0.25, 0.5, 0.75):
        token = between(start, end, share, Interpolation.SLERP)[SCENE]
        angles.append(float(np.arccos(np.clip(token @ start[SCENE], -1.0, 1.0))))
    assert np.allclose(np.diff(angles), angles[0], atol=1e-3)


@pytest.mark.parametrize("end", [1.0, -1.0])
def test_slerp_between_like_or_opposite_directions_is_finite(end: float) -> None:
    start = embed("forest")
    assert np.isfinite(between(start, start * np.float32(end), 0.5, Interpolation.SLERP)).all()


@given(st.lists(st.floats(0.0, 1.0, width=32), min_size=len(SCENES), max_size=len(SCENES)))
def test_at_most_three_scenes_are_drawn(weights: list[float]) -> None:
    chosen = choose(np.array(weights, np.float32))
    assert 1 <= len(chosen) <= MOST_SCENES
    assert sum(chosen.values()) == pytest.approx(1.0)
