from pathlib import Path

import numpy as np
import pytest

from bench.picture_long import LEVELS, furthest, long, play
from soundscape_live.generator.picture import FrameState, Picture
from tests.bench.picture_card import Card


class Stuck(Card):
    """Shows the same four pictures over and over."""

    def frame(self, state: FrameState) -> Picture:
        self._count = -1 if self._count >= 3 else self._count
        return super().frame(state)


class Black(Card):
    """Shows black, and says that it lost its way."""

    returns = 0

    def frame(self, state: FrameState) -> Picture:
        self.returns += 1
        return np.zeros_like(super().frame(state))


def hear(_line: str) -> None:
    pass


def test_pictures_that_go_on_are_no_repeats() -> None:
    course = play(Card(48, 32), 0.5, "a", 300, hear)
    assert (course.repeats, course.flat, course.returns) == (0, 0, 0)
    assert abs(course.deviation) < 0.1
    assert abs(course.entropy) < 0.1
    assert course.against_cuts == pytest.approx(0.5, abs=0.05)  # the card's grain grows with the noise


def test_pictures_that_were_there_before_are_counted() -> None:
    assert play(Stuck(48, 32), 0.5, "a", 100, hear).repeats >= 96


def test_black_pictures_and_a_renderer_that_lost_its_way_are_counted() -> None:
    course = play(Black(48, 32), 0.5, "a", 100, hear)
    assert course.flat == 20
    assert course.returns == 113


@pytest.mark.parametrize(
    ("values", "share"),
    [
        ((1.0,) * 12, 0.0),
        ((1.0,) * 4 + (1.1,) * 4 + (1.3,) * 4, 0.3),
        ((1.0,) * 4 + (0.4,) * 4 + (1.5,) * 4, -0.6),
        ((1.0,) * 3, 0.0),
        ((1.0,) * 4 + (9.0,) * 3, 0.0),  # less than a window is no mean
    ],
)
def test_the_furthest_window_counts_with_its_sign(values: tuple[float, ...], share: float) -> None:
    assert furthest(values, 4) == pytest.approx(share)


def test_levels_that_are_done_are_kept_and_not_drawn_again(tmp_path: Path) -> None:
    kept, opened = tmp_path / "long.jsonl", []

    def open_card() -> Card:
        opened.append(1)
        return Card(48, 32)

    figures = long(open_card, 20, kept)
    assert len(opened) == len(LEVELS)
    assert {"deviation_10", "entropy_70", "deviation", "entropy", "repeats", "flat", "returns"} < figures.keys()
    kept.write_text("".join(kept.read_text().splitlines(keepends=True)[:3]))
    assert long(open_card, 20, kept) == figures
    assert len(opened) == len(LEVELS) + 1
    long(open_card, 30, kept)
    assert len(opened) == 2 * len(LEVELS) + 1
