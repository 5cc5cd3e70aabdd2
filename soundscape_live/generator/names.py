"""Names of files that a generator writes: what is there is never written over."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path


def free_name(path: Path) -> Path:
    """Return the path, or with -2, -3, ... before its suffix the first that is free."""
    return next(name for name in _names(path) if not (name.exists() or name.is_symlink()))


def _names(path: Path) -> Iterator[Path]:
    yield path
    for number in count(2):
        yield path.with_stem(f"{path.stem}-{number}")
