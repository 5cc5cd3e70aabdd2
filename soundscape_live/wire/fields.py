"""Reads typed fields of JSON that came from outside. WireError says what was expected and what was found."""

import itertools
import math
from typing import cast

from soundscape_live.model import (
    LORA_MOST,
    PACE_MOST,
    PAN_MOST,
    ROTATE_MOST,
    STILL,
    ZOOM_LEAST,
    ZOOM_MOST,
    Interpolation,
    LoraScale,
    Motion,
    Prompt,
)

MAX_PROMPTS = 8
MAX_PROMPT_TEXT = 2_000
MAX_STEPS = 8
MAX_LORAS = 16
MAX_LORA_PATH = 500


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

    def motion(self) -> Motion:
        """Return the motion that the keys `zoom`, `rotate`, `pan_x` and `pan_y` say; one that is absent is 0."""
        if not _MOTION & self._value.keys():
            return STILL
        return Motion(
            self._number_or_0("zoom", ZOOM_LEAST, ZOOM_MOST),
            self._number_or_0("rotate", -ROTATE_MOST, ROTATE_MOST),
            self._number_or_0("pan_x", -PAN_MOST, PAN_MOST),
            self._number_or_0("pan_y", -PAN_MOST, PAN_MOST),
        )

    def pace(self) -> float:
        """Return the pace; 1 if the key is absent."""
        return self.number("pace", 0.0, PACE_MOST) if "pace" in self._value else 1.0

    def loras(self, key: str) -> tuple[LoraScale, ...]:
        """Return how strongly LoRAs act, each named once; none if the key is absent."""
        value = self._value.get(key, [])
        if not isinstance(value, list) or len(value) > MAX_LORAS:
            raise WireError(f"{key} is a list of at most {MAX_LORAS} LoRAs")
        loras = tuple(check_lora(item) for item in value)
        if len({lora.path for lora in loras}) < len(loras):
            raise WireError(f"{key} names each LoRA once")
        return loras

    def _number_or_0(self, key: str, low: float, high: float) -> float:
        return self.number(key, low, high) if key in self._value else 0.0

    def interpolation(self, key: str) -> Interpolation:
        """Return how prompts blend."""
        value = self.text(key)
        if value not in set(Interpolation):
            raise WireError(f"{key} is linear or slerp, not {value!r}")
        return Interpolation(value)


_MOTION = frozenset({"zoom", "rotate", "pan_x", "pan_y"})


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


def check_lora(value: object) -> LoraScale:
    """Return how strongly a LoRA acts, or raise WireError."""
    fields = Fields(value)
    path = fields.text("path")
    if not 1 <= len(path) <= MAX_LORA_PATH:
        raise WireError(f"a LoRA's path has 1 to {MAX_LORA_PATH} characters, this one {len(path)}")
    return LoraScale(path, fields.number("scale", -LORA_MOST, LORA_MOST))
