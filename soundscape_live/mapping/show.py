"""The show: everything the engine plays from, as one frozen value."""

from dataclasses import dataclass
from enum import StrEnum

from soundscape_live.mapping.binding import Binding
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.mapping.loss import LossRules
from soundscape_live.mapping.scene import Scene, StageCue
from soundscape_live.mapping.theme import Theme
from soundscape_live.model import MAIN, TEMPO_SOURCES

_LOSS = LossRules()


@dataclass(frozen=True, slots=True)
class Safety:
    """What protects the audience and what panic shows."""

    flashes_per_second: float = 3.0
    "At most this many flashes of picture or light; more only if the show file says so."
    panic_theme: str | None = None
    "The safe look; None is the theme in force, held calm."
    blackout_fade: float = 0.2
    "Seconds."


@dataclass(frozen=True, slots=True)
class Music:
    """What the engine may assume of the music."""

    beats_per_bar: int = 4
    bpm_low: float = 60.0
    bpm_high: float = 200.0
    "A tempo outside is folded in by octaves."
    silence_db: float = -60.0
    silence_after: float = 2.0
    "Seconds of silence after which the picture goes to its ambient hold."


@dataclass(frozen=True, slots=True)
class TempoRules:
    """Whom the beat follows, and how quickly it goes over to another."""

    order: tuple[str, ...] = TEMPO_SOURCES
    "Who leads, the first that plays before the others; one that is left out is not listened to."
    glide: float = 0.1
    "Part of a beat, and of the tempo, by which a beat may move at most; 0.01..0.5."


class Return(StrEnum):
    """When a screen goes back from a standby to the generator that was lost."""

    HAND = "hand"
    "When a hand says so."
    AUTO = "auto"
    "When it has been live again for a while."


@dataclass(frozen=True, slots=True)
class GeneratorRule:
    """One generator of a show: what it is for."""

    name: str = MAIN
    screen: str = MAIN
    "Generators of one screen take each other's place, the first of them before the others."
    back: Return = Return.HAND
    "Of the first of a screen that has a standby."
    offset: float = 0.0
    "Seconds by which its picture reaches the eye later than is measured (a projector's delay); less than 0: earlier."


@dataclass(frozen=True, slots=True)
class Show:
    """Themes in their order, the one to begin with, the bindings, and the rules."""

    themes: tuple[Theme, ...]
    theme: str
    bindings: tuple[Binding, ...]
    safety: Safety = Safety()
    music: Music = Music()
    tempo: TempoRules = TempoRules()
    seed: int = 1
    scenes: tuple[Scene, ...] = ()
    "In the order of `scene_next`, each name once."
    cues: tuple[StageCue, ...] = ()
    "The set list."
    loss: LossRules = _LOSS
    generators: tuple[GeneratorRule, ...] = (GeneratorRule(),)
    "Each name once; all are told everything."
    loras: tuple[LoraRule, ...] = ()
    "Each name once; all generators are told of all."


@dataclass(frozen=True, slots=True)
class Reload:
    """Play another show from now on."""

    at: float
    show: Show
    sources: str
    "What it was built from, JSON, so that a log can build it again."
    changed: str
    "The names of the files that have changed, for the operator."
