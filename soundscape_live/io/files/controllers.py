"""mappings/controllers/*.toml: what a controller is built like: its ports, what its controls send, how it is lit.

Rules: facts of hardware only, each with the source it was read from, and what could not be verified is said there;
what a show does with them stands in mappings.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Annotated, TypeAlias

from pydantic import Field
from typing_extensions import override

from soundscape_live.io.controller import Coding, ControlKind, Controller, ControllerControl
from soundscape_live.io.files.errors import FormError, Problem, key_path, listed, near, shown
from soundscape_live.io.files.lights import LightTable, read_message
from soundscape_live.io.files.reading import check_name, parse_table
from soundscape_live.io.files.values import Phrase, Table, choice, form, listing, text, whole

__all__ = ["MIDI_FORM", "Controller", "ControllerControl", "is_midi", "parse_controller"]

MIDI_FORM = "a MIDI control such as cc/7, ch1/cc/7, ch10/note/36, ch1/pitchbend or program"
SENT_FORM = f"{MIDI_FORM}, or cc14/1, nrpn/300 or turn/16; without * and ?"

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
_FINE_APART = 32
"From a control change with 14 bits to its other half."

Claim: TypeAlias = tuple[str, str, str]
"A message or a light: its kind or family, its number, its channel."


def is_midi(control: str) -> bool:
    """Say whether this is a MIDI control, or a pattern of some."""
    return _MIDI.fullmatch(control) is not None


def _read_name(called: str) -> str:
    if not _NAME.fullmatch(called) or is_midi(called):
        raise FormError("lower-case letters, digits, - and _, as in fader1")
    return called


def _read_midi(control: str) -> str:
    if not is_midi(control) or "*" in control or "?" in control:
        raise FormError(SENT_FORM)
    return control


def _read_identity(written: str) -> bytes:
    return read_message(f"f0 {written} f7")[1:-1]


class _Control(Table):
    name: Annotated[str, form(_read_name)]
    midi: Annotated[str, form(_read_midi)]
    kind: Annotated[ControlKind, choice(ControlKind)] | None = None
    label: Annotated[str, form(_read_name)] = ""
    coding: Annotated[Coding, choice(Coding)] | None = None
    light: Annotated[str, text(40)] = ""
    light_number: Annotated[int, whole(0, 127)] | None = None
    source: Annotated[str, text(40)]

    @override
    def problems(self) -> Iterator[Problem]:
        turns = "turn/" in self.midi
        if turns and self.coding is None:
            yield Problem("coding", f"one of {', '.join(Coding)}, since midi is {self.midi}", "none")
        if self.coding is not None and not turns:
            yield Problem("coding", "only where midi is turn/N", f"with {self.midi}")
        if self.light_number is not None and not self.light:
            yield Problem("light_number", "only where the control has a `light`", "without it")
        if self.light and self.number > 127:
            yield Problem("light_number", "a whole number from 0 to 127, since midi has a higher one", "none")

    @property
    def number(self) -> int:
        """The light's number: what is said, or else the control's own."""
        own = self.midi.rpartition("/")[2]
        return self.light_number if self.light_number is not None else int(own) if own.isdecimal() else 0

    def frozen(self) -> ControllerControl:
        word = self.name.rstrip("0123456789")
        usual = ControlKind(word) if word in set(ControlKind) else ControlKind.BUTTON
        kind, number = self.kind or usual, self.number if self.light else 0
        return ControllerControl(self.name, self.midi, kind, self.label, self.coding, self.light, number)


class _Setup(Table):
    arrival: Annotated[tuple[Annotated[bytes, form(read_message)], ...], listing(0, 64, "messages")] = ()
    leaving: Annotated[tuple[Annotated[bytes, form(read_message)], ...], listing(0, 64, "messages")] = ()
    identity: Annotated[bytes, form(_read_identity)] = b""
    source: Annotated[str, text(40)]


class _Controller(Table):
    title: Annotated[str, text(60)]
    ports: Annotated[tuple[Annotated[str, text(100)], ...], listing(1, 8, "texts")]
    sources: dict[str, Phrase]
    controls: Annotated[tuple[_Control, ...], listing(1, 512, "tables")]
    lights: dict[str, LightTable] = Field(default_factory=dict)
    setup: _Setup | None = None
    unverified: dict[str, Phrase] = Field(default_factory=dict)

    @override
    def problems(self) -> Iterator[Problem]:
        yield from self._name_problems()
        yield from self._source_problems()
        yield from self._light_problems()
        for number, twice in self._repeated(_sent(control.midi) for control in self.controls):
            yield Problem(f"controls[{number}].midi", "what no other control sends", shown(twice.midi))
        yield from self._unverified_problems()

    def _name_problems(self) -> Iterator[Problem]:
        used = Counter(called for control in self.controls for called in {control.name, control.label} - {""})
        for number, control in enumerate(self.controls, 1):
            for key, called in (("name", control.name), ("label", control.label)):
                if used[called] > 1:
                    expected = "a name that no other control has"
                    yield Problem(f"controls[{number}].{key}", expected, shown(called))

    def _unverified_problems(self) -> Iterator[Problem]:
        known = {"ports", "arrival", "leaving", "identity", *(key_path(("lights", name)) for name in self.lights)}
        called = [*known, *(one for control in self.controls for one in (control.name, control.label))]
        for key in self.unverified:
            if not any(fnmatchcase(one, key) for one in called):
                expected = f"a control's name, with * for several, or one of {', '.join(sorted(known))}"
                yield Problem("unverified", expected, shown(key))

    def _source_problems(self) -> Iterator[Problem]:
        named = [(f"controls[{number}]", control.source) for number, control in enumerate(self.controls, 1)]
        named += [(key_path(("lights", name)), lights.source) for name, lights in self.lights.items()]
        named += [("setup", self.setup.source)] if self.setup else []
        for where, source in named:
            if source not in self.sources:
                expected = f"one of the keys of [sources]: {listed(self.sources)}"
                yield Problem(f"{where}.source", expected, shown(source), near(source, self.sources))

    def _light_problems(self) -> Iterator[Problem]:
        for number, control in enumerate(self.controls, 1):
            if control.light and control.light not in self.lights:
                expected = f"the name of a table [lights.NAME]: {listed(self.lights) or 'there is none'}"
                hint = near(control.light, self.lights)
                yield Problem(f"controls[{number}].light", expected, shown(control.light), hint)
        for number, twice in self._repeated(_lit(control) for control in self.controls):
            found = f"{twice.number} of {twice.light}"
            yield Problem(f"controls[{number}].light_number", "a light that no other control has", found)

    def _repeated(self, claims: Iterable[set[Claim]]) -> Iterator[tuple[int, _Control]]:
        """Yield each control, with its number from 1, that claims what one before it claims."""
        seen = set[Claim]()
        for (number, control), claimed in zip(enumerate(self.controls, 1), claims, strict=True):
            if claimed & seen:
                yield number, control
            seen |= claimed


def _channel(midi: str) -> str:
    return midi.partition("/")[0] if midi.startswith("ch") else ""


def _lit(control: _Control) -> set[Claim]:
    """Return which light a control has, if any."""
    return {(control.light, str(control.number), _channel(control.midi) or "ch1")} if control.light else set()


def _sent(midi: str) -> set[Claim]:
    """Return which messages a control sends: their kind and number, with every channel that it may send them on."""
    channel = _channel(midi)
    kind, _, number = midi.removeprefix(f"{channel}/").partition("/")
    numbers = [number]
    if kind == "cc14":
        numbers.append(str(int(number) + _FINE_APART))
    kind = "cc" if kind in {"cc14", "turn"} else kind
    channels = [channel] if channel else [f"ch{one}" for one in range(1, 17)]
    return {(kind, number, one) for number in numbers for one in channels}


def parse_controller(content: str, name: str) -> Controller:
    """Read a controller from its file's text. FileError says all that is wrong."""
    called = check_name(name)
    table = parse_table(_Controller, content, name)
    setup = table.setup
    return Controller(
        called,
        table.title,
        table.ports,
        tuple(control.frozen() for control in table.controls),
        tuple(lights.frozen(family) for family, lights in table.lights.items()),
        setup.arrival if setup else (),
        setup.leaving if setup else (),
        setup.identity if setup else b"",
        tuple(table.unverified.items()),
    )
