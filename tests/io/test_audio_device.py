"""The device source against a small PortAudio of our own: a module `sounddevice` that the capture process finds."""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from soundscape_live.io.audio import AudioError, AudioWish, list_audio, open_source
from soundscape_live.io.audio.device import DeviceSource
from soundscape_live.io.portaudio.child import ROOT
from soundscape_live.io.portaudio.messages import Listed, Opened, Refused, answer_line, parse_answer
from soundscape_live.model import AudioBlock, AudioState

PORTAUDIO = """
import array, json, os, pathlib, threading, time, types

STATE = pathlib.Path(__file__).with_name("state.json")
print("a library talks on standard output")

class PortAudioError(RuntimeError):
    pass

def state():
    return json.loads(STATE.read_text())

def query_hostapis():
    return ({"name": "Fake", "default_input_device": 1},)

def query_devices():
    return [
        {"name": name, "index": index, "hostapi": 0, "max_input_channels": width, "default_samplerate": 48000.0}
        for index, (name, width) in enumerate(state()["devices"])
    ]

def _terminate():
    pass

def _initialize():
    pass

class RawInputStream:
    active = True

    def __init__(self, *, device, channels, samplerate, blocksize, dtype, latency, callback):
        assert dtype == "float32"
        if samplerate != 48000:
            raise PortAudioError("Invalid sample rate")
        self.frame = array.array("f", state()["frame"][:channels])
        self.block, self.callback = blocksize, callback

    def start(self):
        STATE.with_name("pid").write_text(str(os.getpid()))
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        due = time.monotonic()
        while True:
            now = state()
            if now["sounds"]:
                status = types.SimpleNamespace(input_overflow=now["overflow"])
                self.callback(memoryview(self.frame * self.block), self.block, None, status)
            due += self.block / 48000
            time.sleep(max(0.0, due - time.monotonic()))

    def close(self):
        if state()["hangs"]:
            time.sleep(60)
"""

WORKS = {
    "devices": [["speakers", 0], ["mixer", 2], ["wide", 8]],
    "frame": [0.5, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0, -0.5],
    "sounds": True,
    "overflow": False,
    "hangs": False,
}


class Machine:
    """The fake's hardware."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "sounddevice.py").write_text(PORTAUDIO)
        self.set()

    def set(self, **changes: object) -> None:
        new = self._folder / "new.json"
        new.write_text(json.dumps({**WORKS, **changes}))
        new.rename(self._folder / "state.json")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return Machine(tmp_path)


class Run:
    """A source that runs."""

    def __init__(self, source: DeviceSource) -> None:
        self.source = source
        self.fed: list[AudioBlock | AudioState] = []
        self._task = asyncio.create_task(source.run(self.fed.append))

    @property
    def blocks(self) -> list[AudioBlock]:
        return [value for value in self.fed if isinstance(value, AudioBlock)]

    @property
    def said(self) -> list[tuple[bool, str]]:
        return [(value.present, value.detail) for value in self.fed if isinstance(value, AudioState)]

    async def until_blocks(self, count: int) -> None:
        async with asyncio.timeout(15):
            while len(self.blocks) < count:
                await asyncio.sleep(0.01)

    async def until_said(self, count: int) -> None:
        async with asyncio.timeout(15):
            while len(self.said) < count:
                await asyncio.sleep(0.01)

    async def end(self) -> None:
        self._task.cancel()
        await asyncio.wait((self._task,))
        assert self._task.cancelled()


def listen(wish: AudioWish) -> Run:
    source = open_source(wish)
    assert isinstance(source, DeviceSource)
    return Run(source)


@pytest.mark.usefixtures("machine")
def test_the_inputs_are_listed() -> None:
    assert [
        (each.index, each.name, each.host_api, each.channels, each.rate, each.default) for each in list_audio()
    ] == [
        (1, "mixer", "Fake", 2, 48_000, True),
        (2, "wide", "Fake", 8, 48_000, False),
    ]


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("wish", "level", "described"),
    [
        (AudioWish("mix"), 0.375, "'mixer' (Fake, channel 1+2, 48000 Hz)"),
        (AudioWish("default", channels=(2,), block=512), 0.25, "'mixer' (Fake, channel 2, 48000 Hz)"),
        (AudioWish("wide", channels=(1, 8)), 0.0, "'wide' (Fake, channel 1+8, 48000 Hz)"),
    ],
)
async def test_the_chosen_channels_of_the_chosen_input_arrive_stamped(
    wish: AudioWish, level: float, described: str
) -> None:
    run = listen(wish)
    await run.until_blocks(20)
    await run.end()
    assert run.said == [(True, described)]
    assert run.source.description == described
    assert run.source.blocks == len(run.blocks)
    for block in run.blocks:
        np.testing.assert_array_equal(block.samples, np.full(wish.block, level, np.float32))
        assert block.rate == 48_000
        assert not block.samples.flags.writeable
    stamps = [block.at for block in run.blocks]
    assert stamps == sorted(stamps)
    assert stamps[-1] <= time.monotonic()


@pytest.mark.usefixtures("machine")
async def test_blocks_that_a_busy_loop_has_no_time_for_are_dropped_and_counted() -> None:
    run = listen(AudioWish("mixer", block=128))
    await run.until_blocks(10)
    time.sleep(1.5)
    before = len(run.blocks)
    await run.until_blocks(before + 300)
    await run.end()
    assert run.source.dropped > 100
    assert run.source.overflows == 0
    assert run.said == [(True, "'mixer' (Fake, channel 1+2, 48000 Hz)")]


async def test_overflows_and_samples_that_are_not_finite_are_counted(machine: Machine) -> None:
    machine.set(overflow=True, frame=[float("nan"), 0.25])
    run = listen(AudioWish("mixer"))
    await run.until_blocks(5)
    await run.end()
    assert run.source.overflows >= 5
    assert run.source.dropped == run.source.overflows
    assert run.source.not_finite == 256 * len(run.blocks)
    assert not run.blocks[0].samples.any()


async def test_an_input_that_falls_silent_is_found_again(machine: Machine) -> None:
    run = listen(AudioWish("mixer"))
    await run.until_blocks(5)
    machine.set(sounds=False, devices=[["wide", 8]])
    await run.until_said(3)
    machine.set(devices=[["wide", 8], ["mixer", 2]])
    heard = len(run.blocks)
    await run.until_blocks(heard + 5)
    await run.end()
    assert run.said == [
        (True, "'mixer' (Fake, channel 1+2, 48000 Hz)"),
        (False, "'mixer' stopped giving sound. Waiting for it."),
        (False, "There is no sound input called 'mixer'. There are: 'wide'. Waiting for it."),
        (True, "'mixer' (Fake, channel 1+2, 48000 Hz)"),
    ]


async def test_an_input_whose_zeros_are_those_of_a_program_that_ended_is_given_up(machine: Machine) -> None:
    machine.set(frame=[0.0, 0.0])
    run = listen(AudioWish("mixer"))
    await run.until_blocks(5)
    machine.set(frame=[0.0, 0.0], devices=[["wide", 8]])
    await run.until_said(2)
    await run.end()
    assert run.said[1] == (False, "'mixer' is gone. Waiting for it.")


async def test_an_input_that_was_never_there_is_waited_for_and_said_once(machine: Machine) -> None:
    source = open_source(AudioWish("mixxer"))
    missing = "There is no sound input called 'mixxer'. Did you mean 'mixer'? There are: 'mixer', 'wide'."
    assert source.description == missing
    assert isinstance(source, DeviceSource)
    run = Run(source)
    await run.until_said(1)
    await asyncio.sleep(1.0)
    machine.set(devices=[["mixxer", 1]])
    await run.until_blocks(1)
    await run.end()
    assert run.said == [
        (False, f"{missing} Waiting for it."),
        (True, "'mixxer' (Fake, channel 1, 48000 Hz)"),
    ]


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (AudioWish("mixer", channels=(3,)), "'mixer' has 2 input channels; channel 3 was asked for."),
        (AudioWish("mixer", rate=44_100), "'mixer' cannot be opened at 44100 Hz: Invalid sample rate."),
    ],
)
async def test_what_an_input_cannot_do_is_said(wish: AudioWish, why: str) -> None:
    run = listen(wish)
    await run.until_said(1)
    await run.end()
    assert run.said == [(False, f"{why} Waiting for it.")]


async def test_an_input_that_will_not_close_is_ended(machine: Machine) -> None:
    machine.set(hangs=True)
    run = listen(AudioWish("mixer"))
    await run.until_blocks(5)
    async with asyncio.timeout(5):
        await run.end()


@pytest.mark.usefixtures("machine")
def test_without_portaudio_the_command_that_installs_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    with pytest.raises(AudioError) as error:
        open_source(AudioWish("mixer"))
    assert str(error.value) in {
        "Sound cards need PortAudio, which is not installed: apt-get install libportaudio2",
        "Sound cards need PortAudio, which is not installed: brew install portaudio",
    }


@pytest.mark.usefixtures("machine")
def test_a_portaudio_that_ends_its_process_is_said(tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("import os\nos.abort()\n")
    with pytest.raises(AudioError) as error:
        list_audio()
    assert str(error.value) == "PortAudio's process ended without an answer."


ENGINE = """
import asyncio
from soundscape_live.io.audio import AudioWish, open_source

source = open_source(AudioWish("mixer"))
asyncio.run(source.run(lambda value: print(type(value).__name__, flush=True)))
"""


@pytest.mark.usefixtures("machine")
def test_when_the_engine_is_killed_the_capture_process_ends_too(tmp_path: Path) -> None:
    path = os.pathsep.join((str(ROOT), str(tmp_path)))
    command = [sys.executable, "-c", ENGINE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}) as engine:
        assert engine.stdout is not None
        assert engine.stdout.readline() == b"AudioState\n"
        engine.kill()
    pid = int((tmp_path / "pid").read_text())
    until = time.monotonic() + 10.0
    while runs(pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert not runs(pid)


def runs(pid: int) -> bool:
    listing = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listing.stdout.strip()[:1] not in ("", "Z")


def test_an_answer_survives_the_pipe() -> None:
    for answer in (Opened("a", "b", 48_000, 2), Refused("no"), Listed(())):
        assert parse_answer(answer_line(answer)) == answer
    with pytest.raises(ValueError, match="not an answer"):
        parse_answer(b'{"Other": 1}\n')
