"""Going somewhere on a press and back again: what momentary and toggling controls left.

Rules: it goes back only if nothing else has moved on since; a binding is known by its identity, since two may be alike.
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from soundscape_live.mapping.binding import Binding, Press
from soundscape_live.mapping.movement import Movement

Place: TypeAlias = str | int
"A theme's name, a variation's or a page's number, 0 and 1 of a switch."


class Visits:
    """Where controls went, and from where. Never more than there are bindings."""

    def __init__(self) -> None:
        self._visits: dict[int, tuple[Place, Place]] = {}

    def adopt(self, bindings: Iterable[Binding]) -> None:
        """Forget all bindings but these."""
        kept = {id(binding) for binding in bindings}
        self._visits = {place: visit for place, visit in self._visits.items() if place in kept}

    def visit(self, movement: Movement, here: Place, there: Place | None, go: Callable[[Place], bool]) -> bool:
        """Go there (None: this movement asks for no place), or back. Return whether anything changed."""
        press = movement.target.press
        if there is None:
            ends = press is Press.MOMENTARY and movement.control.value == 0.0
            return ends and self._back(movement, here, go)
        if press is Press.TOGGLE and here == there:
            return self._back(movement, here, go)
        if press in {Press.MOMENTARY, Press.TOGGLE} and here != there:
            self._visits[id(movement.binding)] = here, there
        return go(there)

    def _back(self, movement: Movement, here: Place, go: Callable[[Place], bool]) -> bool:
        left, gone = self._visits.pop(id(movement.binding), (here, here))
        return here == gone and left != here and go(left)
