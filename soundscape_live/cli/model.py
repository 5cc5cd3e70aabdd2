"""The options of `soundscape-live generator` that say what is drawn with."""

from collections.abc import Sequence

from soundscape_live.cli.errors import Exit, leave
from soundscape_live.generator.picture import STILL, Motion
from soundscape_live.generator.settings import LoraSettings, ModelSettings, Precision


def read_model_options(
    model: str,
    vae: str,
    loras: Sequence[str],
    device: str,
    motion: str | None,
    precision: str,
    *,
    smooth: bool,
    force: bool,
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
            precision=Precision(precision),
        )
    except ValueError as error:
        leave(Exit.USAGE, str(error))


def read_lora(text: str) -> LoraSettings:
    """Read PATH[:SCALE]; what follows the last colon is a scale if it is a number."""
    path, colon, scale = text.rpartition(":")
    if colon:
        try:
            return LoraSettings(path, float(scale))
        except ValueError:
            pass  # a colon of the path
    return LoraSettings(text)


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
