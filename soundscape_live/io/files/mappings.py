"""mappings/*.toml: which movement of a hand does what.

Rules: a binding moves a parameter or makes an act happen, never both; its control is a name of the file's
controller, a MIDI control, or an OSC address.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BeforeValidator
from typing_extensions import override

from soundscape_live.io.files.controllers import MIDI_FORM, Controller, is_midi
from soundscape_live.io.files.errors import FileError, Problem, near, shown
from soundscape_live.io.files.reading import check_name, parse_table
from soundscape_live.io.files.scene_arguments import OF_SCENES, expected_of_scenes, is_pair
from soundscape_live.io.files.themes import MAX_VARIATIONS
from soundscape_live.io.files.values import Seconds, Table, choice, listing, number, text, wrong
from soundscape_live.mapping.binding import Act, ActTarget, Binding, Mode, ParameterTarget, Press
from soundscape_live.mapping.theme import Curve, Parameter

_PARAMETER = ParameterTarget(Parameter.NOISE_SCALE)
_ACT = ActTarget(Act.FREEZE)
_RANGES = {Mode.OVERRIDE: (0.0, 1.0), Mode.OFFSET: (-1.0, 1.0), Mode.SCALE: (0.0, 4.0), Mode.CEILING: (0.0, 1.0)}
_CONTROL_FORM = f"{MIDI_FORM}, or an OSC address such as /my/fader"
_OF_PARAMETERS = {"mode", "curve", "low", "high", "release", "glide"}
_OF_ACTS = {"argument", "press"}
_ADDRESS = re.compile(r"/[!-~]+")
_ADDRESS_NEVER = set("#,[]{}")
_PRESSED = {Act.FREEZE, Act.BLACKOUT, Act.PANIC, Act.TEMPO_LOCK}
_NUMBERS = {Act.TEMPO: (20.0, 400.0), Act.TEMPO_NUDGE: (-1500.0, 1500.0), Act.TEMPO_NUDGE_BEAT: (-0.5, 0.5)}
"Acts whose argument is a number, and its range."


def _argument(value: object) -> object:
    if is_pair(value):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong("a text, a number or a list of two texts", value)
    return value


class _Binding(Table):
    control: Annotated[str, text(200)]
    source: Annotated[str, text(100)] | None = None
    parameter: Annotated[Parameter, choice(Parameter)] | None = None
    mode: Annotated[Mode, choice(Mode)] = _PARAMETER.mode
    curve: Annotated[Curve, choice(Curve)] = _PARAMETER.curve
    low: Annotated[float, number(-1, 4)] = _PARAMETER.low
    high: Annotated[float, number(-1, 4)] = _PARAMETER.high
    release: Seconds | None = _PARAMETER.release
    glide: Seconds = _PARAMETER.glide
    act: Annotated[Act, choice(Act)] | None = None
    argument: Annotated[str | int | float | tuple[str, str] | None, BeforeValidator(_argument)] = None
    press: Annotated[Press, choice(Press)] = _ACT.press

    @override
    def problems(self) -> Iterator[Problem]:
        if (self.parameter is None) == (self.act is None):
            yield Problem("", "either parameter or act", "neither" if self.act is None else "both")
        elif self.act is None:
            yield from self._strangers(_OF_ACTS, "act")
            yield from self._range_problems()
        else:
            yield from self._strangers(_OF_PARAMETERS, "parameter")
            yield from self._act_problems(self.act)

    def _strangers(self, keys: set[str], other: str) -> Iterator[Problem]:
        for key in sorted(keys & self.model_fields_set):
            yield Problem(key, f"only where the binding has `{other}`", "without it")

    def _range_problems(self) -> Iterator[Problem]:
        lowest, highest = _RANGES[self.mode]
        for key, value in (("low", self.low), ("high", self.high)):
            if not lowest <= value <= highest:
                expected = f"a number from {lowest:g} to {highest:g} with mode {self.mode}"
                yield Problem(key, expected, f"{value:g}")

    def _act_problems(self, act: Act) -> Iterator[Problem]:
        if "press" in self.model_fields_set and act not in _PRESSED:
            yield Problem("press", f"only with one of {', '.join(sorted(_PRESSED))}", f"with {act}")
        if self.argument is not None:
            if act in OF_SCENES or isinstance(self.argument, tuple):
                expected, hint = expected_of_scenes(act, self.argument), ""
            else:
                expected, hint = _expected_argument(act, self.argument)
            if expected:
                yield Problem("argument", expected, shown(self.argument), hint)


def _expected_argument(act: Act, argument: str | float) -> tuple[str, str]:
    """Return what an act's argument should have been, and a hint; empty texts if it is right."""
    match act:
        case Act.PROMPT_GOTO if argument not in range(-1, MAX_VARIATIONS):
            return f"a whole number from -1 to {MAX_VARIATIONS - 1}", ""
        case Act.THEME if not isinstance(argument, str):
            return "the name of a theme", ""
        case Act.RELEASE if argument not in list(Parameter):
            return f"one of {', '.join(Parameter)}", near(str(argument), Parameter)
        case Act.TEMPO | Act.TEMPO_NUDGE | Act.TEMPO_NUDGE_BEAT:
            low, high = _NUMBERS[act]
            right = not isinstance(argument, str) and low <= argument <= high
            return "" if right else f"a number from {low:g} to {high:g}", ""
        case Act.PROMPT_GOTO | Act.THEME | Act.RELEASE:
            return "", ""
        case _:
            return f"no argument with {act}", ""


class _Mapping(Table):
    title: Annotated[str, text(60)] = ""
    description: Annotated[str, text(500, shortest=0)] = ""
    controller: Annotated[str, text(60)] | None = None
    bindings: Annotated[tuple[_Binding, ...], listing(1, 512, "tables")]


def parse_mapping(content: str, name: str, controllers: Mapping[str, Controller]) -> tuple[Binding, ...]:
    """Read a mapping from its file's text; `controllers` are those it may name. FileError says all that is wrong."""
    check_name(name)
    table = parse_table(_Mapping, content, name)
    controller = _controller(table, name, controllers)
    names = {control.name for control in controller.controls} if controller else set[str]()
    whose = f"a control of {controller.name}, " if controller else ""
    problems = tuple(
        Problem("control", f"{whose}{_CONTROL_FORM}", shown(row.control), near(row.control, names)).said(name, where)
        for where, row in ((f"bindings[{number_}]", row) for number_, row in enumerate(table.bindings, 1))
        if not (row.control in names or is_midi(row.control) or _is_address(row.control))
    )
    if problems:
        raise FileError(problems)
    return tuple(binding for row in table.bindings for binding in _bindings(row, controller))


def named_controller(content: str, name: str) -> str | None:
    """Return which controller a mapping asks for, so that its file can be read first."""
    return parse_table(_Mapping, content, name).controller


def _controller(table: _Mapping, name: str, controllers: Mapping[str, Controller]) -> Controller | None:
    if table.controller is None:
        return None
    if table.controller not in controllers:
        expected = f"one of {', '.join(sorted(controllers)) or 'no controllers, since there are none'}"
        hint = near(table.controller, controllers)
        raise FileError((Problem("controller", expected, shown(table.controller), hint).said(name),))
    return controllers[table.controller]


def _bindings(row: _Binding, controller: Controller | None) -> Iterator[Binding]:
    control, ports = _resolved(row.control, controller)
    sources = (row.source,) if row.source is not None else ports
    return (Binding(source, control, _target(row)) for source in sources)


def _resolved(control: str, controller: Controller | None) -> tuple[str, tuple[str, ...]]:
    """Return what the control sends, and the sources that it is listened to from unless the file says otherwise."""
    if control.startswith("/"):
        return control, ("*",)
    if controller is None:
        return control, ("midi:*",)
    ports = tuple(f"midi:{port}" for port in controller.ports)
    return next((known.midi for known in controller.controls if known.name == control), control), ports


def _target(row: _Binding) -> ParameterTarget | ActTarget:
    if row.parameter is not None:
        return ParameterTarget(
            row.parameter, row.mode, row.curve, row.low, row.high, release=row.release, glide=row.glide
        )
    assert row.act is not None
    argument = row.argument
    if isinstance(argument, tuple):
        return ActTarget(row.act, argument[0], row.press, argument[1])
    if row.act is Act.PROMPT_GOTO and isinstance(argument, float):
        argument = int(argument)
    return ActTarget(row.act, argument, row.press)


def _is_address(control: str) -> bool:
    return _ADDRESS.fullmatch(control) is not None and not _ADDRESS_NEVER & set(control)
