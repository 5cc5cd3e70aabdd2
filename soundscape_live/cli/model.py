"""The options of `soundscape-live generator` that say what is drawn with."""

import re
from collections.abc import Sequence

from soundscape_live.cli.errors import Exit, leave
from soundscape_live.generator.settings import LoraSettings, ModelSettings
from soundscape_live.model import STILL, Motion

_NAMED = re.compile(r"(?P<name>[A-Za-z0-9_-]{1,40})=(?P<path>.+)", re.DOTALL)


def read_model_options(
    model: str, vae: str, loras: Sequence[str], device: str, motion: str | None, *, smooth: bool, force: bool
) -> ModelSettings:
    """Return what the options say, or end with a sentence about what is wrong."""
    try:
        return ModelSettings(
            model=model,
            vae=vae,
            loras=tuple(read_lora(lora) for lora in loras),
            device=device,
            force=force,
            smooth=smooth,
            motion=read_motion(motion) if motion else STILL,
        )
    except ValueError as error:
        leave(Exit.USAGE, str(error))


def read_lora(text: str) -> LoraSettings:
    """Read [NAME=]PATH[:SCALE]; what follows the last colon is a scale if it is a number."""
    named = _NAMED.fullmatch(text)
    name, text = (named["name"], named["path"]) if named else ("", text)
    path, colon, scale = text.rpartition(":")
    if colon:
        try:
            return LoraSettings(path, float(scale), name)
        except ValueError:
            pass  # a colon of the path
    return LoraSettings(text, name=name)


def read_motion(text: str) -> Motion:
    """Read ZOOM,ROTATE,RIGHT,DOWN; what is left out at the end is 0. ValueError says what was expected."""
    parts = text.split(",")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if not 1 <= len(numbers) <= 4 or not all(abs(number) <= 360.0 for number in numbers) or numbers[0] <= -1.0:
        raise ValueError(f"--motion: expected ZOOM[,ROTATE[,RIGHT[,DOWN]]] as numbers such as 0.2,5; found {text!r}")
    return Motion(*numbers)
