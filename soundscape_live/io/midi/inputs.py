"""MIDI inputs for the engine: a thread listens, the event loop decodes and feeds.

Rules: nothing that a device does reaches the caller. A note that is held when its input goes is released. Between the
thread and the loop stands one bounded queue; what finds no room is counted. The loop takes TURN messages at a time, so
that a storm does not hold it up.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from soundscape_live.io.midi.listener import SAY_SECONDS, Heard, Listener
from soundscape_live.io.midi.message import SONG_POSITION, decode, decode_clock, is_malformed
from soundscape_live.io.midi.system import matches
from soundscape_live.model import ClockMessage, Control

WAITING = 8192
"Messages between the thread and the loop, at most."
TURN = 256

_LOG = logging.getLogger(__name__)


class MidiInputs:
    """All MIDI inputs that match a pattern, as Controls and clocks `midi:<input's name>`.

    They are fed on the event loop's thread. Of inputs that match no pattern of `clocks` no clock is taken.
    """

    def __init__(
        self,
        patterns: Sequence[str],
        feed: Callable[[Control | ClockMessage], None],
        system: str = "auto",
        clocks: Sequence[str] = (),
    ) -> None:
        self.accepted = 0
        "Controls fed."
        self.rejected = 0
        "Malformed messages."
        self.dropped = 0
        "Messages that found no room because the loop was held up."
        self._feed = feed
        self._waiting: deque[Heard] = deque()
        self._woken = False
        self._held: dict[str, dict[str, None]] = {}
        self._said = float("-inf")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._clocks = tuple(clocks)
        self._listener = Listener(patterns, system, self._hand_over, self._clocks)

    @property
    def ports(self) -> tuple[str, ...]:
        """The inputs that are open now."""
        return self._listener.ports

    @property
    def detail(self) -> str:
        """What is open, or why nothing is, in words for the operator."""
        return self._listener.detail

    async def run(self) -> None:
        """Listen until cancelled. Raises nothing that a device can cause."""
        self._loop = asyncio.get_running_loop()
        stop = threading.Event()
        # Leaving waits for the thread, which takes a few milliseconds.
        with ThreadPoolExecutor(1, "midi") as thread:
            try:
                await self._loop.run_in_executor(thread, self._listener.listen, stop)
            finally:
                self._loop = None
                stop.set()

    def _hand_over(self, heard: list[Heard]) -> None:
        """Put messages into the queue and wake the loop once. On the MIDI thread; does not block."""
        room = WAITING - len(self._waiting)
        self._waiting.extend(heard[:room])
        self.dropped += max(0, len(heard) - room)
        loop = self._loop
        if not self._woken and loop is not None:
            self._woken = True
            loop.call_soon_threadsafe(self._take)

    def _take(self) -> None:
        # Cleared first: a message that comes while we look wakes the loop again rather than being left behind.
        self._woken = False
        for _ in range(min(TURN, len(self._waiting))):
            self._decode(self._waiting.popleft())
        if self._waiting and not self._woken and self._loop is not None:
            self._woken = True
            self._loop.call_soon(self._take)

    def _decode(self, heard: Heard) -> None:
        if not heard.message:
            self._release(heard)
            return
        if max(heard.message) >= SONG_POSITION and self._is_clock(heard.source):
            for told in decode_clock(heard.message, heard.at, heard.source):
                self._feed(told)
        control = decode(heard.message, heard.at, heard.source)
        if control is not None:
            self.accepted += 1
            self._hold(control)
            self._feed(control)
        elif is_malformed(heard.message):
            self.rejected += 1
            if heard.at - self._said >= SAY_SECONDS:
                self._said = heard.at
                broken = " ".join(f"{byte:02X}" for byte in heard.message[:8])
                _LOG.warning("MIDI from %s: refused a malformed message, %s", heard.source, broken)

    def _is_clock(self, source: str) -> bool:
        return matches(source.removeprefix("midi:"), self._clocks)

    def _hold(self, control: Control) -> None:
        if "/note/" in control.name:
            held = self._held.setdefault(control.source, {})
            if control.value:
                held[control.name] = None
            else:
                held.pop(control.name, None)

    def _release(self, gone: Heard) -> None:
        """Let go of the notes that were held on an input that is gone: nobody else will."""
        for name in self._held.pop(gone.source, {}):
            self._feed(Control(gone.at, gone.source, name, 0.0))
