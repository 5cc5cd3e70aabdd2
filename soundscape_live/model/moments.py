"""Time itself, and the engine's other words: cues, notices; and all that comes out of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from soundscape_live.model.hands import ControlLearned, Feedback, SceneStored
from soundscape_live.model.params import Command, Params


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed: whatever is due by `at` comes out."""

    at: float


@dataclass(frozen=True, slots=True)
class Cue:
    """One event or value for the lights: `beat`, `bar`, `energy`, `band/low`, ..."""

    at: float
    name: str
    value: float | int | str
    count: int = 0
    "Of a beat, a bar, a phrase: how many came before it; beats are counted from a bar's first on."
    lead: float = 0.0
    "Seconds by which it comes early, for those who want it so; 0: for all others."


class Level(StrEnum):
    """How much a notice matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the operator."""

    at: float
    level: Level
    text: str


Output: TypeAlias = Params | Command | Cue | SceneStored | ControlLearned | Feedback | Notice
