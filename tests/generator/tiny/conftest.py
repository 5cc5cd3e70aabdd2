"""What the tests of our own model share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small model of chance."""
    from tests.generator.tiny.small import save  # noqa: PLC0415  (skips where the extra is missing)

    return save(tmp_path_factory.mktemp("tiny"))
