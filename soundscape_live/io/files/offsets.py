"""offsets.toml of the user's folder: how long each light takes, as `soundscape-live light-check` has found it.

Rules: ours to write; a show file's own `offset_ms` stands before it. The file is replaced as
a whole, or left as it was.
"""

import dataclasses
from pathlib import Path
from typing import Annotated

from soundscape_live.io.files.reading import parse_table, read_text
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.targets import OFFSET
from soundscape_live.io.files.values import Table, number

OFFSETS = "offsets.toml"
HEADER = """\
# Written by soundscape-live light-check: milliseconds that each target's lamps take. A show file's own offset_ms counts
# before what stands here. You may change it, or delete it.

[offset_ms]
"""


class _Offsets(Table):
    offset_ms: dict[str, Annotated[float, number(-OFFSET, OFFSET)]] = {}  # noqa: RUF012  pydantic copies a default


def parse_offsets(content: str, name: str) -> dict[str, float]:
    """Return each target's offset in milliseconds. FileError says all that is wrong."""
    return parse_table(_Offsets, content, name).offset_ms


def with_offsets(show: ShowFile, content: str, name: str) -> ShowFile:
    """Give the targets whose offset the show file leaves open the one that the file's text has."""
    known = parse_offsets(content, name)
    targets = tuple(
        dataclasses.replace(target, wishes=dataclasses.replace(target.wishes, offset=round(known[target.name]) / 1000))
        if target.wishes.offset is None and target.name in known
        else target
        for target in show.targets
    )
    return dataclasses.replace(show, targets=targets)


def keep_offset(folder: Path, target: str, offset_ms: int) -> Path:
    """Write a target's offset into the user's folder. Return the file's path.

    FileError if the file that is there cannot be read; OSError if it cannot be written. Blocks.
    """
    path = folder / OFFSETS
    known = parse_offsets(read_text(path, str(path)), str(path)) if path.exists() else {}
    known[target] = offset_ms
    folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(HEADER + "".join(f"{name} = {value:g}\n" for name, value in known.items()), encoding="utf-8")
    fresh.replace(path)
    return path
