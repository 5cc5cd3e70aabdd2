"""What a target understands and what a show wants of it: values, as the files say them.

Rules: a cue is a strike (a moment), a level (0..1, all the time), a number, a count, a switch (0 or 1) or a word; what
may be done with it follows from that. Nothing is looked up here.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase

from soundscape_live.cues import BAND_CUES, CHROMA_CUES, PHASE, POSITION
from soundscape_live.model import Turn


class Kind(StrEnum):
    """What a cue is."""

    STRIKE = "strike"
    LEVEL = "level"
    NUMBER = "number"
    COUNT = "count"
    SWITCH = "switch"
    WORD = "word"


KINDS: dict[str, Kind] = {
    **dict.fromkeys(("beat", "bar", "phrase", "onset", *map(str, Turn)), Kind.STRIKE),
    **dict.fromkeys(("energy", *BAND_CUES, PHASE, "pitch/confidence", "bpm/confidence", *CHROMA_CUES), Kind.LEVEL),
    **dict.fromkeys(("bpm", "loudness", "loudness/short", "pitch", POSITION), Kind.NUMBER),
    **dict.fromkeys(("beat/count", "heartbeat"), Kind.COUNT),
    **dict.fromkeys(("silence", "blackout"), Kind.SWITCH),
    **dict.fromkeys(("state", "theme", "scene", "setlist/cue", "bpm/source"), Kind.WORD),
}
"Every cue that can be told."
GRID = frozenset({"beat", "bar", "phrase", "beat/count", PHASE})
"Cues that are foreseen, and can leave early."
SHINING = frozenset({"beat", "bar", "phrase", "onset", *map(str, Turn), "energy", *BAND_CUES})
"Cues that make light, unless a file says otherwise: these are held within the limit on flashes."


class Type(StrEnum):
    """An argument's type, by OSC's letters."""

    FLOAT = "f"
    INT = "i"
    TEXT = "s"
    TRUTH = "T"
    "T or F."
    NONE = "none"
    "No argument: the address alone."


class Transport(StrEnum):
    """How messages travel."""

    UDP = "udp"
    LENGTH = "tcp-length"
    "TCP, each packet after its length: OSC 1.0."
    SLIP = "tcp-slip"
    "TCP, packets in SLIP: OSC 1.1."
    OS2L = "os2l"
    "TCP, JSON."


@dataclass(frozen=True, slots=True)
class Route:
    """One cue's way to one address."""

    cue: str
    "One of KINDS."
    address: str
    type: Type = Type.FLOAT
    low: float = 0.0
    high: float = 1.0
    "What 0 and 1 become: of a strike, a level, a switch."
    press: float = 0.05
    "Of a strike: seconds until its release is told; 0: an edge, nothing is released."
    strength: bool = False
    "Of a strike: whether it is told how strong it is; else it is told `high`."
    every: int = 1
    "Of a beat, bar or phrase: each so many of them."
    attack: float = 0.0
    release: float = 0.0
    "Of a level: seconds in which it goes two thirds of its way up, and down."
    above: float | None = None
    below: float | None = None
    "Of a level: it becomes a switch, on from `above` up, off from `below` down. Both or neither."
    rate: float | None = None
    "Hertz; None: the profile's."
    text: str = ""
    "What is told in place of the value, which stands where `{value}` is."
    off: str = ""
    "What is told in its place where the value is 0: when a press is released, a switch is off."
    again: bool = True
    "Of a switch: whether it is told again, each second, while it stands, and at the start where it is off."
    repeat: bool = False
    "Of a word: whether it is told again, each second, while it stands; else once."
    shines: bool = True
    "Whether it makes light: it is held within the limit on flashes, and dark in a blackout."

    @property
    def kind(self) -> Kind:
        """What the cue is."""
        return KINDS[self.cue]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a kind of receiver understands."""

    name: str
    routes: tuple[Route, ...]
    transport: Transport = Transport.UDP
    rate: float = 30.0
    "Hertz for each address."
    bundles: bool = False
    "Whether it takes bundles: what is told at one moment goes in one packet."
    numbers: tuple[tuple[str, int], ...] = ()
    "Names in addresses, `{page}`, and what stands for them unless the show says otherwise."


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a show wants of one target. None: as its profile has it."""

    offset: float | None = None
    "Seconds that its lamps take: cues leave so much early; below 0: late."
    only: tuple[str, ...] = ("*",)
    "Patterns of the cues that it gets."
    mute: tuple[str, ...] = ()
    "Patterns of those that it does not."
    scale: tuple[tuple[str, float], ...] = ()
    "Patterns of levels and strikes, and the factor that each is told with."
    flashes: float | None = None
    "A second, at most; None: the show's limit."
    rate: float | None = None
    transport: Transport | None = None
    bundles: bool | None = None
    numbers: tuple[tuple[str, int], ...] = ()
    "What stands in its addresses: `{page}`."


@dataclass(frozen=True, slots=True)
class Part:
    """What one target is told. Targets with equal parts are told the same."""

    routes: tuple[Route, ...]
    offset: float = 0.0
    "Seconds, above 0: early."
    flashes: float = 3.0
    "A second."

    @property
    def lead(self) -> float:
        """Seconds by which the grid's cues are wanted early."""
        return max(0.0, self.offset)


def part(profile: Profile, wishes: Wishes, flashes: float) -> Part:
    """Return what a target is told, `flashes` being the show's limit a second."""
    numbers = dict((*profile.numbers, *wishes.numbers))
    routes: list[Route] = []
    for route in profile.routes:
        name = route.cue
        if not _any(name, wishes.only) or _any(name, wishes.mute):
            continue
        factor = next((factor for pattern, factor in wishes.scale if fnmatchcase(name, pattern)), 1.0)
        routes.append(
            replace(
                route,
                address=_filled(route.address, numbers),
                text=_filled(route.text, numbers),
                off=_filled(route.off, numbers),
                high=route.low + (route.high - route.low) * factor,
                rate=wishes.rate or route.rate or profile.rate,
            )
        )
    limit = flashes if wishes.flashes is None else wishes.flashes
    return Part(tuple(routes), wishes.offset or 0.0, limit)


def _any(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _filled(text: str, numbers: dict[str, int]) -> str:
    for name, number in numbers.items():
        text = text.replace(f"{{{name}}}", str(number))
    return text
