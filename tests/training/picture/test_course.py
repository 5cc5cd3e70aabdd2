# ruff: noqa: E402 - what is imported needs what is asked for first
import math
import time
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from training.picture.card import card
from training.picture.course import BESIDE, LEAST, STAGES, TRIAL, WRITES, Course, Plan
from training.picture.export import FILE, played, write
from training.picture.lesson import Run
from training.picture.luggage import PIECE, pack, unpack


def test_the_whole_course_is_run_in_pieces_and_ships_a_model(tmp_path: Path) -> None:
    told: list[str] = []
    began = time.monotonic()
    short = Run(tmp_path, time.monotonic, began + 3.0, told.append)
    assert Course(TRIAL, torch.device("cpu")).teach(short) is None
    assert (tmp_path / "autoencoder.pt").exists()
    course = Course(TRIAL, torch.device("cpu"))
    pack(tmp_path, tmp_path / "luggage")
    (tmp_path / "autoencoder.pt").unlink()
    unpack(tmp_path / "luggage", tmp_path)
    assert (tmp_path / "autoencoder.pt").exists()
    model = course.teach(Run(tmp_path, time.monotonic, float("inf"), told.append))
    assert model is not None
    assert {file.stem for file in tmp_path.glob("*.pt")} == set(STAGES)
    assert sum("ends after" in line for line in told) == len(STAGES)
    assert sum("measure of the follower at the end" in line for line in told) == 1
    assert sum("recogniser: scene" in line for line in told) == 1
    pack(tmp_path, tmp_path / "luggage")
    assert {file.stem for file in (tmp_path / "luggage").iterdir()} == set(STAGES)
    assert all(file.stat().st_size <= PIECE for file in (tmp_path / "luggage").iterdir())
    write(model, tmp_path / "model", played(model, ["nebula"], (48, 64), frames=1))
    assert (tmp_path / "model" / FILE).exists()
    text = card(model, TRIAL, course.renderer.concepts, told, "a CPU")
    assert f"{len(course.renderer.concepts.scenes)} scenes" in text
    assert all(f"| {stage} |" in text for stage in STAGES)


def test_a_stage_is_as_long_as_planned_where_there_is_time() -> None:
    plan = Plan()
    wanted = sum(getattr(plan, stage) for stage in STAGES)
    assert all(plan.box(stage, math.inf) == getattr(plan, stage) for stage in STAGES)
    assert plan.box("autoencoder", wanted + 5 * BESIDE + WRITES) == plan.autoencoder


@pytest.mark.parametrize("minutes", [8.0, 15.0, 20.0])
def test_stages_that_take_longer_than_planned_leave_the_rest_its_share(minutes: float) -> None:
    plan, now, ends = Plan(), 40.0, 60.0 * minutes
    seconds = []
    for stage in STAGES:
        seconds.append(plan.box(stage, ends - now))
        now += seconds[-1] + (60.0 if stage == "flow" else 5.0)
    assert now + WRITES <= ends + 60.0 - BESIDE
    assert all(0.0 < taken <= getattr(plan, stage) for taken, stage in zip(seconds, STAGES, strict=True))
    shares = [taken / getattr(plan, stage) for taken, stage in zip(seconds, STAGES, strict=True)]
    assert min(shares) > 0.6 * max(shares)


def test_where_no_time_is_left_a_stage_still_has_some() -> None:
    assert Plan().box("finishing", -10.0) == LEAST * Plan().finishing


def test_a_plan_is_made_faster_in_its_seconds_alone() -> None:
    plan = TRIAL.faster(0.5)
    assert plan.autoencoder == 0.5 * TRIAL.autoencoder
    assert plan.sizes == TRIAL.sizes
    assert plan.batch == TRIAL.batch
