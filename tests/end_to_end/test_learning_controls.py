"""Learning end to end: a controller in a real MIDI graph, OSC over UDP, the command, and a show that plays."""

import os
import signal
import socket
import subprocess
import time
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from pythonosc.osc_message_builder import build_msg

from tests.end_to_end.show import PATIENCE, PROGRAM, Show, command, environment, until
from tests.ports import free_port
from tests.rig import jack
from tests.rig.midi import Controller, controller

pytestmark = pytest.mark.rig

SERVER = f"learn{os.getpid()}"
UP = [(0xB0, 7, value) for value in range(0, 128, 8)] + [(0xB0, 7, 127)]
MISSING = jack.missing() or ("" if find_spec("rtmidi") else "python-rtmidi is not installed")
with_midi = pytest.mark.skipif(bool(MISSING), reason=MISSING or "there")


@pytest.fixture
def hand() -> Iterator[Controller]:
    with jack.jack_server(SERVER), controller("hands") as plugged:
        yield plugged


class Learn:
    """The command, while it waits for a movement."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        with (folder / "said").open("wb") as said:
            self.process = subprocess.Popen(
                [*PROGRAM, "learn", *arguments],
                cwd=folder,
                env={**environment(folder), "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def says(self, words: str) -> str:
        until(lambda: words in self._said() or self.process.poll() is not None, what=words)
        assert words in self._said(), self._said()
        return self._said()

    def end(self) -> tuple[int, str]:
        return self.process.wait(PATIENCE), self._said()

    def _said(self) -> str:
        return (self.folder / "said").read_text()


def bindings(folder: Path) -> list[dict[str, Any]]:
    path = folder / "soundscape_live" / "mappings" / "learned.toml"
    return tomllib.loads(path.read_text())["bindings"] if path.exists() else []


@with_midi
def test_the_command_binds_a_fader_that_is_moved(hand: Controller, tmp_path: Path) -> None:
    learn = Learn(tmp_path, "noise_scale:ceiling")
    learn.says("move a control for noise_scale (ceiling) ...")
    learn.says("hands:out")
    hand.send(*UP, gap=0.02)
    code, said = learn.end()
    assert code == 0, said
    assert "learnt: fader ch1/cc/7 of hands:out -> noise_scale (ceiling)" in said
    assert "; it also moves noise_scale (scale); noise_scale:ceiling is also moved by cc/2 of midi:*" in said
    assert bindings(tmp_path) == [
        {
            "source": "midi:hands:out",
            "control": "ch1/cc/7",
            "parameter": "noise_scale",
            "mode": "ceiling",
            "takeover": "pickup",
        }
    ]


def test_the_command_hears_osc_and_ends_in_order(tmp_path: Path) -> None:
    port = free_port()
    learn = Learn(tmp_path, "freeze", "--osc", f"127.0.0.1:{port}")
    learn.says("move a control for freeze ...")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for value in (1.0, 0.0):
            out.sendto(build_msg("/1/push1", [value]).dgram, ("127.0.0.1", port))
            time.sleep(0.05)
    code, said = learn.end()
    assert code == 0, said
    assert bindings(tmp_path) == [{"source": "osc:*", "control": "/1/push1", "act": "freeze", "press": "toggle"}]


def test_ctrl_c_ends_the_command_and_nothing_is_written(tmp_path: Path) -> None:
    learn = Learn(tmp_path, "freeze", "--osc", f"127.0.0.1:{free_port()}")
    learn.says("move a control for freeze ...")
    learn.process.send_signal(signal.SIGINT)
    code, said = learn.end()
    assert (code, bindings(tmp_path)) == (0, [])
    assert said.endswith("learning is ended; nothing was bound\n")
    assert "Traceback" not in said


def test_without_a_target_the_targets_are_listed_and_nothing_is_opened(tmp_path: Path) -> None:
    done = command(tmp_path, "learn")
    assert (done.returncode, done.stderr) == (0, "")
    assert {"  theme:theme", "  freeze", "  light[:override|offset|scale|ceiling]"} <= set(done.stdout.splitlines())


@with_midi
def test_a_show_learns_by_osc_and_obeys_without_a_restart(hand: Controller, tmp_path: Path) -> None:
    options = ("--generator", "none", "--audio", "demo")
    with Show(tmp_path, *options, page=True) as show:
        until(lambda: show.status().get("peer"), what="the page")
        until(lambda: "hands:out" in str(show.status()["sources"]) or "MIDI input hands:out is open" in show.said)
        show.send("/soundscape/learn", "light")
        until(lambda: show.status()["learn"]["target"] == "light", what="learning")
        hand.send(*UP, gap=0.02)
        until(lambda: bindings(tmp_path), what="the file")
        light = next(param for param in show.status()["params"] if param["name"] == "light")
        assert light["holder"] != "hand"
        assert show.status()["learn"]["words"].startswith("learnt: fader ch1/cc/7 of hands:out -> light (override)")
        until(lambda: "reloaded: " in show.said, what="the binding's taking effect")
        assert "ch1/cc/7 -> light is written to" in show.said

        def held() -> bool:
            hand.send(*UP, *reversed(UP), gap=0.01)
            return any(param["holder"] == "hand" for param in show.status()["params"] if param["name"] == "light")

        until(held, what="the learnt fader")
        show.end(15)
