"""Who says where the beat lies, and the beat."""

from dataclasses import dataclass
from enum import StrEnum

TEMPO_SOURCES: tuple[str, ...] = ("link", "leader", "midi", "daw", "tap", "typed", "audio")
"""Who may lead the tempo, the first that plays before the others. A show file may declare another order."""


@dataclass(frozen=True, slots=True)
class TempoReport:
    """What one source believes of the tempo."""

    at: float
    source: str
    "One of TEMPO_SOURCES."
    bpm: float
    beat: float | None
    "The time of a beat, which may lie ahead; None if the source knows the tempo alone."
    confidence: float
    "0..1."
    bar_position: int | None = None
    "Of that beat: 0 on the first of a bar; it may count on through a whole song. None if the source does not know."
    bar_confidence: float = 0.0
    "0..1."
    playing: bool = True
    "Whether the source's transport runs; one that stands does not lead."


class ClockKind(StrEnum):
    """What a MIDI clock says."""

    TICK = "tick"
    "A 24th of a quarter note."
    START = "start"
    "The next tick is the first of the song."
    CONTINUE = "continue"
    "The next tick goes on where the song stands."
    STOP = "stop"
    POSITION = "position"
    "Where the song stands, in sixteenth notes."


@dataclass(frozen=True, slots=True)
class ClockMessage:
    """One message of a MIDI clock."""

    at: float
    source: str
    "`midi:<port name>`."
    kind: ClockKind
    value: int = 0
    "Of a position: sixteenth notes since the song's beginning."


class TempoAct(StrEnum):
    """What a hand can do to the tempo."""

    TAP = "tap"
    SET = "set"
    "The value is the tempo, in BPM."
    DOUBLE = "double"
    HALVE = "halve"
    NUDGE = "nudge"
    "Beats come later by so many seconds; less than 0: earlier."
    NUDGE_BEATS = "nudge_beats"
    "The same in beats."
    RESYNC = "resync"
    "The beat is now."
    RESYNC_ONE = "resync_one"
    "The first beat of a bar is now."
    LOCK = "lock"
    "Hold tempo and phase; a value of 0: no longer."
    TURN_LOCK = "turn_lock"
    RELEASE = "release"
    "Undo what hands did to the tempo."
    DAW_TEMPO = "daw_tempo"
    "A digital audio workstation's tempo, in BPM."
    DAW_BEAT = "daw_beat"
    "Where its song stands now, in beats."
    DAW_PLAYING = "daw_playing"
    "Whether its transport runs; 0: no."


@dataclass(frozen=True, slots=True)
class TempoMove:
    """A hand on the tempo."""

    at: float
    act: TempoAct
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat of the grid."""

    at: float
    index: int
    "Counted since the engine's start."
    bar_position: int
    "0 on the first beat of a bar."
    bpm: float
    confidence: float
    source: str
    bar_confidence: float = 0.0
    "How far the bar position can be trusted, 0..1."
