"""The picture of an analysis, looked at as numbers: its size, and that what should be seen is seen."""

import dataclasses
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from bench.beat_music import play, steady
from soundscape_live.app.heard import FRAME, SLOW_FRAME, Analysis, Curves, HeardBeat, Mark
from soundscape_live.app.layout import Window
from soundscape_live.app.plot import COLOURS, GRID, NOVELTY, WAVE, draw

Image = pytest.importorskip("PIL.Image", reason="matplotlib is not installed")
Picture = NDArray[np.uint8]
TEMPI = np.geomspace(40.0, 240.0, 60).astype(np.float32)


def heard(seconds: float, bpm: float = 120.0, sections: tuple[Mark, ...] = ()) -> Analysis:
    count, slow = round(seconds / FRAME), round(seconds / SLOW_FRAME)
    wave = np.abs(np.sin(np.arange(count) * FRAME * np.pi * bpm / 60.0)).astype(np.float32)
    ridge = np.exp(-0.5 * (np.log2(TEMPI / bpm) / 0.03) ** 2)
    beats = tuple(
        HeardBeat(number * 60.0 / bpm, number % 4, bpm, 0.9) for number in range(int(seconds * bpm / 60.0) + 1)
    )
    curves = Curves(
        low=-0.5 * wave,
        high=0.5 * wave,
        novelty=wave**8,
        bpm=np.full(slow, bpm, np.float32),
        confidence=np.full(slow, 0.9, np.float32),
        tempi=TEMPI,
        posterior=np.tile(ridge / ridge.sum(), (slow, 1)).astype(np.float32),
    )
    return Analysis("song.flac", seconds, 44_100, -14.0, -1.0, beats, (), sections, curves)


def picture(analysis: Analysis, begin: float = 0.0, end: float | None = None) -> Picture:
    window = Window(begin, analysis.seconds if end is None else end)
    return np.asarray(Image.open(io.BytesIO(draw(analysis, window, "png"))).convert("RGB"))


def of(pixels: Picture, colour: str) -> int:
    """Count the pixels that are nearly of a colour, #rrggbb."""
    wanted = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)])
    return int((np.abs(pixels.astype(int) - wanted).max(axis=2) < 12).sum())


def test_a_picture_is_1600_pixels_wide_and_shows_everything() -> None:
    pixels = picture(heard(20.0, sections=(Mark(8.0, "drop", 1.0),)))
    height, width, _ = pixels.shape
    assert width == 1_600
    assert 400 < height < 700
    for colour in (WAVE, NOVELTY, GRID, COLOURS["drop"]):
        assert of(pixels, colour) > 300, colour
    assert of(pixels, COLOURS["build"]) == 0


def test_a_long_file_has_more_rows_and_stays_as_wide() -> None:
    one, two, six = (picture(heard(seconds)).shape for seconds in (60.0, 100.0, 400.0))
    assert one[1] == two[1] == six[1] == 1_600
    assert one[0] < two[0] < six[0] < 3_200


def test_the_likely_tempo_is_dark_where_it_is() -> None:
    without_line = dataclasses.replace(heard(20.0), beats=())
    curves = dataclasses.replace(without_line.curves, bpm=np.zeros(100, np.float32))
    slow, fast = (
        picture(dataclasses.replace(without_line, curves=dataclasses.replace(curves, posterior=rows)))
        for rows in (np.roll(curves.posterior, shift, axis=1) for shift in (-8, 8))
    )
    changed = np.flatnonzero((slow != fast).any(axis=(1, 2)))
    top, bottom = changed[0], changed[-1]
    middle = (top + bottom) // 2
    assert fast[top:middle].mean() < slow[top:middle].mean()
    assert slow[middle:bottom].mean() < fast[middle:bottom].mean()


def test_a_window_shows_its_part_alone() -> None:
    song = heard(50.0, sections=(Mark(10.0, "build", 1.0), Mark(40.0, "drop", 1.0)))
    pixels = picture(song, 30.0, 45.0)
    assert of(pixels, COLOURS["drop"]) > 300
    assert of(pixels, COLOURS["build"]) == 0
    assert pixels.shape == picture(song, 0.0, 15.0).shape


def test_flags_that_would_cover_each_other_stand_at_two_heights() -> None:
    apart, close = (
        picture(heard(60.0, sections=(Mark(20.0, "breakdown", 1.0), Mark(at, "build", 1.0)))) for at in (40.0, 21.0)
    )
    for colour in (COLOURS["breakdown"], COLOURS["build"]):
        assert of(close, colour) == pytest.approx(of(apart, colour), rel=0.1)


def test_what_has_no_beat_and_no_tempo_is_drawn_as_far_as_it_goes() -> None:
    song = heard(5.0)
    nothing = np.zeros(25, np.float32)
    curves = dataclasses.replace(
        song.curves, bpm=nothing, confidence=nothing, tempi=nothing[:0], posterior=np.zeros((25, 0), np.float32)
    )
    pixels = picture(dataclasses.replace(song, beats=(), curves=curves))
    assert pixels.shape[1] == 1_600
    assert of(pixels, WAVE) > 300


def test_the_shortest_of_files_can_be_drawn() -> None:
    assert picture(heard(0.2)).shape[1] == 1_600


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_it_can_be_drawn_for_print(kind: str, begins: bytes) -> None:
    assert draw(heard(5.0), Window(0.0, 5.0), kind).startswith(begins)


# --------------------------------------------------------------------------------------------- the whole command


def command(folder: Path, *arguments: str, path: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "soundscape_live", "analyse", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{path}:{Path(__file__).parents[2]}"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("analyse")
    music = play("kick", steady(120.0), 16.0, 48_000, 2)
    soundfile.write(folder / "kick.wav", music.sound, 48_000)
    return folder


def test_the_command_writes_both_files_and_says_what_was_heard(folder: Path) -> None:
    done = command(folder, "kick.wav", "--plot", "kick.png", "--json", "kick.json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("kick.wav: 0:16.0, 48000 Hz\nlevel     ")
    pixels = np.asarray(Image.open(folder / "kick.png").convert("RGB"))
    assert pixels.shape[1] == 1_600
    assert of(pixels, WAVE) > 300
    told = json.loads((folder / "kick.json").read_text(encoding="utf-8"))
    late = np.array([beat["at"] for beat in told["beats"] if beat["at"] > 8.0])
    assert late.size >= 12
    assert np.abs((late - 0.5 + 0.25) % 0.5 - 0.25).max() < 0.05


def test_a_part_that_the_file_does_not_have_is_refused(folder: Path) -> None:
    done = command(folder, "kick.wav", "--plot", "part.png", "--start", "20")
    assert done.returncode == 2
    assert done.stderr == "soundscape-live: --start: expected less than the file's 16.0 s, got 20\n"


def test_without_matplotlib_it_says_what_to_type_and_leaves_no_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ModuleNotFoundError('none', name='matplotlib')\n")
    done = command(folder, "kick.wav", "--plot", "none.png", path=str(tmp_path))
    assert done.returncode == 4
    assert (
        done.stderr == f"soundscape-live: a plot needs matplotlib; type: {sys.executable} -m pip install matplotlib\n"
    )
    assert not (folder / "none.png").exists()


def test_no_other_command_loads_matplotlib(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "matplotlib.py").write_text("raise ModuleNotFoundError('none', name='matplotlib')\n")
    assert command(folder, "kick.wav", path=str(tmp_path)).returncode == 0
