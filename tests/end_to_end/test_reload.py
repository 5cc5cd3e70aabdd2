"""Files that change while a show plays: taken whole, or refused with what is wrong while the old ones play on."""

import json
import signal
from pathlib import Path

import pytest

from tests.end_to_end.show import Show, command, until

GOOD = '[[bindings]]\ncontrol = "/mine"\nparameter = "light"\n'
"A mapping that binds an address of the performer's own."


def write(folder: Path, text: str) -> None:
    """Write the mapping as an editor does: another file that takes its name."""
    (folder / "new").write_text(text)
    (folder / "new").rename(folder / "mine.toml")


@pytest.fixture
def mappings(tmp_path: Path) -> Path:
    folder = tmp_path / "soundscape_live" / "mappings"
    folder.mkdir(parents=True)
    write(folder, '[[bindings]]\ncontrol = "/other"\nact = "freeze"\n')
    return folder


def test_a_mapping_is_taken_while_the_show_plays_and_a_bad_one_is_refused(tmp_path: Path, mappings: Path) -> None:
    options = ("--mapping", "mine", "--audio", "demo", "--generator", "none", "--log", "show.log")
    with Show(tmp_path, *options, page=True) as show:
        until(lambda: show.status().get("state") == "live", what="the show")
        write(mappings, GOOD)
        until(lambda: "reloaded: " in show.said, what="the change")
        assert str(mappings / "mine.toml") in show.said
        show.send("/mine", 0.25)
        until(lambda: light(show) == pytest.approx(0.25), what="the new binding")
        write(mappings, GOOD.replace("light", "lihgt"))
        until(lambda: "not reloaded: " in show.said, what="the refusal")
        assert "bindings[1].parameter: expected one of noise_scale, " in show.said
        assert "did you mean light?" in show.said
        show.send("/mine", 0.75)
        until(lambda: light(show) == pytest.approx(0.75), what="the old binding")
        show.process.send_signal(signal.SIGHUP)
        until(lambda: show.said.count("not reloaded: ") == 2, what="the answer to SIGHUP")
        write(mappings, GOOD)
        show.process.send_signal(signal.SIGHUP)
        until(lambda: "no file has changed" in show.said, what="the answer to SIGHUP")
        (tmp_path / "show.toml").write_text((tmp_path / "show.toml").read_text() + 'size = "640x360"\n')
        until(lambda: "size: will be taken at the next start" in show.said, what="what only a start changes")
        changed = (tmp_path / "show.toml").read_text() + '[generators.floor]\naddress = "http://127.0.0.1:9"\n'
        (tmp_path / "show.toml").write_text(changed)
        until(lambda: "generators: will be taken at the next start" in show.said, what="what only a start changes")
        assert [one["name"] for one in show.status()["generators"]] == ["main"]
        show.end(signal.SIGTERM)
        assert show.process.returncode == 0, show.said
    kinds = [json.loads(line)["type"] for line in (tmp_path / "show.log").read_text().splitlines()]
    assert kinds.count("Reloaded") == 1
    replayed = command(tmp_path, "replay", "show.log", seconds=60)
    assert "the same as in the show" in replayed.stdout, replayed.stderr


def test_panic_by_signal_and_by_command(tmp_path: Path) -> None:
    with Show(tmp_path, "--generator", "none", page=True) as show:
        until(lambda: show.status().get("state"), what="the show")
        show.process.send_signal(signal.SIGUSR1)
        until(lambda: show.status()["state"] == "panic", what="panic by signal")
        show.process.send_signal(signal.SIGUSR2)
        until(lambda: show.status()["state"] != "panic", what="the end of panic")
        told = command(tmp_path, "panic", "--osc", f"127.0.0.1:{show.osc_port}")
        assert (told.returncode, told.stdout) == (0, "panic: on\n"), told.stderr
        until(lambda: show.status()["state"] == "panic", what="panic by command")
        told = command(tmp_path, "panic", "--off", "--osc", f"127.0.0.1:{show.osc_port}")
        assert told.stdout == "panic: off\n"
        until(lambda: show.status()["state"] != "panic", what="the end of panic")


def light(show: Show) -> float:
    return float(next(param["value"] for param in show.status()["params"] if param["name"] == "light"))
