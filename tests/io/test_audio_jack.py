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

from soundscape_live.engine import Engine
from soundscape_live.host.clock import now
from soundscape_live.io.audio import AudioError, AudioWish, list_audio, open_source
from soundscape_live.io.files.library import Library, shipped_folder
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import build_show
from soundscape_live.io.midi import MidiInputs, MidiWish
from soundscape_live.model import AudioBlock, AudioState, ClockMessage, Control
from tests.rig.jack import jack_server
from tests.rig.jack import missing as jack_missing
from tests.rig.midi import controller
from tests.rig.player import missing as player_missing
from tests.rig.player import playing

pytestmark = pytest.mark.rig

SERVER = f"sound{os.getpid()}"
RATE = 48_000
WITHIN = 2.0
"Seconds in which there are features again once the sound is back."


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
        self.engine = Engine(build_show(Library(shipped_folder()).gather(ShowFile()).sources), now())
        self._task = asyncio.create_task(self.source.run(self._take))

    def _take(self, value: AudioBlock | AudioState) -> None:
        self.engine.feed(value)
        if isinstance(value, AudioBlock):
            self.blocks.append(value)
        else:
            self.said.append(value)

    async def until(self, *, present: bool, seconds: float = 30.0) -> None:
        async with asyncio.timeout(seconds):
            while not self.said or self.said[-1].present is not present:
                await asyncio.sleep(0.05)

    async def until_heard(self, seconds: float = WITHIN) -> float:
        """Wait for features of the tone; returns how long it took."""
        begin = now()
        async with asyncio.timeout(seconds):
            while not self.hears(begin):
                await asyncio.sleep(0.01)
        return now() - begin

    def hears(self, since: float) -> bool:
        features = self.engine.status(now()).features
        return features is not None and features.at > since and features.rms_db > -20.0

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


async def test_a_server_killed_and_started_again_five_times_gives_features_within_two_seconds(tone: Path) -> None:
    listener: Listener | None = None
    took = []
    for _ in range(6):
        with jack_server(SERVER, RATE) as pid, playing(tone, "mixer"):
            listener = listener or Listener(AudioWish("mixer", channels=(1,)))
            took.append(await listener.until_heard())
            os.kill(pid, signal.SIGKILL)
            await listener.until(present=False, seconds=WITHIN)
    assert listener is not None
    await listener.end()
    print(f"features after {', '.join(f'{seconds:.2f}' for seconds in took)} s")
    assert len([state for state in listener.said if state.present]) == 6


async def test_a_program_killed_and_started_again_at_once_is_heard_and_the_hands_play_on(
    rig: ExitStack, tone: Path
) -> None:
    rig.enter_context(jack_server(SERVER, RATE))
    hand = rig.enter_context(controller("fader"))
    moved: list[Control | ClockMessage] = []
    inputs = MidiInputs(MidiWish(system="jack"), moved.append)
    hands = asyncio.create_task(inputs.run())
    with playing(tone, "mixer"):
        listener = Listener(AudioWish("mixer", channels=(1,)))
        await listener.until_heard()
    took, sent = [], 0
    for _ in range(5):
        with playing(tone, "mixer"):
            movements = asyncio.create_task(asyncio.to_thread(hand.send, *[[0xB0, 1, 64]] * 100, gap=0.01))
            took.append(await listener.until_heard())
            sent += len(await movements)
    await asyncio.sleep(0.2)
    await listener.end()
    hands.cancel()
    await asyncio.wait((hands,))
    print(f"features after {', '.join(f'{seconds:.2f}' for seconds in took)} s; {len(moved)} of {sent} movements came")
    # JACK itself may lose a period when the machine is late.
    assert len(moved) >= 0.98 * sent
