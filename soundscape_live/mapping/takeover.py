"""How an absolute control takes over a value that stands elsewhere.

Rules: all places are 0..1 of the control's way. What counts is where the control stood before this movement and where
the value stands now, and nothing else is remembered: whatever moved one without the other (the sound, a theme, a page,
a scene, a release, another hand) arms the takeover again by itself. A control that stood at the value leads it.

jump: the value is where the control is. pickup: nothing happens until the control crosses the value or comes within one
STEP of it; then it leads. scale: what is left of the control's way in the direction in which it moves is what is left
of the value's, so that both reach the end together. catch-up: the same, but the value never goes farther than the hand.
Of a control that was never touched nothing is known: its first movement only tells where it stands.
"""

from soundscape_live.mapping.binding import Takeover

STEP = 1.0 / 127.0
"A control that comes so near to a value has met it."
HAIR = 1e-9


def meet(takeover: Takeover, before: float | None, x: float, stands: float) -> float | None:
    """Return where the value goes when a control moves from `before` to x; None if it stays where it `stands`."""
    if takeover is Takeover.JUMP or abs(x - stands) <= STEP:
        return x
    if before is None or x == before:
        return None
    if abs(before - stands) <= HAIR:
        return x
    if takeover is Takeover.PICKUP:
        return x if (before < stands) is (stands < x) else None
    ratio = (1.0 - stands) / (1.0 - before) if x > before else stands / before
    if takeover is Takeover.CATCH_UP:
        ratio = min(1.0, ratio)
    return min(1.0, max(0.0, stands + (x - before) * ratio))


def away(x: float | None, stands: float) -> int:
    """Return 1 if a control at x has to go up to meet the value, -1 if down, 0 if it has met it or nobody knows."""
    if x is None or abs(x - stands) <= STEP:
        return 0
    return 1 if stands > x else -1
