from functools import cache

import aubio
import numpy as np
import pytest
import soundfile

from scripts import render_demo
from scripts.demo_voices import RATE, Sound
from scripts.render_demo import BPM, SECTIONS
from soundscape_live.io.audio import demo_path


@cache
def rendered() -> Sound:
    return render_demo.render()


@cache
def shipped() -> Sound:
    samples, rate = soundfile.read(demo_path(), dtype="float32")
    assert rate == RATE
    return np.asarray(samples, np.float32)


def level(samples: Sound, section: str) -> float:
    begin, end = (round(edge * RATE) for edge in SECTIONS[section])
    return float(10.0 * np.log10(np.mean(samples[begin:end] ** 2)))


def test_the_same_seed_gives_the_same_samples_and_another_seed_others() -> None:
    first, again, other = (render_demo.drums(np.random.default_rng(seed)) for seed in (1, 1, 2))
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, two)
    assert not np.array_equal(first[1], other[1])
    first, again = (render_demo.harmony(np.random.default_rng(1)) for _ in range(2))
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, two)


def test_the_sections_follow_each_other_in_whole_bars_for_more_than_100_seconds() -> None:
    edges = [edge for section in SECTIONS.values() for edge in section]
    assert edges[0] == 0.0
    assert edges[1:-1:2] == edges[2:-1:2]
    bars = np.array(edges) / (4 * 60.0 / BPM)
    np.testing.assert_allclose(bars, np.round(bars), atol=1e-9)
    assert rendered().size == round(edges[-1] * RATE)
    assert edges[-1] >= 100.0


def test_the_table_of_the_script_says_the_times_of_the_sections() -> None:
    for name, (begin, end) in SECTIONS.items():
        assert any(
            row.split("|")[1].strip() == name and f"{begin:.2f}" in row and f"{end:.2f}" in row
            for row in (render_demo.__doc__ or "").splitlines()
            if row.startswith("|")
        ), name


@pytest.mark.parametrize("which", [rendered, shipped])
def test_the_drop_is_loudest_and_what_has_no_drums_softest(which: type) -> None:
    levels = {name: level(which(), name) for name in SECTIONS}
    assert levels["drop"] > levels["groove"] + 1.0
    assert levels["drop"] > levels["build"] + 1.0
    assert levels["drop"] > levels["breakdown"] + 3.0
    assert levels["groove"] > levels["breakdown"] + 1.0
    assert levels["breakdown"] > levels["intro"]


def test_no_section_wanders_in_loudness_where_it_should_be_steady() -> None:
    for name in ("groove", "drop"):
        begin, end = SECTIONS[name]
        bar = 4 * 60.0 / BPM
        levels = [
            10.0 * np.log10(np.mean(shipped()[round(at * RATE) : round((at + bar) * RATE)] ** 2))
            for at in np.arange(begin + bar, end - 0.5 * bar, bar)
        ]
        assert max(levels) - min(levels) < 1.0, name


def test_the_shipped_file_is_what_the_script_renders() -> None:
    assert shipped().size == rendered().size
    for name in SECTIONS:
        assert level(shipped(), name) == pytest.approx(level(rendered(), name), abs=0.5)
    likeness = np.corrcoef(shipped()[: 60 * RATE], rendered()[: 60 * RATE])[0, 1]
    assert likeness > 0.98


def test_the_shipped_file_is_small_and_peaks_below_full_scale() -> None:
    assert demo_path().stat().st_size < 1.3e6
    peak = 20.0 * np.log10(np.abs(shipped()).max())
    assert -2.0 < peak <= -0.9


def test_the_end_leads_into_the_beginning() -> None:
    around = np.concatenate((shipped()[-2:], shipped()[:2]))
    assert np.abs(np.diff(around)).max() < 0.05


def test_aubio_hears_124_beats_a_minute() -> None:
    tempo = aubio.tempo("default", 1024, 256, RATE)
    hops = shipped()[: shipped().size // 256 * 256].reshape(-1, 256)
    heard = [tempo.get_bpm() for hop in hops if tempo(hop)[0]]
    assert len(heard) > 150
    assert np.median(heard) == pytest.approx(BPM, abs=1.0)
    assert np.quantile(heard, [0.1, 0.9]) == pytest.approx(BPM, abs=1.0)
