"""What is kept on disk of the sessions that are open."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from soundscape_live.io.peer.sessions import MOST, Sessions

URL = "http://127.0.0.1:12190"


def gone() -> int:
    """Return the id of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left(folder: Path, session: object, url: str = URL, name: str = "main", pid: int | None = None) -> Path:
    path = folder / f"{gone() if pid is None else pid}-{name}.json"
    path.write_text(json.dumps({"url": url, "session": session}))
    return path


def test_what_a_process_that_has_ended_left_open_is_taken_over_once(tmp_path: Path) -> None:
    path = left(tmp_path, "ghost")
    sessions = Sessions(tmp_path, "main", URL)
    sessions.take_over()
    assert sessions.ids == ("ghost",)
    assert not path.exists()
    sessions.ended("ghost")
    assert list(tmp_path.iterdir()) == []


def test_what_was_taken_over_is_kept_until_it_is_ended(tmp_path: Path) -> None:
    left(tmp_path, "ghost")
    Sessions(tmp_path, "main", URL).take_over()
    own = tmp_path / f"{os.getpid()}-main.json"
    assert json.loads(own.read_text()) == {"url": URL, "session": "ghost"}


def test_the_newest_session_is_on_disk_while_it_is_open(tmp_path: Path) -> None:
    folder = tmp_path / "made" / "when needed"
    sessions = Sessions(folder, "wall / left", URL)
    sessions.opened("one")
    sessions.opened("two")
    (path,) = folder.iterdir()
    assert path.name == f"{os.getpid()}-wall___left.json"
    assert json.loads(path.read_text())["session"] == "two"
    sessions.ended("two")
    assert json.loads(path.read_text())["session"] == "one"
    sessions.ended("one")
    sessions.ended("one")
    assert not path.exists()


def test_a_living_process_keeps_its_session(tmp_path: Path) -> None:
    other = left(tmp_path, "theirs", pid=os.getppid())
    sessions = Sessions(tmp_path, "main", URL)
    sessions.take_over()
    assert sessions.ids == ()
    assert other.exists()


def test_another_address_is_left_to_whoever_has_it(tmp_path: Path) -> None:
    other = left(tmp_path, "theirs", url="http://127.0.0.1:9")
    sessions = Sessions(tmp_path, "main", URL)
    sessions.take_over()
    assert sessions.ids == ()
    assert other.exists()


@pytest.mark.parametrize("session", [3, None, "", "x" * 201, "../../health", "a b", "a?b"])
def test_what_is_no_session_is_thrown_away(tmp_path: Path, session: object) -> None:
    path = left(tmp_path, session)
    sessions = Sessions(tmp_path, "main", URL)
    sessions.take_over()
    assert sessions.ids == ()
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"url": 3}', "[" * 100_000, "\ud800"])
def test_junk_is_thrown_away(tmp_path: Path, text: str) -> None:
    path = tmp_path / f"{gone()}-main.json"
    path.write_text(text, errors="replace")
    sessions = Sessions(tmp_path, "main", URL)
    sessions.take_over()
    assert sessions.ids == ()
    assert not path.exists()


@pytest.mark.parametrize("name", ["notes-of-mine.json", "99999999999-main.json", "-main.json"])
def test_a_file_that_is_not_of_ours_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}")
    Sessions(tmp_path, "main", URL).take_over()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_folder_does_not_fill_up(tmp_path: Path) -> None:
    pid = gone()
    for number in range(MOST + 10):
        left(tmp_path, "x", url="http://127.0.0.1:9", name=str(number), pid=pid)
    Sessions(tmp_path, "main", URL).take_over()
    assert len(list(tmp_path.iterdir())) == MOST


def test_without_a_folder_or_with_one_that_cannot_be_written_the_process_remembers_alone() -> None:
    for folder in (None, Path("/dev/null/peers")):
        sessions = Sessions(folder, "main", URL)
        sessions.take_over()
        sessions.opened("one")
        assert sessions.ids == ("one",)
        sessions.ended("one")
        assert sessions.ids == ()
