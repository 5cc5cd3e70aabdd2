"""What a learnt control does already, and what else does what it has been learnt for, in words. Pure.

Rules: a binding of the same control to the same target is no conflict: it is replaced. The addresses that every
show has are none either.
"""

from collections.abc import Iterator, Sequence

from soundscape_live.mapping.binding import ActTarget, Binding, ParameterTarget
from soundscape_live.mapping.controls import Controls
from soundscape_live.mapping.learn import APART, Learned
from soundscape_live.mapping.learn_targets import goal, target_text, target_words
from soundscape_live.model import Control

SAID = 3
"Bindings that are named; more are counted."


def conflicts(bindings: Sequence[Binding], learned: Learned, target: ParameterTarget | ActTarget) -> tuple[str, ...]:
    """Return sentences: what the control is bound to besides, and what else moves the target."""
    mine = _bound(bindings, learned)
    wanted = tuple(goal(target))
    also = _unique(target_words(binding.target) for binding in mine if tuple(goal(binding.target)) != wanted)
    others = _unique(
        f"{binding.control} of {binding.source}"
        for binding in bindings
        if binding not in mine and tuple(goal(binding.target)) == wanted
    )
    return tuple(
        sentence
        for sentence in (
            f"it also moves {_some(also)}" if also else "",
            f"{target_text(target)} is also moved by {_some(others)}" if others else "",
        )
        if sentence
    )


def _bound(bindings: Sequence[Binding], learned: Learned) -> tuple[Binding, ...]:
    controls = Controls(tuple(bindings))
    found = (controls.find(Control(0.0, learned.source, name, 0.0)) for name in _names(learned.control))
    return tuple(binding for known in found if known is not None for binding in known.bindings)


def _names(control: str) -> Iterator[str]:
    """Yield what the control may be called by other bindings: its messages can be read in several ways."""
    yield control
    channel, _, rest = control.partition("/")
    kind, _, number = rest.partition("/")
    if kind in {"cc14", "turn"}:
        yield f"{channel}/cc/{number}"
    if kind == "cc14":
        yield f"{channel}/cc/{int(number) + APART}"


def _unique(words: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _some(words: list[str]) -> str:
    more = len(words) - SAID
    return ", ".join(words[:SAID]) + (f" and {more} more" if more > 0 else "")
