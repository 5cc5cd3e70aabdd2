"""What happened, for the operator and the report: counters and the last notices. Bounded throughout."""

from collections import deque
from dataclasses import replace

from soundscape_live.model import Beat, Control, Counters, Level, Notice, SourceState

LAST_NOTICES = 8
UNKNOWN_NAMES = 64
"Controls without a binding that are said, once each; further ones are counted alone."
COMPLAINTS = 12
"Sentences about controls that may come at once."
COMPLAINT_EVERY = 5.0
"Seconds between two sentences about controls when there are more."


class Ledger:
    """The engine's memory of what it did."""

    def __init__(self) -> None:
        self.blocks = 0
        self.beats = 0
        self.beat: Beat | None = None
        "The last one."
        self.cues = 0
        self._controls = {"midi": 0, "osc": 0, "page": 0}
        self._unmapped = 0
        self._unknown: set[tuple[str, str]] = set()
        self._complaints = float(COMPLAINTS)
        self._complained_at = 0.0
        self._unsaid = 0
        self._fresh: list[Notice] = []
        self._last: deque[Notice] = deque(maxlen=LAST_NOTICES)

    def struck(self, beat: Beat) -> None:
        """Count a beat."""
        self.beats += 1
        self.beat = beat

    def say(self, at: float, level: Level, text: str) -> None:
        """Keep a sentence for the operator."""
        notice = Notice(at, level, text)
        self._fresh.append(notice)
        self._last.append(notice)

    def complain(self, at: float, level: Level, text: str) -> None:
        """Keep a sentence about a control, unless there were too many of late; those left out are counted."""
        passed, self._complained_at = max(0.0, at - self._complained_at), max(at, self._complained_at)
        self._complaints = min(COMPLAINTS, self._complaints + passed / COMPLAINT_EVERY)
        if self._complaints < 1.0:
            self._unsaid += 1
            return
        self._complaints -= 1.0
        unsaid, self._unsaid = self._unsaid, 0
        self.say(at, level, f"{text} (and {unsaid} more that were not said)" if unsaid else text)

    def say_source(self, state: SourceState, at: float) -> None:
        """Keep that a source came or went, unless there is too much of that."""
        level = Level.INFO if state.present else Level.WARNING
        detail = f" ({state.detail})" if state.detail else ""
        self.complain(at, level, f"{state.source} {'is there' if state.present else 'is gone'}{detail}")

    def take_notices(self) -> tuple[Notice, ...]:
        """Return the sentences that have not been returned yet."""
        fresh, self._fresh = tuple(self._fresh), []
        return fresh

    def last_notices(self) -> tuple[Notice, ...]:
        """Return the last sentences, newest last."""
        return tuple(self._last)

    def count_control(self, control: Control, *, known: bool) -> None:
        """Count a control by its source; one that nothing is bound to is said once."""
        kind = control.source.split(":", 1)[0]
        self._controls[kind] = self._controls.get(kind, 0) + 1
        if known:
            return
        self._unmapped += 1
        key = (control.source, control.name)
        if key not in self._unknown and len(self._unknown) < UNKNOWN_NAMES:
            self._unknown.add(key)
            self.complain(control.at, Level.INFO, f"nothing is bound to {control.name} of {control.source}")

    def counters(self, told: Counters) -> Counters:
        """Return every count as one value; `told` holds those of the generators."""
        return replace(
            told,
            blocks=self.blocks,
            controls_midi=self._controls["midi"],
            controls_osc=self._controls["osc"],
            controls_page=self._controls["page"],
            controls_unmapped=self._unmapped,
            beats=self.beats,
            cues=self.cues,
        )
