"""Bindings: which movement of a hand does what. Frozen types; files are read in io/.

Rules: a control's name is matched whole, with `*` and `?` as in file names; `cc/1` stands for any channel's. One
control may have several bindings. A trigger fires when its value rises above 0 and ignores the release.
"""

from dataclasses import dataclass
from enum import StrEnum

from soundscape_live.mapping.theme import Curve, Parameter


class Mode(StrEnum):
    """What a hand's value does to the sound's."""

    OVERRIDE = "override"
    OFFSET = "offset"
    SCALE = "scale"
    CEILING = "ceiling"


class Press(StrEnum):
    """How a control plays a switch: `set` follows the value, `toggle` turns at each press, `hold` is on while down."""

    SET = "set"
    TOGGLE = "toggle"
    HOLD = "hold"


class Act(StrEnum):
    """What a control can make happen."""

    CACHE_RESET = "cache_reset"
    PROMPT_NEXT = "prompt_next"
    PROMPT_PREVIOUS = "prompt_previous"
    PROMPT_GOTO = "prompt_goto"
    "To the variation whose number (from 0; base is -1) is the argument or else the control's value."
    TRANSITION = "transition"
    "To a variation chosen by chance."
    THEME = "theme"
    "To the theme named by the argument, or else by the control's text."
    THEME_NEXT = "theme_next"
    THEME_PREVIOUS = "theme_previous"
    FREEZE = "freeze"
    BLACKOUT = "blackout"
    PANIC = "panic"
    RELEASE = "release"
    "Give a parameter (the argument; without one, all, and scenes too) back to the sound."
    SCENE = "scene"
    "To the scene whose name, or number from 1, is the argument or else the control's value."
    SCENE_NEXT = "scene_next"
    SCENE_PREVIOUS = "scene_previous"
    SCENE_STORE = "scene_store"
    "Keep what hands decide now as the scene named by the argument, or else by the control's text."
    SCENE_RELEASE = "scene_release"
    "Glide back from scenes to theme and sound."
    MORPH = "morph"
    "Between the scenes named by the argument (0) and by `upper` (1)."
    CUE_NEXT = "cue_next"
    CUE_PREVIOUS = "cue_previous"
    CUE_GOTO = "cue_goto"
    "To the cue whose name, or number from 1, is the argument or else the control's value."
    TAP_TEMPO = "tap_tempo"
    TEMPO = "tempo"
    "Set the tempo to the control's number, in BPM."
    TEMPO_DOUBLE = "tempo_double"
    TEMPO_HALVE = "tempo_halve"
    TEMPO_NUDGE = "tempo_nudge"
    "Let beats come later by the argument or else the control's number, in milliseconds; below 0: earlier."
    TEMPO_NUDGE_BEAT = "tempo_nudge_beat"
    "The same in parts of a beat."
    TEMPO_RESYNC = "tempo_resync"
    "The beat is now."
    TEMPO_RESYNC_ONE = "tempo_resync_one"
    "The first beat of a bar is now."
    TEMPO_LOCK = "tempo_lock"
    "Tempo and phase stay as they are."
    TEMPO_RELEASE = "tempo_release"
    "Undo what hands did to the tempo."
    DAW_TEMPO = "daw_tempo"
    "A workstation's tempo is the control's number, in BPM."
    DAW_BEAT = "daw_beat"
    "Its song stands at the control's number, in beats."
    DAW_PLAYING = "daw_playing"
    "Its transport runs or, at 0, stands."


@dataclass(frozen=True, slots=True)
class ParameterTarget:
    """A parameter and how the control moves it."""

    parameter: Parameter
    mode: Mode = Mode.OVERRIDE
    curve: Curve = Curve.LINEAR
    low: float = 0.0
    high: float = 1.0
    "The parameter's value (or offset, or factor, or ceiling) at the control's ends; low may exceed high."
    release: float | None = None
    "Seconds without touch after which the sound has it back; None keeps it."
    glide: float = 0.5
    "Seconds in which the value goes back to the sound's."


@dataclass(frozen=True, slots=True)
class ActTarget:
    """Something that happens."""

    act: Act
    argument: str | float | None = None
    press: Press = Press.TOGGLE
    "For freeze, blackout, panic and tempo_lock alone."
    upper: str | None = None
    "Of morph alone: the scene at the control's upper end. Without names: the show's first two scenes."


@dataclass(frozen=True, slots=True)
class Binding:
    """One control and what it does."""

    source: str
    "Pattern of Control.source: `midi:*`, `midi:*nanoKONTROL2*`, `osc:*`, `*`."
    control: str
    "Pattern of Control.name: `cc/1`, `ch10/note/36`, `/my/fader`."
    target: ParameterTarget | ActTarget
