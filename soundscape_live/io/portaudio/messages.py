"""What the capture process and the engine's process say to each other.

Rules: the request is one JSON object on the command line. An answer is one line of JSON on the pipe, a list, a
refusal (one for each try) or what was opened; after that come blocks, each a head and as many samples as it says. Both
ends are ours and of one version, so that a value is checked for its shape only.
"""

import json
import struct
from dataclasses import asdict, dataclass

from soundscape_live.io.portaudio.devices import AudioDevice

HEAD = struct.Struct("=dIII")
"Of a block: when its callback ran (s), bytes of samples that follow, blocks dropped and overflows so far."


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """Which input to open, and how."""

    wanted: str
    before: str
    "The name that was open before; empty the first time."
    channels: tuple[int, ...]
    "Counted from 1; empty for the first two (or the only one)."
    rate: int | None
    "None for the device's own."
    block: int
    "Samples a block."


@dataclass(frozen=True, slots=True)
class Opened:
    """A stream runs. Its blocks are interleaved float32, `channels` wide."""

    name: str
    host_api: str
    rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class Refused:
    """There is no stream, and why."""

    why: str
    no_portaudio: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """The inputs that there are."""

    devices: tuple[AudioDevice, ...]


Answer = Opened | Refused | Listed


def answer_line(answer: Answer) -> bytes:
    """Return the answer as one line."""
    return json.dumps({type(answer).__name__: asdict(answer)}).encode() + b"\n"


def parse_answer(line: bytes) -> Answer:
    """Return the answer that a line holds; ValueError or TypeError if it holds none."""
    held = json.loads(line)
    match held:
        case {"Opened": dict(values)}:
            return Opened(**values)
        case {"Refused": dict(values)}:
            return Refused(**values)
        case {"Listed": {"devices": list(rows)}}:
            return Listed(tuple(AudioDevice(**row) for row in rows))
        case _:
            raise ValueError(f"not an answer of the capture process: {line[:80]!r}")


def request_text(request: OpenRequest) -> str:
    """Return the request as one argument of a command line."""
    return json.dumps(asdict(request))


def parse_request(text: str) -> OpenRequest:
    """Return the request that an argument holds."""
    values = json.loads(text)
    return OpenRequest(**{**values, "channels": tuple(values["channels"])})
