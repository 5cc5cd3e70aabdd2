"""The benchmark of beats, with trackers whose scores are known."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bench.beat_set import DRONE, SILENCE, STEP, Clip
from bench.beats import Claims, Score, figures, judge, listen, main, save
from soundscape_live.model import Samples

ROOT = Path(__file__).parents[2]
RATE = 8_000


class Metronome:
    """Says a beat every half second, a tenth of a second ahead."""

    def __init__(self, rate: int) -> None:
        self.hop = rate // 100
        self._hops = 0

    def process(self, block: Samples) -> list[float]:
        assert block.size == self.hop
        self._hops += 1
        return [self._hops / 100 + 0.1] if self._hops % 50 == 40 else []


def clip(beats: np.ndarray, seconds: float = 20.0, **more: object) -> Clip:
    silent = np.zeros(round(seconds * RATE), np.float32)
    return Clip(RATE, silent, beats, np.arange(beats.size) % 4, **more)  # type: ignore[arg-type]


def test_a_tracker_is_fed_hop_by_hop_and_its_emissions_are_the_samples_fed() -> None:
    claims = listen(Metronome, np.zeros(2 * RATE + 7, np.float32), RATE)
    np.testing.assert_allclose(claims.beats, [0.5, 1.0, 1.5, 2.0])
    np.testing.assert_allclose(claims.emitted, [0.4, 0.9, 1.4, 1.9])


def test_a_metronome_at_the_right_tempo_is_perfect_and_early() -> None:
    true = np.arange(0.5, 20.0, 0.5)
    score = judge(clip(true), listen(Metronome, clip(true).sound, RATE))
    assert (score.f, score.amlt, score.f_fire) == (1.0, 1.0, 1.0)
    np.testing.assert_allclose(score.lag_ms, -100.0)
    assert score.per_minute == pytest.approx(120.0)


def test_what_is_emitted_too_late_is_right_and_fires_wrong() -> None:
    true = np.arange(0.5, 20.0, 0.5)
    score = judge(clip(true), Claims(true, true + 0.12))
    assert (score.f, score.f_fire) == (1.0, 0.0)
    np.testing.assert_allclose(score.lag_ms, 120.0)


def test_claims_in_a_gap_are_neither_right_nor_wrong() -> None:
    true = np.arange(0.5, 20.0, 0.5)
    outside = true[(true < 10.0) | (true > 14.0)]
    score = judge(clip(outside, gaps=((9.9, 14.1),)), Claims(true, true))
    assert (score.f, score.f_fire) == (1.0, 1.0)


def test_a_step_that_is_followed_has_its_seconds_and_one_that_is_not_all_that_is_left() -> None:
    true = np.concatenate((np.arange(0.5, 10.0, 0.5), np.arange(10.0, 20.0, 0.7)))
    both = clip(true, step=10.0)
    assert judge(both, Claims(true, true)).relock_s == pytest.approx(2.8)
    stubborn = np.arange(0.5, 20.0, 0.5)
    assert judge(both, Claims(stubborn, stubborn)).relock_s == pytest.approx(10.0)


def test_the_figures_are_means_of_the_clips_with_beats_and_percentiles_of_all_their_hits() -> None:
    one = Score(f=1.0, amlt=1.0, f_fire=0.5, lag_ms=(-10.0, 0.0, 10.0), relock_s=0.0, per_minute=120.0)
    two = Score(f=0.5, amlt=0.8, f_fire=0.4, lag_ms=(20.0, 30.0), relock_s=3.0, per_minute=90.0)
    still = Score(f=0.0, amlt=0.0, f_fire=0.0, lag_ms=(), relock_s=0.0, per_minute=4.0)
    got = figures({"a": one, STEP: two, DRONE: still, SILENCE: Score(0.0, 0.0, 0.0, (), 0.0, 2.0)})
    assert got == pytest.approx(
        {
            "f_measure": 0.75,
            "amlt": 0.9,
            "f_fire": 0.45,
            "lag_ms_p50": 10.0,
            "lag_ms_p90": 26.0,
            "relock_s": 3.0,
            "claims_per_min_silence": 2.0,
            "claims_per_min_drone": 4.0,
        }
    )


def test_a_clip_can_be_heard_and_its_beats_read(tmp_path: Path) -> None:
    true = np.array([0.5, 1.0, 1.5, 2.0, 2.5])
    save(clip(true, 3.0), tmp_path / "set", "steady 120 kick")
    sound, rate = soundfile.read(tmp_path / "set" / "steady-120-kick.wav")
    assert (sound.size, rate) == (3 * RATE, RATE)
    rows = [line.split() for line in (tmp_path / "set" / "steady-120-kick.txt").read_text().splitlines()]
    assert rows == [["0.5000", "1"], ["1.0000", "2"], ["1.5000", "3"], ["2.0000", "4"], ["2.5000", "1"]]


def test_a_case_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--only", "polka"])
    assert end.value.code == 2
    assert "expected a part of one of steady 60 ballad" in capsys.readouterr().err


def test_it_prints_its_figures_as_one_line_for_both_trackers() -> None:
    arguments = ["beats", "--only", "step", "--tracker", "bench.beats:Aubio"]
    done = subprocess.run(
        [sys.executable, "-m", "bench", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert told["bench"] == "beats"
    got = told["figures"]
    assert {key.removeprefix("aubio_") for key in got} == {
        *("f_measure", "amlt", "f_fire", "lag_ms_p50", "lag_ms_p90", "relock_s", "hop_us_p99", "core_share")
    }
    assert len(got) == 16
    assert got["f_measure"] == got["aubio_f_measure"] > 0.5
    assert 0.0 < got["core_share"] < 0.5
    assert "step 124 to 96" in done.stderr
