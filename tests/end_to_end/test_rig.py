"""The whole path through real devices: JACK plays and carries MIDI, UDP brings OSC and takes the cues away."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import soundfile

from soundscape_live.io.audio import AudioError, demo_path, list_audio
from tests.end_to_end.show import Show, until
from tests.rig import jack, player
from tests.rig.midi import Controller, controller

pytestmark = pytest.mark.rig

RATE = 48_000
SERVER = f"e2e{os.getpid()}"
MIXER = f"mixer{os.getpid()}"
FADER = (0xB0, 1)
PAD = (0x90, 36)


def missing() -> str:
    reason = jack.missing() or player.missing()
    if reason or find_spec("rtmidi") is None:
        return reason or "python-rtmidi is not installed"
    try:
        list_audio()
    except AudioError as error:
        return str(error)
    return ""


@pytest.fixture(scope="module")
def groove(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty seconds of the bundled music's groove at the server's rate."""
    path = tmp_path_factory.mktemp("sound") / "groove.wav"
    with soundfile.SoundFile(demo_path()) as music:
        rate = music.samplerate
        music.seek(20 * rate)
        sound = music.read(20 * rate, dtype="float32", always_2d=True)[:, 0]
    at = np.arange(20 * RATE) * rate / RATE
    mono = np.interp(at, np.arange(sound.size), sound).astype(np.float32)
    soundfile.write(path, np.column_stack((mono, mono)), RATE)
    return path


@pytest.fixture(scope="module")
def played(groove: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    """A show heard through JACK and played with hands, over."""
    reason = missing()
    if reason:
        pytest.skip(reason)
    with ExitStack() as rig:
        rig.enter_context(jack.jack_server(SERVER, RATE))
        rig.enter_context(player.playing(groove, MIXER))
        hand = rig.enter_context(controller("hands"))
        show = rig.enter_context(Show(tmp_path_factory.mktemp("rig"), "--audio", MIXER, page=True))
        show.live()
        until(lambda: show.status().get("audio_present"), what="the sound")
        _play(show, hand)
        time.sleep(4.0)
        show.end(15)
        yield show


def _play(show: Show, hand: Controller) -> None:
    """Move a fader until it is seen to move something, hit a pad, and move a fader by OSC."""

    def held() -> bool:
        hand.send((*FADER, 100), (*FADER, 64), gap=0.05)
        return "hand" in [param["holder"] for param in show.status()["params"] if param["name"] == "noise_scale"]

    until(held, what="the fader")
    hand.send((*PAD, 127), (*PAD, 0), gap=0.1)
    show.send("/soundscape/param/light", 0.5)
    until(lambda: show.parameters().get("light") == pytest.approx(0.5), what="the OSC fader")
    until(lambda: show.status()["counters"]["commands_applied"] > 0, what="the pad")


def test_sound_hands_picture_and_lights_through_real_devices(played: Show) -> None:
    report = played.report()
    print(report)
    assert played.process.returncode == 0, played.said
    assert report["audio"]["blocks"] > 100
    assert report["controls"]["midi"] >= 4
    assert report["controls"]["osc"] == 1
    assert report["controls"]["rejected"] == 0
    assert report["params"]["applied"] > 0
    assert report["commands"]["sent"] == report["commands"]["applied"] >= 1
    assert report["generator"]["frames"] > 0
    assert report["engine"]["control_to_wire_ms"]["p50"] > 0
    assert f"'{MIXER}'" in played.said


def test_the_lights_get_the_music_in_its_types(played: Show) -> None:
    lights = played.lights
    assert {tuple(map(type, values)) for values in lights.of("beat")} == {(int,)}
    assert {tuple(map(type, values)) for values in lights.of("bpm")} == {(float,)}
    assert {tuple(map(type, values)) for values in lights.of("energy")} == {(float,)}
    assert {tuple(map(type, values)) for values in lights.of("state")} == {(str,)}
    beats = [count for (count,) in lights.of("heartbeat")]
    assert beats == list(range(1, len(beats) + 1))
    assert max(energy for (energy,) in lights.of("energy")) > 0.2, "the sound was not silence"
    assert lights.of("bpm")[-1][0] == pytest.approx(124.0, rel=0.03)
