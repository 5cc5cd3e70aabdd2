"""scenes/*.toml: scenes, and the cues of a set list.

Rules: what themes and scenes are named is looked for when the show is built, since it may stand in other files.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator
from typing_extensions import override

from soundscape_live.io.files.errors import Problem, shown
from soundscape_live.io.files.loras import LoraName, LoraScale
from soundscape_live.io.files.reading import check_name, parse_table
from soundscape_live.io.files.themes import MAX_VARIATIONS
from soundscape_live.io.files.values import Share, Table, choice, listing, text, whole, wrong
from soundscape_live.mapping.prompts import MIXED
from soundscape_live.mapping.scene import Grip, Quantise, Scene, Span, StageCue, Unit
from soundscape_live.mapping.scenes import MOST
from soundscape_live.mapping.theme import Parameter

LONGEST = {Unit.SECONDS: 3600.0, Unit.BEATS: 4096.0, Unit.BARS: 1024.0}
CUES = 512
BARS = 1024

_UNITS = {"s": Unit.SECONDS, "beat": Unit.BEATS, "beats": Unit.BEATS, "bar": Unit.BARS, "bars": Unit.BARS}
_SPAN = re.compile(r"(?P<length>\d{1,5}(\.\d{1,6})?) ?(?P<unit>s|beats?|bars?)", re.ASCII)
_SCENE = Scene("")
_CUE = StageCue("")


def _span(value: object) -> Span:
    if isinstance(value, int | float) and not isinstance(value, bool):
        span = Span(float(value))
    else:
        found = _SPAN.fullmatch(value) if isinstance(value, str) else None
        span = Span(float(found["length"]), _UNITS[found["unit"]]) if found else Span(-1.0)
    if not 0.0 <= span.length <= LONGEST[span.unit]:
        limits = f"up to {LONGEST[Unit.SECONDS]:g} s, {LONGEST[Unit.BEATS]:g} beats or {LONGEST[Unit.BARS]:g} bars"
        raise wrong(f'seconds, or a text such as "2.5 s", "8 beats", "1 bar", {limits}', value)
    return span


def _weight(value: object) -> tuple[int, float]:
    match value:
        case [int(variation), int() | float() as weight] if variation in range(MAX_VARIATIONS) and 0 < weight <= 1:
            return variation, float(weight)
        case _:
            raise wrong(f"a variation from 0 to {MAX_VARIATIONS - 1} and its weight, above 0 to 1: [2, 0.5]", value)


_Weight = Annotated[tuple[int, float], BeforeValidator(_weight)]
_Name = Annotated[str, text(60)]
_Span = Annotated[Span, BeforeValidator(_span)]


class _Scene(Table):
    name: _Name
    theme: _Name | None = _SCENE.theme
    variation: Annotated[int, whole(-1, MAX_VARIATIONS - 1)] | None = _SCENE.variation
    weight: Share | None = _SCENE.weight
    weights: Annotated[tuple[_Weight, ...], listing(0, MIXED, "pairs")] = _SCENE.weights
    values: dict[Annotated[Parameter, choice(Parameter)], Share] = {}  # noqa: RUF012  pydantic copies a default
    loras: dict[LoraName, LoraScale] = {}  # noqa: RUF012  pydantic copies a default
    fade: _Span = _SCENE.fade
    hands: Annotated[Grip, choice(Grip)] = _SCENE.grip

    @override
    def problems(self) -> Iterator[Problem]:
        if self.weight is not None and self.variation in {None, -1}:
            yield Problem("weight", "only with `variation`, from 0", f"{self.weight:g} without one")
        if self.weights and self.variation is not None:
            yield Problem("weights", "only without `variation`", f"{shown(self.weights)} with one")

    def frozen(self) -> Scene:
        return Scene(
            self.name,
            self.theme,
            self.variation,
            self.weight,
            self.weights,
            tuple((parameter, self.values[parameter]) for parameter in Parameter if parameter in self.values),
            self.fade,
            self.hands,
            tuple(self.loras.items()),
        )


class _Cue(Table):
    name: _Name | None = None
    scene: _Name | None = _CUE.scene
    theme: _Name | None = _CUE.theme
    fade: _Span | None = _CUE.fade
    quantise: Annotated[Quantise, choice(Quantise)] | None = None
    follow_on: Annotated[int, whole(1, BARS)] | None = _CUE.follow_on

    @override
    def problems(self) -> Iterator[Problem]:
        if self.scene is None and self.theme is None:
            yield Problem("", "scene, theme or both", "neither")

    def frozen(self, quantise: Quantise) -> StageCue:
        name = self.name or self.scene or self.theme or ""
        return StageCue(name, self.scene, self.theme, self.fade, self.quantise or quantise, self.follow_on)


class _Scenes(Table):
    title: Annotated[str, text(60)] = ""
    description: Annotated[str, text(500, shortest=0)] = ""
    quantise: Annotated[Quantise, choice(Quantise)] = _CUE.quantise
    scenes: Annotated[tuple[_Scene, ...], listing(0, MOST, "tables")] = ()
    cues: Annotated[tuple[_Cue, ...], listing(0, CUES, "tables")] = ()

    @override
    def problems(self) -> Iterator[Problem]:
        names = [scene.name.casefold() for scene in self.scenes]
        for number, scene in enumerate(self.scenes, 1):
            if scene.name.casefold() in names[: number - 1]:
                yield Problem(f"scenes[{number}].name", "a name that no other scene has", shown(scene.name))


@dataclass(frozen=True, slots=True)
class SceneFile:
    """What one file holds."""

    scenes: tuple[Scene, ...] = ()
    cues: tuple[StageCue, ...] = ()


def parse_scenes(content: str, name: str) -> SceneFile:
    """Read scenes and cues from their file's text. FileError says all that is wrong."""
    check_name(name)
    table = parse_table(_Scenes, content, name)
    return SceneFile(
        tuple(scene.frozen() for scene in table.scenes), tuple(cue.frozen(table.quantise) for cue in table.cues)
    )
