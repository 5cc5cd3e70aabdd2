"""Every value that crosses a module's boundary: frozen, slotted, without behaviour that remembers.

Rules: times are seconds of the one monotonic clock; levels are decibels of full scale; fractions are 0 to 1.
Params is state: a later one replaces an earlier one. Commands and Cues are events: each takes effect at most
once, in order. Inputs go into the engine, outputs come out of it, and nothing else crosses.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]

BANDS: tuple[str, ...] = ("sub", "low", "mid", "high", "air")
"""The names of the bands, from below: up to 60, 250, 2000, 6000 Hz, and above."""


PITCH_CLASSES: tuple[str, ...] = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
"""The twelve pitch classes, in the order of MIDI's note numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class AudioBlock:
    """One block of sound, already one channel."""

    at: float
    "When its last sample was captured (or, of a file, was due)."
    samples: Samples
    "(n,) float32 in -1..1, finite, not writeable."
    rate: int
    "Samples a second."


@dataclass(frozen=True, slots=True)
class AudioState:
    """The sound's source came or went."""

    at: float
    present: bool
    detail: str
    "Which source, or why it is gone, in words for the operator."


@dataclass(frozen=True, slots=True)
class SourceState:
    """A controller, or someone who plays over OSC, came or went."""

    at: float
    source: str
    "As in Control.source: `midi:<port name>`, `osc:<host>`."
    present: bool
    detail: str = ""
    "What is known of it, in words for the operator."


@dataclass(frozen=True, slots=True)
class Control:
    """One movement of a hand. After the edge a MIDI message, an OSC message and the page's are the same thing."""

    at: float
    source: str
    "`midi:<port name>`, `osc:<host>`, `page`."
    name: str
    "MIDI: `ch1/cc/7`, `ch10/note/36`, `ch1/pitchbend`, `ch1/program`; OSC: the address, `/soundscape/freeze`."
    value: float | str
    "MIDI: 0..1 (a note's velocity, 0 when released; a program's number). OSC: the first argument, 1 if none."


TEMPO_SOURCES: tuple[str, ...] = ("link", "midi", "daw", "tap", "typed", "audio")
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


MAIN = "main"
"The name of the generator that every show has."


class PeerState(StrEnum):
    """Where the connection to a generator stands, as the operator sees it."""

    OFF = "off"
    PROBING = "probing"
    LOADING = "loading"
    CONNECTING = "connecting"
    LIVE = "live"
    STALLED = "stalled"
    LOST = "lost"
    PAUSED = "paused"
    "Connected, and holding its picture because it was told to."


@dataclass(frozen=True, slots=True)
class PeerChange:
    """The connection's state changed. On `live` the generator knows nothing: the whole state is sent again."""

    at: float
    state: PeerState
    detail: str = ""
    generator: str = MAIN
    heard: bool = False
    "Whether state is taken already though no picture comes yet: it is what the generator will begin with."


@dataclass(frozen=True, slots=True)
class Applied:
    """The generator showed a frame made from snapshot `seq`."""

    at: float
    seq: int
    frame: int
    generator: str = MAIN


@dataclass(frozen=True, slots=True)
class CommandDone:
    """The generator applied (or, with a reason, refused) a command."""

    at: float
    id: int
    frame: int
    refused: str = ""
    generator: str = MAIN


@dataclass(frozen=True, slots=True)
class FramesShown:
    """The generator's count of frames since it started, and its rate."""

    at: float
    frames: int
    fps: float
    restarts: int = 0
    "How often its renderer ended by itself and was started again."
    generator: str = MAIN


@dataclass(frozen=True, slots=True)
class FrameSeen:
    """A viewer decoded the first frame that was made from snapshot `seq` (modulo 2^24, as it is stamped)."""

    at: float
    seq: int
    generator: str = MAIN


@dataclass(frozen=True, slots=True)
class PeerDelay:
    """What is known of a generator that acknowledges nothing: how late it is, and in what portions it listens."""

    at: float
    seconds: float
    "From sending to the picture, estimated."
    chunk: float
    "Seconds between two looks at what it was told; commands wait for it."
    generator: str = MAIN


PeerReport: TypeAlias = PeerChange | Applied | CommandDone | FramesShown | FrameSeen | PeerDelay


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed: whatever is due by `at` comes out."""

    at: float


@dataclass(frozen=True, slots=True)
class Features:
    """What one block of sound is like. Formulas and time constants stand in analysis/."""

    at: float
    rms_db: float
    "Level, dBFS of a full-scale sine's RMS = -3.01; floor -120."
    peak: float
    "Largest sample of the block, 0..1 and above when clipped at the source."
    energy: float
    "Level within the automatic gain's window, 0..1."
    bands: tuple[float, ...]
    "The bands of BANDS, each within its own window of gain, 0..1."
    centroid_hz: float
    "Spectral centroid in hertz; 0 in silence."
    brightness: float
    "The centroid on a logarithmic scale from 100 Hz (0) to 10 kHz (1)."
    flatness: float
    "Spectral flatness, 0 (a tone) to 1 (white noise)."
    texture: float
    "Flatness on the scale that music covers, 0..1."
    flux: float
    "Positive change of the log spectrum, 0..1."
    onset: float
    "Strength of an onset that this block completes, 0 if none, at most 1."
    rise: float
    "Short loudness above long loudness, in decibels: what a drop or spike looks like."
    silence: bool
    clipping: bool
    band_db: tuple[float, ...] = (-120.0,) * len(BANDS)
    "Level of each of BANDS, dBFS as rms_db; floor -120."
    loudness_lufs: float = -120.0
    "Momentary loudness (400 ms) after ITU-R BS.1770-4 of this one channel, LUFS; floor -120."
    loudness_short_lufs: float = -120.0
    "Short-term loudness (3 s), as above."
    pitch_hz: float = 0.0
    "Fundamental of the one voice that is heard, 50..2000 Hz; 0 in silence and where there is none to be sure of."
    pitch_confidence: float = 0.0
    "How periodic the sound is, 0..1; 0 in silence. From 0.8 on there is a pitch."
    chroma: tuple[float, ...] = (0.0,) * len(PITCH_CLASSES)
    "Share of each of PITCH_CLASSES, 0..1, the strongest 1; zeros in silence. Tuned to A4 = 440 Hz."


class Turn(StrEnum):
    """What a change in the music's form is, in a musician's words; analysis/structure.py says how each is heard."""

    DROP = "drop"
    BUILD = "build"
    BREAKDOWN = "breakdown"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Structure:
    """A new part of the music began, within the last bar; at most one a bar."""

    at: float
    "When it was heard."
    kind: Turn
    strength: float
    "How great the change is, above 0 and at most 1."


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


class Interpolation(StrEnum):
    """How prompts blend: linear is a weighted mean, slerp turns on the sphere (two prompts only)."""

    LINEAR = "linear"
    SLERP = "slerp"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A text and its weight."""

    text: str
    weight: float = 1.0


ZOOM_LEAST, ZOOM_MOST = -0.5, 1.0
"Of Motion.zoom: an octave a second each way."
ROTATE_MOST = 90.0
PAN_MOST = 0.5
LORA_MOST = 10.0
"How far a LoRA's scale may lie from 0."


@dataclass(frozen=True, slots=True)
class Motion:
    """How the picture travels by itself, in each second of frames: what it shows comes nearer, turns, goes by."""

    zoom: float = 0.0
    "Its growth, ZOOM_LEAST..ZOOM_MOST: 0.5 makes it half as large again in a second, -0.5 half as large."
    rotate: float = 0.0
    "Degrees, clockwise, within ROTATE_MOST of 0."
    pan_x: float = 0.0
    "Of the picture's width, to the right, within PAN_MOST of 0."
    pan_y: float = 0.0
    "Of its height, down, within PAN_MOST of 0."


STILL = Motion()


@dataclass(frozen=True, slots=True)
class LoraScale:
    """How strongly a LoRA of the generator acts."""

    path: str
    "What the generator knows it by: its name, or the path that it was loaded from."
    scale: float
    "Within LORA_MOST of 0; 0: as if it were not there, 1: as it was trained."


@dataclass(frozen=True, slots=True)
class Params:
    """The whole state of the generator's parameters."""

    at: float
    seq: int
    "Counts snapshots; a generator ignores one that is not newer."
    command: int
    "The id of the last Command whose outcome this state includes; 0 if none."
    prompts: tuple[Prompt, ...]
    noise_scale: float
    "Change per frame, 0 (the picture holds) to 1 (nothing is kept)."
    denoising_step_list: tuple[int, ...]
    "Descending, 1..1000, at most 8."
    manage_cache: bool = True
    "Keep the latent cache between frames."
    paused: bool = False
    "The picture holds; nothing is generated."
    interpolation: Interpolation = Interpolation.LINEAR
    "How several prompts blend."
    seed: int = 0
    light: float = 1.0
    "Brightness of the finished picture: 1 as made, 0 black."
    generator: str = MAIN
    "Whom it is for."
    motion: Motion = STILL
    loras: tuple[LoraScale, ...] = ()
    "Those that the show plays; another acts as it was loaded."


@dataclass(frozen=True, slots=True)
class ResetCache:
    """Clear the latent cache: a hard cut in the next frame."""


@dataclass(frozen=True, slots=True)
class Transition:
    """Cross over to the target prompts. The state that follows holds them as its prompts."""

    target: tuple[Prompt, ...]
    seconds: float
    interpolation: Interpolation = Interpolation.SLERP


Action: TypeAlias = ResetCache | Transition


@dataclass(frozen=True, slots=True)
class Command:
    """An action with an id; it is dropped, and reported, if it has not been applied by `expires`."""

    at: float
    id: int
    "Counted for each generator by itself."
    expires: float
    action: Action
    generator: str = MAIN
    "Whom it is for."


@dataclass(frozen=True, slots=True)
class Cue:
    """One event or value for the lights: `beat`, `bar`, `energy`, `band/low`, ..."""

    at: float
    name: str
    value: float | int | str


class Tone(StrEnum):
    """What a control's light says; a controller's file turns it into colour, brightness and blinking."""

    OFF = "off"
    "Nothing is there."
    READY = "ready"
    "It can be pressed, and what it stands for is not on."
    ACTIVE = "active"
    "What it stands for is on: the theme or scene in force, the page shown, a toggle."
    SOUND = "sound"
    "The sound (or the theme) decides the value."
    HAND = "hand"
    "A hand decides the value."
    UP = "up"
    "Takeover: move the control up to meet the value."
    DOWN = "down"
    "The same, down."
    ALARM = "alarm"
    "Freeze, blackout or panic is latched, or the generator is lost."
    BEAT = "beat"
    "The flash of a beat; READY or ACTIVE follows."


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one control of the performer should show now: an LED, a ring, a motor fader, a widget over OSC."""

    at: float
    source: str
    "The binding's pattern of Control.source: `midi:*nanoKONTROL2*`, `osc:*`, `*`."
    control: str
    "The control's name as it is bound: `cc/16`, `ch10/note/36`, `/soundscape/param/noise_scale`."
    value: float
    "Where the control should stand, 0..1; of a switch 0 or 1; of one that is 0 in its middle, -1..1."
    tone: Tone


@dataclass(frozen=True, slots=True)
class FeedbackWanted:
    """A source's controls show nothing and stand nobody knows where: a controller that came, an OSC client new here."""

    at: float
    source: str
    "As in Control.source: `midi:<port name>`, `osc:<host>`."


class Level(StrEnum):
    """How much a notice matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the operator."""

    at: float
    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class SceneStored:
    """The performer stored a scene: for a file of its own, so that it is there again tomorrow."""

    at: float
    name: str
    "An older scene of that name is replaced."
    theme: str | None
    variation: int | None
    "Of the theme's prompts, -1 the base; None leaves it to the sound."
    weight: float | None
    "Of the variation, 0..1; None: the theme's own."
    weights: tuple[tuple[int, float], ...]
    "Variations that hands have mixed, and their weights, in place of `variation`."
    values: tuple[tuple[str, float], ...]
    "Names of parameters and their values, 0..1; those that are missing follow theme and sound."
    fade: float
    "How long it takes to come."
    unit: str
    "`s`, `beats` or `bars`."
    hands: str
    "`keep` or `release`: what becomes of what hands hold when it comes."
    loras: tuple[tuple[str, float], ...] = ()
    "Names of LoRAs and their scales."


@dataclass(frozen=True, slots=True)
class ControlLearned:
    """A control was moved for a target: to be bound by a file of its own."""

    at: float
    source: str
    "As Control.source."
    control: str
    "What a mapping calls it: `ch1/cc/7`, `ch1/cc14/1`, `ch1/turn/16`, `ch10/note/36`, `/1/fader1`."
    kind: str
    "`fader`, `button`, `switch`, `pad` or `encoder`."
    low: float
    high: float
    "The values seen at its ends."
    coding: str
    "Of an encoder: `twos`, `offset` or `sign`; empty if its controller's file says it."
    target: str
    "`noise_scale`, `noise_scale:ceiling`, `freeze`, `theme:neon-foundry`."


Output: TypeAlias = Params | Command | Cue | SceneStored | ControlLearned | Feedback | Notice


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
