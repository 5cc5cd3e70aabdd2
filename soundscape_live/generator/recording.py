"""A recording of what the audience sees: the encoded frames go to disk as they are.

Rules: lives on the event loop and never blocks it; a thread writes. A disk that is too slow loses frames up to the next
keyframe, which are counted. A disk that is full ends the recording, says so once, and touches nothing else.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path

import av

from soundscape_live.generator.encoder import CLOCK, Codec, Encoded
from soundscape_live.generator.follower import Studio
from soundscape_live.generator.matroska import Film

MAX_WAITING = 300
"Frames that may wait for the disk: ten seconds."
KEY_EVERY = 10.0
"Seconds between two keyframes, at most: a player can jump to these."

log = logging.getLogger(__name__)


class NoFileError(Exception):
    """Nobody said where to record to."""


class Recording:
    """Starts and stops writing."""

    def __init__(self, path: Path | None, studio: Studio) -> None:
        """Take the file's name, and who makes the frames."""
        self._path = path
        self._studio = studio
        self._loop = asyncio.get_running_loop()
        self._writer: _Writer | None = None
        self._keyed: int | None = None
        self.error = ""
        "Why the last recording ended, where nobody had it stopped."

    @property
    def active(self) -> bool:
        """Whether frames are being recorded."""
        return self._writer is not None

    @property
    def state(self) -> dict[str, object]:
        """What the operator may know of it, as JSON has it."""
        path = self._writer.film.path if self._writer else None
        dropped = self._writer.dropped if self._writer else 0
        return {"recording": self.active, "file": str(path) if path else None, "dropped": dropped, "error": self.error}

    def start(self) -> None:
        """Record from the next keyframe on, unless that is done already. NoFileError."""
        if self._path is None:
            raise NoFileError("no file was named: start the generator with --record")
        if self._writer is None:
            self.error, self._keyed = "", None
            self._writer = _Writer(self._path, self._failed)
            self._studio.settle()
            self._studio.want_keyframe(self._studio.followed)

    async def stop(self) -> None:
        """Record no more, and wait until the file is finished."""
        writer, self._writer = self._writer, None
        if writer is not None:
            self._studio.settle()
            await asyncio.to_thread(writer.finish)

    def feed(self, codec: Codec, encoded: Encoded) -> None:
        """Take a frame."""
        if self._writer is None:
            return
        pts = encoded.packet.pts or 0
        if encoded.keyframe or self._keyed is None or pts < self._keyed:
            self._keyed = pts
        elif pts - self._keyed > KEY_EVERY * CLOCK:
            self._keyed = pts
            self._studio.want_keyframe(codec)
        if not self._writer.feed(codec, encoded):
            self._studio.want_keyframe(codec)

    def _failed(self, writer: "_Writer", reason: str) -> None:
        """Be told by the writer's thread that it had to end."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end, writer, reason)

    def _end(self, writer: "_Writer", reason: str) -> None:
        if self._writer is writer:
            self._writer = None
            self.error = reason
            self._studio.settle()
            log.error("%s", reason)


class _Writer:
    """A thread that writes what it is fed."""

    def __init__(self, path: Path, failed: Callable[["_Writer", str], None]) -> None:
        self.film = Film(path)
        self.dropped = 0
        "Frames that the disk was too slow for."
        self._failed = failed
        self._whole = True
        "Whether what comes next can be shown after what was taken last."
        self._frames: queue.Queue[tuple[Codec, Encoded] | None] = queue.Queue(MAX_WAITING)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)
        self._thread.start()

    def feed(self, codec: Codec, encoded: Encoded) -> bool:
        """Take a frame; False if there is no room and a keyframe is needed. Never blocks."""
        if not self._whole and not encoded.keyframe:
            self.dropped += 1
            return True
        try:
            self._frames.put_nowait((codec, encoded))
        except queue.Full:
            self.dropped += 1
            self._whole = False
            return False
        self._whole = True
        return True

    def finish(self) -> None:
        """Write what waits, finish the file, and end. Blocks."""
        while not self._ended.is_set():
            try:
                self._frames.put(None, timeout=0.1)
            except queue.Full:
                continue
            break
        self._thread.join()

    def _run(self) -> None:
        try:
            for codec, encoded in iter(self._frames.get, None):
                self.film.write(codec, encoded)
            self.film.close()
        except (av.FFmpegError, OSError) as error:
            self._failed(self, f"the recording {self.film.path or ''} ended: {error.strerror or error}")
            self._abandon()
        finally:
            self._ended.set()

    def _abandon(self) -> None:
        """Give the file back as it is."""
        try:
            self.film.close()
        except (av.FFmpegError, OSError):
            log.debug("the file could not be finished", exc_info=True)
