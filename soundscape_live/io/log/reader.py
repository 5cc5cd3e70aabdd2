"""Reads a show log back, line by line; the samples come from the sidecar."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import numpy as np

from soundscape_live.io.log.codec import Json, LogError, Logged, decode
from soundscape_live.model import AudioBlock

FORMAT = 1
MAX_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class LogHeader:
    """What a log was made with."""

    format: int
    version: str
    at: float
    "When the engine began."
    sources: str
    "The show's files as texts, JSON of io.files.Sources."


def read_log(path: Path) -> tuple[LogHeader, Iterator[Logged | AudioBlock]]:
    """Open a log; the iterator yields its inputs in order, last a LogEnd if the log was closed in order.

    A last line without its end was being written when the show was cut off; it counts as not there.
    Raises LogError, also while iterating, with the file and line.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            first = _object(lines.readline(), f"{path}:1")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not a text"
        raise LogError(f"{path} cannot be read: {why}") from None
    return _header(first, path), _inputs(path)


def _header(line: Json, path: Path) -> LogHeader:
    if line.get("type") != "header" or line.get("format") != FORMAT:
        raise LogError(f"{path}:1: this is not a show log of format {FORMAT}")
    try:
        return LogHeader(FORMAT, str(line["version"]), float(cast("float", line["at"])), str(line["sources"]))
    except (KeyError, TypeError, ValueError) as error:
        raise LogError(f"{path}:1: the header lacks or spoils {error}") from None


def _inputs(path: Path) -> Iterator[Logged | AudioBlock]:
    sidecar = path.with_name(path.name + ".f32")
    try:
        with path.open(encoding="utf-8") as lines, sidecar.open("rb") as samples:
            lines.readline()
            for number, text in enumerate(lines, start=2):
                if not text.endswith("\n"):
                    return
                where = f"{path}:{number}"
                line = _object(text, where)
                yield _block(line, samples, where) if line.get("type") == "AudioBlock" else _decoded(line, where)
    except FileNotFoundError:
        raise LogError(f"{sidecar}, the log's sound, is not there") from None


def _object(text: str, where: str) -> Json:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise LogError(f"{where}: not JSON: {error}") from None
    if not isinstance(value, dict):
        raise LogError(f"{where}: a line is a JSON object")
    return value


def _decoded(line: Json, where: str) -> Logged:
    try:
        return decode(line)
    except (LogError, ValueError, KeyError) as error:
        raise LogError(f"{where}: {error}") from None


def _block(line: Json, samples: IO[bytes], where: str) -> AudioBlock:
    try:
        at, rate, count = float(cast("float", line["at"])), line["rate"], line["count"]
    except (KeyError, TypeError, ValueError):
        raise LogError(f"{where}: an AudioBlock has at, rate and count") from None
    if not (isinstance(count, int) and 0 <= count <= MAX_BLOCK and isinstance(rate, int) and rate > 0):
        raise LogError(f"{where}: count lies in 0..{MAX_BLOCK} and rate is positive")
    data = samples.read(4 * count)
    if len(data) != 4 * count:
        raise LogError(f"{where}: the sidecar of samples ends before this block")
    return AudioBlock(at, np.frombuffer(data, "<f4"), rate)
