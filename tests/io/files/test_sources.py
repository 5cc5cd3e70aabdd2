"""The texts that a show is built from: to JSON and back, and into a Show."""

import dataclasses
import json

import pytest

from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Library, shipped_folder
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import FileText, Sources, build_show
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.mapping.show import GeneratorRule, Music, Return, Safety, TempoRules

THEME = 'title = "A"\nbase = "b"\n'
MAPPING = '[[bindings]]\ncontrol = "cc/1"\nact = "theme"\nargument = "a"\n'


def sources(**changes: object) -> Sources:
    whole = Sources((FileText("themes/a.toml", THEME),), (FileText("mappings/m.toml", MAPPING),), (), "a")
    return dataclasses.replace(whole, **changes)  # type: ignore[arg-type]  # a test's shorthand


def shipped() -> Sources:
    show = dataclasses.replace(ShowFile(), mappings=("default", "korg-nanokontrol2", "touchosc"), seed=5)
    return Library(shipped_folder()).gather(show).sources


def test_sources_go_through_json_and_come_back_the_same() -> None:
    whole = dataclasses.replace(shipped(), music=Music(3, 70.0, 150.0), safety=Safety(1.0, "ink-tide", 0.5))
    whole = dataclasses.replace(whole, tempo=TempoRules(("audio", "tap"), 0.3))
    again = Sources.from_json(json.loads(json.dumps(whole.to_json())))
    assert again == whole
    assert build_show(again) == build_show(whole)


def test_the_shipped_files_make_a_show() -> None:
    show = build_show(shipped())
    assert show.theme == ShowFile().theme
    assert [theme.name for theme in show.themes] == sorted(theme.name for theme in show.themes)
    assert show.seed == 5
    assert len(show.bindings) == 99


def test_the_start_theme_must_be_among_the_themes() -> None:
    with pytest.raises(FileError) as caught:
        build_show(sources(theme="aa"))
    assert caught.value.problems == (
        'the show: theme: expected one of the show\'s themes, a; found "aa"; did you mean a?',
    )


def test_a_show_without_themes_says_so() -> None:
    with pytest.raises(FileError, match=r"of which there are none"):
        build_show(sources(themes=()))


def test_the_panic_theme_and_bound_themes_must_be_among_the_themes() -> None:
    mapping = FileText("mappings/m.toml", MAPPING.replace('"a"', '"b"'))
    with pytest.raises(FileError) as caught:
        build_show(sources(safety=Safety(panic_theme="c"), mappings=(mapping,)))
    assert caught.value.problems == (
        'the show: safety.panic_theme: expected one of the show\'s themes, a; found "c"',
        "mappings/m.toml: a binding's argument: expected one of the show's themes, a; found \"b\"",
    )


def test_a_mapping_may_move_the_show_s_loras_alone() -> None:
    mapping = FileText("mappings/m.toml", '[[bindings]]\ncontrol = "cc/1"\nact = "lora"\nargument = "Ink"\n')
    assert build_show(sources(mappings=(mapping,), loras=(LoraRule("ink"),))).loras == (LoraRule("ink"),)
    with pytest.raises(FileError) as caught:
        build_show(sources(mappings=(mapping,), loras=(LoraRule("inc"),)))
    assert caught.value.problems == (
        "mappings/m.toml: a binding's argument: expected one of the show's LoRAs, inc; found \"Ink\"",
    )


def test_two_themes_of_one_name_cannot_be_told_apart() -> None:
    with pytest.raises(FileError, match=r'themes: expected each theme once; found "a"'):
        build_show(sources(themes=(FileText("x/a.toml", THEME), FileText("y/a.toml", THEME))))


def test_the_problems_of_all_files_are_said_together() -> None:
    bad = sources(
        themes=(FileText("a.toml", "title = 1"), FileText("b.toml", THEME)),
        mappings=(FileText("m.toml", ""),),
        controllers=(FileText("c.toml", "x = 1"),),
    )
    with pytest.raises(FileError) as caught:
        build_show(bad)
    assert {problem.split(":")[0] for problem in caught.value.problems} == {"a.toml", "m.toml", "c.toml"}


@pytest.mark.parametrize(
    "change",
    [
        {"themes": []},
        {"themes": [{"name": "a"}]},
        {"themes": [{"name": 1, "text": ""}]},
        {"mappings": [{"name": "a", "text": "x" * 70_000}]},
        {"theme": None},
        {"music": {"bpm_low": 150}},
        {"music": {"bpm_low": 150, "bpm_high": 160}},
        {"seed": -1},
        {"more": 1},
    ],
)
def test_json_that_is_not_whole_is_told_so(change: dict[str, object]) -> None:
    with pytest.raises(FileError, match=r"^log.jsonl: "):
        Sources.from_json({**sources().to_json(), **change}, "log.jsonl")


@pytest.mark.parametrize("value", [None, 3, [], "text"])
def test_what_is_no_table_is_told_so(value: object) -> None:
    with pytest.raises(FileError, match=r"^log.jsonl: the file: expected a table; found "):
        Sources.from_json(value, "log.jsonl")


def test_several_generators_go_through_json_and_an_older_log_had_one() -> None:
    rules = (GeneratorRule("main", "wall", Return.AUTO, 0.04), GeneratorRule("spare", "wall"))
    written = json.loads(json.dumps(sources(generators=rules).to_json()))
    assert Sources.from_json(written).generators == rules
    assert build_show(Sources.from_json(written)).generators == rules
    del written["generators"]
    assert Sources.from_json(written).generators == (GeneratorRule(),)


def test_loras_go_through_json_and_an_older_log_had_none() -> None:
    rules = (LoraRule("ink", "styles/ink.safetensors", 0.5, -1.0, 2.0), LoraRule("gold"))
    written = json.loads(json.dumps(sources(loras=rules).to_json()))
    assert Sources.from_json(written).loras == rules
    del written["loras"]
    assert Sources.from_json(written).loras == ()
