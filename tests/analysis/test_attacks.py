import numpy as np
import pytest

from soundscape_live.analysis.attacks import BANDS, CEILING, CHANNELS, HALVES, Attacks, Bank, Forecast, slanted_window
from soundscape_live.analysis.bands import HOP_THIN, thinning
from soundscape_live.analysis.onsets import Onsets
from soundscape_live.analysis.spectrum import decibels

RATES = (8_000, 44_100, 48_000, 96_000)


def sine(hertz: float, rate: float, samples: int) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(samples) / rate).astype(np.float32)


def hop_of(rate: int) -> int:
    return thinning(rate) * HOP_THIN


def grow(sound: np.ndarray, rate: int) -> np.ndarray:
    """Return (hops, CHANNELS) of growth."""
    hop = hop_of(rate)
    recent, thin = np.zeros(8 * hop, np.float32), np.zeros(256 + HOP_THIN, np.float32)
    attacks = Attacks(rate, recent, thin)
    rows = []
    for begin in range(0, len(sound) - hop + 1, hop):
        part = sound[begin : begin + hop]
        recent[:] = np.concatenate((recent[hop:], part))
        thin[:] = np.concatenate((thin[HOP_THIN:], part.reshape(HOP_THIN, -1).mean(axis=1)))
        rows.append(attacks.step(decibels(float(np.mean(recent**2)))))
    return np.array(rows)


def test_a_slanted_window_is_highest_where_its_fall_begins() -> None:
    window = slanted_window(100, 10)
    assert len(window) == 100
    assert window.argmax() in {89, 90}
    assert np.all(np.diff(window[:90]) > 0)
    assert np.all(np.diff(window[90:]) < 0)


@pytest.mark.parametrize("rate", RATES)
def test_a_tone_is_strongest_in_its_band_and_reads_about_its_power(rate: int) -> None:
    bank = Bank(rate)
    for hertz in (300.0, 1000.0, 2500.0):
        tone = sine(hertz, rate, 3 * bank.length)
        frames = np.lib.stride_tricks.sliding_window_view(tone, bank.length)[::7]
        power = ((frames @ bank.waves) ** 2 @ bank.gather).mean(axis=0)
        assert decibels(float(power.max())) == pytest.approx(-3.01, abs=3.5)
        assert np.count_nonzero(power > power.max() / 10) <= 6
        assert power.shape == (BANDS,)


def test_a_steady_tone_is_forecast_and_one_that_begins_is_not() -> None:
    forecast = Forecast(3000.0)
    out = np.zeros((HALVES, len(forecast.gather) // 2), np.complex64)
    errors = []
    tone = 0.5 * sine(110.0, 3000.0, 900)
    tone[600:] += 0.5 * sine(60.0, 3000.0, 300)
    for end in range(forecast.length + HOP_THIN, 800, HOP_THIN):
        halves = [tone[end - forecast.length - back : end - back] for back in (HOP_THIN // HALVES, 0)]
        forecast.error(np.array(halves, np.float32), out)
        errors.append((end, decibels(float(np.sum(np.abs(out[1]) ** 2)))))
    steady = max(error for end, error in errors if 300 < end < 600)
    # The tone has -9 dB. Its image at negative frequencies is what is left.
    assert steady < -20.0
    assert max(error for end, error in errors if 600 < end < 640) > steady + 8.0


@pytest.mark.parametrize("rate", RATES)
def test_a_steady_sound_does_not_grow(rate: int) -> None:
    noise = 0.0005 * np.random.default_rng(1).normal(size=2 * rate)
    rows = grow(0.3 * sine(220.0, rate, 2 * rate) + noise.astype(np.float32), rate)[rate // 4 // hop_of(rate) :]
    assert rows.shape[1] == CHANNELS
    assert rows[:, :2].max() < Onsets.LEAST[0]
    assert rows[:, 2:].max() < Onsets.LEAST[2]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("kind", "channel"), [("hiss", 1), ("voice", 0), ("kick", 2), ("tom", 3), ("bass", 4)])
def test_a_hit_grows_in_the_channel_that_it_lies_in(rate: int, kind: str, channel: int) -> None:
    sound = 0.05 * sine(220.0, rate, 2 * rate)
    hits = {"voice": 600.0, "kick": 50.0, "tom": 130.0, "bass": 240.0}
    if kind == "hiss":
        sound[rate:] += (0.2 * np.random.default_rng(1).normal(size=rate)).astype(np.float32)
    else:
        sound[rate:] += 0.5 * sine(hits[kind], rate, rate)
    rows = grow(sound, rate)
    at = rate // hop_of(rate)
    assert rows[at : at + 3, channel].max() > 1.2 * Onsets.LEAST[channel]
    assert rows.max() <= CEILING + 1e-4


def test_digital_silence_does_not_grow() -> None:
    assert grow(np.zeros(24_000, np.float32), 48_000).max() == 0.0
