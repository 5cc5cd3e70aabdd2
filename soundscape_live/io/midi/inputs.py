"""MIDI inputs for the engine: a thread listens, the event loop decodes and feeds.

Rules: nothing that a device does reaches the caller. A note that is held when its input goes is released. Between the
thread and the loop stands one bounded queue; what finds no room is counted. The loop takes TURN messages at a time, so
that a storm does not hold it up.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from soundscape_live.host.clock import now
from soundscape_live.io.midi.coding import Codings
from soundscape_live.io.midi.decoder import Decoder, declared
from soundscape_live.io.midi.listener import SAY_SECONDS, Ear, Heard, Listener, Plugged, Sight
from soundscape_live.io.midi.message import SONG_POSITION, decode_clock, is_malformed
from soundscape_live.io.midi.ports import EVERYTHING, matches
from soundscape_live.io.midi.timecode import Song
from soundscape_live.model import ClockMessage, Control

WAITING = 8192
"Messages between the thread and the loop, at most."
TURN = 256

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MidiWish:
    """Which MIDI inputs, and how they are read."""

    patterns: tuple[str, ...] = (EVERYTHING,)
    "Of inputs' names, with `*` and `?`, whatever the case."
    clocks: tuple[str, ...] = ()
    "Patterns of the inputs whose clock is taken."
    ours: tuple[str, ...] = ()
    "Patterns of the ports that have our clock: what they send of it would come back."
    timecodes: tuple[str, ...] = ()
    "Patterns of the inputs whose MIDI timecode is taken."
    song_bpm: float = 120.0
    "The tempo of the song that it counts."
    codings: tuple[tuple[str, Codings], ...] = ()
    "Patterns of inputs' names, and what is declared for them; all rows that match count together."
    system: str = "auto"
    "`alsa`, `jack`, `coremidi`, `windows`, or the first of them that is there."


class MidiInputs:
    """All MIDI inputs that are wished for, as Controls and clocks `midi:<input's name>`."""

    def __init__(
        self,
        wish: MidiWish,
        feed: Callable[[Control | ClockMessage], None],
        state: Callable[[str, bool, str], None] = lambda _source, _present, _detail: None,
        seen: Callable[[Sight], None] = lambda _sight: None,
    ) -> None:
        """`feed` and `state` are called on the event loop's thread, `seen` on the MIDI thread.

        `state` is told of each source that comes or goes: before its first Control, and after its last.
        """
        self.accepted = 0
        "Controls fed."
        self.rejected = 0
        "Malformed messages."
        self.dropped = 0
        "Messages that found no room because the loop was held up."
        self._wish = wish
        self._feed = feed
        self._state = state
        self._waiting: deque[Heard | Plugged] = deque()
        self._woken = False
        self._decoders: dict[str, Decoder] = {}
        self._held: dict[str, dict[str, None]] = {}
        self._said = float("-inf")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        ear = Ear(self._hand_over, self._plugged, seen)
        self._songs: dict[str, Song] = {}
        self._song_timer: asyncio.TimerHandle | None = None
        self._listener = Listener(wish.patterns, wish.system, ear, wish.clocks, wish.timecodes)

    @property
    def ports(self) -> tuple[str, ...]:
        """The inputs that are open now."""
        return self._listener.ports

    @property
    def detail(self) -> str:
        """What is open, or why nothing is, in words for the operator."""
        return self._listener.detail

    def declare(self, codings: tuple[tuple[str, Codings], ...]) -> None:
        """Read what comes from now on with these codings. Thread: the event loop's."""
        if codings != self._wish.codings:
            self._wish = replace(self._wish, codings=codings)
            self._decoders.clear()

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
                if self._timer is not None:
                    self._timer.cancel()
                    self._timer = None
                if self._song_timer is not None:
                    self._song_timer.cancel()
                    self._song_timer = None
                stop.set()

    def _hand_over(self, heard: list[Heard]) -> None:
        """Put messages into the queue and wake the loop once. On the MIDI thread; does not block."""
        room = max(0, WAITING - len(self._waiting))
        self._waiting.extend(heard[:room])
        self.dropped += max(0, len(heard) - room)
        self._wake()

    def _plugged(self, plugged: Plugged) -> None:
        """Put what came or went into the queue, full or not. On the MIDI thread."""
        self._waiting.append(plugged)
        self._wake()

    def _wake(self) -> None:
        loop = self._loop
        if not self._woken and loop is not None:
            self._woken = True
            loop.call_soon_threadsafe(self._take)

    def _take(self) -> None:
        # Cleared first: a message that comes while we look wakes the loop again rather than being left behind.
        self._woken = False
        for _ in range(min(TURN, len(self._waiting))):
            item = self._waiting.popleft()
            if isinstance(item, Heard):
                self._decode(item)
            else:
                self._note(item)
        if self._waiting and not self._woken and self._loop is not None:
            self._woken = True
            self._loop.call_soon(self._take)
        self._set_timer()

    def _decode(self, heard: Heard) -> None:
        if max(heard.message) >= SONG_POSITION and self._is_clock(heard.source):
            for told in decode_clock(heard.message, heard.at, heard.source):
                self._feed(told)
        if self._wish.timecodes and matches(heard.source.removeprefix("midi:"), self._wish.timecodes):
            self._hear_timecode(heard)
        controls = self._decoder(heard.source).decode(heard.message, heard.at)
        for control in controls:
            self._give(control)
        if not controls and is_malformed(heard.message):
            self.rejected += 1
            if heard.at - self._said >= SAY_SECONDS:
                self._said = heard.at
                broken = " ".join(f"{byte:02X}" for byte in heard.message[:8])
                _LOG.warning("MIDI from %s: refused a malformed message, %s", heard.source, broken)

    def _hear_timecode(self, heard: Heard) -> None:
        song = self._songs.setdefault(heard.source, Song(heard.source, self._wish.song_bpm))
        for control in song.take(heard.message, heard.at):
            self._feed(control)
        if self._song_timer is None and song.due is not None and self._loop is not None:
            self._song_timer = self._loop.call_at(song.due, self._look_at_songs)

    def _look_at_songs(self) -> None:
        self._song_timer = None
        for song in self._songs.values():
            for control in song.look(now()):
                self._feed(control)
        dues = [due for song in self._songs.values() if (due := song.due) is not None]
        if dues and self._loop is not None:
            self._song_timer = self._loop.call_at(min(dues), self._look_at_songs)

    def _decoder(self, source: str) -> Decoder:
        known = self._decoders.get(source)
        if known is None:
            known = Decoder(source, declared(source.removeprefix("midi:"), self._wish.codings))
            self._decoders[source] = known
        return known

    def _give(self, control: Control) -> None:
        self.accepted += 1
        if "/note/" in control.name:
            held = self._held.setdefault(control.source, {})
            if control.value:
                held[control.name] = None
            else:
                held.pop(control.name, None)
        self._feed(control)

    def _set_timer(self) -> None:
        """Wake up for an MSB whose LSB does not come."""
        if self._timer is None and self._loop is not None:
            dues = [due for decoder in self._decoders.values() if (due := decoder.due) is not None]
            if dues:
                self._timer = self._loop.call_at(min(dues), self._flush)

    def _flush(self) -> None:
        self._timer = None
        # With the loop held up, the LSB may be among what waits.
        if not self._waiting:
            for decoder in self._decoders.values():
                for control in decoder.flush(now()):
                    self._give(control)
        self._set_timer()

    def _is_clock(self, source: str) -> bool:
        name = source.removeprefix("midi:")
        return matches(name, self._wish.clocks) and not matches(name, self._wish.ours)

    def _note(self, plugged: Plugged) -> None:
        """Tell of a source that came or went; let go of the notes that were held on it: nobody else will."""
        self._decoders.pop(plugged.source, None)
        for name in self._held.pop(plugged.source, {}):
            self._feed(Control(plugged.at, plugged.source, name, 0.0))
        self._state(plugged.source, plugged.present, plugged.detail)
