"""Chance that is keyed."""

import numpy as np

from soundscape_live.generator.latent.seeds import Ahead, Moment, normal

SHAPE = (4, 8, 16)
NOW = Moment(7, 2, 30)


def test_the_same_moment_gives_the_same_noise_and_any_other_another() -> None:
    noise = normal(NOW, 0, SHAPE)
    np.testing.assert_array_equal(noise, normal(Moment(7, 2, 30), 0, SHAPE))
    others = [(Moment(8, 2, 30), 0), (Moment(7, 3, 30), 0), (NOW.next(), 0), (NOW, 1)]
    for moment, step in others:
        assert abs(np.corrcoef(noise.ravel(), normal(moment, step, SHAPE).ravel())[0, 1]) < 0.2


def test_it_is_normal_and_pinned() -> None:
    noise = normal(Moment(0, 0, 0), 0, (100_000,))
    assert noise.dtype == np.float32
    assert abs(float(noise.mean())) < 0.02
    assert abs(float(noise.std()) - 1.0) < 0.02
    assert Moment(-1, 0, 0).chance(0).random() == Moment(2**64 - 1, 0, 0).chance(0).random()


def test_what_was_made_ahead_is_the_same_noise() -> None:
    ahead = Ahead()
    wanted = np.stack([normal(NOW, step, SHAPE) for step in range(3)])
    for prepared, shape in ((0, SHAPE), (2, SHAPE), (5, SHAPE), (3, (4, 2, 2))):
        ahead.prepare(NOW, prepared, shape)
        np.testing.assert_array_equal(ahead.take(NOW, 3, SHAPE), wanted)
    ahead.prepare(NOW.next(), 3, SHAPE)
    np.testing.assert_array_equal(ahead.take(NOW, 3, SHAPE), wanted)
