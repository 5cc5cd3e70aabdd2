"""How a Scope pipeline is played: its mode, its chunk, the parameters that it has, and what stands in for noise_scale.

Rules: a stand-in that the pipeline cannot do is none, with a sentence for the operator; the private bypass key is used
only where the show asks for it by name.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

LONGEST_CHUNK = 12
"Frames of the longest chunk that is known: of a pipeline of which nothing is known, so that it is told too little."
CHUNKS = {"longlive": 12, "streamdiffusionv2": 4, "passthrough": 4, "gray": 1}
"Frames that a generation call yields, for servers that do not say."


class Mode(StrEnum):
    """What a pipeline draws from."""

    TEXT = "text"
    VIDEO = "video"


class StandIn(StrEnum):
    """What follows noise_scale in text mode, where Scope takes that away."""

    NONE = "none"
    ATTENTION_BIAS = "attention_bias"
    "How much the picture leans on its past: `kv_cache_attention_bias`, where the pipeline has it."
    RESETS = "resets"
    "Cache resets, more of them the higher it is."
    BYPASS = "bypass"
    "The private key `_modulated_noise_scale`; it is in no documentation, and another version may not know it."


class Key(StrEnum):
    """The parameters of a pipeline that may be missing, as the server calls them."""

    PROMPTS = "prompts"
    NOISE = "noise_scale"
    CONTROLLER = "noise_controller"
    STEPS = "denoising_step_list"
    CACHE = "manage_cache"
    SEED = "base_seed"
    BIAS = "kv_cache_attention_bias"
    LORAS = "lora_scales"


@dataclass(frozen=True, slots=True)
class Span:
    """A parameter that the pipeline has, and its range."""

    key: Key
    low: float = 0.0
    high: float = 1.0


BIAS = Span(Key.BIAS, 0.01, 1.0)
"The range that Scope documents."
USUAL = (
    Span(Key.PROMPTS),
    Span(Key.NOISE),
    Span(Key.CONTROLLER),
    Span(Key.STEPS, 1, 1000),
    Span(Key.CACHE),
    Span(Key.SEED, 0, 2**53),
)
"What the pipelines of the Wan family have."


@dataclass(frozen=True, slots=True)
class Manner:
    """How one pipeline is played."""

    mode: Mode = Mode.TEXT
    frames_per_chunk: int = LONGEST_CHUNK
    spans: tuple[Span, ...] = USUAL
    stand_in: StandIn = StandIn.NONE
    flashes: float = 3.0
    "Cache resets a second that the stand-in may make."
    words: tuple[str, ...] = ()
    "Sentences for the operator."

    def span(self, key: Key) -> Span | None:
        """Return a parameter's range, None if the pipeline does not have it."""
        return next((span for span in self.spans if span.key == key), None)

    def asked(self, wish: StandIn, *, resets: bool = True) -> "Manner":
        """Return the manner with the stand-in that was asked for, or none and why. `resets`: it has a cache."""
        if self.mode is Mode.VIDEO:
            return self if wish is StandIn.NONE else self._without(wish, "in video mode noise_scale itself works")
        if wish is StandIn.ATTENTION_BIAS and self.span(Key.BIAS) is None:
            return self._without(wish, "this pipeline has no kv_cache_attention_bias")
        if wish is StandIn.RESETS and not resets:
            return self._without(wish, "this pipeline has no cache to reset")
        if wish is StandIn.BYPASS and self.span(Key.NOISE) is None:
            return self._without(wish, "this pipeline has no noise_scale")
        return replace(self, stand_in=wish, words=(*self.words, _SAID[wish]))

    def _without(self, wish: StandIn, why: str) -> "Manner":
        words = f"noise_scale: no stand-in, {why} ({wish.value} was asked for)"
        if self.mode is Mode.TEXT:
            words = f"noise_scale does nothing in text mode: no stand-in, {why} ({wish.value} was asked for)"
        return replace(self, stand_in=StandIn.NONE, words=(*self.words, words))


_INERT = "noise_scale does nothing in text mode"
_SAID = {
    StandIn.NONE: f"{_INERT}; no stand-in is declared for it",
    StandIn.ATTENTION_BIAS: f"{_INERT}: kv_cache_attention_bias follows it in its place",
    StandIn.RESETS: f"{_INERT}: cache resets follow it in its place",
    StandIn.BYPASS: f"{_INERT} but for the undocumented key _modulated_noise_scale, which the show asks for",
}
