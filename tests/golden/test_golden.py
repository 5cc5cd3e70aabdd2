"""A show from long ago still plays as it did. When it is meant to play otherwise: `python -m tests.golden.make`."""

import json
import math
from pathlib import Path

import pytest

from soundscape_live.app.replay import replay
from tests.golden.make import LOG, OUTPUTS

TOLERANCE = 1e-3
"""By which a float may differ, absolutely and in proportion: processors and numpy's versions add in other orders.
Seconds, fractions and decibels are all coarser than that; texts, whole numbers, flags and the order are exact."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("golden") / "outputs.jsonl"
    replay(LOG, path)
    return path


def same(now: object, then: object) -> bool:
    """Return whether two JSON values are the same, floats within the tolerance."""
    if isinstance(now, dict) and isinstance(then, dict):
        return list(now) == list(then) and all(same(now[key], then[key]) for key in now)
    if isinstance(now, list) and isinstance(then, list):
        return len(now) == len(then) and all(map(same, now, then))
    if isinstance(now, float) and isinstance(then, float):
        return math.isclose(now, then, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return type(now) is type(then) and now == then


def test_the_outputs_are_those_of_then(played: Path) -> None:
    now, then = ([json.loads(line) for line in path.read_text().splitlines()] for path in (played, OUTPUTS))
    for number, (new, old) in enumerate(zip(now, then, strict=False), start=1):
        assert same(new, old), f"output {number} was {old} and is {new}; python -m tests.golden.make renews it"
    assert len(now) == len(then)


def test_a_second_replay_gives_the_same_bytes(played: Path, tmp_path: Path) -> None:
    replay(LOG, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == played.read_bytes()


def test_the_golden_show_has_everything_in_it() -> None:
    lines = [json.loads(line) for line in LOG.read_text().splitlines()]
    kinds = {"header", "AudioBlock", "AudioState", "Control", "PeerChange", "Applied", "CommandDone", "FramesShown"}
    assert {line["type"] for line in lines} == kinds | {"Notice", "Tick"}
    outputs = [json.loads(line) for line in OUTPUTS.read_text().splitlines()]
    assert {line["type"] for line in outputs} == {"Params", "Command", "Cue", "Feedback", "Notice"}
    assert {line["action"]["type"] for line in outputs if line["type"] == "Command"} == {"ResetCache", "Transition"}
    assert sum(line["type"] == "Cue" and line["name"] == "beat/count" for line in outputs) >= 5
    assert sum(file.stat().st_size for file in LOG.parent.iterdir() if file.is_file()) < 700_000


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        (0.5, 0.5004, True),
        (0.5, 0.51, False),
        (1, 1.0, False),
        ([1], [1, 2], False),
        ({"a": 1.0}, {"a": 1.0001}, True),
        ({"a": 1}, {"b": 1}, False),
        ("x", "y", False),
        (True, 1, False),
    ],
)
def test_only_floats_may_differ_and_only_a_little(now: object, then: object, *, expected: bool) -> None:
    assert same(now, then) is expected
