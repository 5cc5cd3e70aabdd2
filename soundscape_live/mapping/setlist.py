"""The set list: which cue is in force, which one comes next, and what it waits for.

Rules: a cue that waits for a beat or bar comes at once where no beat is expected. A hand's cue stands above a
follow-on. The bar in which a cue comes is its first if it comes in the first half; else the next bar is.
"""

import math

from soundscape_live.mapping.meter import Meter
from soundscape_live.mapping.scene import Quantise, StageCue
from soundscape_live.model import Beat


class SetList:
    """The cues in their order. Times passed in never go back."""

    def __init__(self, cues: tuple[StageCue, ...], meter: Meter) -> None:
        self.cues = cues
        self._meter = meter
        self.place: int | None = None
        "Of the cue in force; None before the first one."
        self.waiting: int | None = None
        "The place of the cue that has been asked for and waits."
        self.bars: int | None = None
        "Bars that will have begun when the next cue follows on."

    def adopt(self, cues: tuple[StageCue, ...]) -> None:
        """Go on with other cues: from the one in force, or the last one before it that is still there."""
        before, self.cues = self.cues, cues
        places = {cue.name: place for place, cue in enumerate(cues)}
        if self.place is not None:
            passed = [places[cue.name] for cue in before[: self.place + 1] if cue.name in places]
            self.place = passed[-1] if passed else None
        if self.waiting is not None:
            self.waiting = places.get(before[self.waiting].name)
        if self.place is None or cues[self.place].follow_on is None:
            self.bars = None

    @property
    def name(self) -> str:
        """The cue in force; empty before the first one."""
        return "" if self.place is None else self.cues[self.place].name

    def stepped(self, step: int) -> int | None:
        """Return the place `step` after the cue in force or the one that waits; None if there is none."""
        before = self.place if self.waiting is None else self.waiting
        place = step + (before if before is not None else min(0, -step))
        return place if 0 <= place < len(self.cues) else None

    def ask(self, at: float, place: int) -> StageCue | None:
        """Ask for the cue at a place. Return it if it comes now; else it comes from `strike` or `advance`."""
        if self.cues[place].quantise is not Quantise.NOW and self._meter.running(at):
            self.waiting = place
            return None
        return self._begin(at, place)

    def strike(self, beat: Beat, at: float) -> StageCue | None:
        """Take a beat that the meter has counted. Return the cue that comes with it."""
        bar = beat.bar_position == 0
        if self.waiting is not None and (bar or self.cues[self.waiting].quantise is Quantise.BEAT):
            return self._begin(at, self.waiting)
        if not bar or self.bars is None:
            return None
        self.bars -= 1
        place = self.stepped(1)
        if self.bars > 0 or place is None:
            return None
        return self._begin(at, place)

    def advance(self, at: float) -> StageCue | None:
        """Return the cue that has waited for a beat which does not come."""
        if self.waiting is None or self._meter.running(at):
            return None
        return self._begin(at, self.waiting)

    def deadline(self) -> float:
        """Return when `advance` is next useful."""
        return math.inf if self.waiting is None else self._meter.patience_ends

    def halt(self) -> bool:
        """Let no cue come by itself. Return whether one would have."""
        halted = self.waiting is not None or self.bars is not None
        self.waiting = self.bars = None
        return halted

    def _begin(self, at: float, place: int) -> StageCue:
        self.place, self.waiting = place, None
        cue = self.cues[place]
        late = not self._meter.running(at) or self._meter.bar_part(at) >= 0.5
        self.bars = None if cue.follow_on is None else cue.follow_on + late
        return cue
