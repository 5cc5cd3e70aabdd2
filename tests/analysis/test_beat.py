from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from soundscape_live.analysis.analyser import Heard
from soundscape_live.model import Beat
from soundscape_live.tempo.tempo import Tempo

Sound = np.ndarray
Play = Callable[..., list[Heard]]
Song = Callable[..., Sound]
START = 0.3


def grid(heard: list[Heard]) -> list[Beat]:
    tempo = Tempo()
    beats: list[Beat] = []
    for one in heard:
        tempo.silence(one.features.at, one.features.silence)
        if one.tempo is not None:
            tempo.report(one.tempo)
        beats += tempo.advance(one.features.at)
    return beats


@pytest.mark.parametrize(
    ("bpm", "rate"), [(96.0, 44_100), (120.0, 48_000), (124.0, 44_100), (140.0, 48_000), (124.0, 96_000)]
)
def test_four_on_the_floor_is_on_the_beat_after_eight_seconds(play: Play, song: Song, bpm: float, rate: int) -> None:
    late = [beat for beat in grid(play(song(bpm, 13.0, rate), rate, 512)) if beat.at > 8.0]
    errors = [((beat.at - START) * bpm / 60.0 + 0.5) % 1.0 - 0.5 for beat in late]
    milliseconds = [error * 60_000.0 / bpm for error in errors]
    print(f"{bpm} BPM at {rate}: errors {min(milliseconds):.1f} .. {max(milliseconds):.1f} ms")
    assert all(beat.bpm == pytest.approx(bpm, rel=0.03) for beat in late)
    assert max(abs(error) for error in milliseconds) < 20.0
    assert len(late) == pytest.approx(5.0 * bpm / 60.0, abs=1.5)
    assert np.diff([beat.index for beat in late]).tolist() == [1] * (len(late) - 1)


def test_reports_are_on_the_one_clock(play: Play, song: Song) -> None:
    reports = [one.tempo for one in play(song(120.0, 12.0), start=5000.0) if one.tempo is not None]
    late = [report for report in reports if report.at > 5008.0 and report.beat is not None]
    assert len(late) > 4
    for report in late:
        assert report.beat is not None
        assert ((report.beat - 5000.0 - START) * 2.0 + 0.5) % 1.0 - 0.5 == pytest.approx(0.0, abs=0.05)
        assert abs(report.beat - report.at) < 0.1
        assert report.source == "audio"
        assert 0.5 < report.confidence <= 1.0


@pytest.mark.parametrize("kind", ["drone", "noise", "zero"])
def test_no_beats_are_claimed_without_a_pulse(play: Play, kind: str) -> None:
    time = np.arange(8 * 48_000) / 48_000
    sound = {
        "drone": sum(0.1 * np.sin(2 * np.pi * hertz * time) for hertz in (55, 110.3, 165, 220.4, 331)),
        "noise": 0.1 * np.random.default_rng(1).normal(size=len(time)),
        "zero": np.zeros(len(time)),
    }[kind]
    assert grid(play(sound)) == []


def test_dry_kicks_between_digital_silence_keep_their_beats(play: Play) -> None:
    time = np.arange(13 * 48_000) / 48_000
    since = (time - START) % 0.5
    kicks = np.where(time >= START, 0.8 * np.sin(2 * np.pi * 55 * since) * np.exp(-30 * since) * (since < 0.2), 0.0)
    late = [beat for beat in grid(play(kicks)) if beat.at > 8.0]
    assert len(late) == pytest.approx(10, abs=1)
    assert all(abs((beat.at - START + 0.25) % 0.5 - 0.25) < 0.03 for beat in late)


def test_double_time_beats_are_left_out(play: Play, song: Song) -> None:
    heard = [one.tempo for one in play(song(96.0, 12.0)) if one.tempo is not None and one.tempo.beat is not None]
    reports = [report for report in heard if report.at > 5.0]
    assert len(reports) > 8
    for before, after in pairwise(reports):
        assert before.beat is not None
        assert after.beat is not None
        assert after.beat - before.beat > 0.55 * 60.0 / after.bpm
