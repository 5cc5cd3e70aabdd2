"""The words of two themes or variations side by side, as a morph shows them.

Rules: the prompts of both sides are shown with their weights times their side's share, so that a fader moves weights
alone; a text that both have stands once. Of more than MOST prompts the heaviest are shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from soundscape_live.mapping.prompts import BASE, Prompts
from soundscape_live.mapping.theme import Theme
from soundscape_live.model import Prompt

SHARES = 100
"""Shares of a morph that can be told apart, so that a fader's noise makes no new prompts."""

MOST = 8
"""Prompts that a snapshot carries."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Which words are asked for."""

    theme: str
    variation: int | None = None
    "-1 is the base; one that the theme does not have is the base too. None leaves the choice to the sound."
    weight: float | None = None
    "Of the variation, 0..1; None: the theme's own."
    weights: tuple[tuple[int, float], ...] = ()
    "Of several that are mixed, in place of `variation`; those that the theme does not have are left out."


@dataclass(frozen=True, slots=True)
class Beside:
    """The side of a morph that is not in front."""

    theme: Theme
    prompts: Prompts
    upper: bool
    "Whether it stands at the fader's upper end."
    share: float
    "0..1."


def choose(at: float, prompts: Prompts, theme: Theme, wording: Wording) -> None:
    """Let prompts show the variation that is asked for, until something else is; or give a hand's back to the sound."""
    if wording.weights:
        prompts.go(at, BASE, 0.0, by_hand=False)
        for variation, weight in wording.weights:
            if variation < prompts.count:
                prompts.weigh(variation, weight)
        return
    if wording.variation is None:
        if prompts.by_hand:
            prompts.go(at, BASE, 0.0, by_hand=False)
        return
    known = wording.variation if wording.variation < prompts.count else BASE
    weight = theme.variations.weight if wording.weight is None else wording.weight
    prompts.go(at, known, weight, by_hand=True)


def mixed(front: Iterable[Prompt], other: Iterable[Prompt], share: float) -> tuple[Prompt, ...]:
    """Return the prompts of both sides; `share`, 0..1, is the other one's."""
    share = round(share * SHARES) / SHARES
    weights: dict[str, float] = {}
    for prompts, part in ((front, 1.0 - share), (other, share)):
        for prompt in prompts:
            weights[prompt.text] = weights.get(prompt.text, 0.0) + part * prompt.weight
    rounded = {text: min(1.0, round(weight, 4)) for text, weight in weights.items()}
    heaviest = sorted(rounded, key=lambda text: rounded[text], reverse=True)[:MOST]
    return tuple(Prompt(text, weight) for text, weight in rounded.items() if weight > 0.0 and text in heaviest)
