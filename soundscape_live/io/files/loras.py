"""`[loras.NAME]` of show files: the LoRAs that a show plays, and how far hands may move them.

Rules: a name is lower-case, since it stands in OSC addresses. What is loaded is the generator's matter: here stands
only what it is called there.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Annotated, TypeAlias

from typing_extensions import override

from soundscape_live.io.files.errors import Problem
from soundscape_live.io.files.generators import GeneratorName
from soundscape_live.io.files.values import Table, number, text
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.model import LORA_MOST
from soundscape_live.wire.fields import MAX_LORA_PATH, MAX_LORAS

LoraName: TypeAlias = GeneratorName
LoraScale: TypeAlias = Annotated[float, number(-LORA_MOST, LORA_MOST)]

_RULE = LoraRule("")


class LoraTable(Table):
    """One `[loras.NAME]`."""

    path: Annotated[str, text(MAX_LORA_PATH)] | None = None
    scale: LoraScale = _RULE.scale
    low: LoraScale = _RULE.low
    high: LoraScale = _RULE.high

    @override
    def problems(self) -> Iterator[Problem]:
        if self.low == self.high:
            yield Problem("high", "another number than low", f"{self.high:g}")

    def frozen(self, name: str) -> LoraRule:
        """Return the value that the core knows."""
        return LoraRule(name, self.path or "", self.scale, self.low, self.high)


LoraTables: TypeAlias = dict[LoraName, LoraTable]


def lora_rules(tables: Mapping[str, LoraTable]) -> tuple[LoraRule, ...]:
    """Return the LoRAs in the file's order."""
    return tuple(table.frozen(name) for name, table in tables.items())


def lora_problems(tables: Mapping[str, LoraTable]) -> Iterator[Problem]:
    """Say what is wrong between LoRAs."""
    if len(tables) > MAX_LORAS:
        yield Problem("loras", f"at most {MAX_LORAS} tables", str(len(tables)))
    called: dict[str, str] = {}
    for name, table in tables.items():
        other = called.setdefault(table.path or name, name)
        if other != name:
            yield Problem(f"loras.{name}.path", f"another than that of {other}", table.path or name)


def loras_json(rules: tuple[LoraRule, ...]) -> dict[str, object]:
    """Return a value that json.dumps writes, of the form that a show file has."""
    tables = {}
    for rule in rules:
        table = dataclasses.asdict(rule)
        del table["name"]
        tables[rule.name] = {**table, "path": rule.path or None}
    return {**tables}
