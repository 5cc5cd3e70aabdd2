"""The music that beat trackers are judged by: is it what it says, and could somebody play it?"""

from functools import cache

import numpy as np
import pytest

from bench.beat_music import LEAD_IN, Course, play, steady
from bench.beat_set import CASES, DRONE, SILENCE, STEP, Clip, rms
from bench.beat_styles import STYLES

RATE = 22_050
WITH_BEATS = [name for name in CASES if name not in {DRONE, SILENCE}]


@cache
def made(name: str) -> Clip:
    return CASES[name](RATE, 3)


@pytest.mark.parametrize("name", CASES)
def test_a_clip_is_sound_without_clipping_or_clicks_at_its_ends(name: str) -> None:
    clip = made(name)
    assert clip.sound.dtype == np.float32
    assert np.isfinite(clip.sound).all()
    assert 20.0 <= clip.seconds <= 30.0
    assert np.abs(clip.sound).max() <= 0.81
    assert clip.sound[0] == pytest.approx(0.0, abs=2e-3)
    assert clip.sound[-1] == pytest.approx(0.0, abs=2e-3)


@pytest.mark.parametrize("name", ["steady 76 soul", "step 124 to 96", "noise at 0 dB", "silence", "drone"])
def test_the_same_seed_gives_the_same_samples_and_another_seed_others(name: str) -> None:
    again, other = CASES[name](RATE, 3), CASES[name](RATE, 4)
    np.testing.assert_array_equal(made(name).sound, again.sound)
    np.testing.assert_array_equal(made(name).beats, again.beats)
    assert not np.array_equal(made(name).sound, other.sound)


@pytest.mark.parametrize("name", WITH_BEATS)
def test_beats_rise_and_bars_are_counted(name: str) -> None:
    clip = made(name)
    assert clip.beats.size == clip.positions.size >= 18
    assert (np.diff(clip.beats) > 0.3).all()
    assert clip.beats[0] == pytest.approx(LEAD_IN)
    assert clip.positions[0] == 0
    assert set(clip.positions.tolist()) == set(range(3 if "waltz" in name else 4))


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("steady")])
def test_a_steady_clip_has_the_tempo_of_its_name(name: str) -> None:
    periods = np.diff(made(name).beats)
    assert np.ptp(periods) < 1e-3
    assert 60.0 / periods.mean() == pytest.approx(float(name.split()[1]), rel=0.013)


@pytest.mark.parametrize("style", STYLES)
def test_something_is_struck_where_the_beats_are(style: str) -> None:
    """At an attack the level rises: on the beats it does so more than between the steps of the grid."""
    music = play(style, steady(100.0), 20.0, RATE, 5)
    level = np.array([rms(part) for part in np.array_split(music.sound[: 20 * RATE], 2_000)])  # of 10 ms each
    rise = np.maximum(0.0, np.diff(np.log(level + 1e-4), prepend=-9.0))
    near = np.array([rise[round(100 * at) - 1 : round(100 * at) + 4].sum() for at in music.beats])
    apart = np.array([rise[round(100 * at) + 6 : round(100 * at) + 11].sum() for at in music.beats[:-1]])
    assert near.mean() > 2.0 * apart.mean()


def test_a_course_of_tempo_is_followed_to_the_millisecond() -> None:
    # From 60 to 120 BPM within 60 s, 90 beats pass: n(t) = t + t² / 120.
    course = Course(((0.0, 60.0), (60.0, 120.0)))
    count = np.array([0.0, 1.0, 40.0, 90.0, 92.0])
    times = [0.0, *(60.0 * (np.sqrt(1.0 + count[1:4] / 30.0) - 1.0)), 61.0]
    np.testing.assert_allclose(course.times(count, 60.0), times, atol=1e-5)


def test_the_ramp_goes_from_100_to_130() -> None:
    bpm = 60.0 / np.diff(made("ramp 100 to 130").beats)
    assert bpm[0] == pytest.approx(100.0, abs=0.1)
    assert bpm[-1] == pytest.approx(130.0, abs=0.2)
    assert (np.diff(bpm) > -0.01).all()


def test_the_step_is_from_one_beat_to_the_next_at_the_beginning_of_a_bar() -> None:
    clip = made(STEP)
    first = int(np.flatnonzero(clip.beats == clip.step)[0])
    assert clip.positions[first] == 0
    bpm = 60.0 / np.diff(clip.beats)
    np.testing.assert_allclose(bpm[:first], 124.0, atol=0.01)
    np.testing.assert_allclose(bpm[first:], 96.0, atol=0.01)
    assert clip.step is not None
    assert clip.seconds - clip.step > 15.0


def test_noise_is_as_loud_as_the_music() -> None:
    sound, beats = made("noise at 0 dB").sound, made("noise at 0 dB").beats
    before = rms(sound[RATE // 10 : round((LEAD_IN - 0.05) * RATE)])
    within = rms(sound[round(beats[4] * RATE) : round(beats[-4] * RATE)])
    assert 20.0 * np.log10(within / before) == pytest.approx(3.0, abs=1.0)


def test_in_a_gap_is_digital_silence_and_the_beat_goes_on_behind_it() -> None:
    clip = made("gaps of 4 s")
    assert len(clip.gaps) == 2
    period = float(np.median(np.diff(clip.beats)))
    for begin, end in clip.gaps:
        assert end - begin == pytest.approx(4.0, abs=0.1)
        assert not clip.sound[round(begin * RATE) + 1 : round(end * RATE) - 1].any()
        assert np.abs(clip.sound[round(begin * RATE) - 8 : round(begin * RATE)]).max() < 0.02
        assert not ((clip.beats > begin) & (clip.beats < end)).any()
    counts = (clip.beats - clip.beats[0]) / period
    np.testing.assert_allclose(counts, np.round(counts), atol=0.01)


def test_the_level_falls_by_30_db_and_comes_back() -> None:
    clip = made("level drop 30 dB")
    loud, soft, again = (
        rms(clip.sound[round(clip.beats[n] * RATE) : round(clip.beats[n + 8] * RATE)]) for n in (4, 20, 36)
    )
    assert 20.0 * np.log10(soft / loud) == pytest.approx(-30.0, abs=1.5)
    assert 20.0 * np.log10(again / loud) == pytest.approx(0.0, abs=1.5)


def test_silence_is_digital_and_then_the_hiss_of_an_open_line() -> None:
    sound = made(SILENCE).sound
    assert not sound[: sound.size // 2].any()
    assert 20.0 * np.log10(rms(sound[sound.size // 2 :])) == pytest.approx(-66.0, abs=0.1)


def test_the_drone_is_loud_and_has_no_pulse() -> None:
    sound = made(DRONE).sound
    assert -30.0 < 20.0 * np.log10(rms(sound)) < -12.0
    level = np.array([rms(part) for part in np.array_split(sound[RATE : 29 * RATE], 560)])  # of 50 ms each
    swing = level - np.convolve(level, np.ones(41) / 41, "same")
    spectrum = np.abs(np.fft.rfft(swing[20:-20] * np.hanning(520))) ** 2
    pulse = np.fft.rfftfreq(520, 0.05) > 0.7
    assert spectrum[pulse].max() / spectrum[pulse].sum() < 0.35
