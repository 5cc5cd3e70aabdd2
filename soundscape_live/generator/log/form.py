"""What a log of drawn states holds, and how it is written: lines of JSON.

A `Header` begins each renderer: what draws, at which size, with which versions. Then, in the order of frames, `Drawn`
says what changed with a frame, and nothing where nothing did; `Digest` is that of a picture as the audience saw it.
Rules: pure; write and read are each other's reverse. A frame that no line names was drawn like the one before it, but
begins no transition and is no cut.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import TypeAlias, cast

from soundscape_live.generator.picture import FrameState
from soundscape_live.generator.settings import ModelSettings, read_model
from soundscape_live.model import Interpolation, LoraScale, Motion, Prompt
from soundscape_live.wire.messages import OPENING, WireTransition

FORMAT = "soundscape drawing 1"


class LogError(Exception):
    """A log cannot be written or read; the message is for the operator."""


@dataclass(frozen=True, slots=True)
class Header:
    """A renderer begins."""

    version: str
    "Ours."
    renderer: str
    engine: str
    model: ModelSettings | None
    width: int
    height: int
    fps: float
    seed: int
    "Of the first frame."
    versions: dict[str, str] = field(default_factory=dict)
    "Of what computes."


FIRST = FrameState(
    prompts=OPENING.prompts,
    interpolation=OPENING.interpolation,
    noise_scale=OPENING.noise_scale,
    denoising_step_list=OPENING.denoising_step_list,
    manage_cache=OPENING.manage_cache,
    seed=OPENING.seed,
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What decides a frame, all of it."""

    frame: int
    state: FrameState = FIRST
    light: float = 1.0
    "By what the picture was multiplied, 0..1."
    held: bool = False
    "The last picture was shown again, and nothing drawn."
    size: tuple[int, int] = (0, 0)
    "Width and height."
    way: str = ""
    "How the model's arithmetic was done, where there is more than one way."

    def quiet(self) -> "Drawn":
        """Return the same without what happens once."""
        return replace(self, state=replace(self.state, reset=False, transition=None))


@dataclass(frozen=True, slots=True)
class Digest:
    """SHA-256 of a picture's bytes, (height, width, 3) RGB, with its light and without its stamp."""

    frame: int
    sha256: str


Line: TypeAlias = Header | Drawn | Digest


def write_header(header: Header) -> str:
    """Write the line that begins a renderer."""
    return json.dumps({"format": FORMAT, **asdict(header)})


def write_digest(digest: Digest) -> str:
    """Write a digest."""
    return json.dumps({"frame": digest.frame, "sha256": digest.sha256})


def write_drawn(drawn: Drawn, before: Drawn | None) -> str:
    """Write what changed since the frame `before`, all of it where there is none; empty if nothing did."""
    now = _fields(drawn)
    if before is not None:
        past = _fields(before.quiet())
        now = {key: value for key, value in now.items() if value != past[key]}
    return json.dumps({"frame": drawn.frame, **now}) if now else ""


def read_line(line: str, before: Drawn) -> Line:
    """Read a line that follows a frame `before`. ValueError: it is none."""
    try:
        value = json.loads(line)
        if "format" in value:
            return _read_header(value)
        if "sha256" in value:
            return Digest(int(value["frame"]), str(value["sha256"]))
        return _read_drawn(value, before.quiet())
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None


def _fields(drawn: Drawn) -> dict[str, object]:
    """Return all but the frame's number, with the state's keys beside the others."""
    fields = asdict(drawn)
    del fields["frame"]
    return {**fields.pop("state"), **fields}


def _read_header(value: dict[str, object]) -> Header:
    if value.pop("format") != FORMAT:
        raise ValueError("another version of the program wrote it")
    model = value.pop("model")
    return Header(**value, model=None if model is None else read_model(json.dumps(model)))  # type: ignore[arg-type]  # checked by nothing: we wrote it


def _read_drawn(value: dict[str, object], before: Drawn) -> Drawn:
    fields = {**_fields(before), **value}
    frame, light, held, size, way = (fields.pop(key) for key in ("frame", "light", "held", "size", "way"))
    state = {key: _READ.get(key, _same)(given) for key, given in fields.items()}
    width, height = cast("tuple[int, int]", size)
    return Drawn(frame, FrameState(**state), light, held, (width, height), way)  # type: ignore[arg-type]  # as above


def _same(value: object) -> object:
    return value


def _prompts(value: object) -> tuple[Prompt, ...]:
    return tuple(Prompt(**prompt) for prompt in cast("Iterable[dict[str, str]]", value))  # type: ignore[arg-type]  # as above


def _transition(value: object) -> WireTransition | None:
    if value is None:
        return None
    fields = cast("dict[str, object]", value)
    return WireTransition(
        _prompts(fields["target"]), cast("int", fields["num_steps"]), _interpolation(fields["interpolation"])
    )


def _interpolation(value: object) -> Interpolation:
    return Interpolation(str(value))


def _loras(value: object) -> tuple[LoraScale, ...]:
    return tuple(LoraScale(**lora) for lora in cast("Iterable[dict[str, str]]", value))  # type: ignore[arg-type]  # as above


_READ = {
    "prompts": _prompts,
    "interpolation": _interpolation,
    "denoising_step_list": lambda value: tuple(cast("Iterable[int]", value)),
    "transition": _transition,
    "motion": lambda value: Motion(**cast("dict[str, float]", value)),
    "loras": _loras,
}
"Key of a state -> what makes its value of what stands in the file; the others stand as they are."
