"""What a mix does to a sound, in decibels."""

import numpy as np
import pytest

from training.beats.mixing import Bell, Echo, Fade, Mix, Sound, Squash, curve, drawn, mixed, noise, quick, squashed

RATE = 22_050


def decibels(value: float) -> float:
    return 20.0 * float(np.log10(value))


def sine(hertz: float, seconds: float = 1.0) -> Sound:
    return np.sin(2.0 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE).astype(np.float32)


def clicks() -> Sound:
    sound = np.zeros(RATE, np.float32)
    sound[RATE // 4 :: RATE // 4] = 1.0
    return sound


@pytest.mark.parametrize(
    ("mix", "hertz", "gain_db"),
    [
        (Mix(low_shelf_db=6.0), 20.0, 6.0),
        (Mix(low_shelf_db=6.0), 2_000.0, 0.0),
        (Mix(high_shelf_db=-6.0), 10_000.0, -6.0),
        (Mix(high_shelf_db=-6.0), 500.0, 0.0),
        (Mix(bells=(Bell(1_000.0, 1.0, 5.0),)), 1_000.0, 5.0),
        (Mix(bells=(Bell(1_000.0, 1.0, 5.0),)), 100.0, 0.0),
        (Mix(high_cut=3_000.0), 3_000.0, -3.0),
        (Mix(high_cut=3_000.0), 6_000.0, -36.0),
        (Mix(low_cut=200.0), 200.0, -3.0),
        (Mix(low_cut=200.0), 50.0, -24.0),
    ],
)
def test_filters(mix: Mix, hertz: float, gain_db: float) -> None:
    hertzes = np.linspace(0.0, RATE / 2.0, RATE + 1)
    gain = float(curve(hertzes, mix)[round(2.0 * hertz)])
    assert decibels(gain) == pytest.approx(gain_db, abs=0.4)


@pytest.mark.parametrize("level_db", [0.0, -12.5, -30.0])
def test_the_highest_peak_has_the_mix_level(level_db: float) -> None:
    sound = mixed(sine(440.0) * np.float32(3.0), RATE, Mix(level_db=level_db), np.random.default_rng(1))
    assert decibels(float(np.abs(sound).max())) == pytest.approx(level_db, abs=0.01)


def test_silence_stays_silence() -> None:
    assert not mixed(np.zeros(RATE, np.float32), RATE, Mix(noise_db=-10.0), np.random.default_rng(1)).any()


def test_noise_has_its_level_and_its_slope() -> None:
    sound = noise(8 * RATE, RATE, -6.0, np.random.default_rng(1))
    assert np.sqrt(np.mean(sound**2)) == pytest.approx(1.0, abs=0.01)
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(sound.size, 1.0 / RATE)
    low, high = (power[(hertz > at) & (hertz < 1.1 * at)].mean() for at in (500.0, 4_000.0))
    assert 10.0 * np.log10(high / low) == pytest.approx(-18.0, abs=1.5)


def test_a_room_comes_after_the_sound_and_moves_no_attack() -> None:
    sound = clicks()
    wet = mixed(sound, RATE, Mix(echo=Echo(0.2, -6.0, 5_000.0)), np.random.default_rng(1))
    assert [int(np.argmax(quarter)) for quarter in wet[RATE // 4 :].reshape(-1)[: 3 * (RATE // 4)].reshape(3, -1)] == [
        0,
        0,
        0,
    ]
    assert np.abs(wet[: RATE // 4 - 2]).max() < 1e-3
    assert np.sum(wet[RATE // 4 + 2 : RATE // 2 - 2] ** 2) > 0.1


def test_squashing_brings_loud_and_soft_together_below_the_ceiling() -> None:
    loud = np.where(np.arange(4 * RATE) % RATE < RATE // 2, 1.0, 0.1).astype(np.float32) * np.tile(sine(200.0), 4)
    out = squashed(loud, RATE, Squash(ratio=4.0, attack=0.005, release=0.05, drive_db=6.0))
    levels = [np.sqrt(np.mean(out[round(at * RATE) : round((at + 0.2) * RATE)] ** 2)) for at in (1.2, 1.75)]
    assert np.abs(out).max() <= 1.0
    assert decibels(levels[0] / levels[1]) < 15.0


def test_a_fade_is_a_step_where_it_begins() -> None:
    sound = mixed(sine(440.0), RATE, Mix(fade=Fade(0.5, 0.5, -12.0)), np.random.default_rng(1))
    first, last = (np.sqrt(np.mean(half**2)) for half in np.array_split(sound, 2))
    assert decibels(last / first) == pytest.approx(-12.0, abs=0.1)


def test_every_mix_that_is_drawn_gives_a_sound_in_range() -> None:
    for seed in range(30):
        random = np.random.default_rng(seed)
        mix = drawn(random)
        sound = mixed(clicks(), RATE, mix, random)
        assert sound.dtype == np.float32
        assert sound.size == RATE
        assert 10.0 ** (mix.level_db / 20.0) == pytest.approx(float(np.abs(sound).max()), rel=1e-3)


@pytest.mark.parametrize("size", [1, 9, 1000, 1025, 12_289, 882_000])
def test_a_quick_length_is_long_enough_and_little_more(size: int) -> None:
    assert size <= quick(size) <= max(8, 1.34 * size)
