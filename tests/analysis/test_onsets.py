import numpy as np
import pytest

from soundscape_live.analysis.onsets import CEILING, Flux, Onsets

HOP = 0.005


def test_flux_is_growth_above_the_floor_up_to_a_ceiling() -> None:
    flux = Flux(HOP, 2)
    quiet = np.array([-50.0, -90.0], np.float32)
    for _ in range(3):
        flux.step(quiet, -60.0)
    assert flux.step(quiet, -60.0) == 0.0
    assert flux.step(np.array([-44.0, -70.0], np.float32), -60.0) == pytest.approx(3.0)
    assert flux.step(np.array([0.0, 0.0], np.float32), -60.0) == CEILING
    assert flux.step(quiet, -60.0) == 0.0


def test_one_hill_of_flux_is_one_onset_at_its_foot() -> None:
    onsets = Onsets(HOP)
    rows = [0.0] * 100 + [4.0, 8.0, 6.0, 2.0] + [0.0] * 50
    strengths = [onsets.step(flux) for flux in rows]
    assert [index for index, strength in enumerate(strengths) if strength > 0] == [100]
    assert strengths[100] == pytest.approx(4.0 / Onsets.FULL)


def test_a_stronger_onset_has_a_greater_strength_up_to_one() -> None:
    strengths = []
    for height in (3.0, 8.0, 15.0):
        onsets = Onsets(HOP)
        strengths.append(onsets.step(height))
    assert strengths == sorted(strengths)
    assert strengths[-1] == 1.0


def test_dense_onsets_do_not_hide_each_other() -> None:
    onsets = Onsets(HOP)
    rows = ([6.0] + [0.5] * 24) * 30
    assert sum(onsets.step(flux) > 0 for flux in rows) == 30


def test_steady_flux_is_no_onset() -> None:
    onsets = Onsets(HOP)
    rng = np.random.default_rng(1)
    rows = 1.2 + rng.uniform(-1.2, 1.2, size=4000)
    strengths = [onsets.step(float(flux)) for flux in rows]
    assert max(strengths[200:]) == 0.0
