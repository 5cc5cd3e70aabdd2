"""Panic: the safe look, asked for by a hand or by the loss of a source.

Rules: latched. What a hand asks for stays until a hand undoes it. What losses asked for is undone when the last of
those sources is back, unless a hand has touched panic meanwhile; then it is the hand's.
"""

from soundscape_live.mapping.looks import Looks
from soundscape_live.mapping.safety import Safety


class Panic:
    """Turns panic on and off."""

    def __init__(self, safety: Safety, looks: Looks) -> None:
        self._safety = safety
        self._looks = looks
        self._lost: set[str] = set()
        "The sources whose loss holds it on."

    def by_hand(self, at: float, *, on: bool, ambient: bool) -> None:
        """Do as a hand says."""
        self._lost.clear()
        self._turn(at, on=on, ambient=ambient)

    def lose(self, source: str, at: float, *, ambient: bool) -> None:
        """Turn it on for the loss of a source."""
        if self._lost or not self._safety.panic.on:
            self._lost.add(source)
            self._turn(at, on=True, ambient=ambient)

    def find(self, source: str, at: float, *, ambient: bool) -> None:
        """Turn it off again if the source that is back was the last whose loss held it on."""
        if source in self._lost:
            self._lost.remove(source)
            if not self._lost:
                self._turn(at, on=False, ambient=ambient)

    def _turn(self, at: float, *, on: bool, ambient: bool) -> None:
        if on != self._safety.panic.on:
            self._safety.panic.turn(at, on=on)
            self._looks.panic(at, on=on, ambient=ambient)
