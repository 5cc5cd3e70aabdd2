"""Learning for one target at a time: from its beginning to the control that was found, in words for the operator.

Rules: nothing is found before a control has moved; nobody waits longer than PATIENCE for that. A control that cannot be
bound to the target as it is sends is refused, and said.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from soundscape_live.mapping.binding import ActTarget, Binding, ParameterTarget
from soundscape_live.mapping.controls import ROUNDING
from soundscape_live.mapping.learn import Learned, Learning
from soundscape_live.mapping.learn_conflicts import conflicts
from soundscape_live.mapping.learn_targets import ANY, CANCEL, FOLLOWING, Known, parse_target, target_text, target_words
from soundscape_live.model import Control, ControlLearned, LearnStatus, Level

PATIENCE = 30.0
"Seconds without any movement after which learning ends."


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of learning."""

    words: str
    level: Level
    learned: ControlLearned | None = None


class Learner:
    """Learns when it is told to."""

    def __init__(self) -> None:
        self.status = LearnStatus()
        self._target: ParameterTarget | ActTarget | None = None
        self._learning = Learning()
        self._gives_up = math.inf
        self._begun_by: Control | None = None
        "Whose release is still to come."

    @property
    def active(self) -> bool:
        """Whether the next control that moves is meant for something."""
        return self._target is not None

    def begin(self, at: float, text: str, known: Known = ANY, by: Control | None = None) -> str:
        """Learn for a target from now on, instead of what was learnt; `cancel` or an empty text ends it.

        `by` is the control that asked for it, whose release tells nothing.
        Return what to do, in words, and raise ControlError if there is no such target; then all stays as it was.
        """
        wanted = text.strip()
        ended = wanted.casefold() in {"", CANCEL}
        target = None if ended else parse_target(wanted, known)
        words = "learning is ended" if self.active else ""
        if target is not None:
            words = f"move a control for {target_words(target)}"
        self._target = target
        self._learning = Learning()
        self._begun_by = by
        self._gives_up = math.inf if target is None else at + PATIENCE
        self.status = LearnStatus(target_text(target) if target else "", words)
        return words

    def hear(self, control: Control) -> None:
        """Take a movement."""
        by = self._begun_by
        if by is not None and (by.source, by.name, 0.0) == (control.source, control.name, control.value):
            self._begun_by = None
            return
        self._learning.hear(control)

    def deadline(self) -> float | None:
        """Return when `advance` has something if nothing else moves; None while nothing is learnt."""
        due = self._learning.deadline()
        return (self._gives_up if due is None else due) if self.active else None

    def advance(self, at: float, bindings: Sequence[Binding]) -> Finding | None:
        """Return what was found, once; None until then. `bindings` are those of the show."""
        target, due = self._target, self.deadline()
        if target is None or due is None or at < due:
            return None
        learned = self._learning.result(at)
        self._target = None
        if learned is None:
            finding = Finding(f"nothing was moved for {target_words(target)} in {PATIENCE:g} s", Level.WARNING)
        else:
            finding = _found(at, learned, target, bindings)
        self.status = LearnStatus("", finding.words)
        return finding


def _found(at: float, learned: Learned, target: ParameterTarget | ActTarget, bindings: Sequence[Binding]) -> Finding:
    control = f"{learned.kind} {learned.control} of {learned.source.removeprefix('midi:')}"
    if _follows(target) and not -ROUNDING <= learned.low <= learned.high <= 1.0 + ROUNDING:
        sends = f"{control} sends {learned.low:g} to {learned.high:g}"
        return Finding(
            f"{sends}; 0 to 1 is needed for {target_words(target)}: set it so, and learn again", Level.WARNING
        )
    clashes = conflicts(bindings, learned, target)
    words = "; ".join((f"learnt: {control} -> {target_words(target)}", *clashes))
    found = ControlLearned(
        at,
        learned.source,
        learned.control,
        learned.kind.value,
        learned.low,
        learned.high,
        learned.coding,
        target_text(target),
    )
    return Finding(words, Level.WARNING if clashes else Level.INFO, found)


def _follows(target: ParameterTarget | ActTarget) -> bool:
    return isinstance(target, ParameterTarget) or target.act in FOLLOWING
