"""The targets that are told the same: cues come, and what they are to be told goes, each at its time.

Rules: strikes, counts, switches and words go at once, each, in order; levels and numbers at their rate, the newest
wins. What is pressed is released, before it is pressed again. A target that is late (an offset below 0) gets all of it
so much later, but a blackout: darkness never waits. In a blackout, what makes light is dark. Strikes of light beyond
the limit on flashes are not told; those that come within TOGETHER are one flash. Onsets have what beats leave of it.
"""

import math
from collections import deque
from dataclasses import dataclass

from soundscape_live.cues import BEATS_GONE, BLACKOUT
from soundscape_live.lights.arguments import Argument, scaled, typed
from soundscape_live.lights.levels import Level
from soundscape_live.lights.rules import GRID, Kind, Part, Route
from soundscape_live.mapping.safety import Flashes
from soundscape_live.model import Cue

ONSET = "onset"
PULSES = ("beat", "bar", "phrase")
TOGETHER = 0.02
"Seconds."
LATE = 4096
"Cues that may wait for a late target; at 30 Hz and all cues it is some five seconds."


@dataclass(frozen=True, slots=True)
class Told:
    """One message."""

    address: str
    argument: Argument
    route: Route
    count: int = 0
    "Of a strike: the cue's."
    strength: float = 1.0
    "Of a strike."


class Section:
    """What targets with one Part are told. Times passed in never go back."""

    def __init__(self, part: Part) -> None:
        """Begin with nothing told."""
        self.part = part
        self.bpm = 0.0
        "The tempo, as it was told last; 0 if it was not."
        self.held = 0
        "Strikes that were not told, because of the limit on flashes."
        self._delay = max(0.0, -part.offset)
        self._late: deque[tuple[float, Cue]] = deque()
        self._out: list[Told] = []
        self._strikes = _by_cue(part.routes, Kind.STRIKE)
        self._switches = _by_cue(part.routes, Kind.SWITCH)
        self._events = _by_cue(part.routes, Kind.COUNT, Kind.WORD)
        self._words: dict[Route, float | str] = {}
        "What each was told last."
        self._levels: dict[str, list[Level]] = {}
        for route in part.routes:
            if route.kind is Kind.LEVEL:
                self._levels.setdefault(route.cue, []).append(Level(route, part.flashes))
        self._each = tuple(level for levels in self._levels.values() for level in levels)
        self._numbers = {
            name: [Paced(route) for route in routes] for name, routes in _by_cue(part.routes, Kind.NUMBER).items()
        }
        self._paced = tuple(paced for each in self._numbers.values() for paced in each)
        self._pressed: dict[Route, float] = {}
        "When each is to be released."
        self._switched: dict[Route, bool] = {}
        self._flashes = Flashes(part.flashes)
        self._flashed = -math.inf
        self._onsets = Flashes(part.flashes)
        shining = [route.every for name in PULSES for route in self._strikes.get(name, ()) if route.shines]
        self._every = min(shining, default=0)
        "Beats for one flash of light, at least; 0: they make none."
        self._beat_at = -math.inf
        self._dark = False
        self.names = frozenset({*(route.cue for route in part.routes), BLACKOUT, "bpm"})
        "The cues that it takes."

    def take(self, cue: Cue) -> None:
        """Take a cue at its time."""
        if cue.lead != (self.part.lead if cue.name in GRID else 0.0):
            return
        if self._delay and cue.name != BLACKOUT:
            if len(self._late) < LATE:
                self._late.append((cue.at + self._delay, cue))
            return
        self._route(cue.at, cue)

    def advance(self, at: float) -> tuple[Told, ...]:
        """Return what is to be told by now, in order."""
        while self._late and self._late[0][0] <= at:
            due, cue = self._late.popleft()
            self._release(due)
            self._route(due, cue)
        self._release(at)
        for level in self._each:
            if level.due <= at:
                argument = level.tell(at)
                if argument is not None:
                    self._out.append(Told(level.route.address, argument[0], level.route))
        for paced in self._paced:
            if paced.due <= at:
                self._out.append(Told(paced.route.address, paced.tell(at), paced.route))
        out, self._out = tuple(self._out), []
        return out

    def deadline(self) -> float:
        """Return when `advance` has something next; infinity if nothing waits."""
        if self._out:
            return -math.inf
        due = self._late[0][0] if self._late else math.inf
        for at in self._pressed.values():
            due = min(due, at)
        for level in self._each:
            due = min(due, level.due)
        for paced in self._paced:
            due = min(due, paced.due)
        return due

    def _route(self, at: float, cue: Cue) -> None:
        name, value = cue.name, cue.value
        self._tell(name, value)
        if isinstance(value, str):
            return
        if name == BLACKOUT:
            self._darken(at, on=bool(value))
        elif name == "bpm":
            self.bpm = value
        for route in self._switches.get(name, ()):
            self._switch(route, on=value > 0)
        for level in self._levels.get(name, ()):
            level.take(at, 0.0 if self._dark and level.route.shines else value)
        for number in self._numbers.get(name, ()):
            number.take(at, value)
        if value > 0 and name in self._strikes:
            self._strike(at, cue, value)

    def _tell(self, name: str, value: float | str) -> None:
        """Tell a count, or a word that is another than before."""
        for route in self._events.get(name, ()):
            if route.repeat or route.kind is not Kind.WORD or self._words.get(route) != value:
                self._words[route] = value
                self._out.append(Told(route.address, typed(route, value), route))

    def _switch(self, route: Route, *, on: bool) -> None:
        if route.again or on is not self._switched.get(route, False):
            self._switched[route] = on
            self._out.append(Told(route.address, scaled(route, float(on)), route))

    def _darken(self, at: float, *, on: bool) -> None:
        """Take all light away: at once, not with the next value."""
        if on and not self._dark:
            for level in self._each:
                if level.route.shines:
                    level.take(at, 0.0)
            for route in [route for route in self._pressed if route.shines]:
                self._let_go(route)
        self._dark = on

    def _strike(self, at: float, cue: Cue, strength: float) -> None:
        if cue.name in PULSES:
            self._beat_at = at
        for route in self._strikes[cue.name]:
            if cue.count % route.every or (route.shines and not self._may_flash(at, cue.name)):
                continue
            if route in self._pressed:
                self._let_go(route)
            argument = scaled(route, strength if route.strength else 1.0)
            self._out.append(Told(route.address, argument, route, cue.count, strength))
            if route.press:
                self._pressed[route] = at + route.press

    def _may_flash(self, at: float, name: str) -> bool:
        if self._dark:
            return False
        if at - self._flashed < TOGETHER:
            return True
        if name == ONSET:
            self._onsets.adopt(max(0.0, self.part.flashes - self._beats(at)))
        if (name == ONSET and not self._onsets.room(at)) or not self._flashes.take(at):
            self.held += 1
            return False
        if name == ONSET:
            self._onsets.take(at)
        self._flashed = at
        return True

    def _beats(self, at: float) -> float:
        """Return the flashes in a second that are kept for the beats."""
        if not self._every or at - self._beat_at > BEATS_GONE:
            return 0.0
        return math.ceil(self.bpm / 60.0 / self._every)

    def _release(self, at: float) -> None:
        for route in [route for route, due in self._pressed.items() if due <= at]:
            self._let_go(route)

    def _let_go(self, route: Route) -> None:
        del self._pressed[route]
        self._out.append(Told(route.address, scaled(route, 0.0), route))


class Paced:
    """A number, told at its rate, the newest first."""

    def __init__(self, route: Route) -> None:
        """Begin with nothing told."""
        self.route = route
        self._period = 1.0 / (route.rate or 30.0)
        self._value = 0.0
        self._told_at = -math.inf
        self.due = math.inf
        "When it is next to be told."

    def take(self, at: float, value: float) -> None:
        """Take the newest value."""
        self._value = value
        self.due = max(at, self._told_at + self._period)

    def tell(self, at: float) -> Argument:
        """Return the argument to tell now."""
        self.due, self._told_at = math.inf, at
        return typed(self.route, self._value)


def _by_cue(routes: tuple[Route, ...], *kinds: Kind) -> dict[str, tuple[Route, ...]]:
    names = dict.fromkeys(route.cue for route in routes if route.kind in kinds)
    return {name: tuple(route for route in routes if route.cue == name) for name in names}
