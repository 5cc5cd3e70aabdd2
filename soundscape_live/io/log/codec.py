"""Values to JSON lines and back.

Rules: one object a line; `type` is the value's class; floats are written so that they read back the same; an audio
block's samples lie in the sidecar file, the line says how many. Anything else is a LogError with its line.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from pydantic import TypeAdapter, ValidationError

from soundscape_live.mapping.show import Reload
from soundscape_live.model import (
    Applied,
    AudioBlock,
    AudioState,
    ClockMessage,
    CommandDone,
    Control,
    FeedbackWanted,
    FrameSeen,
    FramesShown,
    Notice,
    Output,
    PeerChange,
    PeerDelay,
    SourceState,
    TempoReport,
    Tick,
)


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The show's files changed: a Reload as a log holds it, whose show is built from the sources again."""

    at: float
    sources: str
    "JSON of io.files.Sources."
    changed: str


@dataclass(frozen=True, slots=True)
class LogEnd:
    """The last line of a log that was closed in order."""

    outputs_sha256: str
    "Of the outputs as a replay writes them."


Logged: TypeAlias = (
    LogEnd
    | Reloaded
    | AudioState
    | SourceState
    | Control
    | ClockMessage
    | TempoReport
    | PeerChange
    | Applied
    | CommandDone
    | FramesShown
    | FrameSeen
    | PeerDelay
    | FeedbackWanted
    | Notice
    | Tick
)
Json: TypeAlias = Mapping[str, object]

TYPES: dict[str, type[Logged]] = {
    kind.__name__: kind
    for kind in (
        LogEnd,
        Reloaded,
        AudioState,
        SourceState,
        Control,
        ClockMessage,
        TempoReport,
        PeerChange,
        Applied,
        CommandDone,
        FramesShown,
        FrameSeen,
        PeerDelay,
        FeedbackWanted,
        Notice,
        Tick,
    )
}
READERS: dict[str, TypeAdapter[Logged]] = {name: TypeAdapter(kind) for name, kind in TYPES.items()}


class LogError(Exception):
    """A log that cannot be written or read, with the line and the reason."""


def encode(value: Logged | Reload | AudioBlock | Output) -> str:
    """Write one input or output as a line without its end."""
    if isinstance(value, Reload):
        value = Reloaded(value.at, value.sources, value.changed)
    kind = type(value).__name__
    if isinstance(value, AudioBlock):
        return dump({"type": kind, "at": value.at, "rate": value.rate, "count": len(value.samples)})
    return dump({"type": kind, **_fields(value)})


def decode(line: Json) -> Logged:
    """Read one input, not an audio block; the reverse of encode."""
    kind = TYPES.get(str(line.get("type")))
    if kind is None:
        raise LogError(f"no input is called {line.get('type')!r}")
    values = {key: value for key, value in line.items() if key != "type"}
    names = {field.name for field in dataclasses.fields(kind)}
    if set(values) - names:
        raise LogError(f"{kind.__name__} has no {', '.join(sorted(set(values) - names))}")
    try:
        return READERS[kind.__name__].validate_python(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise LogError(f"{kind.__name__}.{where}: {first['msg']}") from None


def dump(value: Json) -> str:
    """Write an object in the one form that compares byte for byte."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False, default=_plain)


def _fields(value: object) -> dict[str, object]:
    assert dataclasses.is_dataclass(value)
    assert not isinstance(value, type)
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value):
        return {"type": type(value).__name__, **_fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in a log")
