"""The model of our own with small networks and weights of chance. Who imports this needs the extra and onnx."""

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="needs torch: the extra gpu")
pytest.importorskip("onnx", reason="needs onnx: the extra train")

from soundscape_live.generator.tiny.network import SMALL  # noqa: E402  (after what it needs)
from training.picture.export import chance, random, write  # noqa: E402


def save(folder: Path) -> Path:
    """Write the model's files into a folder and return it."""
    write(random(SMALL), folder, chance(SMALL))
    return folder
