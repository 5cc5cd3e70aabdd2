"""The guides name every key of a controller's file, every shipped controller, and what could not be verified of it."""

import re
from pathlib import Path

import pytest

from soundscape_live.io.controller import Coding, ControlKind
from soundscape_live.io.files.controllers import parse_controller
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Kind, Library, shipped_folder
from soundscape_live.io.files.mappings import parse_mapping
from soundscape_live.model import Tone

DOCS = Path(__file__).parents[3] / "docs"
GUIDE = (DOCS / "controllers.md").read_text(encoding="utf-8")
LIBRARY = Library(shipped_folder())
NAMES = LIBRARY.names(Kind.CONTROLLERS)


@pytest.mark.parametrize("text", ["lights.a.zz = 1", "lights.a.tones.zz = 1", "setup.zz = 1"])
def test_the_guide_names_every_key(text: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_controller(text, "a")
    found = re.search(r"zz: expected one of the keys (.*); found an unknown key", str(caught.value))
    assert found
    page = (DOCS / "mappings.md").read_text(encoding="utf-8")
    names = [*found[1].split(", "), *ControlKind, *Coding, *Tone]
    assert [name for name in names if f"`{name}`" not in page] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_guide_says_what_was_not_verified_of_a_controller(name: str) -> None:
    section = next(part for part in GUIDE.split("\n### ") if f"`{name}`" in part.partition("\n")[0])
    asked = [key for key, _ in LIBRARY.controller(name).unverified]
    assert [key for key in asked if f"`{key}`" not in section] == []


def test_the_guides_table_names_every_controller() -> None:
    assert sorted(re.findall(r"^\| `([a-z0-9-]+)`", GUIDE, re.MULTILINE)) == sorted(NAMES)


def test_the_guides_example_loads() -> None:
    example = next(text for text in re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL) if "[[bindings]]" in text)
    mini = LIBRARY.controller("akai-apc-mini-mk2")
    assert [bound.control for bound in parse_mapping(example, "m", {mini.name: mini})] == ["cc/48", "note/4"]
