"""Pipelines and models, made once."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the folder of a saved pipeline by its kind."""
    # Not above: where torch is missing, this file is read all the same.
    from tests.generator.diffusion.pipelines import save, torch  # noqa: PLC0415

    torch.set_num_threads(1)
    root = tmp_path_factory.mktemp("pipelines")

    @cache
    def saved(kind: str) -> Path:
        return save(kind, root / kind)

    return saved
