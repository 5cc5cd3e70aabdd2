"""Names of ports: which are meant, which keep their names, and which input and output are one controller's. Pure.

Rules: systems list ports by texts that hold numbers, and the numbers change when a device comes back; a name here is
the same at every show. Of two ports with one name the second is called `NAME (2)`, and keeps that name as long as it
is there: a device that is pulled out does not rename its neighbour.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import MappingProxyType

CLIENT = "soundscape_live"
"What other programs see us as; ports that begin so are our own."
EVERYTHING = "*"

_NO_PAIRS: Mapping["Port", str] = MappingProxyType({})
_THROUGH = "midi through"
_ALSA_NUMBERS = re.compile(r" \d+:\d+$")
_DIRECTION = re.compile(r"(?<![a-z0-9])(?:in|out|input|output|capture|playback)(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class Port:
    """One input or output that the system lists."""

    listed: str
    "As the system names it now; a re-plugged device may have another number."
    name: str
    "Without numbers that change, and the same at every show."
    alike: int = 0
    "How many ports that are listed by the very same text stand before it."


class Names:
    """Gives the ports of one system's list their names, and remembers them while they are there."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, int], str] = {}

    def ports(self, listed: Sequence[str]) -> tuple[Port, ...]:
        """Return the ports that are listed, without our own, in the list's order."""
        alike: Counter[str] = Counter()
        keys = []
        for entry in listed:
            if not entry.lower().startswith(CLIENT):
                keys.append((entry, alike[entry]))
                alike[entry] += 1
        given = {key: name for key, name in self._given.items() if key in keys}
        taken = set(given.values())
        for key in keys:
            if key not in given:
                given[key] = _free(_ALSA_NUMBERS.sub("", key[0]), taken)
                taken.add(given[key])
        self._given = given
        return tuple(Port(entry, given[entry, before], before) for entry, before in keys)


def _free(bare: str, taken: set[str]) -> str:
    name, number = bare, 1
    while name in taken:
        number += 1
        name = f"{bare} ({number})"
    return name


def choose(ports: Sequence[Port], patterns: Sequence[str]) -> tuple[Port, ...]:
    """Return the ports whose names match a pattern, in their order."""
    return tuple(port for port in ports if matches(port.name, patterns))


def matches(name: str, patterns: Sequence[str]) -> bool:
    """Say whether a port's name matches one of the patterns (`*` and `?`, as in file names), whatever the case.

    `*` alone takes all but ALSA's "Midi Through"; a pattern that says more can name that one too.
    """
    lowered = name.lower()
    usual = not lowered.startswith(_THROUGH)
    return any(usual if pattern == EVERYTHING else is_like(lowered, pattern.lower()) for pattern in patterns)


def is_like(text: str, pattern: str) -> bool:
    """Say whether a text matches a pattern with `*` and `?`, as bindings' patterns do: case counts, `[` is itself."""
    return fnmatchcase(text, pattern.replace("[", "[[]"))


def place(port: Port, listed: Sequence[str]) -> int | None:
    """Return where a port stands in the system's list now; None: it is not there any more."""
    places = [at for at, entry in enumerate(listed) if entry == port.listed]
    return places[port.alike] if port.alike < len(places) else None


def pair(inputs: Iterable[Port], outputs: Iterable[Port], before: Mapping[Port, str] = _NO_PAIRS) -> dict[Port, Port]:
    """Return for each output the input of the same controller, as far as there is one.

    Who was together `before` (an output, its input's name) stays so: ports of one controller do not come and go at the
    same moment. The same entry in both lists is one device's (ALSA). Else names are compared without the words that
    tell the directions apart (`X:out` and `X:in`, `X (capture)` and `X (playback)`), and what is left goes in order.
    """
    pairs: dict[Port, Port] = {}
    free = list(inputs)
    left = list(outputs)
    for same in (
        lambda output, source: before.get(output) == source.name,
        lambda output, source: (output.listed, output.alike) == (source.listed, source.alike),
        lambda output, source: _undirected(output) == _undirected(source),
        lambda _output, _source: True,
    ):
        for output in list(left):
            found = next((source for source in free if same(output, source)), None)
            if found is not None:
                pairs[output] = found
                left.remove(output)
                free.remove(found)
    return pairs


def _undirected(port: Port) -> str:
    return _DIRECTION.sub("", port.name.lower())
