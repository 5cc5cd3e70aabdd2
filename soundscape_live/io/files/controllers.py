"""mappings/controllers/*.toml: what a controller is built like: the names of its ports and what its controls send.

Rules: facts of hardware only, each with the source it was read from; what a show does with them stands in mappings.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from typing_extensions import override

from soundscape_live.io.files.errors import FormError, Problem, near, shown
from soundscape_live.io.files.reading import check_name, parse_table
from soundscape_live.io.files.values import Phrase, Table, form, listing, text

MIDI_FORM = "a MIDI control such as cc/7, ch1/cc/7, ch10/note/36, ch1/pitchbend or program"

_CHANNEL = r"ch(?:[1-9]|1[0-6]|\*|\?)"
_PIECES = r"[\d*?]*[*?][\d*?]*"
_NUMBER = rf"(?:\d|[1-9]\d|1[01]\d|12[0-7]|{_PIECES})"
_MSB = rf"(?:\d|[12]\d|3[01]|{_PIECES})"
_PARAMETER = rf"(?:\d|[1-9]\d{{1,3}}|1[0-5]\d{{3}}|16[0-2]\d\d|163[0-7]\d|1638[0-3]|{_PIECES})"
_MIDI = re.compile(
    rf"(?:{_CHANNEL}/)?(?:(?:cc|note|turn|pressure)/{_NUMBER}|cc14/{_MSB}|nrpn/{_PARAMETER}"
    r"|pitchbend|program|pressure)"
)
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class ControllerControl:
    """One fader, knob, pad or button."""

    name: str
    "As mappings call it: `fader1`, `play`."
    midi: str
    "What it sends, as a pattern of Control.name: `cc/7`, `ch10/note/36`."


@dataclass(frozen=True, slots=True)
class Controller:
    """One kind of controller. `name` is its file's stem, by which mappings ask for it."""

    name: str
    title: str
    ports: tuple[str, ...]
    "Patterns of MIDI port names, with `*` and `?`."
    controls: tuple[ControllerControl, ...]


def is_midi(control: str) -> bool:
    """Say whether this is a MIDI control, or a pattern of some."""
    return _MIDI.fullmatch(control) is not None


def _read_name(called: str) -> str:
    if not _NAME.fullmatch(called) or is_midi(called):
        raise FormError("lower-case letters, digits, - and _, as in fader1")
    return called


def _read_midi(control: str) -> str:
    if not is_midi(control):
        raise FormError(MIDI_FORM)
    return control


class _Control(Table):
    name: Annotated[str, form(_read_name)]
    midi: Annotated[str, form(_read_midi)]
    source: Annotated[str, text(40)]


class _Controller(Table):
    title: Annotated[str, text(60)]
    ports: Annotated[tuple[Annotated[str, text(100)], ...], listing(1, 8, "texts")]
    sources: dict[str, Phrase]
    controls: Annotated[tuple[_Control, ...], listing(1, 512, "tables")]

    @override
    def problems(self) -> Iterator[Problem]:
        used = Counter(control.name for control in self.controls)
        for number, control in enumerate(self.controls, 1):
            if used[control.name] > 1:
                expected = "a name that no other control has"
                yield Problem(f"controls[{number}].name", expected, shown(control.name))
            if control.source not in self.sources:
                expected = f"one of the keys of [sources]: {', '.join(self.sources)}"
                hint = near(control.source, self.sources)
                yield Problem(f"controls[{number}].source", expected, shown(control.source), hint)


def parse_controller(content: str, name: str) -> Controller:
    """Read a controller from its file's text. FileError says all that is wrong."""
    called = check_name(name)
    table = parse_table(_Controller, content, name)
    controls = tuple(ControllerControl(control.name, control.midi) for control in table.controls)
    return Controller(called, table.title, table.ports, controls)
