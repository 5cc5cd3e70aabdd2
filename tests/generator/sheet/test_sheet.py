"""The contact sheet: what its rows ask, what it shows, and the files that it is written to."""

import io
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from soundscape_live.cli.generator import generator
from soundscape_live.generator.engines import open_engine
from soundscape_live.generator.picture import FrameState, Picture
from soundscape_live.generator.settings import GeneratorSettings, LoraSettings, ModelSettings
from soundscape_live.generator.sheet.draw import CELL, GAP, LINE, draw, labelled, sheet, smaller
from soundscape_live.generator.sheet.letters import HEIGHT, width_of, write
from soundscape_live.generator.sheet.make import make_sheet, png
from soundscape_live.generator.sheet.rows import EVENT, FRAMES, NOISES, rows
from soundscape_live.model import STILL, LoraScale


class Counter:
    """A renderer of which every frame is as bright as its count since a fresh start, times noise_scale."""

    def __init__(self, width: int = 8, height: int = 6) -> None:
        self.shape = (height, width, 3)
        self.asked: list[FrameState] = []
        self.count = 0.0

    def frame(self, state: FrameState) -> Picture:
        if state.reset or not self.asked or self.asked[-1].seed != state.seed:
            self.count = 0.0
        elif state.noise_scale:
            self.count += 10.0 * state.noise_scale
        self.asked.append(state)
        return np.full(self.shape, round(self.count), np.uint8)


def nobody(_picture: Picture, _label: str) -> None:
    pass


def read(png_file: bytes) -> NDArray[np.uint8]:
    with av.open(io.BytesIO(png_file), "r") as file:
        picture: NDArray[np.uint8] = next(file.decode(video=0)).to_ndarray(format="rgb24").astype(np.uint8)
        return picture


def test_the_rows_are_one_law_each() -> None:
    made = {row.label: row for row in rows("a", "b", seed=5, loras=["ink"])}
    assert [made[f"noise_scale {noise:g}"].states[-1].noise_scale for noise in NOISES] == list(NOISES)
    assert all(len(row.states) == FRAMES and row.shown[-1] == FRAMES - 1 for row in made.values())
    assert all(list(row.shown) == sorted(set(row.shown)) for row in made.values())
    assert [state.reset for state in made["reset at 8"].states].index(True) == EVENT
    crossing = made["transition 8 to 19"].states
    begun = crossing[EVENT].transition
    assert begun is not None
    assert (begun.num_steps, begun.target) == (12, crossing[EVENT].prompts)
    assert [state.transition for state in crossing].count(None) == FRAMES - 1
    assert crossing[EVENT + 1].prompts == begun.target
    assert [made[label].states[0].motion != STILL for label in ("zoom 0.5", "rotate 45", "pan_x 0.25")] == [True] * 3
    assert made["lora ink 0 to 1"].states[0].loras == (LoraScale("ink", 0.0),)
    assert made["lora ink 0 to 1"].states[-1].loras == (LoraScale("ink", 1.0),)
    assert {state.seed for row in made.values() for state in row.states} == {5}


def test_every_row_begins_afresh_and_says_how_much_it_changes() -> None:
    renderer, labels = Counter(), []
    drawn = draw(renderer, rows(), lambda _picture, label: labels.append(label))
    assert all(int(row.cells[0][0, 0, 0]) == 0 for row in drawn if 0 in row.row.shown)
    assert len(labels) == len(drawn) * FRAMES
    assert labels[1] == "noise_scale 0  frame 1"
    changes = {row.row.label: row.change for row in drawn}
    assert changes["noise_scale 0"] == 0.0
    assert changes["noise_scale 1"] == pytest.approx(10 / 255)
    assert [changes[f"noise_scale {noise:g}"] for noise in NOISES] == sorted(
        changes[f"noise_scale {noise:g}"] for noise in NOISES
    )
    (reset,) = (row for row in drawn if row.row.label == "reset at 8")
    shown = dict(zip(reset.row.shown, (int(cell[0, 0, 0]) for cell in reset.cells), strict=True))
    assert (shown[7], shown[8], shown[9]) == (14, 0, 2)


def test_the_sheet_has_every_cell_at_its_place() -> None:
    drawn = draw(Counter(), rows()[:3], nobody)
    made = sheet(drawn, "title")
    assert made.shape[0] % 2 == made.shape[1] % 2 == 0
    cells = [cell for row in drawn for cell in row.cells]
    left = made.shape[1] - GAP - len(drawn[0].cells) * (8 + GAP)
    tops = [place * (2 * LINE + 2 * GAP) + 2 * GAP + LINE for place in range(3)]
    found = [
        made[top : top + 6, left + column * (8 + GAP) : left + column * (8 + GAP) + 8]
        for top in tops
        for column in range(len(drawn[0].cells))
    ]
    for seen, cell in zip(found, cells, strict=True):
        np.testing.assert_array_equal(seen, cell)


def test_letters_can_be_told_apart_and_what_has_no_room_is_cut_off() -> None:
    def written(text: str) -> bytes:
        picture = np.zeros((HEIGHT, width_of(text, 1), 3), np.uint8)
        write(picture, text, 0, 0, 1)
        return picture.tobytes()

    known = "abcdefghijklmnopqrstuvwxyz0123456789.,:-+_%/() ä"
    assert len({written(letter) for letter in known}) == len(known)
    assert written("a") == written("A")
    small = np.zeros((4, 4, 3), np.uint8)
    write(small, "wide", 0, 0, 2)
    write(small, "away", 100, 100, 1)
    assert small.any()


@pytest.mark.parametrize(("width", "expected"), [(8, (6, 8)), (CELL, (6, CELL)), (2 * CELL + 2, (2, 171))])
def test_large_pictures_are_made_smaller_by_a_whole_factor(width: int, expected: tuple[int, int]) -> None:
    picture = np.arange(6 * width * 3, dtype=np.uint32).reshape(6, width, 3).astype(np.uint8)
    made = smaller(picture, CELL)
    assert made.shape[:2] == expected
    factor = -(-width // CELL)
    assert made[0, 0, 0] == round(float(picture[:factor, :factor, 0].mean()))


@pytest.mark.parametrize("width", [64, 512])
def test_a_labelled_picture_keeps_its_points_and_has_even_sides(width: int) -> None:
    picture = np.full((64, width, 3), 99, np.uint8)
    made = labelled(picture, "noise_scale 0.3  frame 12")
    np.testing.assert_array_equal(made[:64], picture)
    assert made.shape[0] % 2 == 0
    assert made[64:].max() == 255


def test_a_png_reads_back_as_it_was() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (30, 44, 3), np.uint8)
    np.testing.assert_array_equal(read(png(picture)), picture)


def test_the_command_writes_a_sheet_and_a_video_and_ends(tmp_path: Path) -> None:
    options = ["--engine", "pattern", "--size", "64x64"]
    said = CliRunner().invoke(generator, [*options, "--sheet", str(tmp_path / "a.png")])
    assert said.exit_code == 0, said.output
    lines = said.output.splitlines()
    assert lines[0] == "noise_scale 0: 0.00 % a frame"
    assert len(lines) == len(rows())
    picture = read((tmp_path / "a.png").read_bytes())
    assert picture.shape[1] > 8 * 64
    assert CliRunner().invoke(generator, [*options, "--sheet", str(tmp_path / "a.mkv")]).exit_code == 0
    with av.open(str(tmp_path / "a.mkv"), "r") as video:
        assert sum(1 for _ in video.decode(video=0)) == len(rows()) * FRAMES


def test_the_embedded_renderer_answers_as_its_laws_say() -> None:
    drawn = draw(open_engine("procedural", 64, 48, 30.0), rows(), nobody)
    changes = {row.row.label: row.changes for row in drawn}
    noises = [sum(changes[f"noise_scale {noise:g}"]) for noise in NOISES]
    assert noises[0] == 0.0
    assert noises == sorted(noises)
    reset = changes["reset at 8"]
    assert reset[EVENT - 1] > 3 * max(reset[: EVENT - 1])
    crossing = changes["transition 8 to 19"]
    assert crossing[EVENT - 1] > 1.5 * max(crossing[: EVENT - 1])
    assert sum(changes["zoom 0.5"]) > sum(changes["pan_x 0.25"])


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--sheet", "a.gif"], 2, "--sheet: expected a file *.png, *.mkv, *.mp4; found 'a.gif'"),
        (["--sheet", "nowhere/a.png"], 3, "No such file or directory"),
        (
            ["--sheet", "a.png", "--engine", "magic"],
            2,
            "--engine: expected tiny, procedural, pattern",
        ),
        (["--sheet", "a.png", "--model", "nowhere", "--device", "cpu"], 4, "--model"),
    ],
)
def test_what_cannot_be_made_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], code: int, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(generator, options)
    assert ended.exit_code == code, ended.output
    assert said in ended.output


def test_a_model_of_chance_is_drawn_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("diffusers")
    model = ModelSettings("random:tiny", device="cpu")
    settings = GeneratorSettings(width=64, height=64, model=model)
    lines: list[str] = []
    for name in ("a.png", "b.png"):
        make_sheet(settings, tmp_path / name, lines.append)
    half = len(lines) // 2
    assert lines[:half] == lines[half:]
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    changes = [float(line.split()[2]) for line in lines[: len(NOISES)]]
    assert changes[0] == 0.0
    assert changes == sorted(changes)
    options = ["--model", "random:tiny", "--device", "cpu", "--size", "64x64", "--smooth"]
    smooth = CliRunner().invoke(generator, [*options, "--sheet", str(tmp_path / "c.png")])
    assert smooth.exit_code == 0, smooth.output
    between = [float(line.split()[2]) for line in smooth.output.splitlines()[: len(NOISES)]]
    assert between[0] == 0.0
    assert all(new < old for new, old in zip(between[1:], changes[1:], strict=True))
    loras = replace(model, loras=(LoraSettings("x/ink.safetensors"),)).loras
    assert [row.label for row in rows(loras=[lora.called for lora in loras])][-1] == "lora ink 0 to 1"
