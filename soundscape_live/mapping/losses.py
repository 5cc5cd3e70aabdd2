"""Which sources are there, and what is done when one has been gone for its time.

Rules: a source that has never been there cannot be lost, and one that is back within its time was never away. What a
loss did is undone when its source comes back later: decayed parameters glide to where the hands still are, a safe look
that nobody touched goes. Hands that were let go stay so: the performer moves a control to take hold again.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from soundscape_live.mapping.envelope import Fade
from soundscape_live.mapping.hands import Hands
from soundscape_live.mapping.loss import MIDI, OSC, SOUND, Loss, LossRules, OnLoss
from soundscape_live.mapping.panic import Panic
from soundscape_live.mapping.sound import AMBIENT_GLIDE, PARAMETERS
from soundscape_live.mapping.theme import Parameter
from soundscape_live.model import SourceStatus

AFTER = 2.0
"""Seconds of absence, where the show says nothing else."""

DONE = {
    OnLoss.HOLD: "what it played is held",
    OnLoss.DECAY: "what it played goes to rest",
    OnLoss.RELEASE: "hands let go",
    OnLoss.SAFE: "the safe look",
}
"""What is said of each policy."""

KEPT = 64
"""Sources remembered; of more, those that have been gone longest are forgotten."""


@dataclass(slots=True)
class _Source:
    loss: Loss
    since: float
    detail: str
    present: bool = True
    due: float = math.inf
    "When its loss does something, if it is gone."
    applied: bool = False


@dataclass(slots=True)
class _Decay:
    fade: Fade
    places: set[int] = field(default_factory=set)
    "Of its parameters in PARAMETERS."


class Losses:
    """Carries the policies out. Times passed in never go back."""

    def __init__(self, rules: LossRules, hands: Hands, panic: Panic, silence_after: float) -> None:
        self._rules = rules
        self._hands = hands
        self.panic = panic
        self._silence_after = silence_after
        self._sources: dict[str, _Source] = {}
        self._held: dict[int, str] = {}
        "Who last touched each parameter."
        self._decays: dict[str, _Decay] = {}
        self._words: list[str] = []

    def adopt(self, rules: LossRules, silence_after: float) -> None:
        """Go on by other rules; what a loss has done already stays done until its source is back."""
        self._rules, self._silence_after = rules, silence_after
        for source, known in self._sources.items():
            if known.due < math.inf:
                known.due = known.since + self._after(source, rules.of(source))
            known.loss = rules.of(source)

    def touch(self, source: str, parameter: Parameter) -> None:
        """Note whose hand is on a parameter; what decayed is the hand's again."""
        place = PARAMETERS.index(parameter)
        self._held[place] = source
        for decay in self._decays.values():
            decay.places.discard(place)

    def report(self, at: float, source: str, detail: str, *, present: bool, ambient: bool) -> None:
        """Take that a source is there or gone."""
        known = self._sources.get(source)
        if known is None:
            if present:
                self._sources[source] = _Source(self._rules.of(source), at, detail)
                self._forget(at, ambient=ambient)
            return
        known.detail = detail
        if present == known.present:
            return
        known.present, known.since = present, at
        known.due = math.inf if present else at + self._after(source, known.loss)
        if present and known.applied:
            known.applied = False
            self._undo(at, source, ambient=ambient)

    def advance(self, at: float, *, ambient: bool) -> None:
        """Do what is due by a time."""
        for source, known in self._sources.items():
            if known.due <= at:
                known.due, known.applied = math.inf, known.loss.policy is not OnLoss.HOLD
                self._words.append(f"{source} has been gone for {at - known.since:.3g} s: {DONE[known.loss.policy]}")
                self._apply(at, source, known.loss, ambient=ambient)
        for source in [source for source, decay in self._decays.items() if _over(decay, at)]:
            del self._decays[source]

    def values(self, at: float, values: Sequence[float], rests: Sequence[float]) -> list[float]:
        """Return the parameters with those in them that go to rest."""
        moved = list(values)
        for decay in self._decays.values():
            level = decay.fade.level(at)
            for place in decay.places:
                moved[place] += (rests[place] - moved[place]) * level
        return moved

    def rests_at(self, sounded: float) -> float:
        """Return when the picture goes to its ambient hold, if there was music last at `sounded`."""
        sound = self._sources.get(SOUND)
        if sound is None or sound.present:
            return sounded + self._silence_after
        if sound.loss.policy is OnLoss.HOLD:
            return math.inf
        return sounded + self._silence_after if sound.loss.after is None else sound.since + sound.loss.after

    def deadline(self, at: float, step: float) -> float:
        """Return when `advance` is next useful: a `step` from now while something fades; infinity if never."""
        first = min((known.due for known in self._sources.values()), default=math.inf)
        moving = any(decay.fade.moving(at) for decay in self._decays.values())
        return min(first, at + step) if moving else first

    @property
    def glide(self) -> float:
        """Seconds in which the sound's parameters cover 63 % of their way to rest."""
        sound = self._sources.get(SOUND)
        return AMBIENT_GLIDE if sound is None or sound.present else sound.loss.over / 3.0

    def take_words(self) -> tuple[str, ...]:
        """Return what the operator should hear and has not."""
        words, self._words = tuple(self._words), []
        return words

    def statuses(self) -> tuple[SourceStatus, ...]:
        """Return what the operator sees."""
        return tuple(
            SourceStatus(source, known.present, known.since, known.detail, known.loss.policy.value, known.applied)
            for source, known in self._sources.items()
        )

    def _after(self, source: str, loss: Loss) -> float:
        if loss.after is not None:
            return loss.after
        return self._silence_after if source == SOUND else AFTER

    def _apply(self, at: float, source: str, loss: Loss, *, ambient: bool) -> None:
        match loss.policy:
            case OnLoss.RELEASE:
                for place in self._places(source):
                    self._hands.release(at, PARAMETERS[place])
            case OnLoss.DECAY if source != SOUND:
                decay = self._decays.setdefault(source, _Decay(Fade(loss.over)))
                decay.fade.turn(at, on=True)
                decay.places.update(self._places(source))
            case OnLoss.SAFE:
                self.panic.lose(source, at, ambient=ambient)
            case _:  # what is held is left alone; without sound the picture goes to rest by itself
                pass

    def _undo(self, at: float, source: str, *, ambient: bool) -> None:
        if source in self._decays:
            self._decays[source].fade.turn(at, on=False)
        self.panic.find(source, at, ambient=ambient)

    def _places(self, source: str) -> Iterator[int]:
        """Yield the parameters that a lost source played: of a controller those that it holds, else all."""
        single = source.partition(":")[0] in {MIDI, OSC}
        for place in range(len(PARAMETERS)):
            if not single or (self._held.get(place) == source and self._hands.holds(place)):
                yield place

    def _forget(self, at: float, *, ambient: bool) -> None:
        if len(self._sources) > KEPT:
            gone = [source for source, known in self._sources.items() if not known.present]
            oldest = min(gone or self._sources, key=lambda source: self._sources[source].since)
            del self._sources[oldest]
            self._undo(at, oldest, ambient=ambient)


def _over(decay: _Decay, at: float) -> bool:
    return not decay.fade.on and not decay.fade.moving(at)
