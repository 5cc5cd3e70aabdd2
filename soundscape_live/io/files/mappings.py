"""mappings/*.toml: which movement of a hand does what.

Rules: a binding's control is a name of the file's controller, a MIDI control, or an OSC address; what the bindings of a
file need of each other (a layer that something holds, a group of more than one) must be there. Where a controller has
no faders its knobs stand in for them, and the other way round; so do pads and buttons; but never for one that is bound
by its own name too.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from soundscape_live.io.files.bindings import BindingTable
from soundscape_live.io.files.controllers import MIDI_FORM, Controller, is_midi
from soundscape_live.io.files.errors import FileError, Problem, near, shown
from soundscape_live.io.files.reading import check_name, parse_table
from soundscape_live.io.files.values import Table, listing, text
from soundscape_live.mapping.binding import Binding

_CONTROL_FORM = f"{MIDI_FORM}, or an OSC address such as /my/fader"
_ADDRESS = re.compile(r"/[!-~]+")
_ADDRESS_NEVER = set("#,[]{}")
_CODED = re.compile(r"(?:ch[^/]+/)?(?:turn|cc14|nrpn)/.*")
_TURN = re.compile(r"(?:ch[^/]+/)?turn/.*")


@dataclass(frozen=True, slots=True)
class Coded:
    """What a mapping says of how a port's messages are to be read: 14 bits, a parameter number, steps."""

    source: str
    "The binding's pattern of Control.source."
    control: str
    "`cc14/1`, `nrpn/300`, `ch1/turn/16`."
    coding: str | None
    "Of steps: one of bindings.CODINGS; None if the file does not say."


class _Mapping(Table):
    title: Annotated[str, text(60)] = ""
    description: Annotated[str, text(500, shortest=0)] = ""
    controller: Annotated[str, text(60)] | None = None
    bindings: Annotated[tuple[BindingTable, ...], listing(1, 512, "tables")]


def parse_mapping(content: str, name: str, controllers: Mapping[str, Controller]) -> tuple[Binding, ...]:
    """Read a mapping from its file's text; `controllers` are those it may name. FileError says all that is wrong."""
    table, controller = _read(content, name, controllers)
    return tuple(row.binding(source, control) for row in table.bindings for source, control in _places(row, controller))


def parse_codings(content: str, name: str, controllers: Mapping[str, Controller]) -> tuple[Coded, ...]:
    """Read how a mapping wants messages to be read. FileError says all that is wrong with the mapping."""
    table, controller = _read(content, name, controllers)
    return tuple(
        Coded(source, control, row.coding)
        for row in table.bindings
        for source, control in _places(row, controller)
        if _CODED.fullmatch(control)
    )


def named_controller(content: str, name: str) -> str | None:
    """Return which controller a mapping asks for, so that its file can be read first."""
    return parse_table(_Mapping, content, name).controller


def _read(content: str, name: str, controllers: Mapping[str, Controller]) -> tuple[_Mapping, Controller | None]:
    check_name(name)
    table = parse_table(_Mapping, content, name)
    controller = _controller(table, name, controllers)
    problems = tuple(
        problem.said(name, f"bindings[{number_}]")
        for number_, row in enumerate(table.bindings, 1)
        for problem in _problems(row, controller, table.bindings)
    )
    if problems:
        raise FileError(problems)
    return table, controller


def _problems(row: BindingTable, controller: Controller | None, rows: tuple[BindingTable, ...]) -> Iterator[Problem]:
    problems = tuple(_control_problems(row.control, controller, {each.control for each in rows}))
    yield from problems
    if problems:
        return
    control, _ = _resolved(row.control, controller)
    relative = _TURN.fullmatch(control) is not None
    yield from row.way_problems(relative=relative, by_name=control != row.control)
    layers = {each.held_layer for each in rows if each.held_layer is not None}
    if row.layer is not None and row.layer not in layers:
        expected = f"a layer that an act shift of this file holds{_listed(layers)}"
        yield Problem("layer", expected, shown(row.layer), near(row.layer, layers))
    groups = Counter(each.group for each in rows)
    if row.group is not None and groups[row.group] == 1:
        yield Problem("group", "the name of a group of at least two bindings", f"{shown(row.group)} in this one alone")


def _listed(layers: set[str]) -> str:
    return f": {', '.join(sorted(layers))}" if layers else ""


def _controller(table: _Mapping, name: str, controllers: Mapping[str, Controller]) -> Controller | None:
    if table.controller is None:
        return None
    if table.controller not in controllers:
        expected = f"one of {', '.join(sorted(controllers)) or 'no controllers, since there are none'}"
        hint = near(table.controller, controllers)
        raise FileError((Problem("controller", expected, shown(table.controller), hint).said(name),))
    return controllers[table.controller]


def _control_problems(control: str, controller: Controller | None, named: set[str]) -> Iterator[Problem]:
    """Say what is wrong with a binding's control; `named` are those of all the file's bindings."""
    if is_midi(control) or _is_address(control):
        return
    known = controller.find(control) if controller else None
    if controller is None:
        yield Problem("control", _CONTROL_FORM, shown(control))
    elif known is None:
        calls = [called for one in controller.controls for called in (one.name, one.label) if called]
        expected = f"a control of {controller.name} ({', '.join(controller.ranges())}), {_CONTROL_FORM}"
        yield Problem("control", expected, shown(control), near(control, calls))
    elif controller.own(control) is None and named & {known.name, known.label}:
        expected = f"a control of {controller.name}; {known.name} would stand in, but has a binding of its own"
        yield Problem("control", expected, shown(control))


def _places(row: BindingTable, controller: Controller | None) -> Iterator[tuple[str, str]]:
    """Yield the sources and the control that a row is listened to from."""
    control, ports = _resolved(row.control, controller)
    sources = (row.source,) if row.source is not None else ports
    return ((source, control) for source in sources)


def _resolved(control: str, controller: Controller | None) -> tuple[str, tuple[str, ...]]:
    """Return what the control sends, and the sources that it is listened to from unless the file says otherwise."""
    if control.startswith("/"):
        return control, ("*",)
    if controller is None:
        return control, ("midi:*",)
    known = controller.find(control)
    return known.midi if known else control, tuple(f"midi:{port}" for port in controller.ports)


def _is_address(control: str) -> bool:
    return _ADDRESS.fullmatch(control) is not None and not _ADDRESS_NEVER & set(control)
