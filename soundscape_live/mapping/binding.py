"""Bindings: which movement of a hand does what. Frozen types; files are read in io/.

Rules: a control's name is matched whole, with `*` and `?` as in file names; `cc/1` stands for any channel's. One
control may have several bindings. A press is a value that rises above 0, its release the way back to 0. A control whose
name holds `turn/` is relative: its value is the steps that it was turned by, below 0 to the left. Bindings that differ
in their sources alone are one: a port that several patterns match plays it once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from soundscape_live.mapping.theme import Curve, Parameter


class Mode(StrEnum):
    """What a hand's value does to the sound's."""

    OVERRIDE = "override"
    OFFSET = "offset"
    SCALE = "scale"
    CEILING = "ceiling"


class Press(StrEnum):
    """How a button, pad or fader is played."""

    SET = "set"
    "What it moves follows its value: a fader's place, a pad's velocity or pressure."
    TOGGLE = "toggle"
    "A press turns it on, the next one off: what was beneath comes back."
    HOLD = "hold"
    "On while down, off when up."
    MOMENTARY = "momentary"
    "While down; then as it was before."
    TRIGGER = "trigger"
    "A press turns it on; nothing of this control turns it off."
    DOUBLE = "double"
    "As trigger, but only two presses at once, as a double click."


class Takeover(StrEnum):
    """What happens when an absolute control stands elsewhere than the value; takeover.py says how."""

    JUMP = "jump"
    PICKUP = "pickup"
    CATCH_UP = "catch-up"
    SCALE = "scale"


class Act(StrEnum):
    """What a control can make happen."""

    CACHE_RESET = "cache_reset"
    PROMPT_NEXT = "prompt_next"
    PROMPT_PREVIOUS = "prompt_previous"
    PROMPT_GOTO = "prompt_goto"
    "To the variation whose number (from 0; base is -1) is the argument or else the control's value."
    PROMPT_WEIGHT = "prompt_weight"
    "The weight of the variation whose number is the argument (or else of the one shown) is the control's value."
    TRANSITION = "transition"
    "To a variation chosen by chance."
    THEME = "theme"
    "To the theme whose name, or number from 0, is the argument or else the control's value."
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
    SHIFT = "shift"
    "While down, controls do what they are bound to in the layer that the argument names, or else in `shift`."
    PAGE = "page"
    "To the page whose number (from 1) is the argument or else the control's value."
    PAGE_NEXT = "page_next"
    PAGE_PREVIOUS = "page_previous"
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
    LORA = "lora"
    "The scale of the LoRA that the argument names: the control's value is its place between the LoRA's low and high."
    LORA_RELEASE = "lora_release"
    "Hands let go of the LoRA that the argument names."
    SCREEN = "screen"
    "Show the generator named by the argument, or else by the control's text, on its screen."
    LEARN = "learn"
    "Bind the next control that moves to the target that is the argument or else the control's text."


SHIFT_LAYER = "shift"
"The layer of an act `shift` that names none."
DOWNWARD = frozenset(
    {
        Act.PROMPT_PREVIOUS,
        Act.THEME_PREVIOUS,
        Act.SCENE_PREVIOUS,
        Act.CUE_PREVIOUS,
        Act.PAGE_PREVIOUS,
        Act.TEMPO_HALVE,
    }
)
"Acts that a relative control makes happen when it is turned to the left; the others when to the right."
BEAT = 0
"ActTarget.quantise: the next beat."


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
    "Seconds in which the value goes back to the sound's, or to what a button covered."
    press: Press = Press.SET
    "Other than `set`: a press gives the value `high`."
    velocity: bool = False
    "A press gives the value that its force stands for, between low and high."


@dataclass(frozen=True, slots=True)
class ActTarget:
    """Something that happens."""

    act: Act
    argument: str | float | None = None
    press: Press | None = None
    "None: toggle for freeze, blackout, panic and tempo_lock, hold for shift, trigger for the others."
    quantise: int | None = None
    "What a press waits for: BEAT the next beat, 1 the next bar, n the next of every n bars; None: nothing."
    upper: str | None = None
    "Of morph alone: the scene at the control's upper end. Without names: the show's first two scenes."
    screen: str | None = None
    "Of screen alone: on which the generator must be; None: on any."


@dataclass(frozen=True, slots=True)
class Way:
    """How a control's own way is read, before any curve."""

    takeover: Takeover = Takeover.JUMP
    step: float = 1.0 / 127.0
    "Part of its way, 0..1, that one step of a relative control is."
    dead_ends: float = 0.0
    "Part of its way at each end, 0..0.2, that counts as the end."
    dead_centre: float = 0.0
    "Part of its way on each side of the middle, 0..0.2, that counts as the middle."
    centred: bool = False
    "Its values are -1..1, 0 in the middle of its way; else 0..1."


PLAIN_WAY = Way()


@dataclass(frozen=True, slots=True)
class Binding:
    """One control and what it does."""

    source: str
    "Pattern of Control.source: `midi:*`, `midi:*nanoKONTROL2*`, `osc:*`, `*`."
    control: str
    "Pattern of Control.name: `cc/1`, `ch10/note/36`, `/my/fader`."
    target: ParameterTarget | ActTarget
    way: Way = PLAIN_WAY
    layer: str | None = None
    "Only while this layer is held; None: while the control is bound to nothing in the layer that is held."
    page: int | None = None
    "Only on this page, from 1; None: on all."
    group: str | None = None
    "Of the bindings of one group, one is on: pressing it turns the others off."


def alike(bindings: Iterable[Binding]) -> Iterator[tuple[str, Binding]]:
    """Yield each binding's source, and the first binding that does the same, whatever that one's source."""
    first: dict[Binding, Binding] = {}
    for binding in bindings:
        yield binding.source, first.setdefault(replace(binding, source=""), binding)
