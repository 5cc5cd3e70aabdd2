"""Who gets feedback over OSC, and what each of them has been told."""

import fnmatch
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from soundscape_live.io.osc.packet import head

ECHO_SECONDS = 0.25
"For so long after a client's own movement nothing is told to it on that address: a finger is not pushed."
SAME = 1e-6
"A client that is so near a value has it: OSC's floats have 24 bits."
KEPT = 1024
"Addresses of which is known that a client moved them."


@dataclass(slots=True, eq=False)
class Shown:
    """What one control should show now."""

    source: str
    "The pattern of Control.source that it is for."
    address: str
    value: float = float("nan")
    data: bytes = b""
    "The value as OSC's f."
    sent: float = float("-inf")
    "When it last went out."
    begins: bytes = field(init=False)
    "A message's beginning, up to its value."
    _sources: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        self.begins = head(self.address, "f")
        self._sources = _matching(self.source)

    def is_for(self, source: str) -> bool:
        """Say whether Controls of this source belong to it."""
        return self._sources.fullmatch(source) is not None


@dataclass(slots=True, eq=False)
class Receiver:
    """One client. `tell` sends it a value at a time, and returns False if it cannot take it now."""

    host: str
    tell: Callable[[Shown, float], bool]
    pattern: str = "*"
    "Of the addresses that it wants."
    owed: set[Shown] = field(default_factory=set)
    "What it could not be told when it was due."
    source: str = field(init=False)
    "What its Controls are called."
    _addresses: re.Pattern[str] = field(init=False)
    _has: dict[str, float] = field(default_factory=dict)
    _moved: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._addresses = _matching(self.pattern)
        self.found_at(self.host)

    def found_at(self, host: str) -> None:
        """Remember its host, which is known now, as a number."""
        self.host = host
        self.source = f"osc:{host}"

    def wants(self, shown: Shown) -> bool:
        """Say whether a value is for it."""
        return self._addresses.fullmatch(shown.address) is not None and shown.is_for(self.source)

    def has(self, shown: Shown) -> bool:
        """Say whether it shows the value already, as far as we know."""
        return abs(self._has.get(shown.address, float("inf")) - shown.value) <= SAME

    def moved(self, address: str, at: float) -> None:
        """Remember that a hand moved there, or on another client of the same host."""
        if len(self._moved) >= KEPT:
            self._moved.clear()
        self._moved[address] = at

    def keep(self, address: str, value: float) -> None:
        """Remember that it shows this value: it was told, or sent it itself."""
        if len(self._has) >= KEPT:
            self._has.clear()
        self._has[address] = value

    def is_moving(self, address: str, at: float) -> bool:
        """Say whether its own movement is too recent to be answered."""
        return at - self._moved.get(address, float("-inf")) < ECHO_SECONDS

    def forget(self) -> None:
        """Know no longer what it shows, so that it is told all again."""
        self._has.clear()


def _matching(text: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(text.replace("[", "[[]")))
