"""The renderer process: `python -m soundscape_live.generator.loop`, started by the server alone.

Rules: frames are paced by deadlines, and one that is late by more than half a period moves them instead of being
caught up; parameters are read as late as possible; the picture is multiplied by the light, the stamp comes last.
While paused the last picture is shown at HELD_FPS. The process waits until it is told to begin, and ends with its
parent, or where the socket is closed.
"""

import argparse
import os
import select
import selectors
import signal
import socket
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from soundscape_live.generator.engines import open_engine, open_model, read_model_code
from soundscape_live.generator.frames import Frames
from soundscape_live.generator.light import finish
from soundscape_live.generator.link import Lines, Shown, read_begin, read_session, read_size, refusal_line
from soundscape_live.generator.log.writer import DrawnLog, Made, said
from soundscape_live.generator.picture import FrameState, Picture, Refusal, Renderer, Resizable
from soundscape_live.generator.settings import read_model
from soundscape_live.host.clock import now
from soundscape_live.host.process import call_process, end_with_parent
from soundscape_live.wire import stamp
from soundscape_live.wire.messages import OPENING, WireCommand, WireDone, WireSnapshot
from soundscape_live.wire.ours import decode
from soundscape_live.wire.reducer import Reducer, Turn

HELD_FPS = 5.0
"A held picture is shown again this often, so that viewers who join see it."
WAITS, BUSY = "standing by", "renderer"
"What lists of processes call one that waits, and one that draws."
REFUSED = 3
"The exit code of a renderer that has said why it cannot draw."


def next_deadline(deadline: float, at: float, period: float) -> float:
    """Return when the frame after the one due at `deadline` is due, seen at time `at`."""
    deadline += period
    return at if at - deadline > period / 2 else deadline


class Outlet:
    """Sends lines to the server without waiting for it: while it does not read, frames go unannounced."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end
        self._unsent = b""
        self._answers: tuple[WireDone, ...] = ()

    def announce(self, shown: Shown) -> None:
        """Send the line, or keep its answers for the next one. BrokenPipeError: the server is gone."""
        shown = replace(shown, answers=self._answers + shown.answers)
        if not self._flush():
            self._answers = shown.answers
            return
        self._answers = ()
        self._unsent = shown.line()
        self._flush()

    def begin(self) -> None:
        """Forget the answers of the session before."""
        self._answers = ()

    def _flush(self) -> bool:
        try:
            sent = self._end.send(self._unsent) if self._unsent else 0
        except BlockingIOError:
            return False
        self._unsent = self._unsent[sent:]
        return not self._unsent


@dataclass(frozen=True, slots=True)
class Options:
    """How frames are shown."""

    fps: float
    stamped: bool = False
    "Write the snapshot's and the frame's number into the picture."
    first: int = 1
    "The number of the first frame."


class Loop:
    """Draws frame after frame until the server is gone."""

    def __init__(
        self, renderer: Renderer, frames: Frames, end: socket.socket, options: Options, log: DrawnLog | None = None
    ) -> None:
        self._renderer = renderer
        self._frames = frames
        self._end = end
        self._outlet = Outlet(end)
        self._reducer = Reducer(OPENING)
        self._lines = Lines()
        self._period = 1.0 / options.fps
        self._stamped = options.stamped
        self._frame = options.first
        self._epoch = 0
        self._picture: Picture | None = None
        self._wanted: tuple[int, int] | None = None
        "The size that the next frame is to have."
        self._log = log
        self._selector = selectors.DefaultSelector()
        self._selector.register(end, selectors.EVENT_READ)

    def run(self) -> None:
        """Draw until the other end of the socket is closed. Blocks."""
        deadline = now()
        while self._wait(deadline):
            begun = now()
            self._show(self._reducer.turn(begun, self._frame), begun)
            period = 1.0 / HELD_FPS if self._reducer.paused else self._period
            deadline = next_deadline(deadline, now(), period)

    def _wait(self, deadline: float) -> bool:
        """Take messages until it is time for a frame; False when the server is gone."""
        held = self._reducer.paused
        while True:
            left = deadline - now()
            if not self._selector.select(max(0.0, left)):
                return True
            data = self._end.recv(65536)
            if not data:
                return False
            for line in self._lines.feed(data):
                self._take(line)
            if left <= 0.0 or (held and not self._reducer.paused):
                return True

    def _take(self, line: bytes) -> None:
        epoch = read_session(line)
        if epoch is not None:
            self._epoch = epoch
            self._reducer.begin()
            self._outlet.begin()
            return
        size = read_size(line)
        if size is not None:
            self._wanted = size
            return
        message = decode(line.decode())
        if isinstance(message, WireSnapshot):
            self._reducer.snapshot(message)
        elif isinstance(message, WireCommand):
            self._reducer.command(message, now())

    def _resize(self, width: int, height: int) -> None:
        """Go on at another size; asked only of a renderer that can."""
        assert isinstance(self._renderer, Resizable)
        self._renderer.resize(width, height)
        self._frames.resize(width, height)
        self._picture = None

    def _show(self, turn: Turn, begun: float) -> None:
        frame = self._frame
        if self._wanted is not None:
            self._resize(*self._wanted)
            self._wanted = None
        held = self._picture is not None and turn.snapshot.paused
        state = frame_state(turn)
        if self._picture is None or not held:
            self._picture = self._renderer.frame(state)
        picture = self._picture
        if self._log is not None:
            self._log.frame(said(self._renderer, frame, state, turn.snapshot.light, picture, held=held), picture)

        def draw(slot: Picture) -> None:
            finish(picture, turn.snapshot.light, slot)
            if self._stamped:
                stamp.write(slot, max(0, turn.seq), frame)

        self._frames.write(frame, draw)
        self._outlet.announce(
            Shown(frame, begun, self._epoch, turn.seq, turn.answers, (picture.shape[1], picture.shape[0]))
        )
        self._frame += 1


def frame_state(turn: Turn) -> FrameState:
    """Return what the renderer needs of a turn."""
    state = turn.snapshot
    return FrameState(
        prompts=state.prompts,
        interpolation=state.interpolation,
        noise_scale=state.noise_scale,
        denoising_step_list=state.denoising_step_list,
        manage_cache=state.manage_cache,
        seed=state.seed,
        reset=turn.reset,
        transition=turn.transition,
        motion=state.motion,
        pace=state.pace,
        loras=state.loras,
    )


def main(argv: list[str]) -> int:
    """Draw until the server is gone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", default="main")
    parser.add_argument("--socket", type=int, required=True)
    parser.add_argument("--memory", type=int, required=True)
    parser.add_argument("--fps", type=float, required=True)
    parser.add_argument("--engine", required=True)
    parser.add_argument("--model", type=read_model)
    parser.add_argument("--stamp", action="store_true")
    parser.add_argument("--log", type=Path)
    options = parser.parse_args(argv)
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is the server's business
    with socket.socket(fileno=options.socket) as end:
        if options.model is not None:
            read_model_code(options.model, begun=told(end))
        call_process(WAITS)
        first = first_line(end)
        return _draw(options, end, *read_begin(first)) if first else 0


def told(end: socket.socket) -> bool:
    """Return whether the server has said something already, or is gone."""
    return bool(select.select([end], [], [], 0.0)[0])


def first_line(end: socket.socket) -> bytes:
    """Wait for the first line and return it without its end; what follows stays where it is. Empty: nobody sends it."""
    line = b""
    while not line.endswith(b"\n"):
        byte = end.recv(1)
        if not byte:
            return b""
        line += byte
    return line[:-1]


def _draw(options: argparse.Namespace, end: socket.socket, width: int, height: int, first: int) -> int:
    """Open the renderer and draw; return the process's code."""
    call_process(BUSY)
    frames = Frames(options.memory, width, height)
    os.close(options.memory)
    try:
        if options.model is None:
            renderer = open_engine(options.engine, width, height, options.fps)
        else:
            renderer = open_model(options.model, width, height, options.fps)
    except Refusal as refusal:
        end.sendall(refusal_line(str(refusal)))
        return REFUSED
    end.setblocking(False)  # noqa: FBT003  (the library's signature)
    made = Made(options.name, options.engine, options.model, options.fps)
    log = DrawnLog(options.log, made) if options.log else None
    try:
        Loop(renderer, frames, end, Options(options.fps, options.stamp, first), log).run()
    except (BrokenPipeError, ConnectionResetError):
        return 0
    finally:
        if log is not None:
            log.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
