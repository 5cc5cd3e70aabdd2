"""The parameters zoom, rotate, pan_x and pan_y, 0..1 each, as the motion that they stand for; and pace as a factor.

Rules: one half is still, and the ends are as far as model.Motion goes, so that no hand and no sound makes the picture
travel faster than that.
Formula: zoom is even in octaves: 2^(2x - 1) - 1 makes the picture half as large in a second at 0, twice at 1.
Pace is (2x)^2: at 0 what is shown stands, at one half it moves as it does by itself, at 1 four times as fast.
"""

from soundscape_live.model import PACE_MOST, PAN_MOST, ROTATE_MOST, STILL, Motion

MIDDLE = 0.5
"Where each of them is still."


def motion_of(zoom: float, rotate: float, pan_x: float, pan_y: float) -> Motion:
    """Return the motion; every value is 0..1."""
    if zoom == rotate == pan_x == pan_y == MIDDLE:
        return STILL
    return Motion(
        2.0 ** (2.0 * zoom - 1.0) - 1.0,
        ROTATE_MOST * (2.0 * rotate - 1.0),
        PAN_MOST * (2.0 * pan_x - 1.0),
        PAN_MOST * (2.0 * pan_y - 1.0),
    )


def pace_of(pace: float) -> float:
    """Return the factor, 0..PACE_MOST, of a value 0..1."""
    return PACE_MOST * pace * pace
