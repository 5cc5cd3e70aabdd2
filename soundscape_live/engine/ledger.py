"""What happened, for the operator and the report: counters, answers' delays, the last notices. Bounded throughout."""

from collections import deque

from soundscape_live.engine.pending import Pending
from soundscape_live.model import Applied, Control, Counters, Level, Notice, Params, PeerChange, PeerState

LAST_NOTICES = 8
LAST_DELAYS = 20_000
UNANSWERED = 512
"Snapshots remembered for their answers."
UNKNOWN_NAMES = 64
"Controls without a binding that are said, once each; further ones are counted alone."

PEER_LEVELS = {
    PeerState.OFF: Level.INFO,
    PeerState.PROBING: Level.INFO,
    PeerState.LOADING: Level.INFO,
    PeerState.CONNECTING: Level.INFO,
    PeerState.LIVE: Level.INFO,
    PeerState.STALLED: Level.WARNING,
    PeerState.LOST: Level.ERROR,
}


class Ledger:
    """The engine's memory of what it did."""

    def __init__(self) -> None:
        self.blocks = 0
        self.beats = 0
        self.cues = 0
        self.frames = 0
        self.fps = 0.0
        self._controls = {"midi": 0, "osc": 0, "page": 0}
        self._unmapped = 0
        self._unknown: set[tuple[str, str]] = set()
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

    def say_peer(self, change: PeerChange, at: float) -> None:
        """Keep the generator's change of state."""
        detail = f" ({change.detail})" if change.detail else ""
        self.say(at, PEER_LEVELS[change.state], f"generator: {change.state}{detail}")

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
            self.say(control.at, Level.INFO, f"nothing is bound to {control.name} of {control.source}")

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
