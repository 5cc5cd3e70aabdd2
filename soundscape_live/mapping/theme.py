"""A theme: what the picture is of, and how it answers the sound. Frozen types; files are read in io/.

Rules: durations are seconds; ranges are (low, high) in the parameter's own unit; sources and targets are names
of these enumerations, so that a theme that has been built can always be played.
"""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """What a mapping listens to. All are 0..1."""

    ENERGY = "energy"
    SUB = "sub"
    LOW = "low"
    MID = "mid"
    HIGH = "high"
    AIR = "air"
    BRIGHTNESS = "brightness"
    TEXTURE = "texture"
    FLUX = "flux"
    ONSET = "onset"
    LOUDNESS = "loudness"
    "Momentary loudness without automatic gain: -40 LUFS is 0, -10 LUFS is 1."
    PITCH = "pitch"
    "Of one voice, in octaves: 55 Hz (A1) is 0, 1760 Hz (A6) is 1; 0 where there is none."
    BEAT_PHASE = "beat_phase"
    "0 on the beat, rising to 1 before the next."
    TEMPO = "tempo"
    "In octaves: 60 BPM is 0, 120 is one half, 240 is 1; one half where there is none."


class Parameter(StrEnum):
    """What can be driven continuously. `manage_cache` is on from one half up; `steps` picks a step list."""

    NOISE_SCALE = "noise_scale"
    STEPS = "steps"
    ACCENT = "accent"
    "Weight of the theme's accent prompt, 0..1."
    MANAGE_CACHE = "manage_cache"
    LIGHT = "light"
    "Brightness of the finished picture, 0..1."
    ZOOM = "zoom"
    "How the picture travels by itself: motion.py says what 0..1 means; one half is still."
    ROTATE = "rotate"
    PAN_X = "pan_x"
    PAN_Y = "pan_y"
    PACE = "pace"
    "How fast what is shown moves: motion.py says what 0..1 means; one half is as fast as the generator has it."


CENTRED = frozenset({Parameter.ZOOM, Parameter.ROTATE, Parameter.PAN_X, Parameter.PAN_Y, Parameter.PACE})
"Parameters of which one half changes nothing: they are added up, and scaled, about that."


class Curve(StrEnum):
    """How a mapping bends: x, x squared, the root of x, or four levels 0, 1/3, 2/3, 1."""

    LINEAR = "linear"
    EXPONENTIAL = "exponential"
    LOGARITHMIC = "logarithmic"
    STEPPED = "stepped"


class Combine(StrEnum):
    """What becomes of several mappings on one parameter."""

    MEAN = "mean"
    MAX = "max"
    ADD = "add"


class BeatAction(StrEnum):
    """What a beat does."""

    NONE = "none"
    PULSE_NOISE = "pulse_noise"
    CACHE_RESET = "cache_reset"
    PROMPT_CYCLE = "prompt_cycle"
    TRANSITION_TRIGGER = "transition_trigger"


class Trigger(StrEnum):
    """What starts a prompt variation by itself."""

    NONE = "none"
    ENERGY_SPIKE = "energy_spike"
    BEAT = "beat"
    BAR = "bar"
    DROP = "drop"
    BUILD = "build"
    BREAKDOWN = "breakdown"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class SoundMapping:
    """source -> invert -> curve -> sensitivity (gain about the middle) -> clamp -> range."""

    source: Source
    target: Parameter
    curve: Curve = Curve.LINEAR
    sensitivity: float = 1.0
    "0..4; 1 leaves the curve as it is."
    invert: bool = False
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True)
class ParameterRule:
    """How one parameter rests, combines and moves."""

    parameter: Parameter
    rest: float
    "Its value with no mapping and without music."
    combine: Combine = Combine.MEAN
    attack: float = 0.05
    "Seconds to cover 63 % of the way up."
    release: float = 0.3
    "Seconds to cover 63 % of the way down."


@dataclass(frozen=True, slots=True)
class LoraMapping:
    """The scale of a LoRA of the show follows a source, as a parameter does; one that the show lacks does nothing."""

    name: str
    source: Source
    low: float = 0.0
    high: float = 1.0
    "Scales, in place of a parameter's range."
    curve: Curve = Curve.LINEAR
    sensitivity: float = 1.0
    invert: bool = False
    rest: float | None = None
    "The scale without music; None: low."
    attack: float = 0.05
    release: float = 0.3
    "Seconds, as ParameterRule's."


@dataclass(frozen=True, slots=True)
class BeatResponse:
    """What beats do to the picture."""

    action: BeatAction = BeatAction.PULSE_NOISE
    intensity: float = 0.3
    "pulse_noise: height of the pulse in noise_scale. Others: 0..1, weight of the prompt that comes."
    every: int = 1
    "Beats between two actions: 1 each beat, 4 each bar of four."
    on_bar: bool = False
    "Only where a bar begins; `every` then counts bars."
    cooldown: float = 0.25
    attack: float = 0.01
    decay: float = 0.25
    "Seconds for the pulse to fall to a tenth."


@dataclass(frozen=True, slots=True)
class Variations:
    """Prompts that take turns with the base prompt."""

    trigger: Trigger = Trigger.NONE
    prompts: tuple[str, ...] = ()
    weight: float = 0.6
    "Of the variation; the base keeps the rest."
    blend: float = 0.8
    "Seconds that a crossing takes."
    hold: float = 4.0
    "Seconds until it goes back to the base; 0 stays."
    cooldown: float = 4.0
    spike_db: float = 4.0
    "Features.rise that counts as an energy spike."


@dataclass(frozen=True, slots=True)
class DescriptorBand:
    """One word group of a descriptor and where it begins, with hysteresis."""

    text: str
    above: float
    "The source's value from which this band holds; the first band's is 0."


@dataclass(frozen=True, slots=True)
class Descriptor:
    """Words added to the prompt by a slow reading of one feature."""

    source: Source
    bands: tuple[DescriptorBand, ...]
    "Ascending by `above`."
    hysteresis: float = 0.08
    average: float = 4.0
    "Seconds over which the source is averaged."


@dataclass(frozen=True, slots=True)
class Accent:
    """A second prompt laid over the first."""

    text: str
    weight: float = 0.25


@dataclass(frozen=True, slots=True)
class Theme:
    """One world. `name` is how files and people call it; `title` is how it is shown."""

    name: str
    title: str
    description: str
    base: str
    modifiers: tuple[str, ...] = ()
    ambient: str = "calm atmosphere, gentle flow"
    "Added to the prompt when there is no music."
    mappings: tuple[SoundMapping, ...] = ()
    rules: tuple[ParameterRule, ...] = ()
    beat: BeatResponse = BeatResponse()
    variations: Variations = Variations()
    descriptors: tuple[Descriptor, ...] = ()
    accent: Accent | None = None
    loras: tuple[LoraMapping, ...] = ()
    "Each name once."
    step_lists: tuple[tuple[int, ...], ...] = ((700, 400), (1000, 750, 500, 250))
    "From the lightest to the richest; the parameter `steps` picks among them."
    prompt_budget: float = 2.0
    "Seconds at least between two changes of the prompt's words that nobody asked for."
    crossfade: float = 1.5
    "Seconds in which the picture crosses over to this theme."
