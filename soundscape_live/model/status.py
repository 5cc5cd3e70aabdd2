"""How the show stands: one value for page, monitor, OSC and metrics."""

from dataclasses import dataclass, field
from enum import StrEnum

from soundscape_live.model.moments import Notice
from soundscape_live.model.params import Prompt
from soundscape_live.model.peer import PeerState
from soundscape_live.model.sound import Features


class Holder(StrEnum):
    """Who decides a parameter's value now."""

    THEME = "theme"
    SOUND = "sound"
    SCENE = "scene"
    HAND = "hand"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class ParamStatus:
    """One parameter as it stands."""

    name: str
    value: float
    holder: Holder


@dataclass(frozen=True, slots=True)
class LoraStatus:
    """One LoRA of the show as it stands."""

    name: str
    value: float
    "Where a control of it stands, 0..1 of its way."
    scale: float
    "What the generator is told."
    holder: Holder
    "`theme`: nobody but the show file."


class DelayKind(StrEnum):
    """How a generator's delay is known."""

    SEEN = "seen"
    "A viewer read the stamp in the picture."
    APPLIED = "applied"
    "The generator answered when the frame was made."
    ESTIMATED = "estimated"
    "From its chunks and frame rate: it answers nothing."


@dataclass(frozen=True, slots=True)
class GeneratorStatus:
    """One generator as it stands."""

    name: str
    screen: str
    "What its picture is for; a standby has that of the generator whose place it takes."
    state: PeerState
    detail: str = ""
    frames: int = 0
    fps: float = 0.0
    delay: float | None = None
    "Seconds from sending to the picture, the median of late; None: not known."
    delay_kind: DelayKind | None = None
    shown: bool = True
    "Whether its screen shows it now."
    standby: bool = False
    "Whether it takes another's place when that is lost."


@dataclass(frozen=True, slots=True)
class Counters:
    """What was counted since the start."""

    blocks: int = 0
    controls_midi: int = 0
    controls_osc: int = 0
    controls_page: int = 0
    controls_unmapped: int = 0
    beats: int = 0
    params_sent: int = 0
    params_applied: int = 0
    commands_sent: int = 0
    commands_applied: int = 0
    commands_expired: int = 0
    commands_refused: int = 0
    cues: int = 0


@dataclass(frozen=True, slots=True)
class MorphStatus:
    """Where a morph stands."""

    lower: str
    upper: str
    x: float
    "Share of the upper scene, 0..1."


@dataclass(frozen=True, slots=True)
class StageStatus:
    """Scenes and set list as they stand."""

    scenes: tuple[str, ...] = ()
    scene: str = ""
    "The one in force, of a morph the one in front; empty: theme and sound alone."
    morph: MorphStatus | None = None
    cues: tuple[str, ...] = ()
    cue: str = ""
    "The one that was gone to last."
    cue_next: str = ""
    cue_waits: bool = False
    "Whether the next one has been asked for, and waits for its beat or bar."
    bars_to_next: int | None = None
    "Bars that will have begun when the next one comes by itself; None if it does not."


@dataclass(frozen=True, slots=True)
class SafetyStatus:
    """What is latched."""

    freeze: bool = False
    blackout: bool = False
    panic: bool = False


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source of sound, hands, tempo or picture that has been there."""

    source: str
    "`sound`, `midi:<port name>`, `osc:<host>`, `tempo`, `generator`."
    present: bool
    since: float
    detail: str
    policy: str
    "What its loss does: `hold`, `decay`, `release`, `safe`."
    applied: bool = False
    "Whether it has been done."


@dataclass(frozen=True, slots=True)
class LearnStatus:
    """What is being learnt."""

    target: str = ""
    "What the next control that moves is bound to; empty: nothing is learnt."
    words: str = ""
    "What to do, or what came of it last, for the operator."


@dataclass(frozen=True, slots=True)
class Status:
    """The one value from which page, monitor, OSC and metrics speak."""

    at: float
    state: str
    "`live`, `ambient` (no music), `freeze`, `blackout`, `panic`."
    features: Features | None
    audio: str
    "The source of the sound, or why there is none."
    audio_present: bool
    bpm: float
    confidence: float
    beat_index: int
    bar_position: int
    phase: float
    "0..1 of the beat."
    tempo_source: str
    theme: str
    themes: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    params: tuple[ParamStatus, ...]
    peer: PeerState
    peer_detail: str
    frames: int
    fps: float
    notices: tuple[Notice, ...]
    "The last ones, newest last."
    counters: Counters = field(default_factory=Counters)
    bar_confidence: float = 0.0
    tempo_to_go: float = 0.0
    "Seconds by which the beat still glides towards its source's; above 0: it comes earlier from beat to beat."
    tempo_gliding: bool = False
    tempo_locked: bool = False
    stage: StageStatus = StageStatus()
    safety: SafetyStatus = SafetyStatus()
    sources: tuple[SourceStatus, ...] = ()
    "Those of which the presence is known, in the order in which they came."
    page: int = 1
    "The page of the control surface that is in force."
    pages: int = 1
    "How many there are."
    learn: LearnStatus = LearnStatus()
    generators: tuple[GeneratorStatus, ...] = ()
    "In the show's order. `peer`, `frames` and `fps` above are of the one that the first screen shows."
    loras: tuple[LoraStatus, ...] = ()
    "In the show's order."
