"""`[[bindings]]` of mappings/*.toml: one control and what it does.

Rules: a binding moves a parameter or makes an act happen, never both; a key that does nothing where it stands is an
error. How a relative control codes its steps is told here too, for the device that decodes them.
"""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator
from typing_extensions import override

from soundscape_live.io.files.errors import Problem, near, shown
from soundscape_live.io.files.scene_arguments import OF_SCENES, expected_of_scenes, is_pair
from soundscape_live.io.files.themes import MAX_VARIATIONS
from soundscape_live.io.files.values import Flag, Seconds, Table, choice, number, one_of, text, whole, wrong
from soundscape_live.mapping.binding import (
    BEAT,
    SHIFT_LAYER,
    Act,
    ActTarget,
    Binding,
    Mode,
    ParameterTarget,
    Press,
    Takeover,
    Way,
)
from soundscape_live.mapping.theme import Curve, Parameter

PAGES = 64
THEMES = 256
"Themes of a show."
BARS = 64
CODINGS = ("twos", "offset", "sign")
"How relative controls code their steps: as io/midi/coding.py names them."

_PARAMETER = ParameterTarget(Parameter.NOISE_SCALE)
_WAY = Way()
_RANGES = {Mode.OVERRIDE: (0.0, 1.0), Mode.OFFSET: (-1.0, 1.0), Mode.SCALE: (0.0, 4.0), Mode.CEILING: (0.0, 1.0)}
_OF_PARAMETERS = {"mode", "curve", "low", "high", "release", "glide", "velocity"}
_OF_ACTS = {"argument", "quantise"}
_OF_ABSOLUTE = {"takeover", "dead_ends", "dead_centre"}
_OF_RELATIVE = {"step", "coding"}
_SWITCHED = (Press.TOGGLE, Press.HOLD, Press.MOMENTARY, Press.TRIGGER, Press.SET, Press.DOUBLE)
_VISITED = (Press.TRIGGER, Press.TOGGLE, Press.MOMENTARY, Press.DOUBLE)
_PRESSES = {
    **dict.fromkeys((Act.FREEZE, Act.BLACKOUT, Act.PANIC), _SWITCHED),
    Act.TEMPO_LOCK: tuple(press for press in _SWITCHED if press is not Press.MOMENTARY),
    **dict.fromkeys((Act.THEME, Act.PROMPT_GOTO, Act.PAGE), _VISITED),
    Act.SHIFT: (Press.HOLD, Press.TOGGLE),
    **dict.fromkeys((Act.PROMPT_WEIGHT, Act.MORPH, Act.LORA), (Press.SET,)),
    **dict.fromkeys((Act.DAW_TEMPO, Act.DAW_BEAT, Act.DAW_PLAYING), (Press.SET,)),
}
"How acts can be played; the others by _ONCE."
_ONCE = (Press.TRIGGER, Press.DOUBLE)
_NUMBERS = {Act.TEMPO: (20.0, 400.0), Act.TEMPO_NUDGE: (-1500.0, 1500.0), Act.TEMPO_NUDGE_BEAT: (-0.5, 0.5)}
"Acts whose argument is a number, and its range."
_WHOLE = {Act.PROMPT_GOTO: (-1, MAX_VARIATIONS - 1), Act.PROMPT_WEIGHT: (0, MAX_VARIATIONS - 1), Act.PAGE: (1, PAGES)}
"Acts whose argument is a whole number, and its range."
_NAMED = {
    Act.THEME: f"the name of a theme, or its number from 0 to {THEMES - 1}",
    Act.SHIFT: "the name of a layer",
    Act.SCREEN: "the name of a generator",
    **dict.fromkeys((Act.LORA, Act.LORA_RELEASE), "the name of a LoRA"),
    Act.LEARN: "what to learn, such as noise_scale",
}
"Acts whose argument is a name, and whose."
_BEGIN_AT_ONCE = ("tempo", "tap", "daw", "shift", "prompt_weight", "morph", "scene_store", "learn")
_AT_ONCE = {Act.LORA, *(act for act in Act if act.startswith(_BEGIN_AT_ONCE))}
"Acts that cannot wait for a beat: those that make the beat, and those that follow a hand."
_QUANTISE = {"beat": BEAT, "bar": 1}


def _argument(value: object) -> object:
    if is_pair(value):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong("a text, a number or a list of two texts", value)
    return value


def _quantise(value: object) -> int:
    if isinstance(value, str) and value in _QUANTISE:
        return _QUANTISE[value]
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= BARS:
        raise wrong(f'"beat", "bar" or a number of bars from 1 to {BARS}', value)
    return value


class BindingTable(Table):
    """One of `[[bindings]]`."""

    control: Annotated[str, text(200)]
    source: Annotated[str, text(100)] | None = None
    layer: Annotated[str, text(40)] | None = None
    page: Annotated[int, whole(1, PAGES)] | None = None
    group: Annotated[str, text(40)] | None = None
    takeover: Annotated[Takeover, choice(Takeover)] = _WAY.takeover
    step: Annotated[float, number(-1, 1)] = _WAY.step
    coding: Annotated[str, one_of(CODINGS)] | None = None
    dead_ends: Annotated[float, number(0, 0.2)] = _WAY.dead_ends
    dead_centre: Annotated[float, number(0, 0.2)] = _WAY.dead_centre
    parameter: Annotated[Parameter, choice(Parameter)] | None = None
    mode: Annotated[Mode, choice(Mode)] = _PARAMETER.mode
    curve: Annotated[Curve, choice(Curve)] = _PARAMETER.curve
    low: Annotated[float, number(-1, 4)] = _PARAMETER.low
    high: Annotated[float, number(-1, 4)] = _PARAMETER.high
    release: Seconds | None = _PARAMETER.release
    glide: Seconds = _PARAMETER.glide
    velocity: Flag = _PARAMETER.velocity
    act: Annotated[Act, choice(Act)] | None = None
    argument: Annotated[str | int | float | tuple[str, str] | None, BeforeValidator(_argument)] = None
    press: Annotated[Press, choice(Press)] | None = None
    quantise: Annotated[int, BeforeValidator(_quantise)] | None = None

    @property
    def held_layer(self) -> str | None:
        """The layer that this binding holds; None if it is no act `shift`."""
        return str(self.argument or SHIFT_LAYER) if self.act is Act.SHIFT else None

    @override
    def problems(self) -> Iterator[Problem]:
        if (self.parameter is None) == (self.act is None):
            yield Problem("", "either parameter or act", "neither" if self.act is None else "both")
        elif self.act is None:
            yield from self._strangers(_OF_ACTS, "where the binding has `act`")
            yield from self._range_problems()
        else:
            yield from self._strangers(_OF_PARAMETERS, "where the binding has `parameter`")
            yield from self._act_problems(self.act)

    def way_problems(self, *, relative: bool, by_name: bool) -> Iterator[Problem]:
        """Say which keys do nothing on a control that is relative or not, or that is played as a button.

        One that is called by a controller's name for it may say how both kinds are read: the show may move to another.
        """
        if relative:
            absolute = set[str]() if by_name else _OF_ABSOLUTE
            yield from self._strangers(absolute, "with a control that stands somewhere", "with turn/")
            yield from self._strangers({"press", "velocity"}, "with a control that is pressed", "with turn/")
        else:
            relatives = _OF_RELATIVE - {"step"} if by_name else _OF_RELATIVE
            yield from self._strangers(relatives, "with a relative control, turn/", "without one")
            follows = self.press in {None, Press.SET} and self.act in {None, Act.PROMPT_WEIGHT, Act.MORPH, Act.LORA}
            if not follows:
                yield from self._strangers(_OF_ABSOLUTE, "where a value follows the control", "with a button's mode")
            if self.press in {None, Press.SET}:
                yield from self._strangers({"velocity"}, "with a `press` other than set", "without one")

    def binding(self, source: str, control: str) -> Binding:
        """Return what the core knows, for a source and the control's own name."""
        way = Way(self.takeover, self.step, self.dead_ends, self.dead_centre)
        return Binding(source, control, self._target(), way, self.layer, self.page, self.group)

    def _target(self) -> ParameterTarget | ActTarget:
        if self.parameter is not None:
            press = self.press or Press.SET
            span = self.mode, self.curve, self.low, self.high, self.release, self.glide
            return ParameterTarget(self.parameter, *span, press, self.velocity)
        assert self.act is not None
        argument = self.argument
        if isinstance(argument, tuple):
            return ActTarget(self.act, argument[0], self.press, upper=argument[1])
        if self.act in _WHOLE and isinstance(argument, float):
            argument = int(argument)
        return ActTarget(self.act, argument, self.press, self.quantise)

    def _strangers(self, keys: set[str], where: str, found: str = "without it") -> Iterator[Problem]:
        for key in sorted(keys & self.model_fields_set):
            yield Problem(key, f"only {where}", found)

    def _range_problems(self) -> Iterator[Problem]:
        lowest, highest = _RANGES[self.mode]
        for key, value in (("low", self.low), ("high", self.high)):
            if not lowest <= value <= highest:
                expected = f"a number from {lowest:g} to {highest:g} with mode {self.mode}"
                yield Problem(key, expected, f"{value:g}")

    def _act_problems(self, act: Act) -> Iterator[Problem]:
        presses = _PRESSES.get(act, _ONCE)
        if self.press is not None and self.press not in presses:
            yield Problem("press", f"one of {', '.join(presses)} with {act}", shown(self.press))
        if self.quantise is not None and act in _AT_ONCE:
            yield Problem("quantise", "only with an act that can wait for a beat", f"with {act}")
        if self.argument is None and act in {Act.LORA, Act.LORA_RELEASE}:
            yield Problem("argument", _NAMED[act], "none")
        if self.argument is not None:
            if act in OF_SCENES or isinstance(self.argument, tuple):
                expected, hint = expected_of_scenes(act, self.argument), ""
            else:
                expected, hint = _expected_argument(act, self.argument)
            if expected:
                yield Problem("argument", expected, shown(self.argument), hint)


def _expected_argument(act: Act, argument: str | float) -> tuple[str, str]:
    """Return what an act's argument should have been, and a hint; empty texts if it is right."""
    if act in _WHOLE:
        first, last = _WHOLE[act]
        return "" if argument in range(first, last + 1) else f"a whole number from {first} to {last}", ""
    match act:
        case Act.SHIFT | Act.THEME | Act.SCREEN | Act.LORA | Act.LORA_RELEASE | Act.LEARN:
            right = isinstance(argument, str) or (act is Act.THEME and argument in range(THEMES))
            return "" if right else _NAMED[act], ""
        case Act.RELEASE if argument not in list(Parameter):
            return f"one of {', '.join(Parameter)}", near(str(argument), Parameter)
        case Act.TEMPO | Act.TEMPO_NUDGE | Act.TEMPO_NUDGE_BEAT:
            low, high = _NUMBERS[act]
            right = not isinstance(argument, str) and low <= argument <= high
            return "" if right else f"a number from {low:g} to {high:g}", ""
        case Act.RELEASE:
            return "", ""
        case _:
            return f"no argument with {act}", ""
