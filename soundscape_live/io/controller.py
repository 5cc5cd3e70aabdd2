"""What a controller is built like, as its file says: what it sends, and how its lights are told. Values; pure.

Rules: io/files reads them and io/midi plays them; neither knows the other. A light's message is written as bytes with
places left open: the light's number, the control's channel, where the control should stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from soundscape_live.model import Tone


class ControlKind(StrEnum):
    """What a control is to the hand."""

    FADER = "fader"
    KNOB = "knob"
    "With two ends."
    ENCODER = "encoder"
    "Endless."
    PAD = "pad"
    BUTTON = "button"
    TOUCH = "touch"
    "Says that a finger lies on a fader or knob."


class Coding(StrEnum):
    """How an endless encoder tells of its steps in a control change's seven bits."""

    TWOS = "twos"
    "Two's complement: 1..63 are steps up, 127..64 are 1..64 steps down."
    OFFSET = "offset"
    "64 is none; 65..127 are 1..63 steps up, 63..0 are 1..64 steps down."
    SIGN = "sign"
    "Bit 6 is the sign: 1..63 are steps up, 65..127 are 1..63 steps down; 64 is none."


class Slot(StrEnum):
    """A byte of a light's message that is filled in."""

    NUMBER = "nn"
    "The light's number."
    FINE = "ll"
    "The lower seven of the value's fourteen bits."
    COARSE = "mm"
    "The upper seven."


@dataclass(frozen=True, slots=True)
class Span:
    """A byte that says where the control should stand: `low` for 0, `high` for 1."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class OnChannel:
    """A status byte on the control's own channel; `status` has a zero in its lower half."""

    status: int


Part: TypeAlias = int | Slot | Span | OnChannel
"One byte of a light's message; a number is that byte."


@dataclass(frozen=True, slots=True)
class Look:
    """One way in which lights of a family can be lit: `red`, `blinking`, `dark`."""

    name: str
    parts: tuple[Part, ...]
    "A whole MIDI message; in a family with a frame, this light's bytes of it."


@dataclass(frozen=True, slots=True)
class LightFamily:
    """Lights that are told in the same way."""

    name: str
    looks: tuple[Look, ...]
    tones: tuple[tuple[Tone, str], ...]
    "The look of every tone, by name."
    frame: tuple[bytes, bytes] | None = None
    "What stands before and after the bytes of all the family's lights, where one message tells them all."
    relit: bool = False
    "The controller changes such a light by itself when the control is pressed and let go; it must be told anew."


@dataclass(frozen=True, slots=True)
class ControllerControl:
    """One fader, knob, pad or button."""

    name: str
    "As mappings call it: `fader1`, `play`."
    midi: str
    "What it sends, as a pattern of Control.name: `cc/7`, `ch10/note/36`, `turn/16`."
    kind: ControlKind = ControlKind.BUTTON
    label: str = ""
    "What is printed beside it, `solo1`; mappings may call it that too."
    coding: Coding | None = None
    "Of `turn/N` alone."
    light: str = ""
    "The family of its light; empty if it has none."
    light_number: int = 0
    "The light's number in its family's messages, 0..127."


@dataclass(frozen=True, slots=True)
class Controller:
    """One kind of controller. `name` is its file's stem, by which mappings ask for it."""

    name: str
    title: str
    ports: tuple[str, ...]
    "Patterns of MIDI port names, with `*` and `?`."
    controls: tuple[ControllerControl, ...]
    lights: tuple[LightFamily, ...] = ()
    arrival: tuple[bytes, ...] = ()
    "Messages that make it ready for us."
    leaving: tuple[bytes, ...] = ()
    "Messages that give it back as it was."
    identity: bytes = b""
    "What follows F0 7E <channel> 06 02 in its answer to an identity request, as far as it is known."
    unverified: tuple[tuple[str, str], ...] = ()
    "What of this could not be verified, and why."

    def find(self, called: str) -> ControllerControl | None:
        """Return the control of that name or label, or else the one that stands in for it.

        Knobs stand in for faders where there is no `fader1`, and the other way round; so do pads and buttons.
        """
        return self.own(called) or self._stand_in(called)

    def own(self, called: str) -> ControllerControl | None:
        """Return the control of that name or label."""
        return next((control for control in self.controls if called in (control.name, control.label)), None)

    def ranges(self) -> Iterator[str]:
        """Yield the names of its controls in short: `fader1 to fader8`, `play`."""
        counted: dict[str, list[int]] = {}
        for control in self.controls:
            word = control.name.rstrip("0123456789")
            counted.setdefault(word, []).append(int(control.name.removeprefix(word) or 0))
        for word, numbers in counted.items():
            low, high = min(numbers), max(numbers)
            yield word if high == 0 else f"{word}{low}" if low == high else f"{word}{low} to {word}{high}"

    def _stand_in(self, called: str) -> ControllerControl | None:
        word = called.rstrip("0123456789")
        if word not in _STAND_INS or self.own(f"{word}1"):
            return None
        return self.own(_STAND_INS[word] + called.removeprefix(word))


_STAND_INS = {"fader": "knob", "knob": "fader", "pad": "button", "button": "pad"}
