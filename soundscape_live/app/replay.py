"""Plays a show log again: the same inputs, the same outputs, no device and no waiting."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from soundscape_live import __version__
from soundscape_live.engine import Engine
from soundscape_live.io.files.sources import Sources, build_show
from soundscape_live.io.log import LogEnd, LogError, read_log
from soundscape_live.io.log.codec import Reloaded, encode
from soundscape_live.mapping.show import Reload, Show


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found."""

    inputs: int
    outputs: int
    sha256: str
    same: bool | None
    "Whether the outputs are those of the show itself; None if the log does not say."
    version: str
    "The version that made the log."

    @property
    def other_version(self) -> bool:
        """Say whether another version made the log, so that a difference is no wonder."""
        return self.version != __version__


def replay(log: Path, outputs: Path | None = None) -> Replayed:
    """Feed a log's inputs to a new engine; its outputs go to a file, one JSON line each.

    Raises LogError and FileError. Blocks until done.
    """
    header, inputs = read_log(log)
    engine = Engine(_show(header.sources, log), header.at)
    digest = hashlib.sha256()
    counts = [0, 0]
    expected: str | None = None
    try:
        file = outputs.open("wb") if outputs else None
    except OSError as error:
        raise LogError(f"{outputs} cannot be written: {error.strerror}") from None
    try:
        for item in inputs:
            if isinstance(item, LogEnd):
                expected = item.outputs_sha256
                break
            counts[0] += 1
            for output in engine.feed(_reload(item, log) if isinstance(item, Reloaded) else item):
                line = encode(output).encode() + b"\n"
                counts[1] += 1
                digest.update(line)
                if file is not None:
                    file.write(line)
    finally:
        if file is not None:
            file.close()
    same = None if expected is None else expected == digest.hexdigest()
    return Replayed(counts[0], counts[1], digest.hexdigest(), same, header.version)


def _show(sources: str, log: Path) -> Show:
    return build_show(Sources.from_json(json.loads(sources), str(log)))


def _reload(item: Reloaded, log: Path) -> Reload:
    return Reload(item.at, _show(item.sources, log), item.sources, item.changed)
