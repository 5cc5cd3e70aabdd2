"""The themes that come with the program: every one loads, and together they use all that a theme can do."""

from collections.abc import Iterable

from soundscape_live.io.files.library import Library, shipped_folder
from soundscape_live.mapping.theme import BeatAction, Combine, Curve, Parameter, Source, Theme, Trigger


def shipped() -> tuple[Theme, ...]:
    themes, errors = Library(shipped_folder()).themes()
    assert not errors
    return themes


def test_there_are_at_least_fourteen_themes_and_every_one_loads() -> None:
    assert len(shipped()) >= 14


def test_neon_foundry_resets_the_cache_on_beats() -> None:
    (foundry,) = (theme for theme in shipped() if theme.name == "neon-foundry")
    assert foundry.title == "Neon Foundry"
    assert foundry.beat.action is BeatAction.CACHE_RESET


def used(values: Iterable[object]) -> set[object]:
    return set(values)


def test_the_shipped_themes_use_everything_that_a_theme_can_do() -> None:
    themes = shipped()
    mappings = [mapping for theme in themes for mapping in theme.mappings]
    assert used(mapping.curve for mapping in mappings) == set(Curve)
    assert used(mapping.source for mapping in mappings) == set(Source)
    assert used(mapping.target for mapping in mappings) >= set(Parameter) - {Parameter.MANAGE_CACHE}
    assert used(mapping.invert for mapping in mappings) == {True, False}
    assert used(theme.beat.action for theme in themes) == set(BeatAction)
    assert used(theme.beat.on_bar for theme in themes) == {True, False}
    assert used(theme.variations.trigger for theme in themes) == set(Trigger)
    assert used(rule.combine for theme in themes for rule in theme.rules) == set(Combine)
    described = used(descriptor.source for theme in themes for descriptor in theme.descriptors)
    assert described >= {Source.ENERGY, Source.BRIGHTNESS, Source.TEXTURE}


def test_every_shipped_picture_visibly_answers_the_sound() -> None:
    for theme in shipped():
        spans = [m.high - m.low for m in theme.mappings if m.target is Parameter.NOISE_SCALE]
        assert max(spans) >= 0.3, theme.name
        rests = [rule.rest for rule in theme.rules if rule.parameter is Parameter.NOISE_SCALE]
        assert 0.1 <= rests[0] <= 0.4, theme.name


def test_no_two_shipped_themes_share_their_words() -> None:
    themes = shipped()
    assert len({theme.title for theme in themes}) == len(themes)
    phrases = [phrase for theme in themes for phrase in (theme.base, *theme.variations.prompts)]
    assert len(set(phrases)) == len(phrases)
