"""What the words of a prompt mean to an engine, for whoever writes prompts.

Rules: an engine's vocabulary is imported when it is first asked for: a server that nobody asks has none. A model that
was taught on the texts of others knows no list of words.
"""

import importlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from soundscape_live.generator.settings import GeneratorSettings


class Recognised(Protocol):
    """A word or phrase of a prompt, and what it stands for."""

    @property
    def said(self) -> str:
        """As it stands in the prompt."""

    @property
    def concept(self) -> str:
        """What it asks for."""

    @property
    def group(self) -> str:
        """What kind of thing that is: scene, colour, light, ..."""

    @property
    def likeness(self) -> float:
        """1 for a word that is listed, less for one that only resembles it."""


@dataclass(frozen=True, slots=True)
class Known:
    """A word that stands for itself."""

    said: str
    concept: str
    group: str = "word"
    likeness: float = 1.0


VOCABULARIES = {
    "tiny": "soundscape_live.generator.tiny.concepts:recognised",
    "procedural": "soundscape_live.generator.procedural:recognised",
}
"Engine -> `module:function`; it takes a prompt and returns what is recognised, in its order."


def recognised(engine: str, prompt: str) -> tuple[Recognised, ...]:
    """Return what an engine recognises in a prompt; KeyError: it has no vocabulary. Blocks when first asked of one."""
    module, _, function = VOCABULARIES[engine].partition(":")
    recognise: Callable[[str], Iterable[Recognised]] = getattr(importlib.import_module(module), function)
    return tuple(recognise(prompt))


def engine_of(settings: GeneratorSettings) -> str:
    """Return whose vocabulary counts for what draws."""
    return settings.engine if settings.model is None else settings.model.model
