"""Shipped files, damaged in thousands of ways: each loads whole or is refused in sentences that say where."""

import random
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soundscape_live.io.files.controllers import Controller, parse_controller
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Kind, Library, shipped_folder
from soundscape_live.io.files.mappings import parse_mapping
from soundscape_live.io.files.reading import read_text
from soundscape_live.io.files.scenes import SceneFile, parse_scenes
from soundscape_live.io.files.shows import ShowFile, parse_show
from soundscape_live.io.files.themes import parse_theme
from soundscape_live.mapping.binding import Binding
from soundscape_live.mapping.theme import Theme

SHOW = """
theme = "violet-nebula"
size = "512x288"
osc_in = "127.0.0.1:12100"
targets = ["lights=generic@127.0.0.1:7700"]
[audio]
source = "demo"
channels = [1, 2]
[music]
bpm_low = 70.0
[safety]
blackout_fade = 0.2
[loss.midi]
policy = "release"
after = 3.0
"""
SCENES = """
quantise = "bar"
[[scenes]]
name = "calm"
theme = "violet-nebula"
variation = 1
weight = 0.5
values = { noise_scale = 0.3, light = 0.8 }
fade = "8 beats"
hands = "release"
[[cues]]
scene = "calm"
follow_on = 16
fade = 1.5
"""

WHERE = re.compile(
    r"(line \d+(, column \d+)?|end of document|the file"
    r"|(\"[^\n]*\"|[A-Za-z0-9_-]+)(\[\d+\]|\.[A-Za-z0-9_-]+|\.?\"[^\n]*\")*"
    r"): expected |expected |cannot be read|and \d+ more problems"
)
"A key's path or a line; only what concerns the file as a whole has neither."


def theme(text: str) -> Theme:
    return parse_theme(text, "file.toml")


def controller(text: str) -> Controller:
    return parse_controller(text, "file.toml")


def show(text: str) -> ShowFile:
    return parse_show(text, "file.toml")


def scenes(text: str) -> SceneFile:
    return parse_scenes(text, "file.toml")


def mapping(text: str) -> tuple[Binding, ...]:
    return parse_mapping(
        text, "file.toml", {"korg-nanokontrol2": Library(shipped_folder()).controller("korg-nanokontrol2")}
    )


def originals() -> list[tuple[Callable[[str], object], str]]:
    library = Library(shipped_folder())
    themes = [(theme, file.text) for file in library.texts(Kind.THEMES)[0]]
    mappings = [(mapping, file.text) for file in library.texts(Kind.MAPPINGS)[0]]
    controllers = [(controller, file.text) for file in library.texts(Kind.CONTROLLERS)[0]]
    return [*themes, *mappings, *controllers, (show, SHOW), (scenes, SCENES)]


def problems(parse: Callable[[str], object], text: str) -> tuple[str, ...]:
    try:
        parse(text)
    except FileError as error:
        return error.problems
    return ()


def loads_or_says_where(parse: Callable[[str], object], text: str) -> bool:
    said = problems(parse, text)
    for problem in said:
        name, _, rest = problem.partition(": ")
        assert name == "file.toml"
        assert WHERE.match(rest), problem
        assert problem.isprintable(), problem
    return not said


def flipped(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 4)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def nul(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] = 0


def renamed(data: bytearray, chance: random.Random) -> None:
    keys = list(re.finditer(rb"^([a-z_]+) =", data, re.MULTILINE))
    key = chance.choice(keys)
    data[key.start(1) : key.end(1)] = chance.choice([b"x", key[1] + b"s", key[1][1:] or b"y", b"title", b'"\\u0007"'])


def revalued(data: bytearray, chance: random.Random) -> None:
    values = list(re.finditer(rb"= (.*)$", data, re.MULTILINE))
    value = chance.choice(values)
    other = [
        b"-1",
        b"1e999",
        b"nan",
        b"true",
        b'""',
        b"[]",
        b"[[]]",
        b"{}",
        b"1979-05-27",
        b"0x" + b"f" * 5000,
        b"[1, 'a']",
    ]
    data[value.start(1) : value.end(1)] = chance.choice(other)


def doubled(data: bytearray, chance: random.Random) -> None:
    lines = bytes(data).split(b"\n")
    start = chance.randrange(len(lines))
    lines[start:start] = lines[start : start + chance.randint(1, 20)] * chance.randint(1, 20)
    data[:] = b"\n".join(lines)


def nested(data: bytearray, chance: random.Random) -> None:
    data[:] = data + b"\n[extra]\nx = " + chance.choice([b"[", b"{a=", b"a."]) * chance.choice([3, 100, 10_000])


DAMAGE = [flipped, cut, nul, renamed, revalued, doubled, nested]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_loads_whole_or_says_where(
    damage: Callable[[bytearray, random.Random], None], tmp_path: Path
) -> None:
    chance = random.Random(damage.__name__)
    files = originals()
    path = tmp_path / "file.toml"
    refused = 0
    for _ in range(300):
        parse, text = chance.choice(files)
        data = bytearray(text.encode())
        damage(data, chance)
        path.write_bytes(data)
        refused += not loads_or_says_where(lambda _, parse=parse: parse(read_text(path, "file.toml")), text)
    assert refused > 30


def test_a_file_cut_at_any_place_loads_whole_or_says_where() -> None:
    chance = random.Random(1)
    for parse, text in originals():
        for end in sorted(chance.sample(range(len(text)), 25)):
            loads_or_says_where(parse, text[:end])
    for end in range(len(SHOW)):
        loads_or_says_where(show, SHOW[:end])


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_at_all_loads_or_says_where(text: str) -> None:
    for parse in (theme, controller, show, partial(parse_mapping, name="file.toml", controllers={})):
        loads_or_says_where(parse, text)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_any_value_under_any_known_key_loads_or_says_where(data: st.DataObject) -> None:
    tables = ["mappings", "parameters", "beat", "variations", "descriptors", "accent"]
    keys = ["title", "base", "modifiers", "step_lists", "crossfade", *tables]
    scalars = st.one_of(
        st.integers().map(str),
        st.floats().map(lambda value: repr(value).replace("+", "")),
        st.booleans().map(lambda value: "true" if value else "false"),
        st.sampled_from(['"energy"', '"light"', '""', '"\\u0000"', "2020-01-01", "07:32:00", "0xdeadbeef"]),
    )
    values = st.recursive(
        scalars,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
            st.dictionaries(
                st.sampled_from(["rest", "source", "target", "bands", "text", "above", "'a b'"]), inner
            ).map(lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"),
        ),
        max_leaves=8,
    )
    drawn = data.draw(st.dictionaries(st.sampled_from(keys), values))
    loads_or_says_where(theme, "".join(f"{key} = {value}\n" for key, value in drawn.items()))
