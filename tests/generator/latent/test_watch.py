"""The watch over feedback."""

import pytest

from soundscape_live.generator.latent.watch import PATIENCE, RETURN, SOFT_PULL, Watch


def watched() -> Watch:
    watch = Watch()
    assert not watch.look(1.0, 50.0, anchor=True)
    return watch


@pytest.mark.parametrize(("latent", "picture"), [(0.6, 50.0), (1.9, 50.0), (1.0, 13.0), (1.0, 120.0)])
def test_within_the_band_nothing_happens(latent: float, picture: float) -> None:
    watch = watched()
    for _ in range(5 * PATIENCE):
        assert not watch.look(latent, picture, anchor=False)
        assert watch.pull == 0.0
    assert watch.returns == 0


@pytest.mark.parametrize(("latent", "picture"), [(0.4, 50.0), (2.1, 50.0), (1.0, 12.0)])
def test_outside_of_it_for_long_the_latent_is_pulled_back_for_a_while(latent: float, picture: float) -> None:
    watch = watched()
    for _ in range(PATIENCE - 1):
        watch.look(latent, picture, anchor=False)
    assert watch.pull == 0.0
    watch.look(latent, picture, anchor=False)
    assert watch.returns == 1
    pulls = []
    for _ in range(RETURN + 1):
        pulls.append(watch.pull)
        watch.look(1.0, 50.0, anchor=False)
    assert pulls == [SOFT_PULL] * RETURN + [0.0]


def test_a_glance_outside_is_forgiven() -> None:
    watch = watched()
    for number in range(10 * PATIENCE):
        watch.look(3.0 if number % PATIENCE else 1.0, 50.0, anchor=False)
    assert watch.returns == 0


def test_the_band_is_the_newest_anchors() -> None:
    watch = watched()
    watch.look(10.0, 50.0, anchor=True)
    for _ in range(2 * PATIENCE):
        watch.look(9.0, 50.0, anchor=False)
    assert watch.returns == 0


@pytest.mark.parametrize("latent", [float("nan"), float("inf")])
def test_no_number_is_a_cut(latent: float) -> None:
    watch = watched()
    assert watch.look(latent, 50.0, anchor=True)
    assert watch.returns == 1
    assert not watch.look(1.0, 50.0, anchor=True)
