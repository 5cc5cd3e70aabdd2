"""What prompts become in the pretended pipeline: a mixture of texts, and its way to another mixture. Pure.

Rules: as measured on Scope's own blocks. Prompts are encoded when their texts or weights differ from those that were
encoded last. A transition starts from the mixture of now; its steps are spread evenly from 0 to 1, both included, so
the first changes nothing, a transition of one step never arrives, and one of none is there at once. A transition that
is taken away before its end leaves the mixture that it started from, whatever the prompts say.
"""

from collections.abc import Iterable
from typing import TypeAlias, cast

Mixture: TypeAlias = tuple[tuple[str, float], ...]
"Texts and their shares, which sum to 1; no text twice."

LARGEST = 1e9
"What is taken for a number."


class CallError(ValueError):
    """A generation call that raises: it has no picture."""


def encode(prompts: object) -> Mixture:
    """Return the mixture of a list of prompts, weights normalised, all zero meaning equal. CallError: it raises."""
    if not isinstance(prompts, list) or not prompts:
        raise CallError("prompts are missing")
    texts, weights = [], []
    for prompt in cast("list[object]", prompts):
        fields = cast("dict[str, object]", prompt) if isinstance(prompt, dict) else {}
        text, weight = fields.get("text"), fields.get("weight", 1.0)
        if not isinstance(text, str):
            raise CallError(f"a prompt without a text: {prompt!r:.60}")
        texts.append(text)
        weights.append(number("weight", weight))
    total = sum(weights)
    shares = [weight / total for weight in weights] if total else [1.0 / len(texts)] * len(texts)
    return _mix((text, share) for text, share in zip(texts, shares, strict=True))


def number(name: str, value: object) -> float:
    """Return a finite number as it is. CallError: it raises."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise CallError(f"{name} is no number: {value!r:.60}")
    return float(value)


def blend(source: Mixture, target: Mixture, share: float) -> Mixture:
    """Return the mixture that has gone `share` (0 to 1) of the way from source to target."""
    parts = [(text, weight * (1.0 - share)) for text, weight in source]
    return _mix((*parts, *((text, weight * share) for text, weight in target)))


class Blender:
    """The mixture of now. Remembers what was encoded and how far a transition has come."""

    def __init__(self) -> None:
        self.mixture: Mixture = ()
        self.encoded = 0
        "How often prompts have been encoded."
        self._known: object = None
        "The prompts that were encoded last."
        self._fresh = True
        "Whether the prompts of the next call are landed on, whatever was before."
        self._way: object = None
        "The transition under way, as it was sent."
        self._source: Mixture = ()
        self._target: Mixture = ()
        self._steps = 0
        self._step = 0
        "Which step comes next."

    @property
    def active(self) -> bool:
        """Whether a transition has steps left."""
        return self._way is not None

    def reset(self) -> None:
        """Forget which prompts were encoded, and any transition under way."""
        self._known, self._way, self._fresh = None, None, True

    def turn(self, prompts: object, transition: object) -> bool:
        """Take one call's prompts and transition; return whether the prompts were encoded anew. CallError."""
        changed = self._land(prompts, going=bool(transition))
        if transition:
            if transition != self._way:
                self._start(transition)
            self._go()
        return changed

    def _land(self, prompts: object, *, going: bool) -> bool:
        if prompts == [] and self.mixture:
            return False
        mixture = encode(prompts)
        if self._way is not None and not going:
            self.mixture, self._way, self._known = self._source, None, prompts
            return False
        if prompts == self._known:
            return False
        if self._fresh or not going:
            self.mixture = mixture
        self._known, self._fresh = prompts, False
        self.encoded += 1
        return True

    def _start(self, transition: object) -> None:
        fields = cast("dict[str, object]", transition) if isinstance(transition, dict) else {}
        steps = fields.get("num_steps", 0)
        if isinstance(steps, bool) or not isinstance(steps, int) or steps < 0:
            raise CallError(f"num_steps is no whole number: {steps!r:.60}")
        self._target = encode(fields.get("target_prompts"))
        self.encoded += 1
        self._source, self._way = self.mixture, transition
        self._steps, self._step = steps, 0

    def _go(self) -> None:
        share = self._step / max(1, self._steps - 1) if self._steps else 1.0
        self.mixture = blend(self._source, self._target, share)
        self._step += 1
        if self._step >= self._steps:
            self._way = None


def _mix(parts: Iterable[tuple[str, float]]) -> Mixture:
    shares: dict[str, float] = {}
    for text, share in parts:
        shares[text] = shares.get(text, 0.0) + share
    return tuple((text, share) for text, share in shares.items() if share)
