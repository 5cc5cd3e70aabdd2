"""5,000 damaged mappings: each is loaded whole, or refused with the key, or the line and column, that is wrong."""

import json
import math
import random
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from soundscape_live.io.files.controllers import Controller
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Kind, Library, shipped_folder
from soundscape_live.io.files.mappings import named_controller, parse_mapping
from soundscape_live.io.files.reading import read_text
from soundscape_live.mapping.binding import Binding

LIBRARY = Library(shipped_folder())
CONTROLLERS = {name: LIBRARY.controller(name) for name in LIBRARY.names(Kind.CONTROLLERS)}
TEXTS = [file.text for file in LIBRARY.texts(Kind.MAPPINGS)[0]]
EACH = 500
SEED = 20261128

KEY = r"(?:\"[^\n]*\"|[A-Za-z0-9_-]+)(?:\[\d+\]|\.[A-Za-z0-9_-]+|\.?\"[^\n]*\")*"
PLACED = re.compile(rf"mine\.toml: (?:line \d+(?:, column \d+)?|end of document|{KEY}|and \d+ more problems)(?:: |$)")
WHOLE_FILE = re.compile(r"mine\.toml: expected (?:at most \d+ bytes|TOML|a few levels of lists and tables)")
"What concerns no key and no line."

Value: TypeAlias = object
Damage: TypeAlias = Callable[[str, random.Random], bytes]

SCALARS: list[Value] = [
    *(0, -1, 1, 127, 2**31, 2**70, -(2**70), 0.0, 0.5, -0.5, 1e308, float("inf"), float("-inf"), float("nan")),
    *(True, False, "", " ", "x", "cc/1", "cc/128", "turn/3", "fader1", "knob1", "pad1", "button99", "fader0"),
    *("/x", "/x y", "*", "midi:*", "noise_scale", "light", "freeze", "theme", "prompt_goto", "toggle", "override"),
    *("\u0000", "\ud7ff", "a" * 5000, "\u202e", "\n", '"', "akai-lpd8", "korg-nanokontrol2", "no-such-one"),
]


def written(value: Value) -> str:
    """Write a value of TOML on one line."""
    match value:
        case bool():
            return "true" if value else "false"
        case float() if not math.isfinite(value):
            return str(value)
        case int() | float():
            return repr(value).replace("+", "")
        case str():
            return json.dumps(value)
        case list():
            return f"[{', '.join(map(written, value))}]"
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {written(item)}" for key, item in value.items()) + "}"
        case _:
            raise AssertionError(value)


def a_value(chance: random.Random, depth: int = 2) -> Value:
    kind = chance.random()
    if depth and kind < 0.15:
        return [a_value(chance, depth - 1) for _ in range(chance.randint(0, 3))]
    if depth and kind < 0.3:
        return {str(chance.choice(SCALARS)): a_value(chance, depth - 1) for _ in range(chance.randint(0, 3))}
    return chance.choice(SCALARS)


def bits(text: str, chance: random.Random) -> bytes:
    data = bytearray(text.encode())
    for _ in range(chance.randint(1, 6)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def some_bytes(text: str, chance: random.Random) -> bytes:
    data = bytearray(text.encode())
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(data))
        data[start : start + chance.randint(0, 8)] = chance.randbytes(chance.randint(0, 8))
    return bytes(data)


def tails(text: str, chance: random.Random) -> bytes:
    data = text.encode()
    start, end = sorted(chance.choices(range(len(data)), k=2))
    return chance.choice([data[:end], data[start:], data[:start] + data[end:]])


def lines(text: str, chance: random.Random) -> bytes:
    rows = text.split("\n")
    for _ in range(chance.randint(1, 4)):
        here, there = chance.randrange(len(rows)), chance.randrange(len(rows))
        match chance.randrange(4):
            case 0:
                rows[here], rows[there] = rows[there], rows[here]
            case 1:
                rows.insert(here, rows[there])
            case 2:
                rows[here] = ""
            case _:
                rows[here] = rows[here].replace(
                    chance.choice('=[]".#_'), chance.choice(["", "=", "[", '"', "\t", "'"]), 1
                )
    return "\n".join(rows).encode()


def words(text: str, chance: random.Random) -> bytes:
    """Put a word of the file in the place of another."""
    found = list(re.finditer(r"[A-Za-z0-9_./-]+", text))
    one, other = chance.choice(found), chance.choice(found)
    return (text[: one.start()] + other[0] + text[one.end() :]).encode()


def structured(change: Callable[[dict[str, Value], random.Random], None]) -> Damage:
    """Damage a file's tables, and write them down again: the TOML is right, what it says is not."""

    def damage(text: str, chance: random.Random) -> bytes:
        table: dict[str, Value] = tomllib.loads(text)
        for _ in range(chance.randint(1, 3)):
            change(table, chance)
        return "".join(f"{json.dumps(key)} = {written(value)}\n" for key, value in table.items()).encode()

    return damage


def a_place(table: dict[str, Value], chance: random.Random) -> dict[str, Value]:
    rows = table.get("bindings")
    places = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return chance.choice(places) if places and chance.random() < 0.85 else table


def keys(table: dict[str, Value], chance: random.Random) -> None:
    place = a_place(table, chance)
    if place:
        key = chance.choice(list(place))
        other = chance.choice(
            [key[:-1], key + "s", key.upper(), "", "act", "parameter", "low", "press", "x y", "\u00e9"]
        )
        place[other] = place.pop(key)


def values(table: dict[str, Value], chance: random.Random) -> None:
    place = a_place(table, chance)
    if place:
        place[chance.choice(list(place))] = chance.choice(SCALARS)


def types(table: dict[str, Value], chance: random.Random) -> None:
    place = a_place(table, chance)
    place[chance.choice([*place, "extra"])] = a_value(chance)


def missing(table: dict[str, Value], chance: random.Random) -> None:
    place = a_place(table, chance)
    if place:
        place.pop(chance.choice(list(place)))


def moved(table: dict[str, Value], chance: random.Random) -> None:
    table["controller"] = chance.choice(list(CONTROLLERS))
    types(table, chance) if chance.random() < 0.3 else keys(table, chance) if chance.random() < 0.3 else None


DAMAGE: dict[str, Damage] = {
    "bits": bits,
    "bytes": some_bytes,
    "tails": tails,
    "lines": lines,
    "words": words,
    "keys": structured(keys),
    "values": structured(values),
    "types": structured(types),
    "missing": structured(missing),
    "moved": structured(moved),
}


def load(path: Path) -> tuple[str, tuple[Binding, ...]]:
    """Read a mapping as the library does, with its controllers read beforehand."""
    text = read_text(path, "mine.toml")
    asked = named_controller(text, "mine.toml")
    known: dict[str, Controller] = {asked: CONTROLLERS[asked]} if asked in CONTROLLERS else {}
    return text, parse_mapping(text, "mine.toml", known)


def how_many(text: str) -> int:
    """Return how many bindings a file that is right makes, counted without our reader."""
    table = tomllib.loads(text.removeprefix("\ufeff"))
    ports = len(CONTROLLERS[table["controller"]].ports) if "controller" in table else 1
    return sum(1 if "source" in row or row["control"].startswith("/") else ports for row in table["bindings"])


def problems(path: Path) -> tuple[str, ...]:
    """Return why a mapping is refused; none if it is loaded, and then it is loaded whole."""
    try:
        text, bindings = load(path)
    except FileError as error:
        return error.problems or ("mine.toml: refused without a reason",)
    assert len(bindings) == how_many(text)
    return ()


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_mapping_is_loaded_whole_or_refused_with_its_place(kind: str, tmp_path: Path) -> None:
    chance = random.Random(f"{SEED} {kind}")
    path = tmp_path / "mine.toml"
    refused = 0
    for _ in range(EACH):
        path.write_bytes(DAMAGE[kind](chance.choice(TEXTS), chance))
        said = problems(path)
        refused += bool(said)
        for problem in said:
            assert PLACED.match(problem) or WHOLE_FILE.match(problem), problem
            assert problem.isprintable(), problem
    assert EACH // 100 <= refused <= EACH - EACH // 100
