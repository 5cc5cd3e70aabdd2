"""The words of one theme: base, modifiers, descriptors or ambient words, a variation, and the accent.

Rules: the composition follows from the state alone, so that nothing of another theme can be in it. What the sound
suggests waits in `due` until `settle` takes it over; Looks decides when, within its budget. A variation that a hand
chose stays until a hand lets go of it. Hands that weigh variations mix several; the base has what weight is left.
"""

import math

from soundscape_live.mapping.curves import clamp
from soundscape_live.mapping.descriptors import SlowReading
from soundscape_live.mapping.sources import BeatNow
from soundscape_live.mapping.theme import Theme
from soundscape_live.model import Features, Prompt

BASE = -1
"""The number of the base prompt among the variations."""

TEXT_LIMIT = 2000
"""Characters that a snapshot carries of one prompt."""

MIXED = 6
"""Variations that can be mixed: with the base and the accent they are the prompts that a snapshot carries."""

WEIGHT_STEP = 100
"""An accent's weight has this many steps, so that a resting sound does not make new prompts."""


class Prompts:
    """Which words of a theme are shown."""

    def __init__(self, theme: Theme, *, ambient: bool) -> None:
        self._theme = theme
        self._ambient = ambient
        self._readings = [SlowReading(descriptor) for descriptor in theme.descriptors]
        self._bands = [0 for _ in theme.descriptors]
        self.variation = BASE
        self.latest = BASE
        "The variation that was shown last."
        self.by_hand = False
        self._weights: dict[int, float] = {}
        "Of each variation that is shown; several only where hands have mixed them."
        self._until = math.inf
        self._spoken: tuple[Prompt, ...] | None = None
        self._composed: tuple[Prompt, ...] = ()
        self._accent = -1

    def adopt(self, theme: Theme, heard: tuple[Features, BeatNow] | None) -> None:
        """Go on with the words of this theme, in the variation of before if it has one of that number."""
        if theme.descriptors != self._theme.descriptors:
            self._readings = [SlowReading(descriptor) for descriptor in theme.descriptors]
            if heard is not None:
                self.hear(*heard, 0.0)
            self._bands = [slow.band for slow in self._readings]
        self._theme = theme
        self._weights = {each: weight for each, weight in self._weights.items() if each < self.count}
        self.latest = min(self.latest, self.count - 1)
        if self.variation >= self.count:
            self.variation = max(self._weights, key=self._weights.__getitem__, default=BASE)
            self.by_hand = self.by_hand and bool(self._weights)
        self._spoken = None

    @property
    def theme(self) -> Theme:
        """Whose words they are."""
        return self._theme

    @property
    def count(self) -> int:
        """How many variations there are."""
        return len(self._theme.variations.prompts)

    def hear(self, features: Features, beat: BeatNow, seconds: float) -> None:
        """Let the descriptors follow the sound."""
        for slow in self._readings:
            slow.hear(features, beat, seconds)

    def go(self, at: float, variation: int, weight: float, *, by_hand: bool) -> None:
        """Show a variation, or BASE. One that no hand chose goes back by itself."""
        self.variation = variation
        self.latest = variation if variation != BASE else self.latest
        self._weights = {} if variation == BASE else {variation: clamp(weight)}
        self.by_hand = by_hand and variation != BASE
        self._until = math.inf
        if not self.by_hand:
            self._hold(at)
        self._spoken = None

    def weigh(self, variation: int, weight: float) -> bool:
        """Give a variation its weight, 0..1, beside the others, by hand. Return False if there are MIXED already."""
        weights = {**self._weights, variation: round(clamp(weight) * WEIGHT_STEP) / WEIGHT_STEP}
        weights = {each: weights[each] for each in sorted(weights) if weights[each] > 0.0}
        if len(weights) > MIXED:
            return False
        self._weights = weights
        self.variation = max(weights, key=weights.__getitem__, default=BASE)
        self.latest = self.variation if weights else self.latest
        self.by_hand = bool(weights)
        self._until = math.inf
        self._spoken = None
        return True

    def weight_of(self, variation: int) -> float:
        """Return the weight of a variation, 0..1; 0 if it is not shown."""
        return self._weights.get(variation, 0.0)

    @property
    def weights(self) -> tuple[tuple[int, float], ...]:
        """The variations that are shown, and their weights."""
        return tuple(self._weights.items())

    def let_go(self, at: float) -> None:
        """Give a variation that a hand chose back to the theme: it goes as one that came by itself."""
        if self.by_hand:
            self.by_hand = False
            self._hold(at)

    def due(self, *, ambient: bool) -> float:
        """Return from when on `settle` would change the words; infinity if it would not."""
        if ambient != self._ambient:
            return -math.inf
        if not ambient and self._bands != [slow.band for slow in self._readings]:
            return -math.inf
        if self.variation == BASE or self.by_hand:
            return math.inf
        return -math.inf if ambient else self._until

    def settle(self, at: float, *, ambient: bool) -> None:
        """Take over what the sound suggests: ambient words, descriptors, the way back from a variation."""
        self._ambient = ambient
        if not ambient:
            self._bands = [slow.band for slow in self._readings]
        if not self.by_hand and (ambient or at >= self._until):
            self.variation = BASE
            self._weights = {}
            self._until = math.inf
        self._spoken = None

    def spoken(self) -> tuple[Prompt, ...]:
        """Compose everything but the accent."""
        if self._spoken is None:
            self._spoken = self._speak()
            self._accent = -1
        return self._spoken

    def compose(self, accent: float) -> tuple[Prompt, ...]:
        """Compose all prompts, the accent with its weight, 0..1, rounded to hundredths."""
        spoken = self.spoken()
        steps = 0 if self._theme.accent is None else round(clamp(accent) * WEIGHT_STEP)
        if steps != self._accent:
            self._accent = steps
            self._composed = spoken
            if steps and self._theme.accent is not None:
                self._composed = (*spoken, Prompt(self._theme.accent.text[:TEXT_LIMIT], steps / WEIGHT_STEP))
        return self._composed

    def _hold(self, at: float) -> None:
        hold = self._theme.variations.hold
        self._until = at + hold if hold > 0.0 else math.inf

    def _speak(self) -> tuple[Prompt, ...]:
        theme = self._theme
        total = round(sum(self._weights.values()), 4)
        prompts = [
            _prompt(weight / max(1.0, total), theme.variations.prompts[variation], *theme.modifiers)
            for variation, weight in self._weights.items()
            if weight > 0.0
        ]
        if total < 1.0:
            words = (theme.ambient,) if self._ambient else self._described()
            prompts.append(_prompt(1.0 - total, theme.base, *theme.modifiers, *words))
        return tuple(prompts)

    def _described(self) -> tuple[str, ...]:
        # Band texts of what was taken over, not of what was heard since.
        return tuple(
            descriptor.bands[band].text
            for descriptor, band in zip(self._theme.descriptors, self._bands, strict=True)
            if descriptor.bands
        )


def _prompt(weight: float, *words: str) -> Prompt:
    return Prompt(", ".join(word for word in words if word)[:TEXT_LIMIT], round(weight, 4))
