"""Who gets the cues, as a show file says it: texts, tables, and what was found of offsets."""

import json
from pathlib import Path

import pytest

from soundscape_live.app.lights import targets
from soundscape_live.io.files.addresses import Target
from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import Kind, Library, shipped_folder
from soundscape_live.io.files.offsets import OFFSETS, keep_offset
from soundscape_live.io.files.shows import parse_show
from soundscape_live.io.files.sources import Sources, build_show
from soundscape_live.lights.rules import Transport, Wishes

TABLE = '[[targets]]\nname = "desk"\nprofile = "grandma3"\naddress = "10.0.0.2:8000"\n'


def test_a_target_is_a_text_or_a_table_and_both_may_stand_in_one_list() -> None:
    text = 'targets = ["a=generic@10.0.0.1:7700", { name = "b", profile = "eos", address = "desk.local:3032" }]'
    assert parse_show(text, "x.toml").targets == (
        Target("a", "generic", "10.0.0.1", 7700),
        Target("b", "eos", "desk.local", 3032),
    )


def test_all_that_a_table_can_say() -> None:
    text = TABLE + (
        'offset_ms = 40\nonly = ["be*"]\nmute = ["bpm"]\nscale = { energy = 0.5 }\nflashes_per_second = 0\n'
        'rate = 20\ntransport = "tcp-slip"\nbundles = true\nnumbers = { page = 2 }\n'
    )
    assert parse_show(text, "x.toml").targets == (
        Target(
            "desk",
            "grandma3",
            "10.0.0.2",
            8000,
            Wishes(
                offset=0.04,
                only=("be*",),
                mute=("bpm",),
                scale=(("energy", 0.5),),
                flashes=0.0,
                rate=20.0,
                transport=Transport.SLIP,
                bundles=True,
                numbers=(("page", 2),),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("targets = [7]", "targets[1]: expected a text NAME=PROFILE@HOST:PORT, as in"),
        (TABLE.replace('"desk"', '"a desk"'), "targets[1]: expected name and profile of [a-z0-9_-] each"),
        (TABLE + "offset = 40", "targets[1].offset"),
        (TABLE + "offset_ms = 9000", "targets[1].offset_ms: expected a number from -5000 to 5000"),
        (TABLE.replace(":8000", ""), "targets[1].address: expected HOST:PORT"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        parse_show(text, "x.toml")
    assert said in str(caught.value)


def test_a_target_has_its_profile_and_the_shows_limit() -> None:
    library = Library.standard({})
    show = parse_show(TABLE + "numbers = { page = 2 }\n[safety]\nflashes_per_second = 2", "x.toml")
    [target] = targets(show, library.profile)
    assert target.part.flashes == 2.0
    assert target.part.routes[0].address == "/Page2/Key201"
    assert (target.transport, target.bundles) == (Transport.UDP, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TABLE.replace("grandma3", "grandma9"), "did you mean grandma3?"),
        (TABLE + "numbers = { pgae = 2 }", "target desk: numbers.pgae: expected one of page, beat,"),
    ],
)
def test_an_unknown_profile_or_number_is_said(text: str, said: str) -> None:
    with pytest.raises(FileError) as caught:
        targets(parse_show(text, "x.toml"), Library.standard({}).profile)
    assert said in str(caught.value)


def test_a_profile_of_the_users_stands_before_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / Kind.TARGETS).mkdir()
    mine = 'title = "Mine"\nsources = ["me"]\n[[cues]]\ncue = "beat"\naddress = "/mine"\n'
    (tmp_path / Kind.TARGETS / "grandma3.toml").write_text(mine, encoding="utf-8")
    library = Library(shipped_folder(), tmp_path)
    assert [route.address for route in library.profile("grandma3").routes] == ["/mine"]


def test_an_offset_that_was_found_counts_where_the_show_says_nothing(tmp_path: Path) -> None:
    library = Library(shipped_folder(), tmp_path)
    show = parse_show(TABLE + TABLE.replace("desk", "wall") + "offset_ms = 10\n", "x.toml")
    assert library.with_offsets(show) == show, "nothing was found yet"
    keep_offset(tmp_path, "desk", 35)
    keep_offset(tmp_path, "wall", 99)
    keep_offset(tmp_path, "desk", 40)
    found = library.with_offsets(show)
    assert [target.wishes.offset for target in found.targets] == [0.04, 0.01]
    sources = library.gather(found).sources
    assert sources.leads == (0.01, 0.04)
    assert build_show(Sources.from_json(json.loads(json.dumps(sources.to_json())))).leads == (0.01, 0.04)


def test_a_spoilt_file_of_offsets_is_said(tmp_path: Path) -> None:
    (tmp_path / OFFSETS).write_text('[offset_ms]\ndesk = "slow"\n', encoding="utf-8")
    show = parse_show(TABLE, "x.toml")
    with pytest.raises(FileError, match=r"offset_ms\.desk: expected a number from -5000 to 5000"):
        Library(shipped_folder(), tmp_path).with_offsets(show)
    assert Library(shipped_folder()).with_offsets(show) == show, "the shipped files alone have no offsets"
