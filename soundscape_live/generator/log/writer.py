"""Writes the log while frames are drawn, in a thread of its own.

Rules: the frame's path only hands over what has changed, and once a second a copy of the picture; the thread makes
lines and digests of them and writes. The queue is bounded, and a log that cannot keep up, or a disk that is full, ends
the log with one line that says so, since a log with a hole cannot be drawn again; pictures go on. Every line is handed
to the system at once, so that after kill -9 the last second is missing at most.
"""

import hashlib
import importlib.metadata
import logging
import platform
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from soundscape_live import __version__
from soundscape_live.generator.light import finish
from soundscape_live.generator.log.form import Digest, Drawn, Header, write_digest, write_drawn, write_header
from soundscape_live.generator.picture import FrameState, Picture, Renderer, Saying
from soundscape_live.generator.settings import ModelSettings

QUEUE = 2_048
"Lines that may wait for the disk: half a minute of a hand that moves all the time."
PICTURES = 4
"Copies of pictures that may wait for their digest; one more is not taken."
DIGEST_EVERY = 1.0
"Seconds of frames from one digest to the next."
COMPUTES = ("numpy", "onnxruntime", "torch", "diffusers", "tokenizers")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Made:
    """What a renderer was made of."""

    renderer: str
    engine: str
    model: ModelSettings | None
    fps: float


def versions() -> dict[str, str]:
    """Return the versions of what computes, as far as it is installed."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for name in COMPUTES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def digest(picture: Picture, light: float) -> str:
    """Return the SHA-256 of a picture at a light, 0..1, as the audience sees it."""
    out = np.empty_like(picture)
    finish(picture, light, out)
    return hashlib.sha256(out.data).hexdigest()


def said(renderer: Renderer, frame: int, state: FrameState, light: float, picture: Picture, *, held: bool) -> Drawn:
    """Return what is noted of a frame for which the renderer was given `state`, or nothing where `held`."""
    way = ""
    if isinstance(renderer, Saying):
        way = renderer.way
        state = renderer.drawn or state
    if held:
        state = replace(state, reset=False, transition=None)
    return Drawn(frame, state, light, held, (picture.shape[1], picture.shape[0]), way)


class DrawnLog:
    """One renderer's log. Called from the thread that draws; never blocks it."""

    def __init__(self, path: Path, made: Made, say: Callable[[str], None] = log.error) -> None:
        """Take the file, which is gone on with if it is there; `say` is told once, on any thread, why the log ends."""
        self._path, self._made = path, made
        self._say = say
        self._before: Drawn | None = None
        self._every = max(1, round(DIGEST_EVERY * made.fps))
        self._queue: queue.Queue[Callable[[], str] | None] = queue.Queue(QUEUE)
        "What writes the lines."
        self._room = threading.BoundedSemaphore(PICTURES)
        self._ending = threading.Lock()
        self.problem = ""
        "Why it has ended; empty while it has not."
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()

    def frame(self, drawn: Drawn, picture: Picture) -> None:
        """Note a frame."""
        if self.problem:
            return
        before, self._before = self._before, drawn
        if before is None:
            self._put(partial(write_header, self._header(drawn)))
        if before is None or drawn != replace(before.quiet(), frame=drawn.frame):
            self._put(partial(write_drawn, drawn, before))
        if drawn.frame % self._every == 0 and self._room.acquire(blocking=False):
            self._put(partial(self._digest, drawn, picture.copy()))

    def close(self) -> None:
        """Write what waits, and end. Blocks until the disk has it."""
        self._queue.put(None)
        self._thread.join()

    def _header(self, drawn: Drawn) -> Header:
        made = self._made
        width, height = drawn.size
        return Header(
            __version__, made.renderer, made.engine, made.model, width, height, made.fps, drawn.state.seed, versions()
        )

    def _put(self, write: Callable[[], str]) -> None:
        try:
            self._queue.put_nowait(write)
        except queue.Full:
            self._end(f"the disk is too slow for {self._path}; the log ends here")

    def _end(self, reason: str) -> None:
        with self._ending:
            first, self.problem = not self.problem, self.problem or reason
        if first:
            self._say(reason)

    def _run(self) -> None:
        try:
            with self._path.open("a", encoding="utf-8", buffering=1) as file:
                # A renderer that was killed may have left half a line.
                file.write("\n" if file.tell() else "")
                while (write := self._queue.get()) is not None:
                    file.write(write() + "\n")
        except OSError as error:
            self._end(f"the log {self._path} ends: {error.strerror or error}")
            while self._queue.get() is not None:
                pass

    def _digest(self, drawn: Drawn, picture: Picture) -> str:
        text = write_digest(Digest(drawn.frame, digest(picture, drawn.light)))
        self._room.release()
        return text
