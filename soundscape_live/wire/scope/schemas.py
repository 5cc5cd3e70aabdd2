"""What a server says of its pipelines (`/api/v1/pipelines/schemas`) -> how one of them is played.

Rules: nothing in the answer is relied upon; what is missing or of the wrong kind leaves what is usual. A parameter
whose schema says that it is null unless told is one that the pipeline does not have: Scope lists every parameter of its
base class for every pipeline.
"""

import math
from typing import cast

from soundscape_live.wire.scope.manner import BIAS, CHUNKS, LONGEST_CHUNK, USUAL, Key, Manner, Mode, Span, StandIn

MOST_FRAMES = 1000
_ALIASES = {Key.STEPS: ("denoising_steps", "denoising_step_list")}


def pipelines_of(schemas: object) -> tuple[str, ...]:
    """Return the names of the pipelines that the server has, in its order; none if the answer is not one."""
    return tuple(_object(_object(schemas).get("pipelines")))


def manner_of(
    schemas: object, pipeline: str, wish: StandIn = StandIn.NONE, mode: Mode | None = None, frames: int = 0
) -> Manner:
    """Read how `pipeline` is played from the server's answer, as JSON gave it.

    `wish` is the stand-in for noise_scale that the show declares, `mode` the mode that it asks for (None: the
    pipeline's own), `frames` the frames of a chunk where the show says so (0: it does not). Raises nothing.
    """
    about = _object(_object(_object(schemas).get("pipelines")).get(pipeline))
    modes = about.get("supported_modes")
    known = [found for found in map(_mode_of, modes) if found] if isinstance(modes, list) else []
    chosen, words = _mode(mode, known, _mode_of(about.get("default_mode")))
    manner = Manner(
        mode=chosen,
        frames_per_chunk=frames or _frames(about.get("frames_per_chunk")) or CHUNKS.get(pipeline, LONGEST_CHUNK),
        spans=_spans(about, chosen),
        words=words if about else (*words, f"the server does not describe {pipeline!r}: it is played as LongLive is"),
    )
    return manner.asked(wish, resets=about.get("supports_cache_management") is not False)


def _mode_of(value: object) -> Mode | None:
    return Mode(value) if isinstance(value, str) and value in set(Mode) else None


def _mode(asked: Mode | None, known: list[Mode], default: Mode | None) -> tuple[Mode, tuple[str, ...]]:
    """Return the mode that is asked for, or the pipeline's own, and a sentence where that is another."""
    if asked is not None and (not known or asked in known):
        return asked, ()
    own = default or (known[0] if known else Mode.TEXT)
    words = f"the pipeline has no {asked} mode: it is played in {own} mode"
    return own, () if asked is None else (words,)


def _frames(value: object) -> int:
    """Return a count of frames, 0 if it is none."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_FRAMES:
        return 0
    return value


def _spans(about: dict[str, object], mode: Mode) -> tuple[Span, ...]:
    properties = _object(_object(about.get("config_schema")).get("properties"))
    if not properties:
        return USUAL
    defaults = _object(_object(about.get("mode_defaults")).get(mode.value))
    spans = [span for span in USUAL if _has(span.key, properties, defaults)]
    if about.get("supports_prompts") is not False:
        spans.insert(0, Span(Key.PROMPTS))
    if about.get("supports_kv_cache_bias") is True or Key.BIAS in properties:
        spans.append(BIAS)
    return tuple(_ranged(span, _object(properties.get(span.key))) for span in spans)


def _has(key: Key, properties: dict[str, object], defaults: dict[str, object]) -> bool:
    """Return whether a parameter is described, and is not null unless told."""
    if key is Key.PROMPTS:
        return False
    for name in _ALIASES.get(key, (key.value,)):
        field = properties.get(name)
        if isinstance(field, dict) and (field.get("default", True) is not None or defaults.get(name) is not None):
            return True
    return False


def _ranged(span: Span, field: dict[str, object]) -> Span:
    """Narrow a range to what the schema says; a range that is empty or no number leaves it."""
    options = field.get("anyOf")
    for part in (field, *(options if isinstance(options, list) else ())):
        low, high = _object(part).get("minimum", span.low), _object(part).get("maximum", span.high)
        if _finite(low) and _finite(high) and span.low <= cast("float", low) < cast("float", high) <= span.high:
            span = Span(span.key, float(cast("float", low)), float(cast("float", high)))
    return span


def _finite(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _object(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
