"""The vocabulary: which words ask for which scenes, colours and changes, and what a prompt is recognised to ask for.

Rules: concepts.toml is the one place of all words; training draws its captions from it, the page and the command line
say with it what was understood, and prompts are encoded as it understands them. A way of asking belongs to one concept
alone. Words are lower case, split at what is not alphanumeric. A word that is not listed means what its likest listed
word means, by shared runs of 3 to 5 letters.
"""

import functools
import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from soundscape_live.generator.tiny import words

LOOKS = (
    "light", "contrast", "glow", "density", "size", "speed", "haze", "rain",
    "snow", "sparks", "stars", "mirror", "forward", "rise", "turn", "grain",
)  # fmt: skip
"What modifiers change, each -1 to 1."
STOPS = 5
LIKE = 0.5
"Two words share at least this much (cosine of their runs of letters) where one stands for the other."

Way = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+( [a-z0-9]+){0,3}$")]
Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{6}$")]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    words: tuple[Way, ...]


class _Scene(_Asked):
    palettes: Annotated[tuple[str, ...], Field(min_length=1)]
    upright: bool = False


class _Palette(_Asked):
    stops: Annotated[tuple[Hex, ...], Field(min_length=STOPS, max_length=STOPS)]


class _Modifier(_Asked):
    group: str
    changes: Mapping[str, Annotated[float, Field(ge=-1.0, le=1.0)]]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    scenes: dict[str, _Scene]
    palettes: dict[str, _Palette]
    modifiers: dict[str, _Modifier]
    fillers: _Asked

    @model_validator(mode="after")
    def _consistent(self) -> "_File":
        for name, scene in self.scenes.items():
            for palette in scene.palettes:
                if palette not in self.palettes:
                    raise ValueError(f"scenes.{name}.palettes: there is no palette {palette!r}")
        for name, modifier in self.modifiers.items():
            for look in modifier.changes:
                if look not in LOOKS:
                    raise ValueError(f"modifiers.{name}.changes: {look!r} is none of {', '.join(LOOKS)}")
        tables: tuple[Mapping[str, _Asked], ...] = (
            self.scenes,
            self.palettes,
            self.modifiers,
            {"fillers": self.fillers},
        )
        counted = Counter(way for table in tables for asked in table.values() for way in asked.words)
        twice = sorted(way for way, times in counted.items() if times > 1)
        if twice:
            raise ValueError(f"words: each stands once, but these stand in several places: {', '.join(twice)}")
        return self


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture that can be drawn."""

    name: str
    words: tuple[str, ...]
    palettes: tuple[int, ...]
    "Palettes it wears where nobody names a colour, by their place among the palettes; the first most often."
    upright: bool
    "There is an up and a down: it is neither turned nor tipped over."


@dataclass(frozen=True, slots=True)
class Palette:
    """Five colours from the ground to the highlight."""

    name: str
    words: tuple[str, ...]
    stops: NDArray[np.float32]
    "(5, 3) sRGB, 0 to 1"


@dataclass(frozen=True, slots=True)
class Modifier:
    """What changes a picture without being one."""

    name: str
    words: tuple[str, ...]
    group: str
    changes: NDArray[np.float32]
    "(len(LOOKS),) of -1 to 1"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A word or phrase of a prompt and the concept that it asks for."""

    said: str
    concept: str
    group: str
    "scene, colour, or a modifier's group"
    meant: str
    "The listed way of asking: differs from what was said where the word is not listed."
    likeness: float
    "1.0 for a listed one, else LIKE to 1"


@dataclass(frozen=True, slots=True)
class Concepts:
    """All of them, in the file's order: a trained model knows a concept by its place."""

    scenes: tuple[Scene, ...]
    palettes: tuple[Palette, ...]
    modifiers: tuple[Modifier, ...]
    fillers: tuple[str, ...]
    ways: Mapping[tuple[str, ...], tuple[str, str]]
    "The words of each way of asking -> concept and group."
    grams: Mapping[str, frozenset[str]]
    "Single words that are listed as ways of asking -> their runs of letters."

    def scene(self, name: str) -> int:
        """Return a scene's place. Raises ValueError if there is none of that name."""
        return _place(name, "scene", [scene.name for scene in self.scenes])

    def palette(self, name: str) -> int:
        """Return a palette's place. Raises ValueError if there is none of that name."""
        return _place(name, "palette", [palette.name for palette in self.palettes])

    def modifier(self, name: str) -> int:
        """Return a modifier's place. Raises ValueError if there is none of that name."""
        return _place(name, "modifier", [modifier.name for modifier in self.modifiers])

    def words(self) -> frozenset[str]:
        """Return every word of the file, fillers included."""
        return frozenset(word for way in self.ways for word in way) | frozenset(self.fillers)

    def recognised(self, prompt: str) -> tuple[Recognised, ...]:
        """Return what a prompt asks for, in its order; the longest way of asking wins; unlike words ask for nothing."""
        return tuple(self._found(split(prompt)))

    def meant(self, prompt: str) -> str:
        """Return the words of a prompt that are heard, the likest listed one in the place of each that is not listed.

        Takes half a millisecond for each of those; one that is like none stays.
        """
        listed = self.words()
        return " ".join(word if word in listed else self._likest(word)[0] for word in words.split(prompt))

    def _found(self, words: tuple[str, ...]) -> Iterator[Recognised]:
        at = 0
        while at < len(words):
            length = next((size for size in range(4, 0, -1) if words[at : at + size] in self.ways), 0)
            if length:
                said = " ".join(words[at : at + length])
                yield Recognised(said, *self.ways[words[at : at + length]], said, 1.0)
            elif words[at] not in self.fillers:
                meant, likeness = self._likest(words[at])
                if likeness > 0.0:
                    yield Recognised(words[at], *self.ways[(meant,)], meant, likeness)
            at += max(length, 1)

    def _likest(self, word: str) -> tuple[str, float]:
        """Return the listed way of asking that a word is likest, and how like; itself and 0 if none is LIKE enough."""
        mine = runs(word)
        meant, likeness = max(
            ((known, _likeness(mine, theirs)) for known, theirs in self.grams.items()), key=lambda pair: pair[1]
        )
        return (meant, likeness) if likeness >= LIKE else (word, 0.0)


def split(text: str) -> tuple[str, ...]:
    """Return the words of a text: lower case, split at what is not alphanumeric."""
    return tuple(re.findall(r"[^\W_]+", text.lower()))


def runs(word: str) -> frozenset[str]:
    """Return a word's runs of 3 to 5 letters, its ends marked."""
    marked = f"<{word}>"
    return frozenset(marked[at : at + size] for size in (3, 4, 5) for at in range(len(marked) - size + 1))


def read(text: str) -> Concepts:
    """Return the concepts that a TOML text lists. Raises ValueError (pydantic's) that names the key at fault."""
    file = _File.model_validate(tomllib.loads(text))
    places = {name: place for place, name in enumerate(file.palettes)}
    scenes = tuple(
        Scene(name, one.words, tuple(places[palette] for palette in one.palettes), one.upright)
        for name, one in file.scenes.items()
    )
    palettes = tuple(Palette(name, one.words, _colours(one.stops)) for name, one in file.palettes.items())
    modifiers = tuple(Modifier(name, one.words, one.group, _looks(one.changes)) for name, one in file.modifiers.items())
    ways: dict[tuple[str, ...], tuple[str, str]] = {}
    for scene in scenes:
        ways |= {tuple(way.split()): (scene.name, "scene") for way in scene.words}
    for palette in palettes:
        ways |= {tuple(way.split()): (palette.name, "colour") for way in palette.words}
    for modifier in modifiers:
        ways |= {tuple(way.split()): (modifier.name, modifier.group) for way in modifier.words}
    grams = {way[0]: runs(way[0]) for way in ways if len(way) == 1}
    return Concepts(scenes, palettes, modifiers, file.fillers.words, ways, grams)


@functools.cache
def shipped() -> Concepts:
    """Return the concepts of the file beside this module. Reads it once."""
    return read(resources.files(__package__).joinpath("concepts.toml").read_text("utf-8"))


def recognised(prompt: str) -> tuple[Recognised, ...]:
    """Return what a prompt asks for, of the shipped concepts; the model hears its first words.WORDS words."""
    return shipped().recognised(" ".join(words.split(prompt)))


def _place(name: str, kind: str, names: list[str]) -> int:
    if name not in names:
        raise ValueError(f"no {kind} is called {name!r}; there are {', '.join(names)}")
    return names.index(name)


def _colours(stops: tuple[str, ...]) -> NDArray[np.float32]:
    return np.array([[int(stop[at : at + 2], 16) / 255.0 for at in (0, 2, 4)] for stop in stops], np.float32)


def _looks(changes: Mapping[str, float]) -> NDArray[np.float32]:
    return np.array([changes.get(look, 0.0) for look in LOOKS], np.float32)


def _likeness(mine: frozenset[str], theirs: frozenset[str]) -> float:
    return len(mine & theirs) / math.sqrt(len(mine) * len(theirs)) if mine and theirs else 0.0
