"""Commands that cannot do what they are asked: one line that says what to do, and a code that means something."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.end_to_end.show import command

COMMANDS = (
    "analyse",
    "bench",
    "blackout",
    "devices",
    "doctor",
    "freeze",
    "generator",
    "learn",
    "monitor",
    "panic",
    "prompt",
    "release",
    "replay",
    "run",
)

WRONG = [
    (("run", "--theme", "violet-nebla"), 3, "did you mean violet-nebula?"),
    (("run", "--mapping", "defalt"), 3, "did you mean default?"),
    (("run", "--size", "10"), 3, "--size: expected WIDTHxHEIGHT in even numbers"),
    (("run", "--target", "lights"), 3, "--target: expected NAME=PROFILE@HOST:PORT"),
    (("run", "--target", "a=generic@127.0.0.1:12100"), 3, "an address other than osc_in"),
    (("run", "--generator", "ftp://x"), 3, "--generator: expected embedded, none, or an address"),
    (("run", "--show", "none.toml"), 3, "none.toml: expected a file"),
    (("run", "--show", "folder"), 3, "folder: "),
    (("run", "--show", "broken.toml"), 3, "broken.toml: line 2, column 6"),
    (("run", "--show", "keys.toml"), 3, "did you mean theme or themes or tempo?"),
    (("run", "--log", "no/such.log"), 3, "no/such.log cannot be written"),
    (("run", "--report", "no/such.json"), 3, "no/such.json cannot be written"),
    (("run", "--audio", "none.wav"), 4, "There is no file none.wav."),
    (("run", "--audio", "broken.wav"), 4, "broken.wav is not an audio file"),
    (("run", "--osc-in", "192.0.2.1:9000"), 4, "this machine does not have that address"),
    (("prompt", "zxqv"), 5, "no word of 'zxqv' is one that the engine tiny knows"),
    (("monitor", "--once", "--page", "127.0.0.1:9"), 4, "no show answers at 127.0.0.1:9"),
    (("replay", "none.log"), 3, "none.log cannot be read: No such file"),
    (("replay", "broken.toml"), 3, "broken.toml:1: not JSON"),
    (("analyse", "none.wav"), 3, "There is no file none.wav."),
    (("analyse", "broken.wav", "--plot", "out.png"), 3, "broken.wav is not an audio file"),
    (("analyse", "slow.wav"), 3, "slow.wav has 4000 samples a second; at least 8000 are needed"),
    (("analyse", "demo", "--plot", "no/such.png"), 3, "no/such.png cannot be written: No such file"),
    (("analyse", "demo", "--json", "folder"), 3, "folder cannot be written: Is a directory"),
    (("analyse", "demo", "--plot", "out.gif"), 2, "--plot: expected a name that ends with .png, .svg or .pdf"),
    (("analyse",), 2, "Missing argument 'FILE|demo'"),
    (("run", "--seconds", "0"), 2, "--seconds"),
    (("generator", "--size", "7x"), 2, "--size: expected WxH"),
    (("generator", "--engine", "magic", "--size", "7x8"), 2, "soundscape-live: "),
    (("panic", "--osc", "127.0.0.1:9"), 4, "no show answers on 127.0.0.1:9"),
    (("release", "--osc", "off"), 2, "--osc is an address, HOST:PORT"),
    (("freeze", "--osc", "here"), 3, "--osc: "),
    (("learn", "noise_scal"), 2, "there is nothing called 'noise_scal' to be learnt; near: noise_scale"),
    (("learn", "theme:neon-fundry"), 2, "there is no theme 'neon-fundry'; near: neon-foundry"),
    (("learn", "freeze", "--mapping", "defalt"), 3, "did you mean default?"),
    (("learn", "freeze", "--osc", "192.0.2.1:9000"), 4, "this machine does not have that address"),
    (("play",), 2, "No such command 'play'"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    (folder / "folder").mkdir()
    (folder / "broken.toml").write_text('theme = "neon-foundry"\nsize 3\n')
    (folder / "keys.toml").write_text('theem = "neon-foundry"\n')
    (folder / "broken.wav").write_bytes(b"RIFF" + bytes(100))
    soundfile.write(folder / "slow.wav", np.zeros(100, np.float32), 4_000)
    return folder


@pytest.mark.parametrize(("arguments", "code", "words"), WRONG, ids=[" ".join(row[0]) for row in WRONG])
def test_what_cannot_be_done_is_said_with_what_to_do(
    folder: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    alone = ("--page", "off", "--generator", "none") if arguments[0] == "run" and "--generator" not in arguments else ()
    done = command(folder, *arguments, *alone)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert not done.stdout
    lines = [line for line in done.stderr.splitlines() if line and not line.startswith(("Usage: ", "Try "))]
    assert len(lines) == 1, done.stderr


def test_every_command_has_its_help(folder: Path) -> None:
    for name in COMMANDS:
        done = command(folder, name, "--help")
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Usage: ")
        assert not done.stderr
    listing = command(folder, "--help").stdout
    assert all(name in listing for name in COMMANDS)


def test_devices_and_doctor_say_what_there_is(folder: Path) -> None:
    devices = command(folder, "devices")
    assert devices.returncode == 0, devices.stderr
    assert "Sound inputs" in devices.stdout
    assert "MIDI inputs" in devices.stdout
    doctor = command(folder, "doctor")
    assert doctor.returncode in {0, 5}, doctor.stderr
    assert "ok      Python: 3." in doctor.stdout
    assert "themes, demo music" in doctor.stdout
    for line in (*devices.stderr.splitlines(), *doctor.stderr.splitlines()):
        assert "Traceback" not in line
