"""The guides for performers name every key, and every name that a key may hold."""

import re
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from pathlib import Path

import pytest

from soundscape_live.io.files.controllers import parse_controller
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.generators import StandIn
from soundscape_live.io.files.mappings import parse_mapping
from soundscape_live.io.files.scenes import parse_scenes
from soundscape_live.io.files.shows import parse_show
from soundscape_live.io.files.themes import parse_theme
from soundscape_live.mapping.binding import Act, Mode, Press, Takeover
from soundscape_live.mapping.loras import LoraRule
from soundscape_live.mapping.loss import OnLoss
from soundscape_live.mapping.scene import Grip, Quantise, Span
from soundscape_live.mapping.show import Return
from soundscape_live.mapping.theme import BeatAction, Combine, Curve, Parameter, Source, Trigger
from soundscape_live.model import TEMPO_SOURCES, DelayKind, PeerState

DOCS = Path(__file__).parents[3] / "docs"

mapping = partial(parse_mapping, controllers={})


def keys(parse: Callable[[str, str], object], text: str) -> list[str]:
    """Ask the parser which keys a table has, by an unknown one."""
    with pytest.raises(FileError) as caught:
        parse(text, "a")
    found = re.search(r"zz: expected one of the keys (.*); found an unknown key", str(caught.value))
    assert found, str(caught.value)
    return found[1].split(", ")


TABLES = [
    ("themes", parse_theme, "zz = 1"),
    ("themes", parse_theme, "mappings = [{ zz = 1 }]"),
    ("themes", parse_theme, "parameters.light.zz = 1"),
    ("themes", parse_theme, "beat.zz = 1"),
    ("themes", parse_theme, "variations.zz = 1"),
    ("themes", parse_theme, "descriptors = [{ zz = 1 }]"),
    ("themes", parse_theme, "descriptors = [{ bands = [{ zz = 1 }] }]"),
    ("themes", parse_theme, "accent.zz = 1"),
    ("mappings", mapping, "zz = 1"),
    ("mappings", mapping, "bindings = [{ zz = 1 }]"),
    ("mappings", parse_controller, "zz = 1"),
    ("mappings", parse_controller, "controls = [{ zz = 1 }]"),
    ("mappings", parse_show, "zz = 1"),
    ("mappings", parse_show, "audio.zz = 1"),
    ("mappings", parse_show, "music.zz = 1"),
    ("mappings", parse_show, "safety.zz = 1"),
    ("mappings", parse_show, "tempo.zz = 1"),
    ("mappings", parse_show, "midi.zz = 1"),
    ("mappings", parse_show, "osc.zz = 1"),
    ("mappings", parse_show, "generators.a.zz = 1"),
    ("generators", parse_show, "generators.a.zz = 1"),
    ("osc", parse_show, "osc.zz = 1"),
    ("mappings", parse_show, "loras.a.zz = 1"),
    ("scenes", parse_show, "loss.midi.zz = 1"),
    ("mappings", parse_show, "loss.midi.zz = 1"),
    ("scenes", parse_scenes, "zz = 1"),
    ("scenes", parse_scenes, "scenes = [{ zz = 1 }]"),
    ("scenes", parse_scenes, "cues = [{ zz = 1 }]"),
]


@pytest.mark.parametrize(("guide", "parse", "text"), TABLES)
def test_a_guide_names_every_key(guide: str, parse: Callable[[str, str], object], text: str) -> None:
    page = (DOCS / f"{guide}.md").read_text(encoding="utf-8")
    assert [key for key in keys(parse, text) if not re.search(rf"\b{key}\b", page)] == []


@pytest.mark.parametrize(
    ("guide", "names"),
    [
        *(("themes", names) for names in (Source, Parameter, Curve, Combine, BeatAction, Trigger)),
        *(("scenes", names) for names in (OnLoss, Quantise, Grip)),
        *(("generators", names) for names in (PeerState, DelayKind, Return, StandIn)),
        *(("mappings", names) for names in (Parameter, Curve, Mode, Press, Takeover, Act, OnLoss)),
    ],
)
def test_a_guide_names_every_name(guide: str, names: type[StrEnum]) -> None:
    page = (DOCS / f"{guide}.md").read_text(encoding="utf-8")
    assert [name for name in names if f"`{name}`" not in page] == []


def test_the_guides_first_theme_loads() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", (DOCS / "themes.md").read_text(encoding="utf-8"), re.DOTALL)
    assert parse_theme(example, "copper-rain").title == "Copper Rain"


def test_the_tempo_guides_show_file_loads() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", (DOCS / "tempo.md").read_text(encoding="utf-8"), re.DOTALL)
    assert parse_show(example, "my.toml").tempo.order == ("midi", "tap", "typed", "audio")


def test_the_tempo_guide_names_every_source_and_address() -> None:
    page = (DOCS / "tempo.md").read_text(encoding="utf-8")
    assert [name for name in TEMPO_SOURCES if f"`{name}`" not in page] == []
    acts = [act.value for act in Act if act.value.startswith("tempo_")]
    assert [act for act in acts if f"`{act}`" not in page] == []


def test_the_scenes_guides_examples_load() -> None:
    page = (DOCS / "scenes.md").read_text(encoding="utf-8")
    scenes, binding, loss = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert [scene.name for scene in parse_scenes(scenes, "tuesday.toml").scenes] == ["calm", "storm"]
    assert parse_scenes(scenes, "tuesday.toml").cues[1].fade == Span(0.0)
    assert len(mapping(binding, "my.toml")) == 1
    assert parse_show(loss, "my.toml").loss.of("midi:nanoKONTROL2 1").policy is OnLoss.SAFE


def test_the_scenes_guide_names_every_act_and_address() -> None:
    page = (DOCS / "scenes.md").read_text(encoding="utf-8")
    acts = [act.value for act in Act if act.value.startswith(("scene", "cue", "morph"))]
    assert [act for act in acts if f"`{act}`" not in page] == []


def test_the_generators_guides_show_file_loads() -> None:
    examples = re.findall(r"```toml\n(.*?)```", (DOCS / "generators.md").read_text(encoding="utf-8"), re.DOTALL)
    main, spare, floor = parse_show(examples[0], "my.toml").generators
    assert parse_show(examples[1], "my.toml").loras == (LoraRule("ink", scale=0.5, high=1.5),)
    assert (main.rule.back, spare.rule.screen, floor.rule.offset) == (Return.AUTO, "main", 0.04)
