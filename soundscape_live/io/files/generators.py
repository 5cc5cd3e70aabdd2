"""`generator` and `[generators.…]` of show files: who makes the pictures, and which screens they are for.

Rules: `main` is there in every show; `generator` alone is its address. The order in the file is the order of the show;
a standby stands below the generator whose place it takes. What only a Scope server understands is an error beside
`embedded`.
"""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator
from typing_extensions import override

from soundscape_live.io.files.addresses import read_server
from soundscape_live.io.files.distribution import (
    Distribution,
    distribution,
    own_problems,
    read_endpoint,
    read_film,
    shared_problems,
)
from soundscape_live.io.files.errors import FormError, Problem, near, shown
from soundscape_live.io.files.values import Flag, Table, choice, form, number, text, wrong
from soundscape_live.mapping.show import GeneratorRule, Return
from soundscape_live.model import MAIN

EMBEDDED = "embedded"
NONE = "none"
MOST = 8
"Generators of a show; each embedded one is two processes."
NAME = r"[a-z0-9_-]{1,40}"

LONGEST = 32
"Tables in a list of load_params."

_OFFSET = 5_000
"Milliseconds that a picture may be late or early by hand."

Plain: TypeAlias = float | int | str | bool
Setting: TypeAlias = Plain | list[dict[str, Plain]]


@dataclass(frozen=True, slots=True)
class Drawing:
    """The model that an embedded generator draws with."""

    model: str
    vae: str = "tiny"
    device: str = "cuda"
    "`cuda`, `cuda:1` and so on, or `cpu`."
    smooth: bool = False
    "Draw half as often, and show what lies half way between two frames."


_DRAWING = Drawing("")


class StandIn(StrEnum):
    """What drives a Scope server's pipeline in the place of noise_scale, where that does nothing."""

    NONE = "none"
    ATTENTION_BIAS = "attention-bias"
    RESETS = "resets"
    BYPASS = "bypass"


@dataclass(frozen=True, slots=True)
class Scope:
    """How a Scope server is to be used."""

    pipeline: str = "longlive"
    stand_in: StandIn = StandIn.NONE
    load_params: tuple[tuple[str, Setting], ...] = ()


_SCOPE = Scope()
_DISTRIBUTION = Distribution()
_RULE = GeneratorRule()


@dataclass(frozen=True, slots=True)
class Generator:
    """One generator of a show file."""

    address: str = EMBEDDED
    "`embedded`, `none` (main alone), or the address of a generator's server."
    rule: GeneratorRule = _RULE
    scope: Scope = _SCOPE
    distribution: Distribution = _DISTRIBUTION
    drawing: Drawing | None = None
    "None: an embedded one draws without a model."

    @property
    def name(self) -> str:
        """What it is called."""
        return self.rule.name

    @property
    def embedded(self) -> bool:
        """Whether it is a process of our own."""
        return self.address == EMBEDDED

    @property
    def url(self) -> str:
        """The address of somebody's server; empty of others."""
        return "" if self.address in {EMBEDDED, NONE} else self.address


def _name(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(NAME, value):
        raise wrong("a name of 1 to 40 of a to z, 0 to 9, _ and -", value)
    return value


def _setting(value: object) -> Setting:
    if isinstance(value, list) and len(value) <= LONGEST and all(isinstance(item, dict) for item in value):
        return [{str(key): _plain(inner) for key, inner in item.items()} for item in value]
    return _plain(value)


def _plain(value: object) -> Plain:
    if isinstance(value, bool) or (isinstance(value, int | float) and abs(value) < 1e15):
        return value
    if isinstance(value, str) and len(value) <= 1000 and value.isprintable():
        return value
    raise wrong("a number, a text, true or false, or a list of tables of them", value)


def read_device(text: str) -> str:
    """Read the name of a model's device. FormError if it is none."""
    if not re.fullmatch(r"cuda(:[0-9]{1,2})?|cpu", text):
        raise FormError("cuda, cuda:1 and so on, or cpu")
    return text


GeneratorName: TypeAlias = Annotated[str, BeforeValidator(_name)]


class GeneratorTable(Table):
    """One `[generators.NAME]`."""

    address: Annotated[str, form(read_server)] | None = None
    screen: GeneratorName | None = None
    standby_for: GeneratorName | None = None
    back: Annotated[Return, choice(Return)] | None = None
    offset_ms: Annotated[float, number(-_OFFSET, _OFFSET)] = 0.0
    pipeline: Annotated[str, text(100)] | None = None
    stand_in: Annotated[StandIn, choice(StandIn)] | None = None
    load_params: dict[str, Annotated[Setting, BeforeValidator(_setting)]] | None = None
    record: Annotated[str, form(read_film)] | None = None
    record_asked: Flag | None = None
    whip: Annotated[str, form(read_endpoint)] | None = None
    whip_token_file: Annotated[str, text(1000)] | None = None
    log: Annotated[str, text(1000)] | None = None
    model: Annotated[str, text(1000)] | None = None
    vae: Annotated[str, text(1000)] | None = None
    device: Annotated[str, form(read_device)] | None = None
    smooth: Flag | None = None

    @override
    def problems(self) -> Iterator[Problem]:
        yield from own_problems(self)
        if self.standby_for is not None and self.screen is not None:
            yield Problem("screen", "none beside standby_for, which says it", shown(self.screen))
        if self.model is None:
            for key in ("vae", "device", "smooth"):
                if getattr(self, key) is not None:
                    yield Problem(key, "it beside `model`", "no model")

    def scope(self) -> Scope:
        """Return how a Scope server is to be used."""
        return Scope(
            self.pipeline or _SCOPE.pipeline,
            self.stand_in or _SCOPE.stand_in,
            tuple((self.load_params or {}).items()),
        )

    def drawing(self) -> Drawing | None:
        """Return the model that is drawn with, if there is one."""
        if self.model is None:
            return None
        return Drawing(
            self.model, self.vae or _DRAWING.vae, self.device or _DRAWING.device, self.smooth or _DRAWING.smooth
        )

    def of_scope(self) -> Iterator[str]:
        """Yield the keys that are there and mean something to a Scope server alone."""
        for key in ("pipeline", "stand_in", "load_params"):
            if getattr(self, key) is not None:
                yield key


Generators: TypeAlias = dict[GeneratorName, GeneratorTable]


def generators(short: str | None, tables: Mapping[str, GeneratorTable]) -> tuple[Generator, ...]:
    """Return the generators in the show's order; `short` is main's address, if `generator` gives it."""
    rows = {**({} if MAIN in tables else {MAIN: GeneratorTable()}), **tables}
    return tuple(_frozen(name, rows, short if name == MAIN else None) for name in rows)


def generator_problems(short: str | None, tables: Mapping[str, GeneratorTable]) -> Iterator[Problem]:
    """Say what is wrong between generators."""
    if len(tables) > MOST:
        yield Problem("generators", f"at most {MOST} tables", str(len(tables)))
    if short is not None and MAIN in tables and tables[MAIN].address is not None:
        expected = f"it in generator or in generators.{MAIN}.address, not in both"
        yield Problem("generator", expected, shown(short))
    names = [*([] if MAIN in tables else [MAIN]), *tables]
    screens: dict[str, str] = {}
    for place, name in enumerate(names):
        table = tables.get(name, GeneratorTable())
        yield from _own_problems(name, table, short if name == MAIN else None)
        if table.standby_for is not None:
            yield from _standby_problems(name, table.standby_for, names[:place], tables)
        elif (other := screens.setdefault(table.screen or name, name)) != name:
            expected = f"a screen of its own, or standby_for in its place, as {other} has that one"
            yield Problem(f"generators.{name}.screen", expected, shown(table.screen or name))
    yield from _back_problems(tables)
    yield from shared_problems(tables)


def with_main_at(found: tuple[Generator, ...], address: str) -> tuple[Generator, ...]:
    """Put main elsewhere."""
    return tuple(dataclasses.replace(one, address=address) if one.name == MAIN else one for one in found)


def _frozen(name: str, tables: Mapping[str, GeneratorTable], short: str | None) -> Generator:
    table = tables[name]
    of = table.standby_for
    screen = (table.screen or name) if of is None else (tables[of].screen or of)
    rule = GeneratorRule(name, screen, table.back or Return.HAND, table.offset_ms / 1e3)
    return Generator(short or table.address or EMBEDDED, rule, table.scope(), distribution(table), table.drawing())


def _own_problems(name: str, table: GeneratorTable, short: str | None) -> Iterator[Problem]:
    address = short or table.address or EMBEDDED
    if address != EMBEDDED and table.log is not None:
        yield Problem(f"generators.{name}.log", "it on an embedded generator; another has its option --log", address)
    if address == EMBEDDED:
        for key in table.of_scope():
            yield Problem(f"generators.{name}.{key}", "it beside the address of a Scope server", EMBEDDED)
    elif table.model is not None:
        expected = "none: what draws there was started with its own"
        yield Problem(f"generators.{name}.model", expected, shown(table.model))


def _standby_problems(name: str, of: str, above: list[str], tables: Mapping[str, GeneratorTable]) -> Iterator[Problem]:
    able = [one for one in above if one not in tables or tables[one].standby_for is None]
    if of not in able:
        expected = f"the name of a generator above it that is no standby itself: {', '.join(able) or 'there is none'}"
        yield Problem(f"generators.{name}.standby_for", expected, shown(of), near(of, able))


def _back_problems(tables: Mapping[str, GeneratorTable]) -> Iterator[Problem]:
    helped = {table.standby_for for table in tables.values()}
    for name, table in tables.items():
        if table.back is not None and name not in helped:
            yield Problem(f"generators.{name}.back", "it on a generator that has a standby", shown(table.back.value))


class RuleTable(Table):
    """A generator's rule in a show log."""

    name: GeneratorName
    screen: GeneratorName
    back: Annotated[Return, choice(Return)]
    offset: Annotated[float, number(-_OFFSET / 1e3, _OFFSET / 1e3)]

    def frozen(self) -> GeneratorRule:
        """Return the value that the core knows."""
        return GeneratorRule(self.name, self.screen, self.back, self.offset)


def rule_json(rule: GeneratorRule) -> dict[str, object]:
    """Return a value that json.dumps writes, of the form that RuleTable has."""
    return {**dataclasses.asdict(rule), "back": rule.back.value}
