"""Who says what about the tempo, and who leads.

Rules: the first in the order whose transport plays and who was heard within its hold leads; while nobody was, the
first whose confidence has not yet decayed. A report that is no number, no tempo or of nobody in the order is refused.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from soundscape_live.model import TempoReport

SLOWEST, FASTEST = 20.0, 400.0
"BPM: a tempo outside is no tempo."
FARTHEST = 10.0
"Seconds between a report and the beat that it tells of, at most."
NONE = "none"


@dataclass(frozen=True, slots=True)
class Trust:
    """How long a source is believed."""

    hold: float
    "Seconds after a report for which it leads."
    fade: float
    "Seconds after that in which its confidence decays to nothing."
    exact: bool = False
    "Whether its beats are followed as they are; others are followed gently."
    prompt: bool = False
    "Whether a new tempo of it, while it leads, is the tempo at once: everybody else who plays with it has it too."


HAND = 30.0
HEARD = Trust(2.0, 10.0)
TRUST: Mapping[str, Trust] = MappingProxyType(
    {
        "link": Trust(3.0, 9.0, exact=True, prompt=True),
        "leader": Trust(2.0, 10.0, exact=True, prompt=True),
        "midi": Trust(2.0, 10.0, exact=True),
        "daw": Trust(4.0, 8.0, exact=True),
        "tap": Trust(HAND, 0.0),
        "typed": Trust(HAND, 0.0),
        "audio": HEARD,
    }
)
CALLED = MappingProxyType(
    {"link": "Link", "leader": "the leading engine", "midi": "MIDI clock", "daw": "the DAW", "typed": "the typed tempo"}
)


class Sources:
    """The last report of each."""

    def __init__(self, order: tuple[str, ...]) -> None:
        """Begin without reports; `order` holds names of TRUST, the first before the others."""
        self._order = order
        self._last: dict[str, TempoReport] = {}
        self._heard: tuple[tuple[str, TempoReport], ...] = ()
        "The same, in the order."
        self._asked: tuple[float, bool] | None = None
        "Of when, and how, it was asked last who leads; None: something was said since."
        self._led = NONE, 0.0
        "What was answered: who, and how far it can be trusted."

    def take(self, report: TempoReport) -> bool:
        """Take a report, and say whether it is one."""
        numbers = (report.at, report.confidence, report.bar_confidence)
        beat = report.at if report.beat is None else report.beat
        if (
            report.source not in self._order
            or not all(math.isfinite(number) for number in numbers)
            or not SLOWEST <= report.bpm <= FASTEST
            or not abs(beat - report.at) <= FARTHEST
        ):
            return False
        self._last[report.source] = report
        self._rank()
        return True

    def last(self, name: str) -> TempoReport:
        """Return the last report of one that has reported."""
        return self._last[name]

    def said(self, name: str) -> TempoReport | None:
        """Return the last report of a source; None if there is none, or it was forgotten under a lock."""
        return self._last.get(name)

    def scale(self, name: str, factor: float) -> None:
        """Let a source that has said a tempo have said so many times that."""
        if (said := self.said(name)) is not None:
            self._last[name] = replace(said, bpm=said.bpm * factor)
            self._rank()

    def forget(self, *names: str) -> None:
        """Let sources have said nothing."""
        for name in names:
            self._last.pop(name, None)
        self._rank()

    def leader(self, at: float, *, deaf: bool) -> str:
        """Return who leads, or NONE; `deaf`: what is heard is not believed."""
        return self._leading(at, deaf=deaf)[0]

    def confidence(self, at: float, *, deaf: bool) -> float:
        """Return how far the one who leads can be trusted, 0..1."""
        return self._leading(at, deaf=deaf)[1]

    def _leading(self, at: float, *, deaf: bool) -> tuple[str, float]:
        # Asked several times a block of the same time.
        if self._asked != (at, deaf):
            self._asked, self._led = (at, deaf), self._look(at, deaf=deaf)
        return self._led

    def _look(self, at: float, *, deaf: bool) -> tuple[str, float]:
        fading = NONE, 0.0
        for name, report in self._heard:
            if deaf and name == "audio":
                continue
            confidence = self._confidence(name, at)
            if confidence > 0.0:
                if at - report.at < TRUST[name].hold:
                    return name, confidence
                if fading[0] == NONE:
                    fading = name, confidence
        return fading

    def _rank(self) -> None:
        self._asked = None
        self._heard = tuple((name, self._last[name]) for name in self._order if name in self._last)

    def _confidence(self, name: str, at: float) -> float:
        report = self._last.get(name)
        if report is None or not report.playing:
            return 0.0
        trust, age = TRUST[name], at - report.at
        confidence = min(1.0, max(0.0, report.confidence))
        if age < trust.hold:
            return confidence
        return confidence * max(0.0, 1.0 - (age - trust.hold) / trust.fade) if trust.fade else 0.0


def called(name: str) -> str:
    """Return what people call a source."""
    return CALLED.get(name, name)
