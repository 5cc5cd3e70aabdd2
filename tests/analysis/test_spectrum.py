import numpy as np
import pytest

from soundscape_live.analysis.bands import HOP_THIN, LowBands, thinning
from soundscape_live.analysis.spectrum import (
    Recent,
    Spectrum,
    band_matrix,
    decibels,
    mel_edges,
)

RATES = (16_000, 22_050, 44_100, 48_000, 96_000)


def sine(hertz: float, rate: int, samples: int) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(samples) / rate).astype(np.float32)


@pytest.mark.parametrize("rate", RATES)
def test_the_bins_sum_to_the_mean_square_at_every_rate(rate: int) -> None:
    spectrum = Spectrum(rate, 0.0213)
    power = spectrum.power(sine(1000.0, rate, spectrum.length))
    assert power.dtype == np.float32
    assert decibels(float(power.sum())) == pytest.approx(-3.01, abs=0.05)
    assert spectrum.frequencies[power.argmax()] == pytest.approx(1000.0, abs=30.0)


def test_the_bands_share_what_an_edge_cuts_and_lose_nothing() -> None:
    matrix = band_matrix(np.arange(0, 101, 10, dtype=np.float32), (0.0, 32.0, 100.0))
    assert matrix[:, 3] == pytest.approx([0.7, 0.3])
    assert matrix.sum(axis=0)[1:-1] == pytest.approx(np.ones(9))


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("hertz", "band"), [(40.0, 0), (110.0, 1), (200.0, 1)])
def test_a_bass_note_is_found_in_its_own_band(rate: int, hertz: float, band: int) -> None:
    factor = thinning(rate)
    low = LowBands(rate / factor)
    note = sine(hertz, rate, 2 * low.length * factor).reshape(-1, factor).mean(axis=1)
    mean = np.mean([low.power(note[begin : begin + low.length]) for begin in range(low.length)], axis=0)
    assert decibels(float(mean[band])) == pytest.approx(-3.01, abs=0.6)
    assert mean[band] > 20 * mean[1 - band]


@pytest.mark.parametrize("rate", RATES)
def test_a_hop_is_a_power_of_two_of_samples_and_about_five_milliseconds(rate: int) -> None:
    hop = thinning(rate) * HOP_THIN
    assert hop.bit_count() == 1
    assert 0.0038 < hop / rate < 0.0076


def test_mel_edges_are_narrow_below_and_wide_above() -> None:
    edges = mel_edges(30.0, 16_000.0, 32)
    widths = np.diff(edges)
    assert (edges[0], edges[-1]) == pytest.approx((30.0, 16_000.0))
    assert len(edges) == 33
    assert all(np.diff(widths) > 0)


def test_decibels_have_a_floor() -> None:
    assert decibels(0.0) == -120.0
    assert decibels(1.0) == 0.0


def test_recent_samples_push_out_old_ones() -> None:
    recent = Recent(5)
    recent.push(np.array([1, 2, 3], np.float32))
    recent.push(np.array([4, 5, 6], np.float32))
    assert recent.samples.tolist() == [2, 3, 4, 5, 6]
