"""The kinds of value that files hold, each with its range, and the base of every table.

Rules: a value is checked whole (type and range together), so that one sentence says all that was expected of it.
Nothing is converted silently: a text is no number, true is no number, a number is no text.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from soundscape_live.io.files.errors import FormError, Problem, near, shown

WRONG = "wrong"
"The type of pydantic errors that come from here; their context's `problems` are Problems."


class Table(BaseModel):
    """A table of a file. Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def problems(self) -> Iterator[Problem]:
        """Say what is wrong between keys that are right by themselves."""
        return iter(())

    @model_validator(mode="after")
    def _cross_check(self) -> Self:
        problems = tuple(self.problems())
        if problems:
            raise PydanticCustomError(WRONG, "between keys", {"problems": problems})
        return self


def wrong(expected: str, found: object, hint: str = "") -> PydanticCustomError:
    """Return the error that says what was expected of a value."""
    return PydanticCustomError(WRONG, "a value", {"problems": (Problem("", expected, shown(found), hint),)})


def number(low: float, high: float) -> BeforeValidator:
    """Accept finite numbers in low..high."""

    def check(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise wrong(f"a number from {low:g} to {high:g}", value)
        return float(value)

    return BeforeValidator(check)


def whole(low: int, high: int) -> BeforeValidator:
    """Accept whole numbers in low..high."""

    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise wrong(f"a whole number from {low} to {high}", value)
        return value

    return BeforeValidator(check)


def text(longest: int, shortest: int = 1) -> BeforeValidator:
    """Accept texts of so many characters; line breaks and runs of spaces become one space."""

    def check(value: object) -> str:
        if not isinstance(value, str):
            raise wrong("a text", value)
        flat = " ".join(value.split())
        if not shortest <= len(flat) <= longest:
            raise wrong(f"a text of {shortest} to {longest} characters", value)
        if any(unicodedata.category(character) in {"Cc", "Cs"} for character in flat):
            raise wrong("a text without control characters", value)
        return flat

    return BeforeValidator(check)


def choice(names: type[StrEnum]) -> BeforeValidator:
    """Accept the names of an enumeration."""
    known = _checked([member.value for member in names])
    return BeforeValidator(lambda value: names(known(value)))


def one_of(names: Sequence[str]) -> BeforeValidator:
    """Accept these texts."""
    return BeforeValidator(_checked(names))


def _checked(names: Sequence[str]) -> Callable[[object], str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or value not in names:
            hint = near(value, names) if isinstance(value, str) else ""
            raise wrong(f"one of {', '.join(names)}", value, hint)
        return value

    return check


def listing(shortest: int, longest: int, of: str) -> BeforeValidator:
    """Accept lists with so many items; the items are checked by their own kind."""

    def check(value: object) -> list[object]:
        if not isinstance(value, list) or not shortest <= len(value) <= longest:
            raise wrong(f"a list of {shortest} to {longest} {of}", value)
        return value

    return BeforeValidator(check)


def form(read: Callable[[str], object]) -> BeforeValidator:
    """Accept texts that `read` can read; it raises FormError of the others, the empty one among them."""

    def check(value: object) -> object:
        try:
            return read(value if isinstance(value, str) else "")
        except FormError as error:
            raise wrong(str(error), value) from None

    return BeforeValidator(check)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise wrong("true or false", value)
    return value


Flag: TypeAlias = Annotated[bool, BeforeValidator(_flag)]
Share: TypeAlias = Annotated[float, number(0, 1)]
"A fraction, 0..1."
Seconds: TypeAlias = Annotated[float, number(0, 3600)]
Phrase: TypeAlias = Annotated[str, text(500)]
"Words for a prompt, or a line for people."
Seed: TypeAlias = Annotated[int, whole(0, 2**31 - 1)]
