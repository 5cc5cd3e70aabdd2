"""Presses that wait for a beat or a bar.

Rules: a press waits for one beat of the grid and happens at most once, with it or ahead of it; the same control again
takes it back, another of the same kind (a second theme, a second prompt) takes its place. Bars are counted from the
first that came. Without a tempo (no beat for GONE beats) nothing waits: a press happens at once, and so do those that
were waiting.
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from soundscape_live.mapping.binding import BEAT
from soundscape_live.model import Beat

GONE = 2.0
"Beats without a beat after which there is no tempo."

PressT = TypeVar("PressT")


def _any(_press: object) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[PressT]):
    press: PressT
    place: int
    every: int


class Quantise(Generic[PressT]):
    """What waits. Times passed in never go back."""

    def __init__(self, beats_per_bar: int = 4) -> None:
        """Begin with nothing that waits."""
        self._beats_per_bar = beats_per_bar
        self._waiting: dict[str, _Waiting[PressT]] = {}
        self._bars = -1
        self._beat: Beat | None = None
        "The last one that came."
        self._gone = -math.inf
        "When there is no tempo any more."

    def ask(self, at: float, kind: str, place: int, press: PressT, every: int) -> bool:
        """Let a press of the binding at `place` wait, for BEAT or every so many bars. Return False if it may not."""
        if at >= self._gone:
            return False
        before = self._waiting.pop(kind, None)
        if before is None or before.place != place:
            self._waiting[kind] = _Waiting(press, place, every)
        return True

    def waits(self, place: int) -> bool:
        """Whether a press of the binding at this place waits."""
        return any(waiting.place == place for waiting in self._waiting.values())

    def strike(self, beat: Beat, at: float, may: Callable[[PressT], bool] = _any) -> tuple[PressT, ...]:
        """Take a beat that has come; return what happens on it, of that which may, in the order of asking."""
        self._gone = at + GONE * 60.0 / max(beat.bpm, 1.0)
        self._beat = beat
        self._bars += beat.bar_position == 0
        return self._due(beat, self._bars, may)

    def ahead(self, beat: Beat, may: Callable[[PressT], bool]) -> tuple[PressT, ...]:
        """Return what happens on a beat that is still to come, of that which may happen before it."""
        if not self._waiting or self._beat is None:
            return ()
        passed = (self._beat.bar_position + beat.index - self._beat.index) // self._beats_per_bar
        return self._due(beat, self._bars + passed, may)

    def overdue(self, at: float) -> tuple[PressT, ...]:
        """Return what happens now because there is no tempo any more."""
        return self._take(self._waiting) if self._waiting and at >= self._gone else ()

    def deadline(self) -> float:
        """Return when `overdue` has something, if no beat comes; infinity if nothing waits."""
        return self._gone if self._waiting else math.inf

    def _due(self, beat: Beat, bars: int, may: Callable[[PressT], bool]) -> tuple[PressT, ...]:
        first = beat.bar_position == 0
        return self._take(
            kind
            for kind, waiting in self._waiting.items()
            if (waiting.every == BEAT or (first and bars % waiting.every == 0)) and may(waiting.press)
        )

    def _take(self, kinds: Iterable[str]) -> tuple[PressT, ...]:
        return tuple(self._waiting.pop(kind).press for kind in tuple(kinds))
