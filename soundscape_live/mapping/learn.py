"""Learning by hand: which control was moved, what kind of control it is, and between which values it moves.

Rules: of all that moves, the control that moved farthest is meant, so that a trembling fader elsewhere is not. A
control's kind shows in what it sends: a fader comes through values between its ends; a button knows two; an encoder
repeats a small step, which no fader does. It is done when the hand has rested for REST, or moved for LONGEST.
"""

import itertools
import math
from dataclasses import dataclass, field
from enum import StrEnum

from soundscape_live.model import Control

REST = 1.0
"Seconds without a movement after which the hand is taken to have finished; a button springs back sooner."
LONGEST = 5.0
"Seconds of movement after which all is known that will be."
TOGETHER = 0.02
"Seconds within which the two halves of a 14-bit value come."
FAST = 8
"Steps that one message of an encoder may tell of, while it is learnt."
REPEATS = 2
"Equal messages after each other from which on a control is no fader."
FIRST_HALVES, APART = 32, 32
"Control changes under 32 may be the upper half of a value whose lower half comes 32 above."
_CODES = {
    "twos": {*range(1, FAST + 1), *range(128 - FAST, 128)},
    "offset": {*range(64 - FAST, 64), *range(65, 65 + FAST)},
    "sign": {*range(1, FAST + 1), *range(65, 65 + FAST)},
}
"What each coding sends. Turned one way only, 65 may be a step up (offset) or down (sign): nobody turns down first."
OWN = "/soundscape/"
"Addresses that have their meaning already."


class ControlKind(StrEnum):
    """What a control is, as its messages show."""

    FADER = "fader"
    "Knobs, faders, pedals, wheels: any value between two ends."
    BUTTON = "button"
    "Springs back when it is let go of."
    SWITCH = "switch"
    "Keeps its state and sends it."
    PAD = "pad"
    "A note: struck, with a velocity."
    ENCODER = "encoder"
    "Turns without an end, and sends steps."


@dataclass(frozen=True, slots=True)
class Learned:
    """One control as it was found."""

    source: str
    "As Control.source: `midi:APC mini mk2`."
    control: str
    "What a mapping calls it: `ch1/cc/7`, `ch1/cc14/1`, `ch1/turn/16`, `ch10/note/36`, `/1/fader1`."
    kind: ControlKind
    low: float
    high: float
    "The values seen at its ends, 0..1."
    coding: str = ""
    "Of an encoder: `twos`, `offset` or `sign`; empty if its controller's file says it."


@dataclass(slots=True)
class _Moved:
    """What one control has sent."""

    times: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    @property
    def span(self) -> float:
        """How far it moved; what came once came from rest."""
        return (max(self.values) - min(self.values)) or max(map(abs, self.values))


class Learning:
    """Watches movements until it is clear which control is meant."""

    def __init__(self) -> None:
        """Begin before any movement."""
        self._moved: dict[tuple[str, str], _Moved] = {}
        self._begun = math.inf
        self._last = -math.inf

    def hear(self, control: Control) -> None:
        """Take a movement. Texts, addresses that have a meaning of their own, and first releases are passed over."""
        if isinstance(control.value, str) or not math.isfinite(control.value) or control.name.startswith(OWN):
            return
        if control.value == 0.0 and (control.source, control.name) not in self._moved and _is_note(control.name):
            return
        moved = self._moved.setdefault((control.source, control.name), _Moved())
        moved.times.append(control.at)
        moved.values.append(float(control.value))
        self._begun = min(self._begun, control.at)
        self._last = control.at

    def deadline(self) -> float | None:
        """Return when it will be done if nothing else moves; None before the first movement."""
        return min(self._last + REST, self._begun + LONGEST) if self._moved else None

    def result(self, at: float) -> Learned | None:
        """Return the control that was meant, once it is clear; None until then."""
        deadline = self.deadline()
        if deadline is None or at < deadline:
            return None
        source, name = max(self._moved, key=self._rank)
        return self._judge(source, name, self._moved[source, name])

    def _rank(self, key: tuple[str, str]) -> tuple[bool, float, int]:
        """Order controls by how likely they are meant: a struck key before its pressure, then by distance."""
        moved = self._moved[key]
        return _is_note(key[1]), moved.span, len(moved.values)

    def _judge(self, source: str, name: str, moved: _Moved) -> Learned:
        low, high = min(moved.values), max(moved.values)
        channel, _, rest = name.partition("/")
        if name.startswith("/"):
            return Learned(source, name, _kind(moved), low, high)
        if _is_note(name):
            return Learned(source, name, ControlKind.PAD, 0.0, high)
        if rest.startswith("turn/"):  # its controller's file has told how it is coded
            return Learned(source, name, ControlKind.ENCODER, 0.0, 1.0)
        if rest.startswith("cc/"):
            number = int(rest.removeprefix("cc/"))
            if coding := _coding(moved):
                return Learned(source, f"{channel}/turn/{number}", ControlKind.ENCODER, 0.0, 1.0, coding)
            if self._has_lower_half(source, channel, number):
                return Learned(source, f"{channel}/cc14/{number}", ControlKind.FADER, low, high)
        return Learned(source, name, _kind(moved), low, high)

    def _has_lower_half(self, source: str, channel: str, number: int) -> bool:
        lower = self._moved.get((source, f"{channel}/cc/{number + APART}"))
        if number >= FIRST_HALVES or lower is None:
            return False
        upper = self._moved[source, f"{channel}/cc/{number}"]
        near = sum(any(0.0 <= late - at <= TOGETHER for late in lower.times) for at in upper.times)
        return near > len(upper.times) / 2


def _is_note(name: str) -> bool:
    return not name.startswith("/") and name.partition("/")[2].startswith("note/")


def _kind(moved: _Moved) -> ControlKind:
    """Tell a fader, a button and a switch apart."""
    if len({value for value in moved.values if value != 0.0}) > 1:
        return ControlKind.FADER
    for number, value in enumerate(moved.values[:-1]):
        if value > 0.0 and moved.values[number + 1] == 0.0:
            quick = moved.times[number + 1] - moved.times[number] <= REST
            return ControlKind.BUTTON if quick else ControlKind.SWITCH
    return ControlKind.SWITCH


def _coding(moved: _Moved) -> str:
    """Return how an encoder codes its steps; empty if this is none."""
    raw = [round(value * 127) for value in moved.values]
    repeats = sum(value == before for before, value in itertools.pairwise(raw))
    if repeats < REPEATS:
        return ""
    return next((name for name, steps in _CODES.items() if steps.issuperset(raw)), "")
