from pathlib import Path

import numpy as np
import pytest
import soundfile

from soundscape_live.analysis.beat.frames import BANDS, SIZE
from soundscape_live.analysis.beat.network import DELAY
from training.beats import pulseless
from training.beats.pieces import BATCH, CROP, Clip, Pieces, crop, read, spread, vary


def test_a_target_stands_where_the_beat_was_and_a_delay_later() -> None:
    targets = spread(np.array([[0.5, 1], [1.0, 2]]), 200, 0.01)
    assert targets[:, 0].argmax() in {round((0.5 + DELAY) / 0.01) - 1, round((1.0 + DELAY) / 0.01) - 1}
    assert targets[round((1.0 + DELAY) / 0.01) - 1, 0] == pytest.approx(1.0)
    assert targets[:, 1].argmax() == round((0.5 + DELAY) / 0.01) - 1
    assert targets[120:, 1].max() < 1e-3


def test_a_clip_is_read_once_and_kept(tmp_path: Path) -> None:
    sound = tmp_path / "00001.flac"
    soundfile.write(sound, np.random.default_rng(2).normal(size=44_100) * 0.1, 22_050)
    sound.with_suffix(".beats").write_text("0.5 1\n1.0 2\n")
    first = read(sound)
    sound.unlink()
    again = read(sound)
    assert isinstance(again, Clip)
    assert (again.frames == first.frames).all()
    assert first.frames.shape == (len(first.targets), SIZE)


def test_batches_hold_frames_that_are_varied_within_their_range(tmp_path: Path) -> None:
    for number in (1, 20):
        sound = tmp_path / f"{number:05d}.flac"
        soundfile.write(sound, np.random.default_rng(number).normal(size=22_050 * 4) * 0.1, 22_050)
        sound.with_suffix(".beats").write_text("0.5 1\n1.0 2\n")
        sound.with_suffix(".json").write_text("{}")
    pieces = Pieces((tmp_path,), pulseless_sounds=2)
    pieces.look()
    pieces.look()
    assert (len(pieces.learnt), len(pieces.held)) == (1, 1)
    frames, targets = crop(pieces, np.random.default_rng(3))
    assert frames.shape == (BATCH, SIZE, CROP)
    assert targets.shape == (BATCH, 2, CROP)
    assert 0.0 <= frames.min() < frames.max() <= 1.0
    assert targets.max() > 0.9
    assert not np.array_equal(frames, crop(pieces, np.random.default_rng(4))[0])


def test_varied_frames_stay_in_range_and_lose_whole_bands() -> None:
    random = np.random.default_rng(5)
    lost = 0
    for _ in range(40):
        varied = vary(np.full((10, SIZE), 0.5, np.float32), random)
        assert 0.0 <= varied.min() <= varied.max() <= 1.0
        silent = ~varied.any(axis=0)
        assert (silent[:BANDS] == silent[BANDS:]).all()
        lost += bool(silent.any())
    assert 5 < lost < 35


@pytest.mark.parametrize("kind", pulseless.KINDS)
def test_sounds_without_a_pulse_are_finite_and_can_be_had_again(kind: object) -> None:
    assert callable(kind)
    first, again = (kind(np.random.default_rng(6), 22_050, 22_050) for _ in range(2))
    assert first.shape == (22_050,)
    assert first.dtype == np.float32
    assert np.isfinite(first).all()
    assert (first == again).all()


def test_a_sound_without_a_pulse_has_its_length_whatever_is_drawn() -> None:
    for seed in range(30):
        sound = pulseless.sound(np.random.default_rng(seed), 5.0, 8_000)
        assert sound.shape == (40_000,)
        assert np.isfinite(sound).all()
