"""What a scene and a set list are. Frozen types; files are read in io/, scenes.py plays them.

Rules: a scene names what it decides and leaves the rest to the theme and the sound. Lengths are in seconds, or in
beats or bars, which follow the grid.
"""

from dataclasses import dataclass
from enum import StrEnum

from soundscape_live.mapping.theme import Parameter


class Unit(StrEnum):
    """What a length is counted in."""

    SECONDS = "s"
    BEATS = "beats"
    BARS = "bars"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time or of music."""

    length: float
    "0 or more."
    unit: Unit = Unit.SECONDS


class Quantise(StrEnum):
    """What a cue waits for once it has been asked for; where no beats are claimed it does not wait."""

    NOW = "now"
    BEAT = "beat"
    BAR = "bar"


class Grip(StrEnum):
    """What becomes of what hands hold when a scene comes."""

    KEEP = "keep"
    "Hands stand above it."
    RELEASE = "release"
    "Hands let go, each with its own glide."


@dataclass(frozen=True, slots=True)
class Scene:
    """A look to come back to."""

    name: str
    theme: str | None = None
    "None leaves the theme that is in force."
    variation: int | None = None
    "Of the theme's prompts, -1 the base; None leaves the words to the theme and the sound."
    weight: float | None = None
    "Of the variation, 0..1; None: the theme's own."
    weights: tuple[tuple[int, float], ...] = ()
    "Variations that are mixed, with their weights; in place of `variation`."
    values: tuple[tuple[Parameter, float], ...] = ()
    "What it holds, 0..1; a parameter that is not here follows theme and sound."
    fade: Span = Span(2.0)
    grip: Grip = Grip.KEEP
    loras: tuple[tuple[str, float], ...] = ()
    "The scales of LoRAs that it holds; one that is not here is as the show file says, or as a hand has it."


@dataclass(frozen=True, slots=True)
class StageCue:
    """One line of the set list: where the show goes to."""

    name: str
    scene: str | None = None
    theme: str | None = None
    "Stands above the scene's own. A cue has a scene, a theme, or both."
    fade: Span | None = None
    "None: the scene's own, or else the theme's crossing."
    quantise: Quantise = Quantise.NOW
    follow_on: int | None = None
    "Bars after which the next cue comes by itself, 1 or more; None waits for a hand."
