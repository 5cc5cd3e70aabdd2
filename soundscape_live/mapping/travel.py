"""From where a control stands to the value that it stands for, and back.

Rules: places are 0..1 of the control's way. Order: dead zones -> curve -> range; what lies outside a range has its
nearest end as its place. Every function takes any float in its range and never leaves 0..1 or low..high.
"""

import math

from soundscape_live.mapping.binding import ParameterTarget, Way
from soundscape_live.mapping.controls import number
from soundscape_live.mapping.curves import bend, between, clamp
from soundscape_live.mapping.theme import Curve
from soundscape_live.model import Control


def read(control: Control, way: Way) -> float:
    """Return where a control is on its way, 0..1, dead zones and all; ControlError if its value is out of range."""
    return place((number(control, -1.0, 1.0) + 1.0) / 2.0 if way.centred else number(control, 0.0, 1.0), way)


def place(x: float, way: Way) -> float:
    """Return where a control at x, 0..1, counts as standing: what lies between dead zones is stretched."""
    if not way.dead_ends and not way.dead_centre:
        return x
    off = abs(x - 0.5) - way.dead_centre
    part = clamp(off / (0.5 - way.dead_centre - way.dead_ends))
    return 0.5 + math.copysign(0.5 * part, x - 0.5)


def standing(x: float, way: Way) -> float:
    """Return the value at which a control counts as standing at x; the middle and the ends of dead zones."""
    if way.centred:
        return 2.0 * x - 1.0
    part = 2.0 * abs(x - 0.5)
    if not 0.0 < part < 1.0 or (not way.dead_ends and not way.dead_centre):
        return x
    return 0.5 + math.copysign(way.dead_centre + part * (0.5 - way.dead_centre - way.dead_ends), x - 0.5)


def value_at(x: float, target: ParameterTarget) -> float:
    """Return the value, in the unit of the target's mode, that a place stands for."""
    return between(bend(x, target.curve), target.low, target.high)


def place_of(value: float, target: ParameterTarget) -> float:
    """Return the place that stands for a value; of the stepped curve's levels 0, 1/3, 2/3 and 1."""
    width = target.high - target.low
    y = clamp((value - target.low) / width) if width else 0.0
    match target.curve:
        case Curve.EXPONENTIAL:
            return math.sqrt(y)
        case Curve.LOGARITHMIC:
            return y * y
        case Curve.STEPPED:
            return round(3.0 * y) / 3.0
        case _:
            return y
