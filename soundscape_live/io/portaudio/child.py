"""The engine's end of the capture process: starts it, reads its answer and its blocks, ends it.

Rules: everything here runs on the event loop's thread, except `ask`, which blocks. The pipe is read whenever the
loop has time; when it has none, the pipe fills and the capture process drops and counts.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from soundscape_live.io.portaudio.messages import HEAD, Answer, Opened, OpenRequest, Refused, parse_answer, request_text

ANSWER_SECONDS = 10.0
"How long loading PortAudio and opening a device may take; some hosts probe every card."

END_SECONDS = 1.0
"How long the process may take to end by itself, before it is killed."

MODULE = "soundscape_live.io.portaudio.capture"
ROOT = Path(__file__).parents[3]
READ_BYTES = 65536


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """Start the capture process. Takes one or two milliseconds."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return subprocess.Popen(  # our own module with our own arguments, no shell
        [sys.executable, "-P", "-m", MODULE, *arguments],
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # PortAudio and JACK complain there of every device that they look at in vain
        bufsize=0,
    )


def ask() -> Answer:
    """Return the list of inputs, or why there is none. Blocks, a quarter of a second as a rule."""
    process = start("list")
    try:
        line, _ = process.communicate(timeout=ANSWER_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return Refused(f"PortAudio did not answer in {ANSWER_SECONDS:.0f} s.")
    return _answer(line)


def _answer(line: bytes) -> Answer:
    try:
        return parse_answer(line)
    except (ValueError, TypeError):
        return Refused("PortAudio's process ended without an answer.")


class Child:
    """A capture process that has been asked to open an input."""

    def __init__(
        self,
        request: OpenRequest,
        answered: Callable[[Answer], None],
        heard: Callable[[float, memoryview, int, int], None],
    ) -> None:
        """Start it. `heard` is called for each block (at, samples, dropped, overflows so far).

        `answered` is called for each try to open the input: refusals, and then, once, what was opened.
        `heard` must copy the samples; the view ends with the call.
        """
        self._answered = answered
        self._heard = heard
        self._got = bytearray()
        self._tried = False
        self._open = False
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        "Done when the pipe is at its end."
        self._process = start("open", request_text(request))
        assert self._process.stdout is not None
        self._pipe = self._process.stdout.fileno()
        os.set_blocking(self._pipe, False)
        asyncio.get_running_loop().add_reader(self._pipe, self._read)

    def _read(self) -> None:
        data = os.read(self._pipe, READ_BYTES)
        if not data:
            asyncio.get_running_loop().remove_reader(self._pipe)
            if not self._tried:
                self._answered(_answer(bytes(self._got)))
            self.ended.set_result(None)
            return
        self._got += data
        while not self._open:
            line, newline, rest = self._got.partition(b"\n")
            if not newline:
                return
            self._got = rest
            self._tried = True
            answer = _answer(bytes(line))
            self._open = isinstance(answer, Opened)
            self._answered(answer)
        self._take_blocks()

    def _take_blocks(self) -> None:
        start = 0
        with memoryview(self._got) as got:
            while len(got) - start >= HEAD.size:
                at, size, dropped, overflows = HEAD.unpack_from(got, start)
                end = start + HEAD.size + size
                if end > len(got):
                    break
                with got[start + HEAD.size : end] as samples:
                    self._heard(at, samples, dropped, overflows)
                start = end
        del self._got[:start]

    async def end(self) -> None:
        """End the process: kindly, then at once. May be called at any time; returns within about a second."""
        asyncio.get_running_loop().remove_reader(self._pipe)
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.stdout.close()
        try:
            await asyncio.to_thread(process.wait, END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)
        finally:
            if process.poll() is None:
                process.kill()
