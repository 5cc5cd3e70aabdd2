"""Blends: shares, norms, and turning on the sphere."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from soundscape_live.generator.latent.blend import Products, Weights, blend, crossing, mean, shares, turn
from soundscape_live.model import Interpolation

Vectors = NDArray[np.float64]
"(k, tokens, channels)."


def vectors(count: int, seed: int = 1) -> Vectors:
    rng = np.random.default_rng(seed)
    return rng.standard_normal((count, 5, 16)) * rng.uniform(0.5, 3.0, (count, 5, 1))


def products(parts: Vectors) -> Products:
    return np.einsum("itc,jtc->tij", parts, parts)


def applied(parts: Vectors, weights: Weights) -> Vectors:
    return np.einsum("tk,ktc->tc", weights, parts)


def norms(tokens: Vectors) -> Vectors:
    return np.linalg.norm(tokens, axis=-1)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [((2.0,), (1.0,)), ((1.0, 3.0), (0.25, 0.75)), ((-1.0, 2.0), (0.0, 1.0)), ((0.0, -1.0), (0.5, 0.5))],
)
def test_weights_are_shares_of_one(weights: tuple[float, ...], expected: tuple[float, ...]) -> None:
    assert shares(weights) == expected


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_a_mean_keeps_each_tokens_norm(count: int) -> None:
    parts = vectors(count)
    share = shares([float(number + 1) for number in range(count)])
    mixed = applied(parts, mean(products(parts), share))
    np.testing.assert_allclose(norms(mixed), np.asarray(share) @ norms(parts))
    straight = np.einsum("k,ktc->tc", np.asarray(share), parts)
    np.testing.assert_allclose(mixed / norms(mixed)[:, None], straight / norms(straight)[:, None])


@given(st.floats(0.0, 1.0))
def test_a_turn_is_even_in_angle_and_norm(share: float) -> None:
    parts = vectors(2)
    between = applied(parts, turn(products(parts), share))
    np.testing.assert_allclose(norms(between), (1 - share) * norms(parts[0]) + share * norms(parts[1]))
    np.testing.assert_allclose(angle(parts[0], between), share * angle(parts[0], parts[1]), atol=1e-6)


def angle(first: Vectors, second: Vectors) -> Vectors:
    return np.arccos(np.clip(np.einsum("tc,tc->t", first, second) / (norms(first) * norms(second)), -1, 1))


def test_tokens_without_an_angle_go_straight_each_by_itself() -> None:
    parts = vectors(2)
    parts[1, 0] = parts[0, 0]  # padding and beginnings are alike in every text
    parts[1, 1] = -parts[0, 1]
    parts[1, 2] = 0.0
    between = applied(parts, turn(products(parts), 0.3))
    np.testing.assert_allclose(between[:3], 0.7 * parts[0, :3] + 0.3 * parts[1, :3])
    np.testing.assert_allclose(norms(between[3:]), (0.7 * norms(parts[0]) + 0.3 * norms(parts[1]))[3:])


def test_opposites_that_cancel_are_not_blown_up() -> None:
    parts = vectors(2)
    parts[1] = -parts[0]
    assert np.all(np.isfinite(mean(products(parts), (0.5, 0.5))))


@pytest.mark.parametrize("method", Interpolation)
def test_a_crossing_begins_and_ends_exactly(method: Interpolation) -> None:
    inner = products(vectors(2))
    assert np.array_equal(crossing(inner, 0.0, method), np.tile([1.0, 0.0], (5, 1)))
    assert np.array_equal(crossing(inner, 1.0, method), np.tile([0.0, 1.0], (5, 1)))


def test_two_turn_on_the_sphere_and_three_are_averaged() -> None:
    two, three = products(vectors(2)), products(vectors(3))
    np.testing.assert_array_equal(blend(two, (0.6, 0.4), Interpolation.SLERP), turn(two, 0.4))
    np.testing.assert_array_equal(blend(two, (0.6, 0.4), Interpolation.LINEAR), mean(two, (0.6, 0.4)))
    share = (0.5, 0.3, 0.2)
    np.testing.assert_array_equal(blend(three, share, Interpolation.SLERP), mean(three, share))
    assert not np.allclose(crossing(two, 0.4, Interpolation.SLERP), crossing(two, 0.4, Interpolation.LINEAR), atol=1e-3)
