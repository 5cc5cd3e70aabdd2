"""When a change of the show's files takes effect.

Rules: a change waits for the bar's first beat, so that nothing moves within a bar; without a tempo it takes effect at
once, and never later than LATEST. Of several changes that wait the last counts, whole, and tells of the files of all.
"""

import math
from dataclasses import replace

from soundscape_live.mapping.show import Reload

LATEST = 4.0
"Seconds: a bar at 60 BPM."


class Reloading:
    """The change that waits."""

    def __init__(self) -> None:
        """Begin without one."""
        self._waits: Reload | None = None
        self._due = math.inf

    def ask(self, reload: Reload, at: float, *, beats: bool) -> None:
        """Take a change; `beats`: the grid will tell of a bar."""
        if self._waits is not None:
            files = dict.fromkeys((*self._waits.changed.split(", "), *reload.changed.split(", ")))
            reload = replace(reload, changed=", ".join(files))
        self._waits = reload
        self._due = min(self._due, at + LATEST if beats else at)

    def take(self, at: float, *, bar: bool) -> Reload | None:
        """Return the change that takes effect now."""
        if self._waits is None or not (bar or at >= self._due):
            return None
        taken, self._waits, self._due = self._waits, None, math.inf
        return taken

    def deadline(self) -> float:
        """Return when `take` has one at the latest; infinity if none waits."""
        return self._due
