"""What the performer's controls should show, and when it is told: only what has changed, and not too often.

Rules: each control that is bound without wildcards has one light, and the addresses of the parameters and the safety
have theirs; of several bindings in force the one whose tone matters most shows. Controls are looked at SOON after
something was done, and every PERIOD while something moves by itself. A tone is told when it changes; a value by itself
only if it changed by more than LEAST or reached an end, and at most once a PERIOD.
"""

import math
import operator
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from soundscape_live.mapping.binding import Act, ActTarget, Binding, ParameterTarget, alike
from soundscape_live.mapping.builtin import BUILTIN
from soundscape_live.mapping.controls import pattern
from soundscape_live.mapping.hands import Hands
from soundscape_live.mapping.looks import Looks
from soundscape_live.mapping.safety import Safety
from soundscape_live.mapping.scene_tones import DARK
from soundscape_live.mapping.shown import Now, Shown
from soundscape_live.mapping.surface import Surface
from soundscape_live.model import Feedback, Tone

PERIOD = 0.05
"Seconds between two values of one control."
SOON = 0.01
"Seconds between two looks while hands play."
FLASH = 0.1
"Seconds that a beat lights the pads on which the tempo is tapped."
LEAST = 1.0 / 254.0

_RANKS = {tone: rank for rank, tone in enumerate((
    Tone.OFF, Tone.READY, Tone.SOUND, Tone.HAND, Tone.UP, Tone.DOWN, Tone.ACTIVE, Tone.BEAT, Tone.ALARM,
))}  # fmt: skip
_SAFETY = {Act.FREEZE, Act.BLACKOUT, Act.PANIC}


@dataclass(slots=True)
class _Light:
    """One control, what it is bound to, and what it was told last."""

    source: str
    control: str
    sources: re.Pattern[str]
    bindings: tuple[Binding, ...]
    value: float = 0.0
    tone: Tone | None = None
    "None: nothing yet."
    at: float = -math.inf


class Feedbacks:
    """All lights. Times passed in never go back."""

    def __init__(
        self, bindings: tuple[Binding, ...], surface: Surface, looks: Looks, hands: Hands, safety: Safety
    ) -> None:
        self._surface = surface
        self._looks = looks
        self._hands = hands
        self._safety = safety
        self._bindings: tuple[Binding, ...] = ()
        self._lights: tuple[_Light, ...] = ()
        self._dark: tuple[_Light, ...] = ()
        "Those that nothing is bound to any more, and that are lit."
        self._bound = 0
        "Counts changes of the bindings, or of the themes that they may mean."
        self._themes = looks.names
        self._bind(bindings)
        self._flash = -math.inf
        "Until when a beat shows."
        self._looked = -math.inf
        self._state: tuple[object, ...] = ()
        "All that was decided when the controls were looked at last; what moves by itself is in the values."
        self._values: list[float] = []
        self._pending = False
        "A value was held back, for it came too soon."
        self._due = math.inf

    def adopt(self, bindings: tuple[Binding, ...]) -> None:
        """Go on with other bindings: only what has changed is told, and what has no light any more goes dark."""
        same = len(bindings) == len(self._bindings) and all(map(operator.is_, bindings, self._bindings))
        if same and self._themes == self._looks.names:
            return
        before = {(light.source, light.control): light for light in self._lights}
        self._bind(bindings)
        for light in self._lights:
            known = before.pop((light.source, light.control), None)
            if known is not None:
                light.value, light.tone, light.at = known.value, known.tone, known.at
        self._dark = tuple(light for light in before.values() if light.tone not in {None, Tone.OFF})
        gone = {light.control for light in self._dark}
        for light in self._lights:
            if light.control in gone:  # two patterns may mean the same controller
                light.tone = None
        self._bound += 1

    def beat(self, at: float) -> None:
        """Take it that a beat has come."""
        if self._taps:
            self._flash = at + FLASH

    def again(self, source: str) -> None:
        """Tell everything anew that a source shows."""
        for light in self._lights:
            if light.sources.fullmatch(source):
                light.tone = None
                self._looked = -math.inf
                self._state = ()

    def advance(
        self,
        at: float,
        sound: Sequence[float],
        values: list[float],
        *,
        locked: bool,
        lost: bool,
        shown: tuple[str, ...] = (),
    ) -> tuple[Feedback, ...]:
        """Return what is to be told now; `sound`: the parameters without hands, `values`: as they are shown."""
        looks, safety, flash = self._looks, self._safety, at < self._flash
        prompts = looks.look.prompts
        state = (
            self._bound, self._surface.moves, self._hands.changes, looks.look, prompts.weights, prompts.by_hand,
            self._surface.scenes.decided, safety.freeze, safety.blackout.on, safety.panic.on, locked, lost, flash,
            shown,
        )  # fmt: skip
        done = state != self._state
        if not (done or self._pending or values != self._values):
            self._due = self._flash if flash else math.inf
            return ()
        due = self._looked + (SOON if done else PERIOD)
        told: tuple[Feedback, ...] = ()
        if at >= due:
            self._state, self._values, self._looked, self._pending = state, values, at, False
            told = self._darkened(at) if self._dark else ()
            told += self._look(self._lights if done else self._moving, Now(at, sound, locked, lost, flash, shown))
            due = at + PERIOD if self._pending else math.inf
        self._due = min(due, self._flash) if flash else due
        return told

    def deadline(self) -> float:
        """Return when `advance` has something next, if nothing moves by then; infinity if it has not."""
        return self._due

    def _bind(self, bindings: tuple[Binding, ...]) -> None:
        self._bindings, self._themes = bindings, self._looks.names
        shown = (*bindings, *(binding for binding in BUILTIN if _answers(binding)))
        self._shown = Shown(shown, self._surface, self._looks, self._hands)
        self._lights = _lights(shown)
        self._moving = tuple(light for light in self._lights if any(_moves(binding) for binding in light.bindings))
        "Those that change while nothing is done."
        self._taps = any(_taps(binding) for binding in bindings)

    def _darkened(self, at: float) -> tuple[Feedback, ...]:
        dark, self._dark = self._dark, ()
        return tuple(Feedback(at, light.source, light.control, *DARK) for light in dark)

    def _look(self, lights: Iterable[_Light], now: Now) -> tuple[Feedback, ...]:
        told: list[Feedback] = []
        for light in lights:
            value, tone = self._seen(light.bindings, now)
            if tone is light.tone:
                step = abs(value - light.value)
                if not step or (step <= LEAST and value not in {0.0, 1.0}):
                    continue
                if now.at < light.at + PERIOD:
                    self._pending = True
                    continue
            light.value, light.tone, light.at = value, tone, now.at
            told.append(Feedback(now.at, light.source, light.control, value, tone))
        return tuple(told)

    def _seen(self, bindings: tuple[Binding, ...], now: Now) -> tuple[float, Tone]:
        chosen = self._surface.pages.chosen(bindings)
        if len(chosen) == 1:
            return self._shown.show(chosen[0], now)
        seen = [self._shown.show(binding, now) for binding in chosen]
        return max(seen, key=lambda each: _RANKS[each[1]], default=DARK)


def _lights(bindings: Iterable[Binding]) -> tuple[_Light, ...]:
    found: dict[tuple[str, str], list[Binding]] = {}
    for source, binding in alike(bindings):
        if not set("*?") & set(binding.control):
            found.setdefault((source, binding.control), []).append(binding)
    return tuple(_Light(source, control, pattern(source), tuple(bound)) for (source, control), bound in found.items())


def _answers(binding: Binding) -> bool:
    """Whether an address of every show has a light."""
    return isinstance(binding.target, ParameterTarget) or binding.target.act in _SAFETY


def _moves(binding: Binding) -> bool:
    return isinstance(binding.target, ParameterTarget) or binding.target.act in {Act.PROMPT_WEIGHT, Act.LORA}


def _taps(binding: Binding) -> bool:
    return isinstance(binding.target, ActTarget) and binding.target.act is Act.TAP_TEMPO
