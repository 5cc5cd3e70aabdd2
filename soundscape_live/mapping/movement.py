"""A control's movement as it meets what it is bound to, and what came of it. Frozen values."""

import math
from dataclasses import dataclass

from soundscape_live.mapping.binding import ActTarget, Binding
from soundscape_live.mapping.sources import BeatNow
from soundscape_live.model import Control, Features, TempoMove


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a control did."""

    known: bool = True
    "Whether anything is bound to it."
    moved: bool = False
    "A hand changed the state: send now."
    tempo: TempoMove | None = None
    "What it does to the tempo."
    notice: str = ""
    "Why it did nothing, in words for the operator."
    shows: tuple[str, str | None] | None = None
    "Which generator is to be shown, and on which screen; None: on its own."
    learn: str | None = None
    "For which target the next control that moves is meant; empty: for none any more."

    def merged(self, other: "Outcome") -> "Outcome":
        """Join with what another binding of the same control did."""
        return Outcome(
            self.known or other.known,
            self.moved or other.moved,
            self.tempo if other.tempo is None else other.tempo,
            self.notice or other.notice,
            self.shows if other.shows is None else other.shows,
            self.learn if other.learn is None else other.learn,
        )


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happens, and what is heard then."""

    at: float
    ambient: bool
    heard: tuple[Features, BeatNow] | None
    "The last features, and where the beat stood; None without music."
    last: float = -math.inf
    "When what happens leaves for the last generator, if that is later."


@dataclass(frozen=True, slots=True)
class Movement:
    """One control's movement as it meets one act."""

    moment: Moment
    binding: Binding
    target: ActTarget
    "The binding's."
    control: Control
    fired: bool
    "Whether it is a press, or of a relative control a turn in the act's direction."
    relative: bool = False

    @property
    def at(self) -> float:
        """When it happens."""
        return self.moment.at

    @property
    def choice(self) -> float | str | None:
        """The argument, or else the control's value; None if the argument waits for a press."""
        argument = self.target.argument
        if argument is None:
            return self.control.value
        return argument if self.fired else None
