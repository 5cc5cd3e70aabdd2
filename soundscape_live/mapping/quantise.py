"""Presses that wait for a beat or a bar.

Rules: a press waits for one beat of the grid and happens at most once; the same control again takes it back, another of
the same kind (a second theme, a second prompt) takes its place. Bars are counted from the first that came. Without a
tempo (no beat for GONE beats) nothing waits: a press happens at once, and so do those that were waiting.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from soundscape_live.mapping.binding import BEAT
from soundscape_live.model import Beat

GONE = 2.0
"Beats without a beat after which there is no tempo."

PressT = TypeVar("PressT")


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[PressT]):
    press: PressT
    place: int
    every: int


class Quantise(Generic[PressT]):
    """What waits. Times passed in never go back."""

    def __init__(self) -> None:
        self._waiting: dict[str, _Waiting[PressT]] = {}
        self._bars = -1
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

    def strike(self, beat: Beat, at: float) -> tuple[PressT, ...]:
        """Take a beat that has come; return what happens on it, in the order in which it was asked for."""
        self._gone = at + GONE * 60.0 / max(beat.bpm, 1.0)
        first = beat.bar_position == 0
        self._bars += first
        return self._take(
            kind
            for kind, waiting in self._waiting.items()
            if waiting.every == BEAT or (first and self._bars % waiting.every == 0)
        )

    def overdue(self, at: float) -> tuple[PressT, ...]:
        """Return what happens now because there is no tempo any more."""
        return self._take(self._waiting) if self._waiting and at >= self._gone else ()

    def deadline(self) -> float:
        """Return when `overdue` has something, if no beat comes; infinity if nothing waits."""
        return self._gone if self._waiting else math.inf

    def _take(self, kinds: Iterable[str]) -> tuple[PressT, ...]:
        return tuple(self._waiting.pop(kind).press for kind in tuple(kinds))
