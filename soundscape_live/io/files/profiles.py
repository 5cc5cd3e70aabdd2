"""Target profiles: what each kind of desk or program understands. One TOML file each, in targets/.

Rules: a file says where what stands in it is from, and what could not be checked. A `[[cues]]` table stands for each
of the cues that it names; `*` in a name stands for any text. What a table says must make sense for all of them.
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator
from typing_extensions import override

from soundscape_live.io.files.errors import FileError, Problem, near, shown
from soundscape_live.io.files.reading import check_name, parse_table
from soundscape_live.io.files.targets import Numbers
from soundscape_live.io.files.values import Flag, Seconds, Share, Table, choice, listing, number, text, whole, wrong
from soundscape_live.lights.rules import KINDS, SHINING, Kind, Profile, Route, Transport, Type

LARGEST = 1e6
Words: TypeAlias = Annotated[str, text(500)]
_NAMES = re.compile(r"\{([^{}]*)\}")
_FOR = {
    "press": (Kind.STRIKE,),
    "strength": (Kind.STRIKE,),
    "every": (Kind.STRIKE,),
    "range": (Kind.STRIKE, Kind.LEVEL, Kind.SWITCH),
    "attack": (Kind.LEVEL,),
    "release": (Kind.LEVEL,),
    "above": (Kind.LEVEL,),
    "below": (Kind.LEVEL,),
    "again": (Kind.SWITCH,),
    "repeat": (Kind.WORD,),
    "rate": (Kind.LEVEL, Kind.NUMBER),
}
"Keys that make sense for some kinds of cue alone."


def _names(value: object) -> tuple[str, ...]:
    asked = [value] if isinstance(value, str) else value
    if not isinstance(asked, list) or not asked or not all(isinstance(each, str) for each in asked):
        raise wrong("the name of a cue, or a list of names", value)
    found: list[str] = []
    for pattern in asked:
        matches = [name for name in KINDS if fnmatchcase(name, pattern)]
        if not matches:
            raise wrong(f"one of {', '.join(KINDS)}", pattern, near(pattern, KINDS))
        found += matches
    return tuple(dict.fromkeys(found))


def _address(value: object) -> str:
    if not isinstance(value, str) or not value.isascii() or not value.isprintable() or not 1 <= len(value) <= 200:
        raise wrong("an address of printable ASCII, at most 200 characters", value)
    return value


def _range(value: object) -> tuple[float, float]:
    if (
        not isinstance(value, list)
        or len(value) != 2
        or any(isinstance(end, bool) or not isinstance(end, int | float) or abs(end) > LARGEST for end in value)
    ):
        raise wrong("two numbers, what 0 and 1 become, as in [0, 100]", value)
    return float(value[0]), float(value[1])


class CueTable(Table):
    """One `[[cues]]`."""

    cue: Annotated[tuple[str, ...], BeforeValidator(_names)]
    address: Annotated[str, BeforeValidator(_address)]
    type: Annotated[Type, choice(Type)] = Type.FLOAT
    range: Annotated[tuple[float, float], BeforeValidator(_range)] = (0.0, 1.0)
    press: Annotated[float, number(0, 10)] = 0.05
    strength: Flag = False
    every: Annotated[int, whole(1, 64)] = 1
    attack: Seconds = 0.0
    release: Seconds = 0.0
    above: Share | None = None
    below: Share | None = None
    rate: Annotated[float, number(1, 120)] | None = None
    text: Words = ""
    off: Words = ""
    again: Flag = True
    repeat: Flag = False
    shines: Flag | None = None

    def routes(self) -> Iterator[Route]:
        """Yield what is meant, one for each cue."""
        for name in self.cue:
            yield Route(
                cue=name,
                address=self.address.replace("{cue}", name),
                type=self.type,
                low=self.range[0],
                high=self.range[1],
                press=self.press if not self.text or self.off else 0.0,
                strength=self.strength,
                every=self.every,
                attack=self.attack,
                release=self.release,
                above=self.above,
                below=self.below,
                rate=self.rate,
                text=self.text,
                off=self.off,
                again=self.again,
                repeat=self.repeat,
                shines=name in SHINING if self.shines is None else self.shines,
            )

    @override
    def problems(self) -> Iterator[Problem]:
        for key, kinds in _FOR.items():
            others = [name for name in self.cue if KINDS[name] not in kinds]
            if key in self.model_fields_set and others:
                expected = f"none: it is for a {' or a '.join(kinds)}, and {others[0]} is a {KINDS[others[0]]}"
                yield Problem(key, expected, shown(getattr(self, key)))
        if (self.above is None) is not (self.below is None):
            yield Problem("below" if self.below is None else "above", "both above and below, or neither", "one")
        elif self.above is not None and self.below is not None and self.below > self.above:
            yield Problem("below", f"at most above, {self.above:g}", f"{self.below:g}")
        if self.off and self.type is not Type.TEXT:
            yield Problem("off", 'type = "s" beside it', f"type {shown(str(self.type))}")
        if "every" in self.model_fields_set and not set(self.cue) <= {"beat", "bar", "phrase"}:
            yield Problem("every", "none but for beat, bar and phrase, which are counted", shown(self.every))


class ProfileTable(Table):
    """A profile's file."""

    title: Annotated[str, text(60)]
    sources: Annotated[tuple[Annotated[str, text(300)], ...], listing(1, 16, "texts")]
    unchecked: Annotated[tuple[Annotated[str, text(500)], ...], listing(0, 32, "texts")] = ()
    port: Annotated[int, whole(1, 65535)] | None = None
    transport: Annotated[Transport, choice(Transport)] = Transport.UDP
    rate: Annotated[float, number(1, 120)] = 30.0
    bundles: Flag = False
    numbers: Numbers = {}  # noqa: RUF012  pydantic copies a default
    cues: Annotated[tuple[CueTable, ...], listing(1, 200, "tables")]


def parse_profile(content: str, name: str) -> Profile:
    """Read a profile's text. FileError says all that is wrong."""
    called = check_name(name)
    table = parse_table(ProfileTable, content, name)
    routes = tuple(route for row in table.cues for route in row.routes())
    problems = tuple(problem.said(name) for route in routes for problem in _route_problems(route, table))
    if problems:
        raise FileError(problems)
    return Profile(called, routes, table.transport, table.rate, table.bundles, tuple(table.numbers.items()))


def _route_problems(route: Route, table: ProfileTable) -> Iterator[Problem]:
    if table.transport is not Transport.OS2L and not route.address.startswith("/"):
        yield Problem("cues", "addresses that begin with /", shown(route.address))
    names = set(_NAMES.findall(route.address + route.text.replace("{value}", "") + route.off))
    for name in sorted(names - table.numbers.keys()):
        yield Problem("cues", f"one of the numbers {', '.join(table.numbers) or '(none)'}", shown(f"{{{name}}}"))
    filled = _NAMES.sub("0", route.text)
    if filled and route.type is not Type.TEXT and not re.fullmatch(r"-?\d+(\.\d+)?", filled):
        yield Problem("text", f'a number, or type = "s" in place of "{route.type}"', shown(route.text))
