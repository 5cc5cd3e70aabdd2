import numpy as np
import pytest

from bench.picture_detail import GRID, deviation, entropy, laplacian, luma, places, sharpness, weave

CHANCE = np.random.default_rng(3)


def grey(plane: np.ndarray) -> np.ndarray:
    return np.repeat(np.asarray(plane, np.uint8)[..., None], 3, 2)


def test_luma_weighs_the_colours_as_rec_709_does() -> None:
    picture = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    np.testing.assert_allclose(luma(picture), [[0.2126, 0.7152, 0.0722, 1.0]], atol=1e-6)


def test_a_slope_has_no_detail_and_a_point_has_its_own() -> None:
    y, x = np.mgrid[:8, :9]
    assert np.abs(laplacian((x * 2.0 + y).astype(np.float32))).max() == 0.0
    point = np.zeros((5, 5), np.float32)
    point[2, 2] = 1.0
    np.testing.assert_array_equal(laplacian(point), [[0, 1, 0], [1, -4, 1], [0, 1, 0]])


def test_a_chequered_picture_is_as_sharp_as_can_be_and_a_softer_one_less() -> None:
    y, x = np.mgrid[:32, :32]
    chequered = (x + y) % 2 * 255
    l1, energy = sharpness(grey(chequered))
    assert l1 == pytest.approx(4.0)
    assert energy == pytest.approx(16.0)
    half = sharpness(grey(chequered // 5))
    assert half == (pytest.approx(l1 / 5), pytest.approx(energy / 25))


def test_what_comes_again_on_the_grid_is_a_weave_and_chance_is_none() -> None:
    noise = CHANCE.integers(0, 256, (256, 512))
    woven = noise // 4
    woven[::4, ::4] += 100
    alone, patterned = (weave(places(grey(plane))) for plane in (noise, woven))
    assert alone < 0.1
    assert patterned > 0.5
    assert places(grey(noise)).shape == (GRID, GRID)


def test_deviation_and_entropy_of_known_pictures() -> None:
    flat, levels = grey(np.full((16, 16), 90)), grey(np.arange(256).reshape(16, 16))
    assert (deviation(flat), entropy(flat)) == (pytest.approx(0.0, abs=1e-6), 0.0)
    assert entropy(levels) == pytest.approx(8.0)
    assert deviation(levels) == pytest.approx(np.arange(256).std() / 255.0, rel=1e-5)
