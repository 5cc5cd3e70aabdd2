"""What a show's files say of its controllers: how their ports are read, and how they are lit.

Rules: both are found by the patterns of the controllers that its mappings name; what a mapping declares of a control's
coding goes before what the controller's file declares.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from soundscape_live.io.files.controllers import parse_controller
from soundscape_live.io.files.mappings import Coded, parse_codings
from soundscape_live.io.files.sources import Sources
from soundscape_live.io.midi import Surface
from soundscape_live.io.midi.coding import Coding, Codings
from soundscape_live.io.midi.declared import codings
from soundscape_live.io.midi.lights import Lights

_MIDI = "midi:"
_ANYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Controllers:
    """The controllers of a show."""

    surfaces: tuple[Surface, ...] = ()
    codings: tuple[tuple[str, Codings], ...] = ()
    "Patterns of ports, and what is declared for them."


def controllers(sources: Sources) -> Controllers:
    """Read what a show's files say of its controllers. The files have been read before and are good."""
    known = {made.name: made for made in (parse_controller(file.text, file.name) for file in sources.controllers)}
    coded = [row for file in sources.mappings for row in parse_codings(file.text, file.name, known)]
    return Controllers(
        tuple(Surface(made.ports, Lights(made), built=made) for made in known.values()),
        (*_declared(coded), *((port, codings(made)) for made in known.values() for port in made.ports)),
    )


def _declared(coded: list[Coded]) -> Iterator[tuple[str, Codings]]:
    for row in coded:
        if row.source == _ANYWHERE or row.source.startswith(_MIDI):
            yield row.source.removeprefix(_MIDI), _codings(row)


def _codings(row: Coded) -> Codings:
    """Return what one binding declares; a turn of which it does not say how it is coded declares nothing."""
    *_, kind, number = row.control.split("/")
    if kind == "nrpn":
        return Codings(nrpn=True)
    if not number.isdigit():
        return Codings()
    if kind == "cc14":
        return Codings(fine=frozenset((int(number),)))
    return Codings(turns=((int(number), Coding(row.coding)),)) if row.coding else Codings()
