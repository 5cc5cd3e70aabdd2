"""What a generator says of itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

MAIN = "main"
"The name of the generator that every show has."


class PeerState(StrEnum):
    """Where the connection to a generator stands, as the operator sees it."""

    OFF = "off"
    PROBING = "probing"
    LOADING = "loading"
    CONNECTING = "connecting"
    LIVE = "live"
    STALLED = "stalled"
    LOST = "lost"
    PAUSED = "paused"
    "Connected, and holding its picture because it was told to."


@dataclass(frozen=True, slots=True)
class PeerChange:
    """The connection's state changed. On `live` the generator knows nothing: the whole state is sent again."""

    at: float
    state: PeerState
    detail: str = ""
    generator: str = MAIN
    heard: bool = False
    "Whether state is taken already though no picture comes yet: it is what the generator will begin with."


@dataclass(frozen=True, slots=True)
class Applied:
    """The generator showed a frame made from snapshot `seq`."""

    at: float
    seq: int
    frame: int
    generator: str = MAIN


@dataclass(frozen=True, slots=True)
class CommandDone:
    """The generator applied (or, with a reason, refused) a command."""

    at: float
    id: int
    frame: int
    refused: str = ""
    generator: str = MAIN


@dataclass(frozen=True, slots=True)
class FramesShown:
    """The generator's count of frames since it started, and its rate."""

    at: float
    frames: int
    fps: float
    restarts: int = 0
    "How often its renderer ended by itself and was started again."
    generator: str = MAIN


@dataclass(frozen=True, slots=True)
class FrameSeen:
    """A viewer decoded the first frame that was made from snapshot `seq` (modulo 2^24, as it is stamped)."""

    at: float
    seq: int
    generator: str = MAIN


@dataclass(frozen=True, slots=True)
class PeerDelay:
    """What is known of a generator that acknowledges nothing: how late it is, and in what portions it listens."""

    at: float
    seconds: float
    "From sending to the picture, estimated."
    chunk: float
    "Seconds between two looks at what it was told; commands wait for it."
    generator: str = MAIN


PeerReport: TypeAlias = PeerChange | Applied | CommandDone | FramesShown | FrameSeen | PeerDelay
