"""mappings/*.toml: which movement of a hand does what.

Rules: a binding moves a parameter or makes an act happen, never both; its control is a name of the file's
controller, a MIDI control, or an OSC address.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BeforeValidator

from soundscape_live.io.files.controllers import MIDI_FORM, Controller, is_midi
from soundscape_live.io.files.errors import FileError, near, sentence
from soundscape_live.io.files.reading import check_name, parse_table
from soundscape_live.io.files.themes import MAX_VARIATIONS
from soundscape_live.io.files.values import Seconds, Table, choice, listing, number, text, wrong
from soundscape_live.mapping.binding import Act, ActTarget, Binding, Mode, ParameterTarget, Press
from soundscape_live.mapping.theme import Curve, Parameter

_PARAMETER = ParameterTarget(Parameter.NOISE_SCALE)
_ACT = ActTarget(Act.FREEZE)
_LOWEST = {Mode.OVERRIDE: 0.0, Mode.OFFSET: -1.0, Mode.SCALE: 0.0, Mode.CEILING: 0.0}
_HIGHEST = {Mode.OVERRIDE: 1.0, Mode.OFFSET: 1.0, Mode.SCALE: 4.0, Mode.CEILING: 1.0}
_OF_PARAMETERS = {"mode", "curve", "low", "high", "release", "glide"}
_OF_ACTS = {"argument", "press"}
_ADDRESS = re.compile(r"/[!-~]+")
_ADDRESS_NEVER = set("#,[]{}")
_PRESSED = {Act.FREEZE, Act.BLACKOUT, Act.PANIC}


def _argument(value: object) -> str | float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong("a text or a number")
    return value if isinstance(value, str) else float(value)


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
    argument: Annotated[str | float | None, BeforeValidator(_argument)] = None
    press: Annotated[Press, choice(Press)] = _ACT.press


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
    problems: list[str] = []
    bindings: list[Binding] = []
    for number_, row in enumerate(table.bindings, 1):
        found = list(_problems(row, controller, name, f"bindings[{number_}]"))
        problems += found
        if not found:
            bindings += _bindings(row, controller)
    if problems:
        raise FileError(tuple(problems))
    return tuple(bindings)


def named_controller(content: str, name: str) -> str | None:
    """Return which controller a mapping asks for, so that its file can be read first."""
    return parse_table(_Mapping, content, name).controller


def _controller(table: _Mapping, name: str, controllers: Mapping[str, Controller]) -> Controller | None:
    if table.controller is None:
        return None
    if table.controller not in controllers:
        expected = f"one of {', '.join(sorted(controllers)) or 'no controllers, since there are none'}"
        hint = near(table.controller, controllers)
        raise FileError((sentence(name, "controller", expected, table.controller, hint),))
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
    argument = int(row.argument) if row.act is Act.PROMPT_GOTO and isinstance(row.argument, float) else row.argument
    return ActTarget(row.act, argument, row.press)


def _problems(row: _Binding, controller: Controller | None, name: str, where: str) -> Iterator[str]:
    """Say what is wrong with a binding whose keys are right by themselves."""
    names = {control.name for control in controller.controls} if controller else set[str]()
    if not (row.control in names or is_midi(row.control) or _is_address(row.control)):
        whose = f"a control of {controller.name}, " if controller else ""
        expected = f"{whose}{MIDI_FORM}, or an OSC address such as /my/fader"
        yield sentence(name, f"{where}.control", expected, row.control, near(row.control, names))
    given = row.model_fields_set
    if (row.parameter is None) == (row.act is None):
        found = "neither" if row.act is None else "both"
        yield f"{name}: {where}: expected either parameter or act; found {found}"
    elif row.act is None:
        yield from _strangers(given & _OF_ACTS, "act", name, where)
        yield from _range_problems(row, name, where)
    else:
        yield from _strangers(given & _OF_PARAMETERS, "parameter", name, where)
        yield from _act_problems(row, row.act, name, where)


def _is_address(control: str) -> bool:
    return _ADDRESS.fullmatch(control) is not None and not _ADDRESS_NEVER & set(control)


def _strangers(keys: set[str], other: str, name: str, where: str) -> Iterator[str]:
    for key in sorted(keys):
        yield f"{name}: {where}.{key}: expected only where the binding has `{other}`; found without it"


def _range_problems(row: _Binding, name: str, where: str) -> Iterator[str]:
    lowest, highest = _LOWEST[row.mode], _HIGHEST[row.mode]
    for key, value in (("low", row.low), ("high", row.high)):
        if not lowest <= value <= highest:
            expected = f"a number from {lowest:g} to {highest:g} with mode {row.mode}"
            yield sentence(name, f"{where}.{key}", expected, value)


def _act_problems(row: _Binding, act: Act, name: str, where: str) -> Iterator[str]:
    if "press" in row.model_fields_set and act not in _PRESSED:
        expected = f"only with one of {', '.join(sorted(_PRESSED))}"
        yield f"{name}: {where}.press: expected {expected}; found with {act}"
    if row.argument is None:
        return
    argument = row.argument
    match act:
        case Act.PROMPT_GOTO:
            right = isinstance(argument, float) and argument.is_integer() and -1 <= argument < MAX_VARIATIONS
            expected = f"a whole number from -1 to {MAX_VARIATIONS - 1}"
        case Act.THEME:
            right, expected = isinstance(argument, str), "the name of a theme"
        case Act.RELEASE:
            right, expected = argument in list(Parameter), f"one of {', '.join(Parameter)}"
        case _:
            right, expected = False, f"no argument with {act}"
    if not right:
        hint = near(argument, Parameter) if act is Act.RELEASE and isinstance(argument, str) else ""
        yield sentence(name, f"{where}.argument", expected, argument, hint)
