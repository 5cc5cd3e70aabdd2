"""The id on disk, and the settings."""

from pathlib import Path

import pytest

from soundscape_live.generator.scope.kept import Kept
from soundscape_live.generator.scope.settings import ScopeSettings, state_file


def test_what_is_kept_is_read_again_and_gone_when_it_is_done(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "session.json"
    kept = Kept(path)
    assert kept.read() == ""
    kept.write("0b1e-77")
    assert Kept(path).read() == "0b1e-77"
    kept.write("")
    assert not path.exists()
    kept.write("")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"session": 3}', '{"session": "../pipeline"}', '{"session": "' + "a" * 300 + '"}', "\xff"]
)
def test_what_is_no_id_is_not_used(tmp_path: Path, text: str) -> None:
    path = tmp_path / "session.json"
    path.write_text(text, encoding="latin-1")
    assert Kept(path).read() == ""


def test_a_place_that_cannot_be_used_is_done_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    kept = Kept(tmp_path / "file" / "session.json")
    kept.write("abc")
    assert kept.read() == ""
    assert "cannot be written" in caplog.text
    assert Kept(None).read() == ""
    Kept(None).write("abc")


def test_each_server_has_a_file_of_its_own_where_states_are_kept(tmp_path: Path) -> None:
    found = state_file("http://gpu.local:8000", {"XDG_STATE_HOME": str(tmp_path)})
    assert found == tmp_path / "soundscape_live" / "scope-gpu.local-8000.json"
    assert state_file("http://[::1]:8000", {}).name == "scope-__1-8000.json"
    assert state_file("http://gpu", {"XDG_STATE_HOME": "relative"}).is_relative_to(Path.home())


@pytest.mark.parametrize("url", ["gpu:8000", "ftp://gpu", "http://", ""])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="a Scope server's address is like http://"):
        ScopeSettings(url)
