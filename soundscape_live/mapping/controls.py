"""From a control to the bindings that it meets, and from its value to what a binding needs.

Rules: names are matched whole, with `*` and `?` as in file names, case counts; a pattern without a channel stands for
any channel's. A lookup is made once per control and kept, for at most KEPT controls. A value of the wrong type or
range raises ControlError and changes nothing. A control is remembered by where it stands and when it was pressed.
"""

import fnmatch
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from soundscape_live.mapping.binding import Binding, alike
from soundscape_live.mapping.heirs import Heirs
from soundscape_live.mapping.pages import ends_with_release
from soundscape_live.model import Control

KEPT = 4096
"""Controls remembered; a flood of made-up names must not fill the memory."""

ROUNDING = 1e-6
"""How far beyond 0..1 a sender's 32-bit arithmetic may put a value."""

DOUBLE = 0.35
"Seconds within which a second press makes a double one."

_CHANNEL = re.compile(r"ch\d+/")
_TURN = re.compile(r"(ch\d+/)?turn/.*")


class ControlError(ValueError):
    """A value that a binding cannot take, with what it takes."""


@dataclass(slots=True)
class Known:
    """A control that has bindings, and what it did last."""

    bindings: tuple[Binding, ...]
    continuous: bool
    "A fader or wheel: a trigger waits until it has been back at 0. A note or a message fires each time."
    relative: bool = False
    "Its values are steps."
    held: bool = False
    "Some of its bindings end with its release."
    value: float = 0.0
    stood: float | None = None
    "Where it stood before the movement that is looked at, 0..1; None if nobody knows."
    down: tuple[Binding, ...] = ()
    "The bindings that were pressed and end with the release."
    _pressed: float = -math.inf

    def fires(self, value: float) -> bool:
        """Whether this value fires a trigger."""
        before, self.value = self.value, value
        if self.relative:
            return value != 0.0
        return value > 0.0 and not (self.continuous and before > 0.0)

    def pressed(self, chosen: tuple[Binding, ...], value: float | str, *, fired: bool) -> tuple[Binding, ...]:
        """Return which bindings answer a movement: those in force, but of those that end with a release the pressed."""
        if not self.held:
            return chosen
        if fired and not self.down:
            self.down = tuple(binding for binding in chosen if ends_with_release(binding))
        answering = (*self.down, *(binding for binding in chosen if not ends_with_release(binding)))
        if value == 0.0:
            self.down = ()
        return answering

    def doubles(self, at: float) -> bool:
        """Take a press; whether it is the second of a double one. A third begins anew."""
        double = at - self._pressed <= DOUBLE
        self._pressed = -math.inf if double else at
        return double


class Controls:
    """All bindings."""

    def __init__(self, bindings: tuple[Binding, ...]) -> None:
        self._patterns = _patterns(bindings)
        self._known: dict[tuple[str, str], Known] = {}
        self._unknown: set[tuple[str, str]] = set()

    def find(self, control: Control) -> Known | None:
        """Return what is known of a control; None if nothing is bound to it."""
        key = control.source, control.name
        known = self._known.get(key)
        if known is not None or key in self._unknown:
            return known
        return self._search(key)

    @property
    def down(self) -> Iterator[Binding]:
        """The bindings whose buttons are down and end with the release."""
        return (binding for known in self._known.values() for binding in known.down)

    def adopt(self, bindings: tuple[Binding, ...], heirs: Heirs) -> None:
        """Go on with other bindings: where controls stand is remembered, and what is down ends with its release."""
        self._patterns = _patterns(bindings)
        self._unknown.clear()
        for key, known in tuple(self._known.items()):
            known.down = tuple(heirs.of(binding) or binding for binding in known.down)
            known.bindings = self._met(key)
            known.held = any(ends_with_release(binding) for binding in (*known.bindings, *known.down))
            if not (known.bindings or known.down):
                del self._known[key]

    def forget(self, source: str) -> None:
        """Forget where the controls of a source stand: they may have been moved unseen."""
        for (whose, _), known in self._known.items():
            if whose == source:
                known.stood = None

    def _search(self, key: tuple[str, str]) -> Known | None:
        source, name = key
        found = self._met(key)
        if not found:
            if len(self._unknown) >= KEPT:
                self._unknown.clear()
            self._unknown.add(key)
            return None
        if len(self._known) >= KEPT:
            self._known.clear()
        continuous = source.startswith("midi:") and "note/" not in name and not name.endswith("program")
        held = any(ends_with_release(binding) for binding in found)
        self._known[key] = Known(found, continuous, _TURN.fullmatch(name) is not None, held)
        return self._known[key]

    def _met(self, key: tuple[str, str]) -> tuple[Binding, ...]:
        source, name = key
        channel = _CHANNEL.match(name)
        names = (name,) if channel is None else (name, name[channel.end() :])
        met = {
            id(binding): binding
            for sources, controls, binding in self._patterns
            if sources.fullmatch(source) and any(controls.fullmatch(each) for each in names)
        }
        return tuple(met.values())


def _patterns(bindings: Iterable[Binding]) -> list[tuple[re.Pattern[str], re.Pattern[str], Binding]]:
    return [(pattern(source), pattern(one.control), one) for source, one in alike(bindings)]


def number(control: Control, low: float = -math.inf, high: float = math.inf) -> float:
    """Return a control's value as a finite number within low..high; ControlError if it is none."""
    value = control.value
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ControlError(f"{control.name} takes a number, not {value!r:.60}")
    if not low - ROUNDING <= value <= high + ROUNDING:
        raise ControlError(f"{control.name} takes {low:g} to {high:g}, not {value:g}")
    return min(high, max(low, float(value)))


def whole(value: float | str, name: str, low: int, high: int) -> int:
    """Return a value as a whole number within low..high; ControlError if it is none."""
    if isinstance(value, str) or not math.isfinite(value) or value != int(value) or not low <= value <= high:
        raise ControlError(f"{name} takes a whole number from {low} to {high}, not {value!r:.60}")
    return int(value)


def pattern(text: str) -> re.Pattern[str]:
    """Return what matches whole names: `*` and `?` stand for any characters, brackets for themselves."""
    return re.compile(fnmatch.translate(text.replace("[", "[[]")))
