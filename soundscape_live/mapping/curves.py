"""How a value from 0 to 1 bends into a parameter's range.

Rules: every function takes any float and never leaves its range; NaN counts as 0. Order: invert -> curve ->
sensitivity (a gain about the middle) -> clamp -> range.
"""

import math

from soundscape_live.mapping.theme import Curve, LoraMapping, SoundMapping


def clamp(x: float) -> float:
    """Return x within 0..1; NaN gives 0."""
    if 0.0 <= x <= 1.0:
        return x
    return 1.0 if x > 1.0 else 0.0


def bend(x: float, curve: Curve) -> float:
    """Bend x, 0..1: x, x squared, the root of x, or the levels 0, 1/3, 2/3, 1 that begin at 0, 1/4, 1/2, 3/4."""
    x = clamp(x)
    if curve is Curve.LINEAR:
        return x
    if curve is Curve.EXPONENTIAL:
        return x * x
    if curve is Curve.LOGARITHMIC:
        return math.sqrt(x)
    return min(math.floor(4.0 * x), 3) / 3.0


def between(x: float, low: float, high: float) -> float:
    """Place x, 0..1, between low (at 0) and high (at 1); low may exceed high."""
    return low + (high - low) * x


def shape(x: float, mapping: SoundMapping | LoraMapping) -> float:
    """Carry a source's value, 0..1, through a mapping into its range."""
    x = bend(1.0 - clamp(x) if mapping.invert else x, mapping.curve)
    return between(clamp(0.5 + (x - 0.5) * mapping.sensitivity), mapping.low, mapping.high)
