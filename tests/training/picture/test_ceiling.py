import numpy as np
import pytest

pytest.importorskip("torch", reason="needs torch: the extra gpu")

from bench.picture_play import Player
from training.picture.ceiling import Ceiling

PLAYER = Player(Ceiling(64, 48))


def test_it_draws_the_prompt_that_is_asked_and_the_seed() -> None:
    red, again = PLAYER.cut("red lava", 1), PLAYER.cut("red lava", 2)
    blue = PLAYER.cut("teapot blue jellyfish", 1)
    assert red.shape == (48, 64, 3)
    assert not np.array_equal(red, again)
    assert red[..., 0].mean() > 1.5 * red[..., 2].mean()
    assert blue[..., 2].mean() > 1.5 * blue[..., 0].mean()


def test_feedback_leaves_the_picture_and_another_prompt_changes_it() -> None:
    first = PLAYER.cut("red lava", 1)
    (later,) = PLAYER.go_on(0.4, 1)
    np.testing.assert_array_equal(first, later)
    PLAYER.turn_to("green forest")
    (turned,) = PLAYER.go_on(0.4, 1)
    assert not np.array_equal(first, turned)


def test_modifiers_are_drawn() -> None:
    plain, dark = PLAYER.cut("gold cathedral", 5), PLAYER.cut("dark gold cathedral", 5)
    assert dark.mean() < 0.9 * plain.mean()
