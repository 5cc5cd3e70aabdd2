"""A level on its way to an address: followed, made a switch or held within the limit on flashes, told at a rate.

Rules: the newest value wins, at most `rate` a second, and only what has changed; what stands is told again when its cue
comes again, since a datagram may be lost. A switch goes on at `above` and off at `below`, and waits for nothing.
"""

import math

from soundscape_live.lights.arguments import Argument, scaled
from soundscape_live.lights.rules import Route
from soundscape_live.mapping.safety import Flashes, Lamp

NEAR = 1e-3
"A level that came so near is there."
AGAIN = 0.5
"Seconds after which a value that stands may be told again."


class Level:
    """One level's way. Times passed in never go back."""

    def __init__(self, route: Route, flashes: float) -> None:
        """Begin with nothing told; `flashes` a second are allowed."""
        self.route = route
        self._period = 1.0 / (route.rate or 30.0)
        self._wanted = 0.0
        self._level = 0.0
        self._at = -math.inf
        self._on = False
        self._lamp = Lamp(Flashes(flashes), 0.0, 0.0) if route.shines else None
        self._stepped = -math.inf
        self._told: Argument = None
        self._told_at = -math.inf
        self._fresh = False
        "Whether a value has come that has not been told."
        self.due = math.inf
        "When something is next to be told."

    def take(self, at: float, value: float) -> None:
        """Take the newest value. It counts for the period before it, in which it was heard."""
        if self._level == self._wanted:
            self._at = max(self._at, at - self._period) if self._told_at > -math.inf else -math.inf
        self._wanted = min(max(value, 0.0), 1.0)
        self._fresh = True
        soonest = at if self.route.above is not None else self._told_at + self._period
        self.due = min(self.due, max(at, soonest))

    def tell(self, at: float) -> tuple[Argument] | None:
        """Return the argument to tell now, if there is one that is due and not known already."""
        if at < self.due:
            return None
        self._move(at)
        argument = scaled(self.route, self._shown(at))
        moving = self._level != self._wanted or (self._lamp is not None and self._lamp.waiting)
        self.due = at + self._period if moving else math.inf
        again = self._fresh and at - self._told_at >= AGAIN
        self._fresh = False
        if argument == self._told and not again:
            return None
        self._told, self._told_at = argument, at
        return (argument,)

    def _shown(self, at: float) -> float:
        route, level = self.route, self._level
        if route.above is not None and route.below is not None:
            self._on = level >= route.above if not self._on else level > route.below
            level = float(self._on)
        if self._lamp is None:
            return level
        if at - self._stepped > 1.5 * self._period:
            # It stood until now: what it sinks by counts from here.
            self._lamp.step(at, self._lamp.level)
        self._stepped = at
        return self._lamp.step(at, level)

    def _move(self, at: float) -> None:
        """Let the level follow what was wanted until now."""
        seconds, self._at = at - self._at, at
        time = self.route.attack if self._wanted > self._level else self.route.release
        share = 1.0 - math.exp(-seconds / time) if time > 0.0 else 1.0
        self._level += (self._wanted - self._level) * share
        if abs(self._wanted - self._level) < NEAR:
            self._level = self._wanted
