"""A sound file, played in real time.

Rules: a block is stamped with the time at which its last sample was due, not with the time at which the loop
came to it, so that a late loop changes nothing that is heard. Late blocks follow at once, in order, none lost;
after a stall of more than a second the music is picked up where it stopped. Decoding runs about a second ahead,
on a thread of its own, so that neither a slow stick nor a long page of Vorbis holds the loop; a long file is
never held whole.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import soundfile

from soundscape_live.host.clock import now
from soundscape_live.io.audio.source import FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, AudioError, Feed, mix
from soundscape_live.model import AudioBlock, AudioState, Samples

FORMATS = "wav, flac, ogg, mp3, aiff"
SUFFIXES = (".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff")

AHEAD_SECONDS = 1.0
STALL_SECONDS = 1.0
"A loop that comes later than this to a block has stalled: the music waits for it instead of hurrying after."


class SoundReader:
    """An open sound file, read from its beginning and, with loop, over again. One thread at a time."""

    def __init__(self, path: Path, channels: tuple[int, ...], *, loop: bool) -> None:
        """Open the file; AudioError says why it cannot be."""
        self._path = path
        self._file = _open(path)
        self._channels = channels
        self._loop = loop
        self.rate: int = self._file.samplerate
        self.width: int = self._file.channels
        self.not_finite = 0
        problem = self._problem()
        if problem:
            self._file.close()
            raise AudioError(problem)

    def _problem(self) -> str:
        highest = max(self._channels, default=1)
        if self._file.frames == 0:
            return f"{self._path} holds no sound."
        if highest > self.width:
            has = "1 channel" if self.width == 1 else f"{self.width} channels"
            return f"{self._path} has {has}; channel {highest} was asked for."
        if self._loop and not self._file.seekable():
            return f"{self._path} cannot be played over again: it cannot be wound back."
        return ""

    def read(self, count: int) -> Samples:
        """Return the next `count` samples of one channel, fewer at the end; none after it.

        Blocks while it decodes. AudioError when the file has become unreadable.
        """
        parts: list[Samples] = []
        missing, fresh = count, False
        try:
            while missing:
                frames = self._file.read(missing, dtype="float32", always_2d=True)
                if len(frames):
                    parts.append(frames)
                    missing -= len(frames)
                    fresh = False
                elif self._loop and not fresh:
                    self._file.seek(0)
                    fresh = True  # nothing right after the beginning: the file has shrunk to nothing
                else:
                    break
        except soundfile.SoundFileRuntimeError as error:
            raise AudioError(f"{self._path} can no longer be read: {error}") from error
        if not parts:
            return np.empty(0, np.float32)
        mono, odd = mix(np.concatenate(parts), self._channels)
        self.not_finite += odd
        return mono

    def close(self) -> None:
        """Close the file. May be repeated."""
        self._file.close()


def _open(path: Path) -> soundfile.SoundFile:
    if path.is_dir():
        raise AudioError(f"{path} is a folder, not an audio file.")
    try:
        with path.open("rb"):
            return soundfile.SoundFile(str(path))
    except FileNotFoundError as error:
        raise AudioError(f"There is no file {path}.") from error
    except OSError as error:
        raise AudioError(f"{path} cannot be read: {error.strerror}.") from error
    except soundfile.LibsndfileError as error:
        raise AudioError(f"{path} is not an audio file that can be played ({FORMATS}).") from error


class FileSource:
    """A file as a source of sound. Nothing is ever dropped."""

    def __init__(self, path: Path, channels: tuple[int, ...], block: int, *, loop: bool = True) -> None:
        """Look into the file; AudioError says why it cannot be played. Blocks for some milliseconds."""
        self._path = path
        self._channels = channels
        self._block = block
        self._loop = loop
        self._feed: Feed = _nobody
        self.blocks = 0
        self.dropped = 0
        self.not_finite = 0
        reader = SoundReader(path, channels, loop=loop)
        reader.close()
        picked = "+".join(str(channel) for channel in channels)
        which = f"channel {picked} of {reader.width}" if channels else ("mono" if reader.width == 1 else "all channels")
        self.description = f"{path.name} ({which}, {reader.rate} Hz)"

    async def run(self, feed: Feed) -> None:
        """Play until cancelled or, without loop, to the end. Runs on the event loop.

        A file that becomes unreadable is said to be gone and tried again, for ever.
        """
        self._feed = feed
        wait = FIRST_WAIT_SECONDS
        while True:
            before = self.blocks
            try:
                await self._play()
            except AudioError as error:
                feed(AudioState(now(), present=False, detail=str(error)))
                wait = FIRST_WAIT_SECONDS if self.blocks > before else min(2 * wait, LONGEST_WAIT_SECONDS)
                await asyncio.sleep(wait)
            else:
                feed(AudioState(now(), present=False, detail=f"{self._path.name} has ended."))
                return

    async def _play(self) -> None:
        loop = asyncio.get_running_loop()
        thread = ThreadPoolExecutor(1, thread_name_prefix="sound-file")
        reader = await loop.run_in_executor(thread, self._reader)
        ahead = max(1, round(AHEAD_SECONDS * reader.rate / self._block)) * self._block
        coming = loop.run_in_executor(thread, reader.read, ahead)
        try:
            chunk = await coming
            self._feed(AudioState(now(), present=True, detail=self.description))
            begun, played = now(), 0
            while chunk.size:
                coming = loop.run_in_executor(thread, reader.read, ahead)
                begun = await self._play_chunk(chunk, begun, played, reader.rate)
                played += chunk.size
                chunk = await coming
                self.not_finite = reader.not_finite
        finally:
            coming.cancel()
            thread.submit(reader.close)  # after the read that may be under way
            thread.shutdown(wait=False)

    def _reader(self) -> SoundReader:
        return SoundReader(self._path, self._channels, loop=self._loop)

    async def _play_chunk(self, chunk: Samples, begun: float, played: int, rate: int) -> float:
        """Feed a chunk's blocks when they are due; return when sample 0 was due, later if the loop stalled."""
        for first in range(0, chunk.size, self._block):
            samples = chunk[first : first + self._block]
            due = begun + (played + first + samples.size) / rate
            late = now() - due
            if late > STALL_SECONDS:
                begun, due, late = begun + late, due + late, 0.0
            await asyncio.sleep(max(0.0, -late))
            self._feed(AudioBlock(due, samples, rate))
            self.blocks += 1
        return begun


def _nobody(_value: AudioBlock | AudioState) -> None:
    """Take what is fed before anybody listens."""
