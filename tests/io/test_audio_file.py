import asyncio
import gc
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from soundscape_live.host.clock import now
from soundscape_live.io.audio import AudioError, AudioSource, AudioWish, open_source
from soundscape_live.io.audio.file import SoundReader
from soundscape_live.model import AudioBlock, AudioState, Samples

Fed = list[AudioBlock | AudioState]
SUBTYPES = {"wav": "PCM_16", "flac": "PCM_16", "ogg": "VORBIS", "mp3": "MPEG_LAYER_III"}


def tone(seconds: float, rate: int, hertz: float = 440.0, level: float = 0.5) -> Samples:
    wave = level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)
    return (np.round(wave * 32_768) / 32_768).astype(np.float32)  # whole steps of 16 bits: lossless in wav and flac


def sound_of(fed: Fed) -> Samples:
    return np.concatenate([value.samples for value in fed if isinstance(value, AudioBlock)])


def blocks_of(fed: Fed) -> list[AudioBlock]:
    return [value for value in fed if isinstance(value, AudioBlock)]


async def play(source: AudioSource, seconds: float | None = None, meanwhile: Callable[[], None] | None = None) -> Fed:
    fed: Fed = []

    def feed(value: AudioBlock | AudioState) -> None:
        fed.append(value)
        if meanwhile is not None:
            meanwhile()

    try:
        async with asyncio.timeout(seconds):
            await source.run(feed)
    except TimeoutError:
        pass
    return fed


@pytest.mark.parametrize("block", [64, 256, 1024])
@pytest.mark.parametrize("rate", [44_100, 48_000])
@pytest.mark.parametrize("kind", SUBTYPES)
async def test_a_file_of_any_format_comes_through_whole_and_no_faster_than_it_sounds(
    tmp_path: Path, kind: str, rate: int, block: int
) -> None:
    path, written = tmp_path / f"tone.{kind}", tone(0.1, rate)
    soundfile.write(path, written, rate, subtype=SUBTYPES[kind])
    source = open_source(AudioWish(str(path), block=block), loop=False)
    begun = now()
    fed = await play(source)
    heard = sound_of(fed)
    assert now() - begun >= heard.size / rate - 0.001
    assert source.blocks == len(blocks_of(fed)) == -(-heard.size // block)
    assert source.dropped == 0
    assert {(each.rate, each.samples.dtype, each.samples.flags.writeable) for each in blocks_of(fed)} == {
        (rate, np.dtype(np.float32), False)
    }
    if kind in ("wav", "flac"):
        np.testing.assert_array_equal(heard, written)
    else:
        middle = heard[heard.size // 4 : heard.size // 2]
        assert heard.size == pytest.approx(written.size, abs=2 * 1152)  # mp3 ends with a whole frame
        assert float(np.sqrt(np.mean(middle**2))) == pytest.approx(0.3535, rel=0.03)


async def test_it_says_that_sound_is_there_and_at_the_end_that_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(0.05, 48_000), 48_000)
    fed = await play(open_source(AudioWish(str(path)), loop=False))
    states = [value for value in fed if isinstance(value, AudioState)]
    assert [(fed[0], fed[-1])] == [tuple(states)]
    assert [(state.present, state.detail) for state in states] == [
        (True, "tone.wav (mono, 48000 Hz)"),
        (False, "tone.wav has ended."),
    ]


async def test_a_block_is_stamped_with_the_time_at_which_its_last_sample_was_due(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(0.3, 44_100), 44_100)
    fed = await play(open_source(AudioWish(str(path)), loop=False))
    begun = fed[0].at
    counted = np.cumsum([block.samples.size for block in blocks_of(fed)])
    np.testing.assert_allclose([block.at - begun for block in blocks_of(fed)], counted / 44_100, atol=1e-3)
    spacing = np.diff([block.at for block in blocks_of(fed)])[:-1]
    np.testing.assert_allclose(spacing, 256 / 44_100, atol=1e-9)


async def test_a_file_is_played_over_and_over_without_a_gap(tmp_path: Path) -> None:
    path, written = tmp_path / "short.flac", tone(0.06, 48_000, 333.0)
    soundfile.write(path, written, 48_000)
    heard = sound_of(await play(open_source(AudioWish(str(path), block=100)), 0.4))
    assert heard.size > 4 * written.size
    np.testing.assert_array_equal(heard, np.resize(written, heard.size))


async def test_a_late_loop_gets_every_block_at_the_times_at_which_they_were_due(tmp_path: Path) -> None:
    path, written = tmp_path / "tone.wav", tone(0.5, 48_000)
    soundfile.write(path, written, 48_000)
    naps = iter([0.0] * 20 + [0.3])
    fed = await play(open_source(AudioWish(str(path)), loop=False), meanwhile=lambda: time.sleep(next(naps, 0.0)))
    np.testing.assert_array_equal(sound_of(fed), written)
    spacing = np.diff([block.at for block in blocks_of(fed)])[:-1]
    np.testing.assert_allclose(spacing, 256 / 48_000, atol=1e-9)


async def test_after_a_stall_the_music_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path, written = tmp_path / "tone.wav", tone(0.4, 48_000)
    soundfile.write(path, written, 48_000)
    naps = iter([0.0] * 20 + [1.3])
    begun = now()
    fed = await play(open_source(AudioWish(str(path)), loop=False), meanwhile=lambda: time.sleep(next(naps, 0.0)))
    np.testing.assert_array_equal(sound_of(fed), written)
    assert now() - begun > 1.3 + 0.25
    spacing = np.diff([block.at for block in blocks_of(fed)])
    assert np.count_nonzero(spacing > 1.0) == 1


@pytest.mark.parametrize(
    ("channels", "mixed"), [((), 0.2), ((1,), 0.5), ((2,), 0.25), ((3,), -0.15), ((1, 2), 0.375), ((3, 1), 0.175)]
)
def test_the_chosen_channels_are_mixed_to_their_mean(tmp_path: Path, channels: tuple[int, ...], mixed: float) -> None:
    path = tmp_path / "three.wav"
    soundfile.write(path, np.tile(np.array([0.5, 0.25, -0.15], np.float32), (100, 1)), 48_000, subtype="FLOAT")
    reader = SoundReader(path, channels, loop=False)
    np.testing.assert_allclose(reader.read(100), mixed, atol=1e-7)
    reader.close()


def test_what_is_not_finite_becomes_silence_and_what_is_too_loud_is_clipped(tmp_path: Path) -> None:
    path = tmp_path / "wild.wav"
    wild = np.array([0.5, np.nan, np.inf, -np.inf, 2.0, -3.0, 1e30, -0.25], np.float32)
    soundfile.write(path, wild, 48_000, subtype="FLOAT")
    reader = SoundReader(path, (), loop=False)
    assert reader.read(8).tolist() == [0.5, 0.0, 0.0, 0.0, 1.0, -1.0, 1.0, -0.25]
    assert reader.not_finite == 3
    reader.close()


def test_a_long_file_is_read_piece_by_piece(tmp_path: Path) -> None:
    path, written = tmp_path / "tone.wav", tone(1.0, 48_000)
    soundfile.write(path, written, 48_000)
    reader = SoundReader(path, (), loop=False)
    pieces = [reader.read(10_000) for _ in range(6)]
    assert [piece.size for piece in pieces] == [10_000, 10_000, 10_000, 10_000, 8_000, 0]
    np.testing.assert_array_equal(np.concatenate(pieces), written)
    reader.close()


async def test_a_file_that_is_taken_away_is_waited_for(tmp_path: Path) -> None:
    path, written = tmp_path / "tone.wav", tone(0.1, 48_000)
    soundfile.write(path, written, 48_000)
    source = open_source(AudioWish(str(path)), loop=False)
    path.unlink()
    fed: Fed = []
    run = asyncio.create_task(source.run(fed.append))
    while not fed:
        await asyncio.sleep(0.01)
    assert isinstance(fed[0], AudioState)
    assert (fed[0].present, fed[0].detail) == (False, f"There is no file {path}.")
    soundfile.write(path, written, 48_000)
    async with asyncio.timeout(10):
        await run
    np.testing.assert_array_equal(sound_of(fed), written)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="counts open files in /proc")
async def test_a_cancelled_file_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "tone.ogg"
    soundfile.write(path, tone(3.0, 48_000), 48_000)
    await play(open_source(AudioWish(str(path))), 0.05)
    gc.collect()
    async with asyncio.timeout(5):
        while str(path) in open_files():
            await asyncio.sleep(0.01)


def open_files() -> set[str]:
    folder = Path("/proc/self/fd")
    return {str(each.readlink()) for each in folder.iterdir() if each.is_symlink()}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AudioError) as error:
        open_source(AudioWish(f"{tmp_path}/set.wav"))
    assert str(error.value) == f"There is no file {tmp_path}/set.wav."


def test_what_is_no_audio_file_is_said_with_the_formats_that_are(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("verse, chorus, verse\n")
    with pytest.raises(AudioError) as error:
        open_source(AudioWish(str(path)))
    assert str(error.value) == f"{path} is not an audio file that can be played (wav, flac, ogg, mp3, aiff)."


def test_a_folder_is_no_audio_file(tmp_path: Path) -> None:
    with pytest.raises(AudioError) as error:
        open_source(AudioWish(str(tmp_path)))
    assert str(error.value) == f"{tmp_path} is a folder, not an audio file."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "secret.wav"
    soundfile.write(path, tone(0.1, 48_000), 48_000)
    path.chmod(0)
    with pytest.raises(AudioError) as error:
        open_source(AudioWish(str(path)))
    assert str(error.value) == f"{path} cannot be read: Permission denied."


def test_an_empty_file_holds_no_sound(tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    soundfile.write(path, np.empty(0, np.float32), 48_000)
    with pytest.raises(AudioError) as error:
        open_source(AudioWish(str(path)))
    assert str(error.value) == f"{path} holds no sound."


def test_a_channel_that_a_file_lacks_is_said(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(0.1, 48_000), 48_000)
    with pytest.raises(AudioError) as error:
        open_source(AudioWish(str(path), channels=(1, 2)))
    assert str(error.value) == f"{path} has 1 channel; channel 2 was asked for."
