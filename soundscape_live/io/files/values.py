"""The kinds of value that files hold, each with its range, and the base of every table.

Rules: a value is checked whole (type and range together), so that one sentence says all that was expected of it.
Nothing is converted silently: a text is no number, true is no number, a number is no text.
"""

import unicodedata
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from soundscape_live.io.files.errors import near

WRONG = "wrong"
"The type of pydantic errors that come from here; their context holds `expected` and `hint`."


class Table(BaseModel):
    """A table of a file. Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def wrong(expected: str, hint: str = "") -> PydanticCustomError:
    """Return the error that says what was expected here."""
    return PydanticCustomError(WRONG, "{expected}", {"expected": expected, "hint": hint})


def number(low: float, high: float) -> BeforeValidator:
    """Accept finite numbers in low..high."""

    def check(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise wrong(f"a number from {low:g} to {high:g}")
        return float(value)

    return BeforeValidator(check)


def whole(low: int, high: int) -> BeforeValidator:
    """Accept whole numbers in low..high."""

    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise wrong(f"a whole number from {low} to {high}")
        return value

    return BeforeValidator(check)


def text(longest: int, shortest: int = 1) -> BeforeValidator:
    """Accept texts of so many characters; line breaks and runs of spaces become one space."""

    def check(value: object) -> str:
        if not isinstance(value, str):
            raise wrong("a text")
        flat = " ".join(value.split())
        if not shortest <= len(flat) <= longest:
            raise wrong(f"a text of {shortest} to {longest} characters")
        if any(unicodedata.category(character) in {"Cc", "Cs"} for character in flat):
            raise wrong("a text without control characters")
        return flat

    return BeforeValidator(check)


def choice(names: type[StrEnum]) -> BeforeValidator:
    """Accept the names of an enumeration."""
    known = [member.value for member in names]

    def check(value: object) -> StrEnum:
        if not isinstance(value, str) or value not in known:
            hint = near(value, known) if isinstance(value, str) else ""
            raise wrong(f"one of {', '.join(known)}", hint)
        return names(value)

    return BeforeValidator(check)


def listing(shortest: int, longest: int, of: str) -> BeforeValidator:
    """Accept lists with so many items; the items are checked by their own kind."""

    def check(value: object) -> list[object]:
        if not isinstance(value, list) or not shortest <= len(value) <= longest:
            raise wrong(f"a list of {shortest} to {longest} {of}")
        return value

    return BeforeValidator(check)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise wrong("true or false")
    return value


Flag: TypeAlias = Annotated[bool, BeforeValidator(_flag)]
Share: TypeAlias = Annotated[float, number(0, 1)]
"A fraction, 0..1."
Seconds: TypeAlias = Annotated[float, number(0, 3600)]
Phrase: TypeAlias = Annotated[str, text(500)]
"Words for a prompt, or a line for people."
Seed: TypeAlias = Annotated[int, whole(0, 2**31 - 1)]
