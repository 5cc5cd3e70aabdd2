"""What people call things: by name, whatever the case, or by number from 1."""

import difflib
from collections.abc import Sequence

from soundscape_live.mapping.controls import ControlError, whole


def near(name: str, names: Sequence[str]) -> str:
    """Return words that name what comes near, to end a notice with; empty if nothing does."""
    found = difflib.get_close_matches(name[:60].casefold(), [each.casefold() for each in names])
    return f"; near: {', '.join(found)}" if found else ""


def place_of(choice: float | str, names: Sequence[str], kind: str, control: str) -> int | None:
    """Return the place of what is chosen; None for the number 0, which a button sends when it is let go.

    ControlError if there is no such `kind` of thing; `control` is the control's name.
    """
    if not isinstance(choice, str):
        if not names:
            raise ControlError(f"the show has no {kind}s")
        number = whole(choice, control, 0, len(names))
        return number - 1 if number else None
    wanted = choice.casefold()
    place = next((place for place, name in enumerate(names) if name.casefold() == wanted), None)
    if place is None:
        raise ControlError(f"there is no {kind} {choice!r:.60}{near(choice, names)}")
    return place
