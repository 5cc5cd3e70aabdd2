"""Where files are found, and what a bad one does."""

import dataclasses
import os
from pathlib import Path

import pytest

from soundscape_live.io.files.errors import FileError
from soundscape_live.io.files.library import PACKAGE, Kind, Library, shipped_folder, state_folder, user_folder
from soundscape_live.io.files.reading import MAX_BYTES, read_text
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import build_show
from soundscape_live.mapping.show import Safety

THEME = 'title = "Mine"\nbase = "mine"\n'


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty user's folder that the environment names."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "soundscape_live"
    for kind in Kind:
        (folder / kind).mkdir(parents=True, exist_ok=True)
    return folder


def standard() -> Library:
    return Library.standard(os.environ)


def test_the_users_folder_follows_the_xdg_rules() -> None:
    assert user_folder({"XDG_CONFIG_HOME": "/x", "HOME": "/h"}) == Path("/x/soundscape_live")
    assert user_folder({"XDG_CONFIG_HOME": "", "HOME": "/h"}) == Path("/h/.config/soundscape_live")
    assert user_folder({"XDG_CONFIG_HOME": "relative", "HOME": "/h"}) == Path("/h/.config/soundscape_live")
    assert user_folder({}) is None


def test_without_a_home_the_shipped_files_are_there() -> None:
    assert "neon-foundry" in Library.standard({}).names(Kind.THEMES)


def test_the_shipped_files_lie_in_the_package_or_beside_it() -> None:
    assert shipped_folder() in {PACKAGE, PACKAGE.parent}
    assert PACKAGE.name == "soundscape_live"


def test_a_users_file_hides_the_shipped_one_of_its_name(user: Path) -> None:
    (user / "themes" / "neon-foundry.toml").write_text(THEME)
    (user / "themes" / "my-own.toml").write_text(THEME)
    library = standard()
    assert library.theme("neon-foundry").title == "Mine"
    assert library.theme("violet-nebula").title == "Violet Nebula"
    assert library.names(Kind.THEMES).count("neon-foundry") == 1
    assert "my-own" in library.names(Kind.THEMES)


def test_a_users_mapping_may_use_a_shipped_controller(user: Path) -> None:
    text = 'controller = "korg-nanokontrol2"\n[[bindings]]\ncontrol = "play"\nact = "panic"\n'
    (user / "mappings" / "mine.toml").write_text(text)
    show = dataclasses.replace(ShowFile(), mappings=("mine",))
    (bound,) = build_show(standard().gather(show).sources).bindings
    assert (bound.source, bound.control) == ("midi:*nanoKONTROL2*", "cc/41")
    assert standard().mapping("mine") == (bound,)


def test_an_unknown_name_gives_near_matches() -> None:
    with pytest.raises(FileError) as caught:
        Library(shipped_folder()).theme("neon-fundry")
    assert caught.value.problems[0].startswith("themes: the name: expected one of abyssal-lanterns, ")
    assert caught.value.problems[0].endswith('found "neon-fundry"; did you mean neon-foundry?')


def test_where_nothing_is_the_error_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"expected one of the files in .*themes, where there are none"):
        Library(tmp_path).theme("a")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "", ".", "neon-foundry.toml", "themes/neon-foundry"]
)
def test_a_name_is_never_a_path(name: str) -> None:
    with pytest.raises(FileError):
        standard().text(Kind.THEMES, name)


def test_one_bad_theme_of_the_users_is_reported_and_left_out(user: Path) -> None:
    (user / "themes" / "bad.toml").write_text("title = 1")
    (user / "themes" / "junk.toml").write_bytes(b"\x00\xff\xfe")
    (user / "themes" / "large.toml").write_bytes(b"#" * (MAX_BYTES + 1))
    (user / "themes" / "Bad Name.toml").write_text(THEME)
    (user / "themes" / "folder.toml").mkdir()
    (user / "themes" / "gone.toml").symlink_to("nowhere")
    (user / "themes" / ".#hidden.toml").write_text("")
    os.mkfifo(user / "themes" / "pipe.toml")
    (user / "themes" / "good.toml").write_text(THEME)
    gathered = standard().gather(ShowFile())
    assert "good" in [theme.name for theme in build_show(gathered.sources).themes]
    said = sorted(problem for error in gathered.left_out for problem in error.problems)
    folder = user / "themes"
    assert said == sorted(
        [
            f"{folder}/bad.toml: title: expected a text; found 1",
            f"{folder}/bad.toml: base: expected this key; found none",
            f"{folder}/junk.toml: line 1, column 2: expected UTF-8; found byte 0xff",
            f"{folder}/large.toml: expected at most {MAX_BYTES} bytes; found more",
            (
                f"{folder}/Bad Name.toml: the file's name: expected lower-case letters and digits, joined by hyphens, "
                'as in deep-ocean.toml; found "Bad Name"'
            ),
            f"{folder}/folder.toml: expected a file; found something else",
            f"{folder}/gone.toml: expected a file; found none",
            f"{folder}/pipe.toml: expected a file; found something else",
        ]
    )
    themes, errors = standard().themes()
    assert len(errors) == 7
    assert "good" in [theme.name for theme in themes]
    texts, unreadable = standard().texts(Kind.THEMES)
    assert len(texts) == len(themes) + 2
    assert len(unreadable) == 5


def test_a_bad_theme_that_is_asked_for_is_an_error(user: Path) -> None:
    (user / "themes" / "bad.toml").write_text("title = 1")
    library = standard()
    for show in (
        dataclasses.replace(ShowFile(), theme="bad"),
        dataclasses.replace(ShowFile(), themes=("violet-nebula", "bad")),
        dataclasses.replace(ShowFile(), safety=Safety(panic_theme="bad")),
    ):
        with pytest.raises(FileError, match=r"bad.toml: title"):
            library.gather(show)


def test_a_show_that_lists_themes_plays_those_in_that_order() -> None:
    show = dataclasses.replace(ShowFile(), theme="ink-tide", themes=("thunderhead", "ink-tide"))
    gathered = Library(shipped_folder()).gather(show)
    assert [theme.name for theme in build_show(gathered.sources).themes] == ["thunderhead", "ink-tide"]
    assert gathered.left_out == ()


def test_what_a_show_asks_for_and_is_not_there_is_said_together() -> None:
    show = dataclasses.replace(ShowFile(), themes=("nowhere",), mappings=("nothing", "defult"))
    with pytest.raises(FileError) as caught:
        Library(shipped_folder()).gather(show)
    assert [problem.partition(":")[0] for problem in caught.value.problems] == ["themes", "mappings", "mappings"]


def test_a_mapping_that_cannot_be_read_says_so_when_the_show_is_built(user: Path) -> None:
    (user / "mappings" / "mine.toml").write_text('controller = "korg-nanokontrol2"\nbindings = 3\n')
    gathered = standard().gather(dataclasses.replace(ShowFile(), mappings=("mine",)))
    with pytest.raises(FileError, match=r"mine.toml: bindings: expected a list"):
        build_show(gathered.sources)


def test_shipped_files_are_called_by_their_place_so_that_logs_of_two_machines_agree() -> None:
    gathered = Library(shipped_folder()).gather(ShowFile())
    assert gathered.sources.mappings[0].name == "mappings/default.toml"
    assert gathered.sources.themes[0].name == "themes/abyssal-lanterns.toml"
    assert gathered.sources.themes[0].stem == "abyssal-lanterns"


def test_a_file_that_cannot_be_opened_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"^x\.toml: (cannot be read|expected a file)"):
        read_text(tmp_path / ("x" * 300), "x.toml")


def test_a_folder_that_cannot_be_read_holds_nothing(tmp_path: Path) -> None:
    library = Library(shipped_folder(), tmp_path / ("x" * 300))
    assert library.names(Kind.THEMES) == Library(shipped_folder()).names(Kind.THEMES)


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"STATE_DIRECTORY": "/var/lib/soundscape:/var/lib/more", "HOME": "/home/me"}, "/var/lib/soundscape"),
        ({"XDG_STATE_HOME": "/state", "HOME": "/home/me"}, "/state/soundscape_live"),
        ({"XDG_STATE_HOME": "state", "HOME": "/home/me"}, "/home/me/.local/state/soundscape_live"),
        ({"HOME": "home"}, None),
        ({}, None),
    ],
)
def test_the_folder_for_what_the_program_keeps(environ: dict[str, str], folder: str | None) -> None:
    assert state_folder(environ) == (Path(folder) if folder else None)
