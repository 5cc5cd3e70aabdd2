"""What is wrong with a file, in sentences for the person who wrote it.

Rules: a sentence names the file, then the key (or line and column), what was expected and what was found; whatever
stands in a file is shortened and made printable before it is shown.
"""

import datetime as dt
import difflib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")
_LARGEST_SHOWN = 10**15
_LONGEST_SHOWN = 60

ValueT = TypeVar("ValueT")


class FileError(Exception):
    """A file cannot be used. `problems` holds one sentence per problem, each with the file's name."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class FormError(ValueError):
    """A text is not of its form; the message says what was expected."""


def attempt(calls: Iterable[Callable[[], ValueT]]) -> tuple[list[ValueT], list[FileError]]:
    """Make every call; return what the good ones gave and what is wrong with the others."""
    values: list[ValueT] = []
    errors: list[FileError] = []
    for call in calls:
        try:
            values.append(call())
        except FileError as error:
            errors.append(error)
    return values, errors


def succeeded(errors: Iterable[FileError]) -> None:
    """Raise one error that says all that these say, if there are any."""
    problems = tuple(problem for error in errors for problem in error.problems)
    if problems:
        raise FileError(problems)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong within a table."""

    key: str
    "Where in the table: `high`, `bands[2].above`; empty for the table itself."
    expected: str
    found: str
    "As it may be shown."
    hint: str = ""

    def said(self, name: str, where: str = "") -> str:
        """Say it of a file and of the table's own place there."""
        place = ".".join(part for part in (where, self.key) if part) or "the file"
        return f"{name}: {place}: expected {self.expected}; found {self.found}{self.hint}"


def near(word: str, choices: Iterable[str]) -> str:
    """Return `; did you mean ...?` with the choices that look like the word, or an empty text."""
    printable = sorted(choice for choice in choices if choice.isprintable())
    matches = difflib.get_close_matches(word[:_LONGEST_SHOWN], printable, n=3)
    return f"; did you mean {' or '.join(matches)}?" if matches else ""


def key_path(parts: Iterable[str | int]) -> str:
    """Write where a value stands: `mappings[2].low`. Lists are counted from 1."""
    path = ""
    for part in parts:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        else:
            path += ("." if path else "") + (part if _BARE_KEY.fullmatch(part) else shown(part))
    return path


def listed(keys: Iterable[str]) -> str:
    """Return keys of a file in a row, as they may be shown."""
    return ", ".join(key_path((key,)) for key in keys)


def shown(value: object) -> str:
    """Return a value of a file as it may be shown: short, on one line, printable."""
    match value:
        case str():
            return _quoted(value)
        case bool() | int() | float():
            return _figure(value)
        case list() | tuple():
            return _row(value)
        case dict():
            return "a table"
        case dt.date() | dt.time():
            return "a date or time"
        case _:
            return "nothing"


def _figure(value: float) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) >= _LARGEST_SHOWN:  # str() refuses the very largest
        return "a very large number"
    return repr(value)


def _row(values: Sequence[object]) -> str:
    figures = all(isinstance(value, int | float) for value in values)
    return f"[{', '.join(map(shown, values))}]" if figures and len(values) <= 8 else f"a list of {len(values)}"


def _quoted(text: str) -> str:
    short = text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "..."
    return json.dumps(short, ensure_ascii=not short.isprintable())
