from pathlib import Path

import numpy as np
import pytest

from bench.picture_referee import HEIGHT, STRIDES, WIDTH, Referee, small
from tests.bench.picture_card import write_referee

CHANCE = np.random.default_rng(5)


def plainly(x: np.ndarray, weights: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return what the network is defined to give, sum by sum."""
    for number, stride in enumerate(STRIDES):
        weight, bias = (weights[f"layer{number}.{name}"].astype(np.float64) for name in ("weight", "bias"))
        height, width = (-(-side // stride) for side in x.shape[1:])
        padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
        made = np.tile(bias[:, None, None], (1, height, width))
        for row in range(3):
            for column in range(3):
                seen = padded[:, row : row + height * stride : stride, column : column + width * stride : stride]
                made += np.einsum("oi,ihw->ohw", weight[:, :, row, column], seen[:, :height, :width])
        x = np.maximum(made, 0.0)
    gathered = np.concatenate([x.mean((1, 2)), x.max((1, 2))])
    scene, palette = (weights[f"{name}.weight"] @ gathered + weights[f"{name}.bias"] for name in ("scene", "palette"))
    return scene, palette


def test_it_gives_what_its_network_is_defined_to_give(tmp_path: Path) -> None:
    weights = write_referee(tmp_path / "referee.npz", ("sea", "city", "fire"), ("red", "blue"))
    referee = Referee(tmp_path / "referee.npz")
    seen = CHANCE.normal(size=(3, HEIGHT, WIDTH)).astype(np.float32)
    for got, wanted in zip(referee.logits(seen), plainly(seen.astype(np.float64), weights), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-3, atol=1e-3)


def test_it_says_the_likeliest_and_knows_its_names(tmp_path: Path) -> None:
    write_referee(tmp_path / "referee.npz", ("sea", "city", "fire"), ("red", "blue"))
    referee = Referee(tmp_path / "referee.npz")
    picture = CHANCE.integers(0, 256, (288, 512, 3)).astype(np.uint8)
    scene, palette = referee.logits(small(picture))
    seen = referee.look(picture)
    assert (seen.scene, seen.palette) == (scene.argmax(), palette.argmax())
    assert referee.scenes == ("sea", "city", "fire")
    assert referee.palettes == ("red", "blue")
    assert referee.size == (512, 288)
    assert referee.held == (0.9, 0.8)


@pytest.mark.parametrize(("height", "width"), [(72, 128), (288, 512), (100, 333)])
def test_what_it_looks_at_is_the_mean_of_each_box(height: int, width: int) -> None:
    picture = CHANCE.integers(0, 256, (height, width, 3)).astype(np.uint8)
    seen = small(picture)
    assert seen.shape == (3, HEIGHT, WIDTH)
    rows, columns = np.arange(HEIGHT + 1) * height // HEIGHT, np.arange(WIDTH + 1) * width // WIDTH
    for row, column in ((0, 0), (17, 90), (HEIGHT - 1, WIDTH - 1)):
        box = picture[rows[row] : rows[row + 1], columns[column] : columns[column + 1]]
        np.testing.assert_allclose(seen[:, row, column], box.mean((0, 1)) / 127.5 - 1.0, atol=1e-5)


def test_a_picture_smaller_than_what_it_looks_at_is_refused() -> None:
    with pytest.raises(ValueError, match="128x72 or more, not 100x72"):
        small(np.zeros((72, 100, 3), np.uint8))
