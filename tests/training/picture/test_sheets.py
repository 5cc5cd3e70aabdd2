from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("PIL.Image", reason="matplotlib is not installed")

from bench.picture_play import Player
from soundscape_live.generator.tiny.concepts import shipped
from tests.bench.picture_card import Card
from training.picture import sheets
from training.picture.sheets import HEADS, LATER, PROMPTS, SHOWN, Row, sheet, shown

THEMES = Path(__file__).parents[3] / "themes"


def grey(level: int) -> np.ndarray:
    return np.full((18, 32, 3), level, np.uint8)


@pytest.mark.parametrize("name", list(HEADS))
def test_each_sheet_has_a_picture_below_each_of_its_heads(name: str) -> None:
    card = Card(32, 18)
    rows = getattr(sheets, name)(Player(card))
    assert rows
    assert {len(row.pictures) for row in rows} == {len(HEADS[name])}


def test_there_are_24_prompts_that_the_vocabulary_understands_four_frames_of_each() -> None:
    assert len(PROMPTS) == 24
    scenes = [{found.concept for found in shipped().recognised(text) if found.group == "scene"} for text in PROMPTS]
    assert all(scenes)
    assert len(set.union(*scenes)) >= 24
    assert len(HEADS["prompts"]) == len(LATER) + 1 == 4
    assert max(SHOWN) < 24


def test_louder_music_asks_for_more_noise_in_every_theme() -> None:
    for file in THEMES.glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        quiet, loud = (sheets.asked(text, file.stem, energy).noise_scale for energy in (0.1, 0.95))
        assert loud > quiet, file.stem


def test_the_same_cut_begins_every_level_of_noise() -> None:
    card = Card(32, 18)
    sheets.noise(Player(card))
    assert {state.seed for state in card.states if state.noise_scale == 1.0} >= {sheets.SEED}
    assert {round(state.noise_scale, 1) for state in card.states} == {round(0.1 * level, 1) for level in range(11)}


def test_pictures_stand_where_their_row_and_head_are() -> None:
    rows = [Row(f"row {n}", (grey(40 + 50 * n), grey(60 + 50 * n))) for n in range(3)]
    image = np.asarray(sheet(rows, ("a", "b"), columns=2))
    wide, high = sheets.SMALL
    line = high + sheets.TEXT + 2 * sheets.GAP
    top = sheets.TEXT + 2 * sheets.GAP + sheets.TEXT + sheets.GAP + high // 2
    block = image.shape[1] // 2
    left = sheets.GAP + wide // 2
    assert image[top, left, 0] == 40
    assert image[top, left + wide + sheets.GAP, 0] == 60
    assert image[top + line, left, 0] == 90
    assert image[top, left + block, 0] == 140


def test_the_picture_for_a_page_has_twelve_prompts() -> None:
    rows = [Row("", tuple(grey(n * 10) for _ in range(4))) for n in range(24)]
    image = np.asarray(shown(rows))
    assert image.shape == (540, 1280, 3)
    assert [int(image[90, 160 + 320 * n, 0]) for n in range(4)] == [10 * number for number in SHOWN[:4]]
