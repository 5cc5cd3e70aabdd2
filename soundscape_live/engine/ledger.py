"""What happened, for the operator and the report: counters, answers' delays, the last notices. Bounded throughout."""

from collections import deque

from soundscape_live.engine.pending import Pending
from soundscape_live.model import (
    Applied,
    Control,
    Counters,
    FramesShown,
    Level,
    Notice,
    Params,
    PeerChange,
    PeerState,
    SourceState,
)

LAST_NOTICES = 8
LAST_DELAYS = 20_000
UNANSWERED = 512
"Snapshots remembered for their answers."
UNKNOWN_NAMES = 64
"Controls without a binding that are said, once each; further ones are counted alone."
COMPLAINTS = 12
"Sentences about controls that may come at once."
COMPLAINT_EVERY = 5.0
"Seconds between two sentences about controls when there are more."

PEER_LEVELS = {
    PeerState.OFF: Level.INFO,
    PeerState.PROBING: Level.INFO,
    PeerState.LOADING: Level.INFO,
    PeerState.CONNECTING: Level.INFO,
    PeerState.LIVE: Level.INFO,
    PeerState.STALLED: Level.WARNING,
    PeerState.LOST: Level.ERROR,
    PeerState.PAUSED: Level.INFO,
}


class Ledger:
    """The engine's memory of what it did."""

    def __init__(self) -> None:
        self.blocks = 0
        self.beats = 0
        self.cues = 0
        self.frames = 0
        self.fps = 0.0
        self._restarts: int | None = None
        self._controls = {"midi": 0, "osc": 0, "page": 0}
        self._unmapped = 0
        self._unknown: set[tuple[str, str]] = set()
        self._complaints = float(COMPLAINTS)
        self._complained_at = 0.0
        self._unsaid = 0
        self._sent = 0
        self._applied = 0
        self._sent_at: dict[int, float] = {}
        self._delays: deque[float] = deque(maxlen=LAST_DELAYS)
        self._fresh: list[Notice] = []
        self._last: deque[Notice] = deque(maxlen=LAST_NOTICES)

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

    def say_peer(self, change: PeerChange, at: float) -> None:
        """Keep the generator's change of state. Behind a new connection may stand another generator."""
        if change.state is PeerState.CONNECTING:
            self._restarts = None
        detail = f" ({change.detail})" if change.detail else ""
        self.say(at, PEER_LEVELS[change.state], f"generator: {change.state}{detail}")

    def say_source(self, state: SourceState, at: float) -> None:
        """Keep that a source came or went, unless there is too much of that."""
        level = Level.INFO if state.present else Level.WARNING
        detail = f" ({state.detail})" if state.detail else ""
        self.complain(at, level, f"{state.source} {'is there' if state.present else 'is gone'}{detail}")

    def shown(self, report: FramesShown, at: float) -> None:
        """Take the generator's count of frames; a renderer that was started again while we were there is said."""
        self.frames, self.fps = report.frames, report.fps
        if self._restarts is not None and report.restarts > self._restarts:
            self.say(at, Level.WARNING, "generator: its renderer ended and was started again")
        self._restarts = report.restarts

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

    def sent(self, params: Params) -> None:
        """Remember when a snapshot left."""
        self._sent += 1
        self._sent_at[params.seq] = params.at
        if len(self._sent_at) > UNANSWERED:
            del self._sent_at[next(iter(self._sent_at))]

    def applied(self, answer: Applied) -> None:
        """Take a snapshot's answer; a second answer to the same one does not count."""
        sent = self._sent_at.pop(answer.seq, None)
        if sent is None:
            return
        self._applied += 1
        self._delays.append(answer.at - sent)

    def applied_after(self) -> tuple[float, ...]:
        """Seconds from snapshot to answer, the last ones."""
        return tuple(self._delays)

    def counters(self, pending: Pending) -> Counters:
        """Return every count as one value."""
        return Counters(
            blocks=self.blocks,
            controls_midi=self._controls["midi"],
            controls_osc=self._controls["osc"],
            controls_page=self._controls["page"],
            controls_unmapped=self._unmapped,
            beats=self.beats,
            params_sent=self._sent,
            params_applied=self._applied,
            commands_sent=pending.sent,
            commands_applied=pending.applied,
            commands_expired=pending.expired,
            commands_refused=pending.refused,
            cues=self.cues,
        )
