"""The whole command, as it is given: it stops in time, goes on, and ships."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

from soundscape_live.generator.tiny.files import there

ROOT = Path(__file__).parents[3]


def told(out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Give the command; seconds of one core."""
    command = (sys.executable, "-m", "training.picture", "--trial", "--faster", "0.1", "--out", str(out), *options)
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)


def test_it_stops_in_time_goes_on_and_ships_a_model_with_its_card(tmp_path: Path) -> None:
    first = told(tmp_path, "--minutes", "0.001")
    assert first.returncode == 0, first.stderr
    assert "out of time" in first.stdout
    again = told(tmp_path)
    assert again.returncode == 2
    assert "--resume" in again.stderr
    last = told(tmp_path, "--resume", "--within", "9")
    assert last.returncode == 0, last.stderr
    assert there(tmp_path / "model")
    log = (tmp_path / "log.txt").read_text()
    assert log == first.stdout + last.stdout
    card = (tmp_path / "model" / "CARD.md").read_text()
    assert all(f"{stage} ends after" in card for stage in ("autoencoder", "flow", "finishing"))
    assert all((tmp_path / "sheets" / name).is_file() for name in ("prompts.png", "whole.png"))
