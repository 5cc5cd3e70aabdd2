"""What of a changed state is worth a message."""

from soundscape_live.model import PACE_MOST, PAN_MOST, ROTATE_MOST, STILL, ZOOM_MOST, LoraScale, Motion, Params, Prompt

EPSILON = 0.002
"A change of a continuous parameter smaller than this is not worth a message by itself."


def differ(new: Params, prompts: tuple[Prompt, ...], old: Params) -> bool:
    """Say whether the generator would show a difference; `prompts` stand in place of the new state's."""
    # Compared by name, since this is asked at every block: a copy of the whole costs twenty times as much.
    return (
        _steps(new.noise_scale, old.noise_scale)
        or _steps(new.light, old.light)
        or _steps(new.pace, old.pace, PACE_MOST)
        or (new.motion != old.motion and _travels(new.motion, old.motion))
        or (new.loras != old.loras and _scaled(new.loras, old.loras))
        or prompts != old.prompts
        or new.denoising_step_list != old.denoising_step_list
        or new.manage_cache != old.manage_cache
        or new.paused != old.paused
        or new.interpolation != old.interpolation
        or new.seed != old.seed
    )


def _steps(new: float, old: float, most: float = 1.0) -> bool:
    """Say whether a continuous parameter moved by enough of its range, 0..most, or reached an end of it, or 1."""
    return abs(new - old) > EPSILON * most or (new != old and new in {0.0, 1.0, most})


def _travels(new: Motion, old: Motion) -> bool:
    """Say whether a motion changed by enough of its way, or stands still now."""
    return new == STILL or (
        abs(new.zoom - old.zoom) > EPSILON * ZOOM_MOST
        or abs(new.rotate - old.rotate) > EPSILON * ROTATE_MOST
        or abs(new.pan_x - old.pan_x) > EPSILON * PAN_MOST
        or abs(new.pan_y - old.pan_y) > EPSILON * PAN_MOST
    )


def _scaled(new: tuple[LoraScale, ...], old: tuple[LoraScale, ...]) -> bool:
    """Say whether a scale moved far enough, or reached a whole number, or other LoRAs are named."""
    if [lora.path for lora in new] != [lora.path for lora in old]:
        return True
    return any(
        abs(now.scale - then.scale) > EPSILON or (now != then and now.scale.is_integer())
        for now, then in zip(new, old, strict=True)
    )
