"""Values that only go round: what we tell a host comes back from it as if a hand had moved.

Rules: a value that we sent can come back once; more than LOOPS that do so within LOOP_SECONDS on one address are a
loop, which is cut for CUT_SECONDS: the address is neither heard from that host nor told to it. Time is an argument.
"""

from collections import deque
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

LOOP_SECONDS = 1.0
LOOPS = 8
CUT_SECONDS = 5.0
SAME = 1e-3
"How far a value may be off after somebody's rounding."
ROOM = 4096
"Pairs of host and address that are watched."
RECENT = 32
"Values kept for each, a second's worth at feedback's rate."

_Key: TypeAlias = tuple[str, str]


class Heard(Enum):
    """What a message's value is."""

    HAND = 0
    "Nothing that we sent."
    BACK = 1
    "It is what we sent."
    LOOP = 2
    "The same once too often: the address is cut from now on."
    CUT = 3
    "The address is cut."


@dataclass(slots=True)
class _Watched:
    told: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=RECENT))
    "When, and which value."
    back: deque[float] = field(default_factory=lambda: deque(maxlen=LOOPS))
    "When values came back."
    cut_until: float = float("-inf")


class Loops:
    """Watches what is told to hosts and what comes back."""

    def __init__(self) -> None:
        self._watched: dict[_Key, _Watched] = {}

    def told(self, host: str, address: str, value: float, at: float) -> None:
        """Remember that a host was told a value."""
        watched = self._watched.get((host, address))
        if watched is None:
            if len(self._watched) >= ROOM:
                self._watched.clear()
            watched = self._watched[host, address] = _Watched()
        watched.told.append((at, value))

    def hear(self, host: str, address: str, value: float | str, at: float) -> Heard:
        """Say what a value is that came from a host."""
        watched = self._watched.get((host, address))
        if watched is None:
            return Heard.HAND
        if at < watched.cut_until:
            return Heard.CUT
        if isinstance(value, str) or not _take_back(watched.told, value, at):
            return Heard.HAND
        if len(watched.back) == LOOPS and at - watched.back[0] < LOOP_SECONDS:
            watched.cut_until = at + CUT_SECONDS
            watched.back.clear()
            return Heard.LOOP
        watched.back.append(at)
        return Heard.BACK

    def cut(self, host: str, address: str, at: float) -> bool:
        """Say whether an address is cut for a host."""
        watched = self._watched.get((host, address))
        return watched is not None and at < watched.cut_until


def _take_back(told: deque[tuple[float, float]], value: float, at: float) -> bool:
    for row in told:
        if at - row[0] < LOOP_SECONDS and abs(row[1] - value) <= SAME:
            told.remove(row)
            return True
    return False
