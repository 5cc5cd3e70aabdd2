"""From a file's text to a checked table: size, UTF-8, TOML, then the table's own rules.

Rules: whatever is wrong ends in one FileError with a sentence per problem, never in another exception.
"""

import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from soundscape_live.io.files.errors import FileError, Problem, key_path, near, shown
from soundscape_live.io.files.values import WRONG, Table

MAX_BYTES = 65_536
"Of one file; the shipped ones have a few thousand."
MAX_DOTS = 200
"In one line: tomllib needs time with the square of a dotted key's length."
MAX_PROBLEMS = 20
"Said of one file; more are counted."

_AT = re.compile(r"(?P<what>.*) \(at (?P<where>line \d+, column \d+|end of document)\)", re.DOTALL)
_STRUCTURES = {"model_type": "a table", "dict_type": "a table", "tuple_type": "a list"}

TableT = TypeVar("TableT", bound=Table)


def read_text(path: Path, name: str) -> str:
    """Read a file's text. Blocks on the disk: call it before the show or off the event loop."""
    try:
        if not path.is_file():
            raise FileError((f"{name}: expected a file; found {'something else' if path.exists() else 'none'}",))
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise FileError((f"{name}: cannot be read: {error}",)) from None
    if len(raw) > MAX_BYTES:
        raise FileError((_too_large(name),))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        said = f"{name}: line {line}, column {column}: expected UTF-8; found byte 0x{raw[error.start]:02x}"
        raise FileError((said,)) from None


def parse_table(table: type[TableT], content: str, name: str) -> TableT:
    """Read TOML into a table, or say of every key what is wrong with it."""
    return check_table(table, _parse_toml(content, name), name)


def check_table(table: type[TableT], value: object, name: str) -> TableT:
    """Check a value against a table, or say of every key what is wrong with it."""
    try:
        return table.model_validate(value)
    except ValidationError as error:
        details = error.errors(include_url=False)
    problems = [said for detail in details[:MAX_PROBLEMS] for said in _problems(table, detail, name)]
    if len(details) > MAX_PROBLEMS:
        problems.append(f"{name}: and {len(details) - MAX_PROBLEMS} more problems")
    raise FileError(tuple(problems))


def stem(name: str) -> str:
    """Return how people call the file: its name without folders and `.toml`."""
    return name.replace("\\", "/").rpartition("/")[2].removesuffix(".toml")


def check_name(name: str) -> str:
    """Return the stem of a file's name if it is lower-case words joined by hyphens."""
    called = stem(name)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", called) or len(called) > 60:
        expected = "lower-case letters and digits, joined by hyphens, as in deep-ocean.toml"
        raise FileError((Problem("the file's name", expected, shown(called)).said(name),))
    return called


def _parse_toml(content: str, name: str) -> dict[str, object]:
    if len(content) > MAX_BYTES:
        raise FileError((_too_large(name),))
    for line, row in enumerate(content.split("\n"), 1):
        if row.count(".") > MAX_DOTS:
            raise FileError((f"{name}: line {line}: expected at most {MAX_DOTS} dots; found {row.count('.')}",))
    try:
        return tomllib.loads(content.removeprefix("\ufeff"))
    except RecursionError:
        raise FileError((f"{name}: expected a few levels of lists and tables; found far too many",)) from None
    except ValueError as error:  # tomllib's own error is one; a number of 5,000 digits raises the plain one
        raise FileError((_syntax(str(error), name),)) from None


def _syntax(message: str, name: str) -> str:
    found = _AT.fullmatch(message)
    what, where = (found["what"], f"{found['where']}: ") if found else (message, "")
    return f"{name}: {where}expected TOML; found: {what[:1].lower()}{what[1:200]}"


def _too_large(name: str) -> str:
    return f"{name}: expected at most {MAX_BYTES} bytes; found more"


def _problems(table: type[Table], detail: ErrorDetails, name: str) -> Iterator[str]:
    place = [part for part in detail["loc"] if part != "[key]"]
    where = key_path(place)
    kind = detail["type"]
    if kind == WRONG:
        yield from (problem.said(name, where) for problem in detail["ctx"]["problems"])
    elif kind == "missing":
        yield Problem("", "this key", "none").said(name, where)
    elif kind == "extra_forbidden":
        known = _table_at(table, place[:-1]).model_fields
        expected = f"one of the keys {', '.join(known)}"
        yield Problem("", expected, "an unknown key", near(str(place[-1]), known)).said(name, where)
    else:
        yield Problem("", _STRUCTURES.get(kind, detail["msg"]), shown(detail["input"])).said(name, where)


def _table_at(table: type[BaseModel], place: list[int | str]) -> type[BaseModel]:
    for part in place:
        field = table.model_fields.get(str(part))
        inner = next(_tables_in(field.annotation), None) if field else None
        table = inner or table
    return table


def _tables_in(annotation: object) -> itertools.chain[type[BaseModel]]:
    here = [annotation] if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []
    return itertools.chain(here, *(_tables_in(inner) for inner in get_args(annotation)))
