"""Writes a show log while the show runs.

Rules: the loop only hands over; a thread of its own formats and writes, so that a slow disk costs the show nothing;
the queue between them is bounded, and a log that cannot keep up ends with one line that says so, since a log with
a hole cannot be played again.
"""

import errno
import os
import queue
import threading
from io import FileIO
from pathlib import Path

from soundscape_live.io.log.codec import Json, LogError, Logged, dump, encode
from soundscape_live.mapping.show import Reload
from soundscape_live.model import AudioBlock

QUEUE = 20_000
"Inputs waiting to be written: about a minute and a half of audio in blocks of 256."


class LogWriter:
    """One log file and its sidecar of samples, `FILE` and `FILE.f32`."""

    def __init__(self, path: Path, header: Json) -> None:
        try:
            self._lines = path.open("wb", buffering=0)
            self._samples = path.with_name(path.name + ".f32").open("wb", buffering=0)
        except OSError as error:
            raise LogError(f"{path} cannot be written: {error.strerror}") from None
        self.problem = ""
        "Why the log ended early, or an empty string."
        _put(self._lines, dump({"type": "header", **header}).encode() + b"\n")
        self._queue: queue.Queue[Logged | Reload | AudioBlock | None] = queue.Queue(QUEUE)
        self._thread = threading.Thread(target=self._work, name="show log", daemon=True)
        self._thread.start()

    def write(self, item: Logged | Reload | AudioBlock) -> None:
        """Hand one input over. Thread: the loop's. Blocks: never."""
        if self.problem:
            return
        try:
            self._queue.put_nowait(item)
        except queue.Full:
            self.problem = "the disk is too slow for the log; it ends here"

    def close(self) -> None:
        """Write what is left and close. Blocks until the disk has it."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        try:
            with self._lines, self._samples:
                while (item := self._queue.get()) is not None:
                    self._put(item)
        except OSError as error:
            self.problem = f"the log cannot be written any further: {error.strerror}"
            while self._queue.get() is not None:
                pass

    def _put(self, item: Logged | Reload | AudioBlock) -> None:
        if isinstance(item, AudioBlock):
            _put(self._samples, item.samples.astype("<f4", copy=False).tobytes())
        _put(self._lines, encode(item).encode() + b"\n")


def _put(file: FileIO, data: bytes) -> None:
    """Write all of it now: a buffer would only put off the news of a full disk."""
    if file.write(data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
