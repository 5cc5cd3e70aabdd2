"""Clips on the disk, and a click through a sound font stands where it is annotated."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from training.beats import render, synthesis
from training.beats.machine import machine
from training.beats.performance import Performance, Player, Tone
from training.beats.render import Order, clip
from training.beats.score import DRUMS
from training.beats.synthesis import RATE, Room, SoundFont, messages

CLICKS = tuple(Tone(0.3 + 0.5 * n + 0.0007 * n, 0.1, 37, 110) for n in range(16))


def performance(*players: Player, seconds: float = 9.0) -> Performance:
    return Performance(seconds, players, ())


@pytest.fixture(scope="module")
def small_font() -> Path:
    """Return the sound font that is read fastest."""
    try:
        fonts = synthesis.sound_fonts()
    except synthesis.NothingToPlayWithError as error:
        pytest.skip(str(error))
    return min(fonts, key=lambda font: font.stat().st_size)


def attacks(sound: np.ndarray, tones: tuple[Tone, ...]) -> np.ndarray:
    """Return by how many seconds each tone reaches a tenth of its height late."""
    late = []
    for tone in tones:
        begin = round((tone.start - 0.01) * RATE)
        stroke = np.abs(sound[begin : begin + RATE // 10])
        late.append((begin + int(np.argmax(stroke > 0.1 * stroke.max()))) / RATE - tone.start)
    return np.array(late)


def test_a_click_sounds_on_its_time(small_font: Path) -> None:
    player = Player(DRUMS, 0, 0.0, 0.0, CLICKS)
    late = attacks(SoundFont(small_font).play(performance(player), Room()), CLICKS)
    assert abs(late.mean()) < 0.002
    assert np.abs(late).max() < 0.004


def test_one_clip_leaves_nothing_to_the_next(small_font: Path) -> None:
    font = SoundFont(small_font)
    clicks = performance(Player(DRUMS, 0, 0.0, 0.0, CLICKS))
    long = performance(Player(48, 0, 0.0, 0.0, (Tone(0.0, 9.0, 60, 120),)))
    room = Room(reverb=True, chorus=True)
    first = font.play(clicks, room)
    font.play(long, room)
    assert np.array_equal(first, font.play(clicks, room))


def test_a_machine_strikes_on_the_sample() -> None:
    player = Player(DRUMS, 24, 0.0, 0.0, tuple(Tone(float(n), 0.1, 36, 127) for n in range(4)))
    sound = machine(player, 4.0, RATE, np.random.default_rng(1))
    strokes = sound.reshape(4, -1)
    assert sound.size == 4 * RATE
    assert np.abs(strokes).max(axis=1) == pytest.approx(np.abs(strokes[0]).max(), rel=0.01)
    assert all(np.abs(stroke[: round(0.004 * RATE)]).max() > 0.1 for stroke in strokes)


def test_messages_of_a_drummer_and_a_bassist() -> None:
    drummer = Player(DRUMS, 24, 0.0, 0.0, (Tone(0.0, 0.1, 36, 100),))
    bassist = Player(33, 0, -6.0, 0.5, (Tone(-1.0, 2.0, 40, 90),))
    assert messages(performance(drummer, bassist)) == [
        (0, 0, 0xB0, 7, 50),
        (0, 0, 0xB0, 10, 96),
        (0, 0, 0xB9, 7, 70),
        (0, 0, 0xB9, 10, 64),
        (0, 0, 0xC0, 33, 0),
        (0, 0, 0xC9, 24, 0),
        (RATE, 2, 0x90, 40, 90),
        (2 * RATE, 2, 0x99, 36, 100),
        (2 * RATE + 2205, 1, 0x89, 36, 0),
        (3 * RATE, 1, 0x80, 40, 0),
    ]


def test_more_players_than_channels_are_refused() -> None:
    with pytest.raises(ValueError, match="16 melodic parts"):
        messages(performance(*[Player(0, 0, 0.0, 0.0, ())] * 16))


def test_without_a_sound_font_the_packages_are_named(tmp_path: Path) -> None:
    with pytest.raises(synthesis.NothingToPlayWithError, match=r"apt-get install .*fluid-soundfont-gm"):
        synthesis.sound_fonts((tmp_path,))


def test_a_clip_is_a_sound_its_beats_and_what_it_is_and_comes_out_the_same_again(
    small_font: Path, tmp_path: Path
) -> None:
    folders = [tmp_path / "first", tmp_path / "again"]
    for folder in folders:
        folder.mkdir()
        clip(Order(folder, 7, 5.0, (("plain_rock", 1.0),), (small_font,)), 3)
    for name in ("00003.flac", "00003.beats", "00003.json"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    sound, rate = soundfile.read(folders[0] / "00003.flac")
    beats = np.loadtxt(folders[0] / "00003.beats")
    facts = json.loads((folders[0] / "00003.json").read_text())
    assert (rate, sound.shape) == (RATE, (5 * RATE,))
    assert np.all(np.diff(beats[:, 0]) > 0.0)
    assert set(beats[:, 1]) == {1, 2, 3, 4}
    assert 60.0 / np.diff(beats[:, 0]).mean() == pytest.approx(facts["bpm"], rel=0.1)
    assert facts["font"] == small_font.name


def test_a_clip_that_is_there_is_not_made_again(small_font: Path, tmp_path: Path) -> None:
    del small_font  # the command wants a font, though it plays nothing here
    (tmp_path / "00000.json").write_text("{}")
    result = CliRunner().invoke(render.main, ["--count", "1", "--out", str(tmp_path), "--jobs", "1"])
    assert (result.exit_code, result.output) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["00000.json"]


def test_a_style_that_is_none_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(render.main, ["--count", "1", "--out", str(tmp_path), "--weight", "polka_of_mars=2"])
    assert result.exit_code == 2
    assert "no style 'polka_of_mars'" in result.output
