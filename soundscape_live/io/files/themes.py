"""themes/*.toml: what the picture is of, and how it answers the sound.

Rules: defaults are those of the frozen types; a theme that loads can be played: every range, order and reference
has been checked, and its longest prompt fits the wire.
"""

import itertools
from collections.abc import Iterator
from typing import Annotated, TypeAlias

from pydantic import AfterValidator
from typing_extensions import override

from soundscape_live.io.files.errors import Problem, shown
from soundscape_live.io.files.loras import LoraName, LoraScale
from soundscape_live.io.files.reading import check_name, parse_table
from soundscape_live.io.files.values import (
    Flag,
    Phrase,
    Seconds,
    Share,
    Table,
    choice,
    listing,
    number,
    text,
    whole,
    wrong,
)
from soundscape_live.mapping.theme import (
    Accent,
    BeatAction,
    BeatResponse,
    Combine,
    Curve,
    Descriptor,
    DescriptorBand,
    LoraMapping,
    Parameter,
    ParameterRule,
    SoundMapping,
    Source,
    Theme,
    Trigger,
    Variations,
)
from soundscape_live.wire.fields import MAX_LORAS, MAX_PROMPT_TEXT, MAX_STEPS

MAX_VARIATIONS = 32

_MAPPING = SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE)
_RULE = ParameterRule(Parameter.NOISE_SCALE, 0.0)
_BEAT = BeatResponse()
_VARIATIONS = Variations()
_DESCRIPTOR = Descriptor(Source.ENERGY, ())
_LORA = LoraMapping("", Source.ENERGY)
_THEME = Theme("", "", "", "")


class _Mapping(Table):
    source: Annotated[Source, choice(Source)]
    target: Annotated[Parameter, choice(Parameter)]
    curve: Annotated[Curve, choice(Curve)] = _MAPPING.curve
    sensitivity: Annotated[float, number(0, 4)] = _MAPPING.sensitivity
    invert: Flag = _MAPPING.invert
    low: Share = _MAPPING.low
    high: Share = _MAPPING.high

    @override
    def problems(self) -> Iterator[Problem]:
        if self.low > self.high:
            expected = f"a number from {self.low:g}, its low, to 1 (`invert = true` turns a mapping round)"
            yield Problem("high", expected, f"{self.high:g}")

    def frozen(self) -> SoundMapping:
        return SoundMapping(
            self.source, self.target, self.curve, self.sensitivity, self.invert, low=self.low, high=self.high
        )


class _Rule(Table):
    rest: Share
    combine: Annotated[Combine, choice(Combine)] = _RULE.combine
    attack: Seconds = _RULE.attack
    release: Seconds = _RULE.release

    def frozen(self, parameter: Parameter) -> ParameterRule:
        return ParameterRule(parameter, self.rest, self.combine, self.attack, self.release)


class _Beat(Table):
    action: Annotated[BeatAction, choice(BeatAction)] = _BEAT.action
    intensity: Share = _BEAT.intensity
    every: Annotated[int, whole(1, 256)] = _BEAT.every
    on_bar: Flag = _BEAT.on_bar
    cooldown: Seconds = _BEAT.cooldown
    attack: Seconds = _BEAT.attack
    decay: Seconds = _BEAT.decay

    def frozen(self) -> BeatResponse:
        return BeatResponse(
            self.action,
            self.intensity,
            self.every,
            on_bar=self.on_bar,
            cooldown=self.cooldown,
            attack=self.attack,
            decay=self.decay,
        )


class _Variations(Table):
    trigger: Annotated[Trigger, choice(Trigger)] = _VARIATIONS.trigger
    prompts: Annotated[tuple[Phrase, ...], listing(1, MAX_VARIATIONS, "texts")] = _VARIATIONS.prompts
    weight: Share = _VARIATIONS.weight
    blend: Seconds = _VARIATIONS.blend
    hold: Seconds = _VARIATIONS.hold
    cooldown: Seconds = _VARIATIONS.cooldown
    spike_db: Annotated[float, number(0.5, 40)] = _VARIATIONS.spike_db

    def frozen(self) -> Variations:
        return Variations(
            self.trigger, self.prompts, self.weight, self.blend, self.hold, self.cooldown, spike_db=self.spike_db
        )


class _Band(Table):
    text: Annotated[str, text(200, shortest=0)]
    above: Share


class _Descriptor(Table):
    source: Annotated[Source, choice(Source)]
    bands: Annotated[tuple[_Band, ...], listing(1, 8, "tables")]
    hysteresis: Annotated[float, number(0, 0.5)] = _DESCRIPTOR.hysteresis
    average: Seconds = _DESCRIPTOR.average

    @override
    def problems(self) -> Iterator[Problem]:
        if self.bands[0].above != 0:
            yield Problem("bands[1].above", "0, where the first band begins", f"{self.bands[0].above:g}")
        for number_, (lower, upper) in enumerate(itertools.pairwise(self.bands), 2):
            if upper.above <= lower.above:
                expected = f"more than {lower.above:g}, where the band before begins"
                yield Problem(f"bands[{number_}].above", expected, f"{upper.above:g}")

    def frozen(self) -> Descriptor:
        bands = tuple(DescriptorBand(band.text, band.above) for band in self.bands)
        return Descriptor(self.source, bands, self.hysteresis, self.average)


class _Lora(Table):
    name: LoraName
    source: Annotated[Source, choice(Source)]
    low: LoraScale = _LORA.low
    high: LoraScale = _LORA.high
    curve: Annotated[Curve, choice(Curve)] = _LORA.curve
    sensitivity: Annotated[float, number(0, 4)] = _LORA.sensitivity
    invert: Flag = _LORA.invert
    rest: LoraScale | None = _LORA.rest
    attack: Seconds = _LORA.attack
    release: Seconds = _LORA.release

    def frozen(self) -> LoraMapping:
        span = self.low, self.high, self.curve, self.sensitivity
        return LoraMapping(
            self.name, self.source, *span, invert=self.invert, rest=self.rest, attack=self.attack, release=self.release
        )


class _Accent(Table):
    text: Phrase
    weight: Share = 0.25


def _descending(steps: tuple[int, ...]) -> tuple[int, ...]:
    if any(later >= earlier for earlier, later in itertools.pairwise(steps)):
        raise wrong("whole numbers that descend", steps)
    return steps


_StepList: TypeAlias = Annotated[
    tuple[Annotated[int, whole(1, 1000)], ...],
    listing(1, MAX_STEPS, "whole numbers"),
    AfterValidator(_descending),
]


class _Theme(Table):
    title: Annotated[str, text(60)]
    description: Annotated[str, text(500, shortest=0)] = ""
    base: Phrase
    modifiers: Annotated[tuple[Phrase, ...], listing(0, 16, "texts")] = ()
    ambient: Annotated[str, text(500, shortest=0)] = _THEME.ambient
    mappings: Annotated[tuple[_Mapping, ...], listing(0, 64, "tables")] = ()
    parameters: dict[Annotated[Parameter, choice(Parameter)], _Rule] = {}  # noqa: RUF012  pydantic copies a default
    beat: _Beat = _Beat()
    variations: _Variations = _Variations()
    descriptors: Annotated[tuple[_Descriptor, ...], listing(0, 8, "tables")] = ()
    accent: _Accent | None = None
    loras: Annotated[tuple[_Lora, ...], listing(0, MAX_LORAS, "tables")] = ()
    step_lists: Annotated[tuple[_StepList, ...], listing(1, 8, "lists")] = _THEME.step_lists
    prompt_budget: Seconds = _THEME.prompt_budget
    crossfade: Seconds = _THEME.crossfade

    @override
    def problems(self) -> Iterator[Problem]:
        driving = [i for i, mapping in enumerate(self.mappings, 1) if mapping.target is Parameter.ACCENT]
        if driving and self.accent is None:
            yield Problem("accent", f"a table, since mappings[{driving[0]}] moves the accent", "none")
        names = [lora.name for lora in self.loras]
        for number_, name in enumerate(names, 1):
            if name in names[: number_ - 1]:
                yield Problem(f"loras[{number_}].name", "each LoRA once", shown(name))
        if not self.variations.prompts:
            yield from self._without_variations()
        if (longest := self._longest()) > MAX_PROMPT_TEXT:
            expected = f"at most {MAX_PROMPT_TEXT} characters with modifiers, ambient and the longest descriptors"
            yield Problem("base", expected, f"{longest}")

    def _without_variations(self) -> Iterator[Problem]:
        if self.variations.trigger is not Trigger.NONE:
            expected = f"a list of texts, since variations.trigger is {self.variations.trigger}"
            yield Problem("variations.prompts", expected, "none")
        if self.beat.action in {BeatAction.PROMPT_CYCLE, BeatAction.TRANSITION_TRIGGER}:
            yield Problem("variations.prompts", f"a list of texts, since beat.action is {self.beat.action}", "none")

    def _longest(self) -> int:
        words = [*self.modifiers, self.ambient]
        words += [max((band.text for band in descriptor.bands), key=len) for descriptor in self.descriptors]
        spoken = max(len(phrase) for phrase in (self.base, *self.variations.prompts))
        return spoken + sum(len(", ") + len(word) for word in words)


def parse_theme(content: str, name: str) -> Theme:
    """Read a theme from its file's text; the theme is called by the file's stem. FileError says all that is wrong."""
    called = check_name(name)
    table = parse_table(_Theme, content, name)
    return Theme(
        name=called,
        title=table.title,
        description=table.description,
        base=table.base,
        modifiers=table.modifiers,
        ambient=table.ambient,
        mappings=tuple(mapping.frozen() for mapping in table.mappings),
        rules=tuple(rule.frozen(parameter) for parameter, rule in table.parameters.items()),
        beat=table.beat.frozen(),
        variations=table.variations.frozen(),
        descriptors=tuple(descriptor.frozen() for descriptor in table.descriptors),
        accent=Accent(table.accent.text, table.accent.weight) if table.accent else None,
        loras=tuple(lora.frozen() for lora in table.loras),
        step_lists=table.step_lists,
        prompt_budget=table.prompt_budget,
        crossfade=table.crossfade,
    )
