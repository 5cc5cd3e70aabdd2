"""Which bindings of a show that takes the place of another are those of before.

Rules: a binding that both shows have stays the same object, since much is remembered by its identity. What a button
whose binding was edited holds is its heir's: the binding of the same control that moves the same in the same way. One
without an heir lets go.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from typing import TypeAlias

from soundscape_live.mapping.binding import Binding, Mode, ParameterTarget, Press, alike
from soundscape_live.mapping.theme import Parameter

_Place: TypeAlias = tuple[str, str, str | None, int | None, Parameter, Mode, Press]


def carried(before: Iterable[Binding], now: Iterable[Binding]) -> tuple[Binding, ...]:
    """Return the bindings of now, each of which was there before as the object that it was."""
    known = defaultdict[Binding, deque[Binding]](deque)
    for binding in before:
        known[binding].append(binding)
    return tuple(known[binding].popleft() if known[binding] else binding for binding in now)


class Heirs:
    """Whose binding what a button holds is from now on."""

    def __init__(self, bindings: Iterable[Binding]) -> None:
        """Begin with the bindings of now."""
        own = [binding for _, binding in alike(bindings)]
        self._own = {id(binding) for binding in own}
        self._places = {place: binding for binding in own if (place := _place(binding)) is not None}

    def of(self, binding: Binding) -> Binding | None:
        """Return a binding's heir, itself if it is still there; None if there is neither."""
        if id(binding) in self._own:
            return binding
        place = _place(binding)
        return None if place is None else self._places.get(place)


def _place(binding: Binding) -> _Place | None:
    target = binding.target
    if not isinstance(target, ParameterTarget):
        return None
    where = binding.source, binding.control, binding.layer, binding.page
    return (*where, target.parameter, target.mode, target.press)
