"""Whole pieces made of numbers, from a seed: sections with marked beginnings, or steady music in which nothing begins.

Rules: a piece is layers (drums, bass, pads, ...) that each section plays at a level of its own; key, patterns, timbres,
mix, tempo, fills and levels come from the seed. A mark names what a musician hears at a section's first beat; the
piece's own start has no mark. Rate and seed alone decide every sample.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tests.analysis.voices import Voices

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mark:
    """The first beat of a section."""

    at: float
    "Seconds."
    kind: str
    "`drop`, `build`, `breakdown` or `section`."


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A rendered arrangement."""

    style: str
    bpm: float
    rate: int
    sound: Sound
    marks: tuple[Mark, ...]

    @property
    def bar(self) -> float:
        """Seconds of a bar of four."""
        return 240.0 / self.bpm


@dataclass(frozen=True, slots=True)
class Section:
    """Some bars in which the layers keep their levels, or move from one to another."""

    kind: str
    bars: int
    layers: dict[str, float]
    "Level of each layer that plays; `rise` and `roll` grow through the section."
    shut: float = 0.0
    "How far the low end is filtered away, 0..1."
    pause: bool = False
    "Whether the last beat is silent."


Part: TypeAlias = Callable[..., Section]
Maybe: TypeAlias = Callable[..., float]

LAYERS = ("kick", "snare", "hat", "perc", "bass", "pad", "chord", "lead", "guitar", "rise", "roll")
BPM = {
    "house": (116.0, 132.0),
    "rock": (84.0, 160.0),
    "drum and bass": (160.0, 176.0),
    "half-time": (130.0, 152.0),
    "ambient": (80.0, 112.0),
    "pop": (88.0, 128.0),
}
STYLES = tuple(BPM)


def piece(seed: int, rate: int = 24_000, style: str = "") -> Piece:
    """Return an arrangement of five to eight sections; the style is the seed's unless it is given."""
    rng = np.random.default_rng([seed, 1])
    chosen = style or STYLES[seed % len(STYLES)]
    bpm = float(rng.uniform(*BPM[chosen]))
    return _render(chosen, bpm, rate, _sections(chosen, rng), rng)


def steady(seed: int, seconds: float = 75.0, rate: int = 24_000, longest_fill: int = 2) -> Piece:
    """Return one section of 60 to 180 BPM with fills of so many beats, breathing levels and phrases, and no mark."""
    rng = np.random.default_rng([seed, 2])
    bpm = float(rng.uniform(60.0, 180.0))
    style = STYLES[seed % len(STYLES)]
    every = [part for part in _sections(style, rng) if len(part.layers) >= 3 and "rise" not in part.layers]
    layers = every[int(rng.integers(len(every)))].layers
    bars = int(seconds * bpm / 240.0) + 1
    return _render(style, bpm, rate, [Section("section", bars, layers)], rng, longest_fill)


def _sections(style: str, rng: np.random.Generator) -> list[Section]:
    mix = {name: float(10.0 ** (rng.uniform(-3.0, 3.0) / 20.0)) for name in LAYERS}

    def part(kind: str, bars: Sequence[int], shut: float = 0.0, **levels: float) -> Section:
        layers = {name: level * mix[name] for name, level in levels.items()}
        length = int(rng.choice(bars))
        return Section(kind, length, layers, shut, pause=kind == "build" and rng.random() < 0.4)

    def maybe(level: float, chance: float = 0.5) -> float:
        return level if rng.random() < chance else 0.0

    written = _WRITTEN[style](part, maybe, rng)
    return [_played(section) for section in written]


def _played(section: Section) -> Section:
    layers = {name: level for name, level in section.layers.items() if level > 0.0}
    return Section(section.kind, section.bars, layers, section.shut, section.pause)


def _house(part: Part, maybe: Maybe, rng: np.random.Generator) -> list[Section]:
    hats, perc, chord = 0.3, maybe(0.25), maybe(0.3, 0.8)
    groove = {"kick": 1.0, "snare": maybe(0.5, 0.8), "hat": hats, "perc": perc, "bass": 0.7, "chord": chord}
    full = groove | {"lead": 0.35, "pad": 0.25, "hat": hats * 1.4, "perc": perc or 0.2, "bass": 0.8}
    calm = {"pad": 0.4, "lead": maybe(0.3)}
    build = {"pad": 0.35, "rise": 0.9, "roll": 0.8, "lead": calm["lead"]}
    intro = {"pad": 0.3, "hat": maybe(0.25)} if rng.random() < 0.6 else {"hat": 0.3, "perc": 0.25, "chord": 0.2}
    middle = [part("section", (8, 12), **full)] if rng.random() < 0.4 else []
    return [
        part("", (4, 8), **intro),
        part("drop", (8, 12), **groove),
        *middle,
        part("breakdown", (4, 8), **calm),
        part("build", (4, 8), **build),
        part("drop", (8, 12), **full),
        part("breakdown", (4, 8), pad=0.3, hat=maybe(0.25)),
    ]


def _rock(part: Part, maybe: Maybe, rng: np.random.Generator) -> list[Section]:
    lift = float(rng.uniform(1.6, 2.4))
    verse = {"kick": 0.7, "snare": 0.5, "hat": 0.2, "bass": 0.5, "guitar": 0.15, "lead": maybe(0.2)}
    chorus = {"kick": 0.85, "snare": 0.7, "hat": 0.2 * lift, "bass": 0.6, "guitar": 0.15 * lift * 1.5, "lead": 0.3}
    bridge = {"guitar": 0.13, "lead": maybe(0.2), "pad": maybe(0.15)}
    return [
        part("", (4, 8), **verse),
        part("section", (8,), **chorus),
        part("section", (8,), **verse),
        part("section", (8,), **chorus),
        part("breakdown", (4, 8), **bridge),
        part("drop", (8,), **chorus),
    ]


def _drum_and_bass(part: Part, maybe: Maybe, rng: np.random.Generator) -> list[Section]:
    full = {"kick": 0.9, "snare": 0.8, "hat": 0.35, "bass": 0.9, "pad": maybe(0.15), "perc": maybe(0.2)}
    second = full | {"lead": 0.35, "chord": 0.3, "hat": 0.5}
    calm = {"pad": 0.4, "lead": maybe(0.25)}
    build = {"pad": 0.35, "rise": 0.7, "roll": 0.55}
    return [
        part("", (8,), **calm),
        part("build", (8,), **build),
        part("drop", (16,), **full),
        part("breakdown", (8,), **calm),
        part("build", (8,), shut=maybe(0.9), **build, kick=maybe(0.5)),
        part("drop", (16,), **second),
    ]


def _half_time(part: Part, maybe: Maybe, rng: np.random.Generator) -> list[Section]:
    full = {"kick": 1.0, "snare": 0.9, "hat": 0.3, "bass": 1.0, "chord": maybe(0.35), "lead": maybe(0.3)}
    verse = {"kick": 0.6, "snare": 0.4, "hat": 0.25, "bass": 0.45, "pad": 0.2}
    build = {"pad": 0.3, "rise": 0.8, "roll": 0.6, "chord": maybe(0.3)}
    return [
        part("", (4, 8), **verse),
        part("build", (4, 8), **build),
        part("drop", (8, 12), **full),
        part("breakdown", (4, 8), pad=0.35, lead=0.25),
        part("build", (4, 8), **build),
        part("drop", (8,), **full | {"perc": 0.3}),
    ]


def _ambient(part: Part, maybe: Maybe, rng: np.random.Generator) -> list[Section]:
    pads = {"pad": 0.5, "lead": maybe(0.2)}
    pulse = pads | {"hat": 0.25, "perc": 0.3, "chord": 0.25}
    beat = pulse | {"kick": 0.7, "bass": 0.6, "snare": maybe(0.4)}
    return [
        part("", (6, 8), **pads),
        part("build", (8,), **pulse),
        part("drop", (8, 12), **beat),
        part("breakdown", (6, 8), **pads),
        part("drop", (8,), **beat),
    ]


def _pop(part: Part, maybe: Maybe, rng: np.random.Generator) -> list[Section]:
    verse = {"kick": 0.7, "snare": maybe(0.4), "hat": 0.15, "bass": 0.5, "lead": 0.15, "chord": 0.2}
    chorus = {
        "kick": 0.85,
        "snare": 0.65,
        "hat": 0.4,
        "bass": 0.65,
        "pad": 0.6,
        "chord": 0.5,
        "lead": 0.35,
        "perc": 0.3,
    }
    return [
        part("", (4, 8), **verse),
        part("section", (8,), **chorus),
        part("section", (4, 8), **verse),
        part("build", (4,), pad=0.3, roll=0.7, rise=0.7, lead=0.2),
        part("drop", (8,), **chorus),
        part("breakdown", (4,), pad=0.3, lead=0.25),
    ]


_WRITTEN = {
    "house": _house,
    "rock": _rock,
    "drum and bass": _drum_and_bass,
    "half-time": _half_time,
    "ambient": _ambient,
    "pop": _pop,
}


def _render(
    style: str, bpm: float, rate: int, sections: Sequence[Section], rng: np.random.Generator, longest_fill: int = 4
) -> Piece:
    bar = 240.0 / bpm
    total = sum(section.bars for section in sections)
    voices = Voices(style, bar, rate, total, rng, longest_fill)
    marks = []
    first = 0
    for number, section in enumerate(sections):
        if number:
            marks.append(Mark(first * bar, section.kind))
        voices.play(first, section.bars, section.layers, shut=section.shut, pause=section.pause)
        first += section.bars
    return Piece(style, bpm, rate, voices.mixed(), tuple(marks))
