"""Draws a log's pictures again, and compares them with those of the show.

Rules: on the same machine with the same versions the pictures are the same to the byte. Each renderer of the log is
opened anew; of one that was killed, what no line told of any more (a second at most) is not drawn. Blocks throughout.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np

from soundscape_live.generator.engines import open_engine, open_model
from soundscape_live.generator.light import finish
from soundscape_live.generator.log.form import Digest, Drawn, Header, Line, LogError, read_line
from soundscape_live.generator.log.writer import digest, versions
from soundscape_live.generator.picture import Picture, Refusal, Renderer, Resizable, Saying
from soundscape_live.generator.settings import ModelSettings

See: TypeAlias = Callable[[int, Picture], None]
"Is given each frame's number and its picture with its light, (height, width, 3), good until the next one."
Change: TypeAlias = Callable[[ModelSettings], ModelSettings]
"Returns the model that is to be drawn with in the place of the log's: its folder may be elsewhere by now."


@dataclass(slots=True)
class Redrawn:
    """What came of it."""

    frames: int = 0
    compared: int = 0
    "Pictures of which the log has the digest."
    differ: int = 0
    "How many of them are not those of the show."
    first: int | None = None
    "The number of the first of them."
    other: tuple[str, ...] = ()
    "What has other versions than in the show: `torch 2.12.0, now 2.13.0`."


def redraw(path: Path, see: See, change: Change = lambda model: model) -> Redrawn:
    """Draw all that is in a log. LogError: it cannot be read, or not be drawn here."""
    done = Redrawn()
    again: _Again | None = None
    try:
        for line in read_log(path):
            if isinstance(line, Header):
                if again is not None:
                    again.close()
                again = _Again(line, see, done, change)
            elif again is None:
                raise LogError(f"{path} does not begin as a log of what was drawn")
            elif isinstance(line, Digest):
                again.compare(line)
            else:
                again.draw(line)
    finally:
        if again is not None:
            again.close()
    if again is None:
        raise LogError(f"{path} is empty: nothing was drawn")
    return done


def read_log(path: Path) -> Iterator[Line]:
    """Read a log line by line. LogError: it cannot be read.

    Half a line, which a killed renderer has left, is passed over where nothing follows it, or another renderer.
    """
    before, torn = Drawn(0), ""
    for number, text in _lines(path):
        try:
            line = read_line(text, before)
        except ValueError as error:
            problem = f"{path}: line {number} is none of a log of what was drawn: {error}"
            if torn or number == 1:
                raise LogError(torn or problem) from None
            torn = problem
            continue
        if torn and not isinstance(line, Header):
            raise LogError(torn)
        torn = ""
        if not isinstance(line, Digest):
            before = line if isinstance(line, Drawn) else Drawn(0)
        yield line


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not empty, with their numbers."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, text in enumerate(file, 1):
                if text.strip():
                    yield number, text
    except UnicodeDecodeError:
        raise LogError(f"{path} is no text") from None
    except OSError as error:
        raise LogError(f"{path} cannot be read: {error.strerror}") from None


class _Again:
    """One renderer, drawing what it drew."""

    def __init__(self, header: Header, see: See, done: Redrawn, change: Change) -> None:
        self._see, self._done = see, done
        self._renderer = _opened(header, change)
        self._size = (header.width, header.height)
        self._last: Drawn | None = None
        self._picture: Picture = np.zeros((header.height, header.width, 3), np.uint8)
        now = versions()
        done.other += tuple(
            f"{name} {then}, now {now.get(name, 'missing')}"
            for name, then in header.versions.items()
            if now.get(name) != then and not any(line.startswith(f"{name} ") for line in done.other)
        )

    def close(self) -> None:
        """End the renderer."""
        end = getattr(self._renderer, "close", None)
        if end is not None:
            end()

    def draw(self, drawn: Drawn) -> None:
        """Draw up to this frame, and it."""
        if self._last is not None:
            self._up_to(drawn.frame - 1)
        self._frame(drawn)

    def compare(self, line: Digest) -> None:
        """Draw up to a frame, and compare it with that of the show."""
        self._up_to(line.frame)
        if self._last is None:
            return
        self._done.compared += 1
        if digest(self._picture, self._last.light) != line.sha256:
            self._done.differ += 1
            self._done.first = self._done.first or line.frame

    def _up_to(self, frame: int) -> None:
        while self._last is not None and self._last.frame < frame:
            self._frame(replace(self._last.quiet(), frame=self._last.frame + 1))

    def _frame(self, drawn: Drawn) -> None:
        if drawn.size != self._size:
            if not isinstance(self._renderer, Resizable):
                raise LogError(f"frame {drawn.frame}: the engine of this log cannot change its size")
            self._renderer.resize(*drawn.size)
            self._size = drawn.size
        if not drawn.held:
            if isinstance(self._renderer, Saying) and drawn.way:
                _keep_to(self._renderer, drawn)
            self._picture = self._renderer.frame(drawn.state)
        self._last = drawn
        self._done.frames += 1
        shown = np.empty_like(self._picture)
        finish(self._picture, drawn.light, shown)
        self._see(drawn.frame, shown)


def _keep_to(renderer: Saying, drawn: Drawn) -> None:
    try:
        renderer.keep_to(drawn.way)
    except ValueError:
        raise LogError(f"frame {drawn.frame}: this engine has no way of computing called {drawn.way!r}") from None


def _opened(header: Header, change: Change) -> Renderer:
    try:
        if header.model is None:
            return open_engine(header.engine, header.width, header.height, header.fps)
        return open_model(change(header.model), header.width, header.height, header.fps, patient=True)
    except (Refusal, ValueError) as error:
        raise LogError(str(error)) from error
