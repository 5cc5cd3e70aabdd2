"""What makes a controller's lights, rings and motor faders show something: bytes, from what its file says.

Rules: every message is whole, from its status byte on. Where one message tells all lights of a family (a frame), what
the others show is remembered; nothing else is.
"""

from fnmatch import fnmatchcase

from soundscape_live.io.controller import (
    Controller,
    ControllerControl,
    LightFamily,
    Look,
    OnChannel,
    Part,
    Slot,
    Span,
)
from soundscape_live.model import Tone

FINEST = 0x3FFF
"The highest value of fourteen bits."


class Lights:
    """How one controller shows things. Not for two threads."""

    def __init__(self, controller: Controller) -> None:
        self._controller = controller
        self._families = {family.name: family for family in controller.lights}
        self._lit = tuple(control for control in controller.controls if control.light)
        self._framed = {
            family.name: sorted(
                (control for control in self._lit if control.light == family.name), key=lambda lit: lit.light_number
            )
            for family in controller.lights
            if family.frame is not None
        }
        self._shown: dict[str, Look] = {}
        "By control, of those in frames; the others are dark."
        self._meant: dict[str, list[ControllerControl]] = {}
        "By control as it is bound."

    def on_arrival(self) -> tuple[bytes, ...]:
        """Return what sets the controller up when it has been plugged in, and makes it dark."""
        return (*self._controller.arrival, *self._dark())

    def on_exit(self) -> tuple[bytes, ...]:
        """Return what makes it dark and gives it back as it was."""
        return (*self._dark(), *self._controller.leaving)

    def light(self, control: str, value: float, tone: Tone) -> tuple[bytes, ...]:
        """Return what makes a control show a tone, and stand at a value (0..1) if it is a ring or has a motor.

        `control` is as it is bound: `cc/16` or `ch1/cc/16`, with `*` and `?` for several. Nothing comes back for one
        that has no light.
        """
        return self._told(self._means(control), value, tone)

    def relit(self, control: str) -> bool:
        """Say whether the controller changes this control's light by itself, so that it is told anew once let go."""
        return any(self._families[lit.light].relit for lit in self._means(control))

    def read_back(self, message: bytes) -> tuple[tuple[str, str], ...]:
        """Return which controls a message tells, each with the name of its look. For tests, and for people."""
        told = ((lit.name, self._read(message, lit)) for lit in self._lit)
        return tuple((name, look) for name, look in told if look)

    def _means(self, control: str) -> list[ControllerControl]:
        if control not in self._meant:
            self._meant[control] = [lit for lit in self._lit if means(control, lit.midi)]
        return self._meant[control]

    def _told(self, meant: list[ControllerControl], value: float, tone: Tone) -> tuple[bytes, ...]:
        looks = {lit.name: look_of(self._families[lit.light], tone) for lit in meant}
        plain = [lit for lit in meant if lit.light not in self._framed]
        self._shown |= {lit.name: looks[lit.name] for lit in meant if lit.light in self._framed}
        frames = dict.fromkeys(lit.light for lit in meant if lit.light in self._framed)
        return (*(build(looks[lit.name].parts, lit, value) for lit in plain), *(self._frame(name) for name in frames))

    def _dark(self) -> tuple[bytes, ...]:
        return self._told(list(self._lit), 0.0, Tone.OFF)

    def _frame(self, name: str) -> bytes:
        family = self._families[name]
        assert family.frame is not None
        dark = look_of(family, Tone.OFF)
        inside = (build(self._shown.get(lit.name, dark).parts, lit, 0.0) for lit in self._framed[name])
        return family.frame[0] + b"".join(inside) + family.frame[1]

    def _read(self, message: bytes, lit: ControllerControl) -> str:
        """Return the look that a message gives to one control, or an empty text."""
        family = self._families[lit.light]
        if family.frame is None:
            return next((look.name for look in family.looks if fits(look.parts, lit, message)), "")
        before, after = family.frame
        width = len(family.looks[0].parts)
        whole = len(before) + width * len(self._framed[family.name]) + len(after)
        if len(message) != whole or not (message.startswith(before) and message.endswith(after)):
            return ""
        start = len(before) + width * self._framed[family.name].index(lit)
        own = message[start : start + width]
        return next((look.name for look in family.looks if fits(look.parts, lit, own)), "")


def look_of(family: LightFamily, tone: Tone) -> Look:
    """Return the look of a tone."""
    name = dict(family.tones)[tone]
    return next(look for look in family.looks if look.name == name)


def build(parts: tuple[Part, ...], control: ControllerControl, value: float) -> bytes:
    """Fill in what a look leaves open; values beyond 0..1 stand at the ends, and one that is no number at 0."""
    return bytes(_byte(part, control, min(max(0.0, value), 1.0)) for part in parts)


def fits(parts: tuple[Part, ...], control: ControllerControl, message: bytes) -> bool:
    """Say whether a message is this look of this control, whatever its value."""
    return len(parts) == len(message) and all(
        low <= byte <= high
        for byte, (low, high) in zip(message, (_limits(part, control) for part in parts), strict=True)
    )


def means(bound: str, midi: str) -> bool:
    """Say whether a control as it is bound is the one that sends `midi`; without a channel any is meant."""
    channel, name = _split(bound)
    own_channel, own_name = _split(midi)
    return fnmatchcase(own_name, name) and (own_channel == "*" or fnmatchcase(own_channel, channel))


def _byte(part: Part, control: ControllerControl, value: float) -> int:
    match part:
        case Span(low, high):
            return low + round(value * (high - low))
        case Slot.FINE:
            return round(value * FINEST) & 0x7F
        case Slot.COARSE:
            return round(value * FINEST) >> 7
        case _:
            return _limits(part, control)[0]


def _limits(part: Part, control: ControllerControl) -> tuple[int, int]:
    """Return the lowest and the highest that this byte can be."""
    match part:
        case Span(low, high):
            return min(low, high), max(low, high)
        case Slot.NUMBER:
            return control.light_number, control.light_number
        case OnChannel(status):
            channel, _ = _split(control.midi)
            byte = status | (int(channel) - 1 if channel.isdecimal() else 0)
            return byte, byte
        case Slot():
            return 0, 0x7F
        case _:
            return part, part


def _split(midi: str) -> tuple[str, str]:
    """Return the channel, `*` for any, and the rest."""
    channel, slash, rest = midi.partition("/")
    if slash and channel.startswith("ch"):
        return channel.removeprefix("ch"), rest
    return "*", midi
