"""A sound card that is none: a file played into JACK's dummy driver, captured through the real PortAudio."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import soundfile

from soundscape_live.io.audio import AudioError, AudioWish, list_audio, open_source
from soundscape_live.model import AudioBlock, AudioState
from tests.rig.jack import jack_server
from tests.rig.jack import missing as jack_missing
from tests.rig.player import missing as player_missing
from tests.rig.player import playing

pytestmark = pytest.mark.rig

SERVER = f"sound{os.getpid()}"
RATE = 48_000


def portaudio_missing() -> str:
    if find_spec("sounddevice") is None:
        return "sounddevice is not installed"
    try:
        list_audio()
    except AudioError as error:
        return str(error)
    return ""


@pytest.fixture(scope="module", autouse=True)
def _machine() -> None:
    reason = jack_missing() or player_missing() or portaudio_missing()
    if reason:
        pytest.skip(reason)


@pytest.fixture(scope="module")
def tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "tone.wav"
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)
    soundfile.write(path, np.column_stack((wave, 0 * wave)), RATE)
    return path


@pytest.fixture
def rig() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


class Listener:
    def __init__(self, wish: AudioWish) -> None:
        self.source = open_source(wish)
        self.blocks: list[AudioBlock] = []
        self.said: list[AudioState] = []
        self._task = asyncio.create_task(self.source.run(self._take))

    def _take(self, value: AudioBlock | AudioState) -> None:
        if isinstance(value, AudioBlock):
            self.blocks.append(value)
        else:
            self.said.append(value)

    async def until(self, *, present: bool, seconds: float = 30.0) -> None:
        async with asyncio.timeout(seconds):
            while not self.said or self.said[-1].present is not present:
                await asyncio.sleep(0.05)

    async def end(self) -> None:
        self._task.cancel()
        await asyncio.wait((self._task,))


async def test_a_file_played_into_jack_arrives_as_it_was(rig: ExitStack, tone: Path) -> None:
    rig.enter_context(jack_server(SERVER, RATE))
    rig.enter_context(playing(tone, "mixer"))
    assert ("mixer", "JACK Audio Connection Kit", 2, RATE) in [
        (device.name, device.host_api, device.channels, device.rate) for device in list_audio()
    ]
    listener = Listener(AudioWish("mix*", channels=(1,)))
    await listener.until(present=True)
    await asyncio.sleep(3.0)
    await listener.end()
    seconds = listener.blocks[-1].at - listener.blocks[0].at
    missing = round(seconds * RATE / 256) + 1 - len(listener.blocks)
    print(f"{seconds:.2f} s: {len(listener.blocks)} blocks, {missing} missing, {listener.source.dropped} dropped")
    assert listener.said[0].detail == "'mixer' (JACK Audio Connection Kit, channel 1, 48000 Hz)"
    assert len(listener.blocks) > 0.8 * 3.0 * RATE / 256
    # by the block: a machine under load may lose one, and that is no fault of the rest
    levels = [float(np.sqrt(np.mean(block.samples**2))) for block in listener.blocks[4:-4]]
    assert np.median(levels) == pytest.approx(0.3535, abs=0.02)
    sound = np.concatenate([block.samples for block in listener.blocks])[: 2 * RATE]
    loudest = np.argmax(np.abs(np.fft.rfft(sound))) * RATE / sound.size
    assert loudest == pytest.approx(440.0, abs=2.0)


async def test_sound_is_found_again_when_the_jack_server_was_killed(rig: ExitStack, tone: Path) -> None:
    with ExitStack() as first:
        pid = first.enter_context(jack_server(SERVER, RATE))
        first.enter_context(playing(tone, "mixer"))
        listener = Listener(AudioWish("mixer"))
        await listener.until(present=True)
        os.kill(pid, signal.SIGKILL)
        await listener.until(present=False)
        assert listener.said[-1].detail == "'mixer' stopped giving sound. Waiting for it."
    rig.enter_context(jack_server(SERVER, RATE))
    rig.enter_context(playing(tone, "mixer"))
    await listener.until(present=True)
    before = len(listener.blocks)
    await asyncio.sleep(0.5)
    assert len(listener.blocks) > before
    await listener.end()


async def test_a_program_that_ends_and_comes_back_is_found_again(rig: ExitStack, tone: Path) -> None:
    rig.enter_context(jack_server(SERVER, RATE))
    with playing(tone, "mixer"):
        listener = Listener(AudioWish("mixer"))
        await listener.until(present=True)
    await listener.until(present=False)
    assert listener.said[-1].detail == "'mixer' is gone. Waiting for it."
    rig.enter_context(playing(tone, "mixer"))
    await listener.until(present=True)
    await asyncio.sleep(0.5)
    assert any(block.samples.any() for block in listener.blocks[-20:])
    await listener.end()
