"""What protects the audience: the limit on flashes, and freeze, blackout and panic.

Rules: a flash is a cache reset or a fall of light by SWING that is followed by a rise. No window of one second holds
more of them than the show allows. Darkness is never refused: without a flash left the light sinks in SLOW seconds
instead of cutting, and comes back when there is one. Panic stands above blackout and freeze, and these above hands.
"""

import math

from soundscape_live.mapping.envelope import Fade

SWING = 0.1
"""The change of light that counts as half a flash: WCAG 2.2 names a tenth of the largest luminance."""

SLOW = 1.0
"""Seconds from full light to black when no flash is left."""

PANIC_FADE = 0.5
"""Seconds in which panic takes the parameters to rest, and gives them back."""


class Flashes:
    """Counts flashes; at most `per_second` in any second (below one: one in 1 / per_second seconds)."""

    def __init__(self, per_second: float) -> None:
        self._taken: list[tuple[float, float]] = []
        "When each leaves for the first generator, and for the last."
        self.adopt(per_second)

    def adopt(self, per_second: float) -> None:
        """Allow so many from now on; those of before count."""
        self._limit = int(per_second) if per_second >= 1.0 else int(per_second > 0.0)
        self._window = 1.0 if per_second >= 1.0 or per_second <= 0.0 else 1.0 / per_second

    def room(self, at: float, last: float = -math.inf) -> bool:
        """Whether there may be a flash now, or one that comes now on the first generator and at `last` on the last."""
        window = self._window
        self._taken = [taken for taken in self._taken if at < taken[1] + window]
        if last <= at:
            return len(self._taken) < self._limit
        # Two that both come later on a generator are as far from each other there as they are on the first.
        return sum(at < first + window or last < late + window for first, late in self._taken) < self._limit

    def take(self, at: float, last: float = -math.inf) -> bool:
        """Use a flash if there is one."""
        if not self.room(at, last):
            return False
        self._taken.append((at, max(at, last)))
        return True


class Lamp:
    """The light that is shown, which follows the light that is wanted within the limit on flashes."""

    def __init__(self, flashes: Flashes, at: float, level: float) -> None:
        self._flashes = flashes
        self._at = at
        self._turn = level
        "The crest before a fall, the trough before a rise."
        self._fallen = False
        self._owed = False
        self.level = level
        self.waiting = False

    def step(self, at: float, wanted: float) -> float:
        """Return the light to show at a time, 0..1."""
        if self._fallen:
            self._rise(at, wanted)
        if not self._fallen:
            self._fall(at, wanted)
        self._at = at
        self.waiting = self.level != wanted
        return self.level

    def _fall(self, at: float, wanted: float) -> None:
        self._turn = max(self._turn, wanted)
        if wanted > self._turn - SWING:
            self.level = wanted
            return
        self._fallen = True
        self._owed = not self._flashes.take(at)
        self.level = self._sunk(at, wanted) if self._owed else wanted
        self._turn = self.level

    def _rise(self, at: float, wanted: float) -> None:
        if self._owed and wanted < self.level and self._flashes.take(at):
            self._owed = False
        if wanted < self._turn + SWING:
            self.level = self._sunk(at, wanted) if self._owed else wanted
            self._turn = min(self._turn, self.level)
        elif self._flashes.take(at) if self._owed else self._flashes.room(at):
            self._fallen = False
            self._turn = self.level = wanted

    def _sunk(self, at: float, wanted: float) -> float:
        return max(wanted, self.level - (at - self._at) / SLOW)


class Safety:
    """Freeze, blackout and panic, as hands have set them."""

    def __init__(self, blackout_fade: float) -> None:
        self.freeze = False
        self.blackout = Fade(blackout_fade)
        self.panic = Fade(PANIC_FADE)

    @property
    def holds(self) -> bool:
        """Whether the sound may change nothing but what is hidden."""
        return self.freeze or self.blackout.on or self.panic.on

    def state(self, *, ambient: bool) -> str:
        """Name the state for the operator: `panic`, `blackout`, `freeze`, `ambient` or `live`."""
        if self.panic.on:
            return "panic"
        if self.blackout.on:
            return "blackout"
        if self.freeze:
            return "freeze"
        return "ambient" if ambient else "live"

    def moving(self, at: float) -> bool:
        """Whether a fade is under way."""
        return self.blackout.moving(at) or self.panic.moving(at)
