"""What hands do, and what their controls are told."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class SourceState:
    """A controller, or someone who plays over OSC, came or went."""

    at: float
    source: str
    "As in Control.source: `midi:<port name>`, `osc:<host>`."
    present: bool
    detail: str = ""
    "What is known of it, in words for the operator."


@dataclass(frozen=True, slots=True)
class Control:
    """One movement of a hand. After the edge a MIDI message, an OSC message and the page's are the same thing."""

    at: float
    source: str
    "`midi:<port name>`, `osc:<host>`, `page`."
    name: str
    "MIDI: `ch1/cc/7`, `ch10/note/36`, `ch1/pitchbend`, `ch1/program`; OSC: the address, `/soundscape/freeze`."
    value: float | str
    "MIDI: 0..1 (a note's velocity, 0 when released; a program's number). OSC: the first argument, 1 if none."


class Tone(StrEnum):
    """What a control's light says; a controller's file turns it into colour, brightness and blinking."""

    OFF = "off"
    "Nothing is there."
    READY = "ready"
    "It can be pressed, and what it stands for is not on."
    ACTIVE = "active"
    "What it stands for is on: the theme or scene in force, the page shown, a toggle."
    SOUND = "sound"
    "The sound (or the theme) decides the value."
    HAND = "hand"
    "A hand decides the value."
    UP = "up"
    "Takeover: move the control up to meet the value."
    DOWN = "down"
    "The same, down."
    ALARM = "alarm"
    "Freeze, blackout or panic is latched, or the generator is lost."
    BEAT = "beat"
    "The flash of a beat; READY or ACTIVE follows."


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one control of the performer should show now: an LED, a ring, a motor fader, a widget over OSC."""

    at: float
    source: str
    "The binding's pattern of Control.source: `midi:*nanoKONTROL2*`, `osc:*`, `*`."
    control: str
    "The control's name as it is bound: `cc/16`, `ch10/note/36`, `/soundscape/param/noise_scale`."
    value: float
    "Where the control should stand, 0..1; of a switch 0 or 1; of one that is 0 in its middle, -1..1."
    tone: Tone


@dataclass(frozen=True, slots=True)
class FeedbackWanted:
    """A source's controls show nothing and stand nobody knows where: a controller that came, an OSC client new here."""

    at: float
    source: str
    "As in Control.source: `midi:<port name>`, `osc:<host>`."


@dataclass(frozen=True, slots=True)
class SceneStored:
    """The performer stored a scene: for a file of its own, so that it is there again tomorrow."""

    at: float
    name: str
    "An older scene of that name is replaced."
    theme: str | None
    variation: int | None
    "Of the theme's prompts, -1 the base; None leaves it to the sound."
    weight: float | None
    "Of the variation, 0..1; None: the theme's own."
    weights: tuple[tuple[int, float], ...]
    "Variations that hands have mixed, and their weights, in place of `variation`."
    values: tuple[tuple[str, float], ...]
    "Names of parameters and their values, 0..1; those that are missing follow theme and sound."
    fade: float
    "How long it takes to come."
    unit: str
    "`s`, `beats` or `bars`."
    hands: str
    "`keep` or `release`: what becomes of what hands hold when it comes."
    loras: tuple[tuple[str, float], ...] = ()
    "Names of LoRAs and their scales."


@dataclass(frozen=True, slots=True)
class ControlLearned:
    """A control was moved for a target: to be bound by a file of its own."""

    at: float
    source: str
    "As Control.source."
    control: str
    "What a mapping calls it: `ch1/cc/7`, `ch1/cc14/1`, `ch1/turn/16`, `ch10/note/36`, `/1/fader1`."
    kind: str
    "`fader`, `button`, `switch`, `pad` or `encoder`."
    low: float
    high: float
    "The values seen at its ends."
    coding: str
    "Of an encoder: `twos`, `offset` or `sign`; empty if its controller's file says it."
    target: str
    "`noise_scale`, `noise_scale:ceiling`, `freeze`, `theme:neon-foundry`."
