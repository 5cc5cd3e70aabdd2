"""What of a changed state is worth a message."""

from soundscape_live.model import Params, Prompt

EPSILON = 0.002
"A change of a continuous parameter smaller than this is not worth a message by itself."


def differ(new: Params, prompts: tuple[Prompt, ...], old: Params) -> bool:
    """Say whether the generator would show a difference; `prompts` stand in place of the new state's."""
    # Compared by name, since this is asked at every block: a copy of the whole costs twenty times as much.
    return (
        _steps(new.noise_scale, old.noise_scale)
        or _steps(new.light, old.light)
        or prompts != old.prompts
        or new.denoising_step_list != old.denoising_step_list
        or new.manage_cache != old.manage_cache
        or new.paused != old.paused
        or new.interpolation != old.interpolation
        or new.seed != old.seed
    )


def _steps(new: float, old: float) -> bool:
    """Say whether a continuous parameter moved far enough, or reached an end of its range."""
    return abs(new - old) > EPSILON or (new != old and new in {0.0, 1.0})
