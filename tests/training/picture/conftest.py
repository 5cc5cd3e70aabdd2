"""torch for the tests of the training, on one thread; and one whole run of it, in small."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def torch_alone() -> None:
    torch = pytest.importorskip("torch")
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with random weights as they are shipped."""
    pytest.importorskip("onnx")
    # Not above: where torch or onnx is missing, this file is read all the same.
    from soundscape_live.generator.tiny.network import SMALL  # noqa: PLC0415
    from training.picture.export import chance, random, write  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("tiny")
    write(random(SMALL), folder, chance(SMALL))
    return folder
