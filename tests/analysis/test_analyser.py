import math
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soundscape_live.analysis.analyser import Analyser, Heard
from soundscape_live.model import BANDS, PITCH_CLASSES, AudioBlock, Features

Sound = np.ndarray
Play = Callable[..., list[Heard]]
RATE = 48_000


def seconds(length: float, rate: int = RATE) -> Sound:
    return np.arange(int(length * rate)) / rate


def groove(rate: int, length: float) -> Sound:
    """Return music without chance: a kick, a hat and a tone that swells."""
    time = seconds(length, rate)
    kick = 0.6 * np.exp(-12 * (time % 0.5)) * np.sin(2 * np.pi * 55 * time)
    hat = 0.1 * np.exp(-50 * ((time + 0.25) % 0.5)) * np.sin(2 * np.pi * 5000 * time)
    tone = 0.1 * np.sin(2 * np.pi * 440 * time) * (1 + 0.5 * np.sin(2 * np.pi * 0.3 * time))
    return kick + hat + tone


def numbers(features: Features) -> list[float]:
    return [
        features.rms_db,
        features.peak,
        features.energy,
        *features.bands,
        features.centroid_hz,
        features.brightness,
        features.flatness,
        features.texture,
        features.flux,
        features.onset,
        features.rise,
        *features.band_db,
        features.loudness_lufs,
        features.loudness_short_lufs,
        features.pitch_hz,
        features.pitch_confidence,
        *features.chroma,
    ]


def assert_in_range(features: Features) -> None:
    assert all(math.isfinite(number) for number in numbers(features))
    # Samples beyond 8 are cut there; a step from one rail to the other is twice as high about its own mean.
    assert -120.0 <= features.rms_db <= 24.1
    assert len(features.bands) == len(BANDS)
    fractions = (
        features.energy,
        *features.bands,
        features.brightness,
        features.flatness,
        features.texture,
        features.flux,
        features.onset,
    )
    assert all(0.0 <= fraction <= 1.0 for fraction in fractions)
    assert 0.0 <= features.centroid_hz <= 16_000.0
    assert features.peak >= 0.0
    assert len(features.band_db) == len(BANDS)
    assert all(-120.0 <= level <= 24.1 for level in features.band_db)
    # K-weighting adds up to 4 dB.
    assert all(-120.0 <= level <= 28.2 for level in (features.loudness_lufs, features.loudness_short_lufs))
    assert features.pitch_hz == 0.0 or 50.0 <= features.pitch_hz <= 2000.0
    assert len(features.chroma) == len(PITCH_CLASSES)
    assert all(0.0 <= fraction <= 1.0 for fraction in (features.pitch_confidence, *features.chroma))


def test_a_full_scale_sine_reads_minus_three_decibels(play: Play) -> None:
    last = play(np.sin(2 * np.pi * 440 * seconds(3)))[-1].features
    assert last.rms_db == pytest.approx(-3.01, abs=0.1)
    assert last.peak == pytest.approx(1.0, abs=0.001)
    assert last.centroid_hz == pytest.approx(440, abs=15)
    assert last.flatness < 0.001
    assert last.texture == 0.0
    assert last.rise == pytest.approx(0.0, abs=0.1)
    assert not last.silence


@pytest.mark.parametrize(("hertz", "band"), [(40, "sub"), (120, "low"), (700, "mid"), (3500, "high"), (9000, "air")])
def test_a_tone_fills_the_band_that_it_lies_in(play: Play, hertz: float, band: str) -> None:
    last = play(0.3 * np.sin(2 * np.pi * hertz * seconds(3)))[-1].features
    place = BANDS.index(band)
    assert last.bands[place] > 0.95
    # A neighbour hears the edge of the tone, and its own gain lifts that.
    assert max(last.bands[: max(0, place - 1)] + last.bands[place + 2 :], default=0.0) < 0.1


@pytest.mark.parametrize("rate", [44_100, 48_000])
@pytest.mark.parametrize(("hertz", "band"), [(40, "sub"), (120, "low"), (700, "mid"), (3500, "high"), (9000, "air")])
def test_a_bands_level_is_that_of_the_tone_in_it(play: Play, rate: int, hertz: float, band: str) -> None:
    last = play(0.1 * np.sin(2 * np.pi * hertz * seconds(1, rate)), rate)[-1].features
    level = last.band_db[BANDS.index(band)]
    assert level == pytest.approx(-23.01, abs=0.6 if hertz < 250 else 0.1)
    assert max(other for other in last.band_db if other != level) < -33.0


def test_a_tone_has_a_pitch_a_class_and_a_loudness_and_noise_has_no_pitch(play: Play) -> None:
    last = play(0.1 * np.sin(2 * np.pi * 440 * seconds(1)))[-1].features
    assert last.pitch_hz == pytest.approx(440.0, abs=1.0)
    assert last.pitch_confidence > 0.95
    assert last.chroma[PITCH_CLASSES.index("A")] == 1.0
    assert last.loudness_lufs == pytest.approx(-23.7, abs=0.1)
    noise = play(0.1 * np.random.default_rng(1).normal(size=RATE))[-1].features
    assert noise.pitch_hz == 0.0
    assert noise.pitch_confidence < 0.5


def test_white_noise_is_flat_and_bright(play: Play) -> None:
    noise = 0.1 * np.random.default_rng(1).normal(size=3 * RATE)
    last = play(noise)[-1].features
    assert last.flatness > 0.95
    assert last.texture > 0.95
    assert last.centroid_hz == pytest.approx(8000, rel=0.05)
    assert last.brightness > 0.9


def test_brightness_is_logarithmic_from_100_hertz_to_10_kilohertz(play: Play) -> None:
    readings = [
        play(0.3 * np.sin(2 * np.pi * hertz * seconds(1)))[-1].features.brightness for hertz in (60, 1000, 12_000)
    ]
    assert readings == pytest.approx([0.0, 0.5, 1.0], abs=0.02)


@pytest.mark.parametrize("sound", ["zero", "noise at -65 dB", "constant"])
def test_silence_is_not_pumped_up(play: Play, sound: str) -> None:
    samples = {
        "zero": np.zeros(6 * RATE),
        "noise at -65 dB": np.random.default_rng(1).normal(size=6 * RATE) * 10 ** (-65 / 20),
        "constant": np.full(6 * RATE, 0.4),
    }[sound]
    heard = play(samples)
    late = [one.features for one in heard if one.features.at > 5]
    assert all(features.silence for features in late)
    assert max(max(features.energy, *features.bands, features.flux, features.onset) for features in late) == 0.0
    assert max(max(features.pitch_hz, features.pitch_confidence, *features.chroma) for features in late) == 0.0
    assert all(one.tempo is None for one in heard)


def test_quiet_music_reaches_the_top_within_ten_seconds(play: Play, song: Callable[..., Sound]) -> None:
    quiet = song(124.0, 11.5) * 10 ** (-30 / 20)
    late = [one.features for one in play(quiet) if one.features.at > 10]
    assert max(features.rms_db for features in late) < -35
    assert max(features.energy for features in late) > 0.8


def test_music_after_louder_music_comes_back_up(play: Play, song: Callable[..., Sound]) -> None:
    music = song(124.0, 14.0, 24_000)
    music[4 * 24_000 :] *= 10 ** (-20 / 20)
    heard = [one.features for one in play(music, 24_000)]
    assert max(features.energy for features in heard if 5.0 < features.at < 6.0) < 0.6
    assert max(features.energy for features in heard if features.at > 13.0) > 0.8


def test_music_that_stops_is_silent_after_a_moment(play: Play, song: Callable[..., Sound]) -> None:
    music = song(124.0, 6.0)
    music[4 * RATE :] = 0.0
    heard = [one.features for one in play(music)]
    silent = [features.at for features in heard if features.silence and features.at > 3.0]
    assert 4.3 < silent[0] < 4.6
    assert heard[-1].energy == 0.0
    assert heard[-1].rms_db < -90.0


def test_onsets_come_within_milliseconds_over_a_pad(play: Play) -> None:
    rng = np.random.default_rng(3)
    time = seconds(10)
    pad = sum(0.1 * np.sin(2 * np.pi * hertz * time) for hertz in (110, 164.8, 220, 277, 330))
    sound = pad + 0.003 * rng.normal(size=len(time))
    hits = np.arange(1.0, 9.5, 0.37)
    drum = np.arange(int(0.12 * RATE)) / RATE
    for number, hit in enumerate(hits):
        noise = (0.3, 0.1)[number % 2] * rng.normal(size=len(drum)) * np.exp(-40 * drum)
        sound[int(hit * RATE) : int(hit * RATE) + len(drum)] += noise
    onsets = np.array([one.features.at for one in play(sound, block=64) if one.features.onset > 0])
    delays = [np.min(onsets[onsets >= hit] - hit) for hit in hits]
    assert max(delays) < 0.015
    assert np.median(delays) < 0.009
    assert len(onsets) <= len(hits) + 1


def test_clipping_is_said(play: Play) -> None:
    loud = np.clip(3.0 * np.sin(2 * np.pi * 100 * seconds(0.5)), -1, 1)
    assert play(loud)[-1].features.clipping
    assert not play(0.3 * loud)[-1].features.clipping


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, 3000), min_size=1, max_size=6), st.sampled_from([44_100, 48_000]), st.integers(1, 5000))
def test_any_split_into_blocks_gives_the_same_features(sizes: list[int], rate: int, rest: int) -> None:
    noise = 0.01 * np.random.default_rng(1).normal(size=rate)
    sound = (groove(rate, 1.0) + noise).astype(np.float32)[: rate - rest]

    def last(sizes: list[int]) -> tuple[list[float], float]:
        analyser = Analyser(rate)
        begin, onset = 0, 0.0
        for size in cycle(sizes):
            part = sound[begin : begin + size]
            begin += len(part)
            features = analyser.hear(AudioBlock(begin / rate, part, rate)).features
            onset = max(onset, features.onset)
            if begin == len(sound):
                break
        return numbers(replace(features, peak=0.0, onset=0.0)), onset

    found, onset = last(sizes)
    whole, strongest = last([len(sound)])
    # Nothing depends on where blocks end, so not one bit may differ.
    assert found == whole
    assert onset == strongest


@pytest.mark.parametrize("rate", [22_050, 44_100, 96_000])
def test_every_rate_gives_the_same_features(play: Play, rate: int) -> None:
    def rows(rate: int) -> np.ndarray:
        heard = [one.features for one in play(groove(rate, 4.0), rate)]
        times = np.array([one.at for one in heard])
        return np.array([numbers(heard[int(np.searchsorted(times, at))]) for at in np.arange(1.5, 3.9, 0.05)])

    differences = np.median(np.abs(rows(rate) - rows(48_000)), axis=0).tolist()
    rms_db, _, energy, *bands = differences[: 3 + len(BANDS)]
    centroid, brightness, flatness, texture, _, _, rise = differences[8:15]
    band_db, (loudness, short, pitch, confidence, *chroma) = differences[15:20], differences[20:]
    # There is next to nothing in the highest band.
    assert max(band_db[:3]) < 0.3
    assert band_db[3] < 1.0
    assert max(loudness, short) < 0.1
    assert pitch < 1.0
    assert confidence < 0.05
    assert max(chroma) < 0.05
    assert rms_db < 0.5
    assert max(energy, brightness, flatness, texture) < 0.03
    assert max(bands) < 0.03
    assert centroid < 25.0
    assert rise < 0.1


def test_a_block_of_another_rate_is_a_mistake() -> None:
    with pytest.raises(AssertionError):
        Analyser(48_000).hear(AudioBlock(0.0, np.zeros(64, np.float32), 44_100))


def test_an_empty_block_changes_nothing() -> None:
    features = Analyser(48_000).hear(AudioBlock(1.0, np.zeros(0, np.float32), 48_000)).features
    assert features.silence
    assert features.at == 1.0


blocks = st.one_of(
    st.tuples(st.just("constant"), st.floats(width=32, allow_nan=False, allow_infinity=False), st.integers(1, 2000)),
    st.tuples(st.just("noise"), st.floats(0, 2.0**20, width=32), st.integers(1, 2000)),
    st.tuples(st.just("square"), st.floats(0, 2.0**127, width=32), st.integers(1, 2000)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(blocks, min_size=1, max_size=15), st.sampled_from([8000, 44_100, 48_000]))
def test_any_finite_sound_gives_finite_features_in_range(parts: list[tuple[str, float, int]], rate: int) -> None:
    analyser = Analyser(rate)
    rng = np.random.default_rng(1)
    at = 0.0
    for kind, size, length in parts:
        shape = {
            "constant": np.ones(length),
            "noise": rng.uniform(-1.0, 1.0, size=length),
            "square": np.where(np.arange(length) % 100 < 50, 1.0, -1.0),
        }[kind]
        samples = (size * shape).astype(np.float32)
        at += length / rate
        assert_in_range(analyser.hear(AudioBlock(at, samples, rate)).features)
