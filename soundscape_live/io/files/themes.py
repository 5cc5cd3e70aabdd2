"""themes/*.toml: what the picture is of, and how it answers the sound.

Rules: defaults are those of the frozen types; a theme that loads can be played: every range, order and reference
has been checked, and its longest prompt fits the wire.
"""

import itertools
from collections.abc import Iterator
from typing import Annotated

from soundscape_live.io.files.errors import FileError, sentence
from soundscape_live.io.files.reading import check_name, parse_table
from soundscape_live.io.files.values import Flag, Phrase, Seconds, Share, Table, choice, listing, number, text, whole
from soundscape_live.mapping.theme import (
    Accent,
    BeatAction,
    BeatResponse,
    Combine,
    Curve,
    Descriptor,
    DescriptorBand,
    Parameter,
    ParameterRule,
    SoundMapping,
    Source,
    Theme,
    Trigger,
    Variations,
)
from soundscape_live.wire.ours import MAX_PROMPT_TEXT, MAX_STEPS

MAX_VARIATIONS = 32

_MAPPING = SoundMapping(Source.ENERGY, Parameter.NOISE_SCALE)
_RULE = ParameterRule(Parameter.NOISE_SCALE, 0.0)
_BEAT = BeatResponse()
_VARIATIONS = Variations()
_DESCRIPTOR = Descriptor(Source.ENERGY, ())
_THEME = Theme("", "", "", "")


class _Mapping(Table):
    source: Annotated[Source, choice(Source)]
    target: Annotated[Parameter, choice(Parameter)]
    curve: Annotated[Curve, choice(Curve)] = _MAPPING.curve
    sensitivity: Annotated[float, number(0, 4)] = _MAPPING.sensitivity
    invert: Flag = _MAPPING.invert
    low: Share = _MAPPING.low
    high: Share = _MAPPING.high

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

    def frozen(self) -> Descriptor:
        bands = tuple(DescriptorBand(band.text, band.above) for band in self.bands)
        return Descriptor(self.source, bands, self.hysteresis, self.average)


class _Accent(Table):
    text: Phrase
    weight: Share = 0.25


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
    step_lists: Annotated[
        tuple[Annotated[tuple[Annotated[int, whole(1, 1000)], ...], listing(1, MAX_STEPS, "whole numbers")], ...],
        listing(1, 8, "lists"),
    ] = _THEME.step_lists
    prompt_budget: Seconds = _THEME.prompt_budget
    crossfade: Seconds = _THEME.crossfade


def parse_theme(content: str, name: str) -> Theme:
    """Read a theme from its file's text; the theme is called by the file's stem. FileError says all that is wrong."""
    called = check_name(name)
    table = parse_table(_Theme, content, name)
    problems = tuple(_problems(table, name))
    if problems:
        raise FileError(problems)
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
        step_lists=table.step_lists,
        prompt_budget=table.prompt_budget,
        crossfade=table.crossfade,
    )


def _problems(table: _Theme, name: str) -> Iterator[str]:
    """Say what is wrong between keys that are right by themselves."""
    for number_, mapping in enumerate(table.mappings, 1):
        if mapping.low > mapping.high:
            expected = f"a number from {mapping.low:g}, its low, to 1 (`invert = true` turns a mapping round)"
            yield sentence(name, f"mappings[{number_}].high", expected, mapping.high)
        if mapping.target is Parameter.ACCENT and table.accent is None:
            yield sentence(name, "accent", f"a table, since mappings[{number_}] moves the accent", None)
    for number_, steps in enumerate(table.step_lists, 1):
        if any(later >= earlier for earlier, later in itertools.pairwise(steps)):
            yield sentence(name, f"step_lists[{number_}]", "whole numbers that descend", steps)
    for number_, descriptor in enumerate(table.descriptors, 1):
        yield from _band_problems(descriptor, f"descriptors[{number_}].bands", name)
    if not table.variations.prompts:
        yield from _variation_problems(table, name)
    if (longest := _longest_prompt(table)) > MAX_PROMPT_TEXT:
        expected = f"at most {MAX_PROMPT_TEXT} characters with modifiers, ambient and the longest descriptors"
        yield f"{name}: base: expected {expected}; found {longest}"


def _band_problems(descriptor: _Descriptor, where: str, name: str) -> Iterator[str]:
    if descriptor.bands[0].above != 0:
        yield sentence(name, f"{where}[1].above", "0, where the first band begins", descriptor.bands[0].above)
    for number_, (lower, upper) in enumerate(itertools.pairwise(descriptor.bands), 2):
        if upper.above <= lower.above:
            expected = f"more than {lower.above:g}, where the band before begins"
            yield sentence(name, f"{where}[{number_}].above", expected, upper.above)


def _variation_problems(table: _Theme, name: str) -> Iterator[str]:
    if table.variations.trigger is not Trigger.NONE:
        reason = f"a list of texts, since variations.trigger is {table.variations.trigger}"
        yield sentence(name, "variations.prompts", reason, None)
    if table.beat.action in {BeatAction.PROMPT_CYCLE, BeatAction.TRANSITION_TRIGGER}:
        yield sentence(name, "variations.prompts", f"a list of texts, since beat.action is {table.beat.action}", None)


def _longest_prompt(table: _Theme) -> int:
    ends = max(len(phrase) for phrase in (table.base, *table.variations.prompts))
    words = [*table.modifiers, table.ambient]
    words += [max((band.text for band in descriptor.bands), key=len) for descriptor in table.descriptors]
    return ends + sum(len(", ") + len(word) for word in words)
