"""The trials on a renderer that is known, and the benchmark from end to end on the test card."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.picture import changes
from bench.picture_captions import Caption
from bench.picture_cost import cores, measured
from bench.picture_play import Player
from bench.picture_referee import Seen
from bench.picture_trials import ARRIVED, FEEDBACK, KEPT, SETTLED, Right, Trials
from soundscape_live.generator.picture import Picture
from soundscape_live.generator.tiny.concepts import shipped
from tests.bench.picture_card import Card, write_referee

ASKED = tuple(Caption(f"s{n}", f"p{n % 2}", f"text {n}", f"filled {n}", f"formed {n}", plain=n != 2) for n in range(4))


class Knowing:
    """A referee that knows what the card was asked for last, and errs where it is told to."""

    scenes = ("s0", "s1", "s2", "s3")
    palettes = ("p0", "p1")

    def __init__(self, card: Card, errs: str = "", sharp: float = 0.1) -> None:
        self.detail = np.full((4, 2, 2), sharp, np.float32)
        self._card = card
        self._errs = errs
        self.looked: list[int] = []

    def look(self, _picture: Picture) -> Seen:
        self.looked.append(len(self._card.states))
        text = self._card.states[-1].prompts[0].text
        number = int(text.split()[-1])
        return Seen((number + (text == self._errs)) % 4, number % 2)


def trials(errs: str = "", sharp: float = 0.1) -> tuple[Card, Knowing, Trials]:
    card = Card(64, 48)
    referee = Knowing(card, errs, sharp)
    return card, referee, Trials(Player(card), referee, ASKED)


def test_pictures_that_show_what_was_asked_are_counted() -> None:
    assert trials()[2].cuts(2)[0] == Right(8, 8, 8)
    assert trials("text 1")[2].cuts(2)[0] == Right(6, 8, 8)
    assert trials("text 1")[2].single(1) == Right(3, 4, 4)
    assert trials("filled 3")[2].filled() == Right(3, 4, 4)
    assert trials("filled 3")[2].cuts(1)[0] == Right(4, 4, 4)
    assert trials("formed 0")[2].formed() == Right(3, 4, 4)


def test_what_is_mistaken_is_told() -> None:
    played = trials("text 1")[2]
    played.cuts(2)
    assert played.mistaken == {"s1 for s2": 2}


def test_parts_are_added_and_their_shares_have_names() -> None:
    assert (Right(3, 4, 4) + Right(1, 0, 4)).figures("a") == {"a": 0.5, "a_palette": 0.5}


def test_no_draw_of_noise_is_judged_twice() -> None:
    card, _, played = trials()
    played.cuts(2)
    played.single(2)
    played.filled()
    assert len({state.seed for state in card.states}) == len(card.states) == 20


def test_pictures_are_looked_at_after_the_frames_that_the_trial_says() -> None:
    card, referee, played = trials()
    played.feedback()
    assert referee.looked == [(1 + FEEDBACK) * (n + 1) for n in range(4)]
    _, referee, played = trials()
    assert played.kept().of == 1
    assert referee.looked == [1 + KEPT]
    card, referee, played = trials()
    assert played.arrived() == Right(2, 2, 2)
    assert referee.looked == [1 + SETTLED + ARRIVED, 2 * (1 + SETTLED + ARRIVED)]
    first = [state.prompts[0].text for state in card.states[: referee.looked[0]]]
    assert first == ["text 0"] * (1 + SETTLED) + ["text 1"] * ARRIVED


def test_sharpness_is_a_share_of_the_renderers_and_of_captions_without_modifiers() -> None:
    one, half = (trials(sharp=sharp)[2].cuts(1)[1].figures() for sharp in (0.1, 0.2))
    for name in ("sharpness_l1", "sharpness_energy"):
        assert one[name] > 0.0
        assert half[name] == pytest.approx(one[name] / 2)
    assert one["weave"] == half["weave"]


def test_change_grows_with_the_noise_and_is_nothing_without_it() -> None:
    moved = trials()[2].moved()
    assert moved[0] == 0.0
    assert (np.diff(moved) > 0.0).all()


@pytest.mark.parametrize(
    ("moved", "rise", "line"),
    [
        (np.arange(11.0), 1.0, 1.0),
        (np.array([0.0, *[1.0] * 10]), 0.0, 0.25),
        (np.array([0, 1, 2, 3, 2, 5, 6, 7, 8, 9, 10.0]), -1.0, 0.98),
        (np.zeros(11), 0.0, 0.0),
    ],
)
def test_change_is_told_as_its_least_rise_and_how_straight_it_is(moved: np.ndarray, rise: float, line: float) -> None:
    told = changes(moved)
    assert told["change_rise"] == pytest.approx(rise)
    assert told["change_line"] == pytest.approx(line, abs=0.02)
    assert told["change_still"] == 0.0


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system does not let a process choose its cores")
def test_a_cost_is_measured_in_a_process_that_has_so_many_cores() -> None:
    before = os.sched_getaffinity(0)
    with cores(1):
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before
    cost = measured("pattern", (64, 48), 1, 0.05)
    assert cost.fps > 1.0
    assert 0.0 < cost.load_s < 60.0
    assert 5.0 < cost.rss_mb < 2000.0


def test_the_long_run_prints_its_figures_as_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "picture", "--engine", "pattern", "--size", "64x48"]
    done = subprocess.run(
        [*command, "--long", "--frames", "6", "--keep", str(tmp_path / "long.jsonl")],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["bench"] == "picture"
    assert told["figures"]["frames"] == 6


def test_all_figures_are_printed_as_one_line(tmp_path: Path) -> None:
    known = shipped()
    names = ([one.name for one in known.scenes], [one.name for one in known.palettes])
    write_referee(tmp_path / "referee.npz", *map(tuple, names))
    command = [sys.executable, "-m", "bench", "picture", "--engine", "pattern", "--size", "128x72", "--captions", "8"]
    done = subprocess.run(
        [*command, "--seconds", "0.05", "--referee", str(tmp_path / "referee.npz")],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    figures = json.loads(done.stdout.splitlines()[-1])["figures"]
    assert {
        "accuracy_4", "accuracy_1", "accuracy_feedback", "accuracy_filler", "accuracy_forms", "palette_kept", "arrived",
        "fps_2core", "fps_1core", "load_s", "rss_mb", "change_rise", "weave",
    } <= figures.keys()  # fmt: skip
    assert not {"sharpness_l1", "sharpness_energy"} & figures.keys()  # the referee's are of another size
    assert all(0.0 <= figures[name] <= 1.0 for name in figures if name.startswith("accuracy"))


def test_a_referee_that_is_not_there_is_told_how_to_get(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "picture", "--referee", str(tmp_path / "none.npz")]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "training.picture.referee writes it" in done.stderr
