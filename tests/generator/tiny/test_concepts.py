"""Which words ask for what."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from soundscape_live.generator.tiny.concepts import (
    LIKE,
    LOOKS,
    Concepts,
    Recognised,
    read,
    recognised,
    runs,
    shipped,
    split,
)
from soundscape_live.generator.tiny.words import WORDS

THEMES = Path(__file__).parents[3] / "themes"
ASK = {
    "abyssal-lanterns": ("ocean", "cyan"),
    "chrome-shoreline": ("synthwave", "pink"),
    "cinder-wood": ("forest", "red"),
    "copper-orrery": ("planets", "copper"),
    "coral-parade": ("coral", "coral"),
    "dune-mirror": ("dunes", "gold"),
    "folded-garden": ("flowers", "pastel"),
    "grey-passage": ("tunnel", "silver"),
    "ink-tide": ("smoke", "paper"),
    "neon-foundry": ("foundry", "neon"),
    "polar-curtains": ("aurora", "boreal"),
    "quartz-hollow": ("crystal", "lavender"),
    "slow-mandala": ("mandala", "gold"),
    "solder-city": ("circuit", "green"),
    "thunderhead": ("storm", "blue"),
    "violet-nebula": ("nebula", "violet"),
}
SMALL = """
[scenes.sea]
words = ["sea", "calm sea"]
palettes = ["blue"]
[palettes.blue]
words = ["blue"]
stops = ["000000", "000040", "0000ff", "8080ff", "ffffff"]
[modifiers.dark]
group = "light"
words = ["dark"]
changes = { light = -0.5 }
[fillers]
words = ["the"]
"""


def texts(value: object, key: str = "") -> Iterator[str]:
    """Yield every text of a theme that may become a prompt or a part of one."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from texts(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one, key)
    elif isinstance(value, str) and key in {"base", "modifiers", "ambient", "text", "prompts"}:
        yield value


def theme(name: str) -> dict[str, object]:
    return tomllib.loads((THEMES / f"{name}.toml").read_text("utf-8"))


def test_every_theme_is_asked_about() -> None:
    assert sorted(path.stem for path in THEMES.glob("*.toml")) == sorted(ASK)


@pytest.mark.parametrize("name", ASK)
def test_every_word_of_a_theme_is_known(name: str) -> None:
    words = {word for text in texts(theme(name)) for word in split(text)}
    assert words - shipped().words() == set()


@pytest.mark.parametrize("name", ASK)
def test_a_theme_is_recognised_as_what_it_is(name: str) -> None:
    base = str(theme(name)["base"]) + " " + " ".join(texts(theme(name)["modifiers"], "modifiers"))
    found = shipped().recognised(base)
    scenes = [one.concept for one in found if one.group == "scene"]
    scene, colour = ASK[name]
    assert max(scenes, key=scenes.count) == scene
    assert colour in {one.concept for one in found if one.group == "colour"}


@pytest.mark.parametrize("name", ASK)
def test_of_a_themes_longest_prompt_enough_is_heard(name: str) -> None:
    whole = theme(name)
    modifiers, descriptors = list(texts(whole["modifiers"], "modifiers")), whole.get("descriptors", [])
    assert isinstance(descriptors, list)
    bands = [max((band["text"] for band in one["bands"]), key=lambda text: len(split(text))) for one in descriptors]
    prompt = ", ".join([str(whole["base"]), *modifiers, *bands])
    found = recognised(prompt)
    scenes = [one.concept for one in found if one.group == "scene"]
    assert scenes.count(ASK[name][0]) > 1
    assert len(split(prompt)) <= WORDS + 2


def test_what_is_not_heard_is_not_recognised() -> None:
    assert [one.concept for one in recognised("the " * (WORDS - 1) + "ocean forest")] == ["waves"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", ""),
        ("ocean, at NIGHT", "ocean at night"),
        ("greenish mountainous xylophone", "green mountain xylophone"),
        ("deep space in stained glass", "deep space in stained glass"),
        ("oceanic " * (WORDS + 8), " ".join(["ocean"] * WORDS)),
    ],
)
def test_a_prompt_is_said_in_listed_words_as_far_as_they_are_alike(said: str, meant: str) -> None:
    assert shipped().meant(said) == meant


def test_there_are_as_many_concepts_and_words_as_intended() -> None:
    concepts = shipped()
    assert 24 <= len(concepts.scenes) <= 30
    assert len(concepts.scenes) + len(concepts.palettes) + len(concepts.modifiers) >= 60
    assert len(concepts.words() - set(concepts.fillers)) >= 600
    assert len(concepts.fillers) >= 400


def test_the_longest_way_of_asking_wins() -> None:
    assert shipped().recognised("Stained-GLASS windows!")[0] == Recognised(
        "stained glass", "glass", "scene", "stained glass", 1.0
    )
    assert [one.concept for one in shipped().recognised("deep space")] == ["nebula"]


@pytest.mark.parametrize(
    ("said", "concept"),
    [
        ("galaxys", "galaxy"),
        ("jellyfishes", "ocean"),
        ("mountainous", "mountains"),
        ("crimsonish", "red"),
        ("forrest", "forest"),
        ("erupting", "lava"),
        ("kaleidoscopes", "mandala"),
    ],
)
def test_a_word_that_is_not_listed_means_what_it_resembles(said: str, concept: str) -> None:
    (found,) = shipped().recognised(said)
    assert (found.said, found.concept) == (said, concept)
    assert LIKE <= found.likeness < 1.0


@pytest.mark.parametrize("prompt", ["", "  ,.", "the with and", "qxv zzk", "xy"])
def test_what_says_nothing_is_recognised_as_nothing(prompt: str) -> None:
    assert shipped().recognised(prompt) == ()


def test_every_scene_and_colour_is_recognised_by_each_of_its_ways() -> None:
    concepts = shipped()
    for one in (*concepts.scenes, *concepts.palettes, *concepts.modifiers):
        for way in one.words:
            assert [found.concept for found in concepts.recognised(way)] == [one.name], way


def test_a_place_is_found_by_its_name() -> None:
    concepts = shipped()
    assert concepts.scenes[concepts.scene("city")].name == "city"
    assert concepts.palettes[concepts.palette("ice")].name == "ice"
    assert concepts.modifiers[concepts.modifier("fog")].name == "fog"
    with pytest.raises(ValueError, match="no scene is called 'kitchen'; there are nebula"):
        concepts.scene("kitchen")


def test_a_file_is_read_into_values() -> None:
    concepts: Concepts = read(SMALL)
    assert concepts.scenes[0].palettes == (0,)
    assert not concepts.scenes[0].upright
    assert concepts.palettes[0].stops[2].tolist() == [0.0, 0.0, 1.0]
    assert concepts.modifiers[0].changes[LOOKS.index("light")] == pytest.approx(-0.5)
    assert concepts.words() == {"sea", "calm", "blue", "dark", "the"}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('palettes = ["blue"]', 'palettes = ["red"]', "scenes.sea.palettes: there is no palette 'red'"),
        ('words = ["dark"]', 'words = ["sea"]', "several places: sea"),
        ("light = -0.5", "brightness = -0.5", "modifiers.dark.changes: 'brightness' is none of light"),
        ("light = -0.5", "light = -1.5", "modifiers.dark.changes.light"),
        ('"ffffff"]', '"ffffff", "000000"]', "palettes.blue.stops"),
        ('"calm sea"', '"Calm sea"', r"scenes.sea.words.1"),
    ],
)
def test_a_file_with_a_fault_says_where_it_is(old: str, new: str, message: str) -> None:
    assert old in SMALL
    with pytest.raises(ValueError, match=message):
        read(SMALL.replace(old, new))


def test_runs_mark_the_ends_of_a_word() -> None:
    assert runs("sea") == {"<se", "sea", "ea>", "<sea", "sea>", "<sea>"}
