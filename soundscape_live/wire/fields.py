"""Reads typed fields of JSON that came from outside. WireError says what was expected and what was found."""

import itertools
import math
from typing import cast

from soundscape_live.model import Interpolation, Prompt

MAX_PROMPTS = 8
MAX_PROMPT_TEXT = 2_000
MAX_STEPS = 8


class WireError(ValueError):
    """A message that is not of this dialect, with what was wrong."""


class Fields:
    """Reads typed fields of a JSON object."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise WireError("a message is a JSON object")
        self._value = cast("dict[str, object]", value)

    def get(self, key: str) -> object:
        """Return what stands under a key."""
        if key not in self._value:
            raise WireError(f"{key} is missing")
        return self._value[key]

    def text(self, key: str) -> str:
        """Return a text."""
        value = self.get(key)
        if not isinstance(value, str):
            raise WireError(f"{key} is a text, not {value!r:.60}")
        return value

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self.get(key)
        if not isinstance(value, bool):
            raise WireError(f"{key} is true or false, not {value!r:.60}")
        return value

    def number(self, key: str, low: float, high: float) -> float:
        """Return a finite number within a range."""
        return check_number(key, self.get(key), low, high)

    def whole(self, key: str, high: int = 2**53) -> int:
        """Return a whole number from 0 up."""
        return check_whole(key, self.get(key), high)

    def steps(self, key: str) -> tuple[int, ...]:
        """Return a descending list of denoising steps."""
        value = self.get(key)
        if not isinstance(value, list) or not 1 <= len(value) <= MAX_STEPS:
            raise WireError(f"{key} is a list of 1 to {MAX_STEPS} steps")
        steps = tuple(check_whole(key, item, 1000) for item in value)
        if any(later >= earlier for earlier, later in itertools.pairwise(steps)) or steps[-1] < 1:
            raise WireError(f"{key} descends, within 1..1000")
        return steps

    def prompts(self, key: str) -> tuple[Prompt, ...]:
        """Return one to MAX_PROMPTS prompts."""
        value = self.get(key)
        if not isinstance(value, list) or not 1 <= len(value) <= MAX_PROMPTS:
            raise WireError(f"{key} is a list of 1 to {MAX_PROMPTS} prompts")
        return tuple(check_prompt(item) for item in value)

    def interpolation(self, key: str) -> Interpolation:
        """Return how prompts blend."""
        value = self.text(key)
        if value not in set(Interpolation):
            raise WireError(f"{key} is linear or slerp, not {value!r}")
        return Interpolation(value)


def check_number(key: str, value: object, low: float, high: float) -> float:
    """Return a finite number within a range, or raise WireError."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WireError(f"{key} is a number, not {value!r:.60}")
    if not (math.isfinite(value) and low <= value <= high):
        raise WireError(f"{key} lies in {low:g}..{high:g}, not {value!r:.60}")
    return float(value)


def check_whole(key: str, value: object, high: int) -> int:
    """Return a whole number in 0..high, or raise WireError."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= high:
        raise WireError(f"{key} is a whole number in 0..{high}, not {value!r:.60}")
    return value


def check_prompt(value: object) -> Prompt:
    """Return a prompt, or raise WireError."""
    fields = Fields(value)
    text = fields.text("text")
    if len(text) > MAX_PROMPT_TEXT:
        raise WireError(f"a prompt has at most {MAX_PROMPT_TEXT} characters, this one {len(text)}")
    return Prompt(text, fields.number("weight", 0.0, 100.0))
