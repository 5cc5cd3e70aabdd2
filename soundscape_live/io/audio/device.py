"""A sound card's input, or any other that PortAudio knows, for as long as the show lasts.

Rules: capture runs in a process of its own (io/portaudio says why), one process for each time that the input is
opened. A block's time is that of PortAudio's callback, read in that process from the machine's one monotonic
clock; the hosts' own figures of latency are not used, on JACK they are nonsense. Blocks that the loop is too
late for are dropped there and counted here. An input that goes, or gives nothing for a second, is looked for
again by its name, for ever: by a capture process that waits for it.
"""

import asyncio
import sys
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from soundscape_live.host.clock import now
from soundscape_live.io.audio.source import (
    AudioError,
    AudioWish,
    Feed,
    mix,
)
from soundscape_live.io.audio.zeros import Zeros
from soundscape_live.io.portaudio.child import ANSWER_SECONDS, Child, ask
from soundscape_live.io.portaudio.devices import AudioDevice, choose, no_match
from soundscape_live.io.portaudio.messages import Answer, Listed, Opened, OpenRequest, Refused
from soundscape_live.model import AudioBlock, AudioState

GONE_SECONDS = 1.0
"Without a block for so long (or for four blocks, if those last longer) the input counts as gone."

FIRST_BLOCK_SECONDS = 3.0
"The first block may take longer: PulseAudio needs more than a second."

FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 1.0
"A capture process that ended is started again after the first wait, then after twice as long, up to the longest."

JACK = "JACK Audio Connection Kit"
"PortAudio's name for it."

LOOK_SECONDS = 0.25
"How often it is looked whether the input is overdue."


def list_audio() -> tuple[AudioDevice, ...]:
    """Return the inputs that there are, in PortAudio's order. Blocks, a quarter of a second as a rule.

    AudioError when PortAudio is absent (with the command that installs it) or does not answer.
    """
    answer = ask()
    match answer:
        case Listed(devices):
            return devices
        case Refused(why, no_portaudio=absent):
            raise AudioError(_install() if absent else why)
        case Opened():
            raise AudioError("PortAudio's process gave an answer to another question.")


def _install() -> str:
    command = "brew install portaudio" if sys.platform == "darwin" else "apt-get install libportaudio2"
    return f"Sound cards need PortAudio, which is not installed: {command}"


@dataclass(slots=True)
class _Counts:
    """What is counted over all the times that an input is opened."""

    blocks: int = 0
    late: int = 0
    overflows: int = 0
    not_finite: int = 0


class DeviceSource:
    """An input as a source of sound."""

    def __init__(self, wish: AudioWish) -> None:
        """Look whether PortAudio is there, and the device. Blocks, a quarter of a second as a rule.

        AudioError when PortAudio is absent. A device that is absent is waited for by `run`, which says so.
        """
        self._wish = wish
        self._name = ""
        self._counts = _Counts()
        self._zeros = Zeros()
        self._told: tuple[bool, str] | None = None
        devices = list_audio()
        found = choose(devices, wish.source)
        self._stream: _Stream | None = None
        self._found = f"'{found.name}' ({found.host_api})" if found else no_match(devices, wish.source)

    @property
    def description(self) -> str:
        """Which input is open; before that, which was found, or that none was."""
        return (self._stream and self._stream.description) or self._found

    @property
    def blocks(self) -> int:
        """Blocks fed so far."""
        return self._counts.blocks

    @property
    def dropped(self) -> int:
        """Blocks dropped because the loop was late, and overflows."""
        return self._counts.late + self._counts.overflows

    @property
    def overflows(self) -> int:
        """How often the host said that it had lost sound before it reached us."""
        return self._counts.overflows

    @property
    def not_finite(self) -> int:
        """Samples that were not finite, and were fed as 0."""
        return self._counts.not_finite

    async def run(self, feed: Feed) -> None:
        """Feed blocks until cancelled. Runs on the event loop; nothing in it blocks."""
        wish = self._wish
        wait = FIRST_WAIT_SECONDS

        def tell(at: float, *, present: bool, detail: str) -> None:
            """Feed whether there is sound, whenever that changes."""
            if (present, detail) != self._told:
                self._told = present, detail
                feed(AudioState(at, present=present, detail=detail))

        while True:
            stream = self._stream = _Stream(wish.channels, self._counts, self._zeros, feed, tell)
            await stream.listen(OpenRequest(wish.source, self._name, wish.channels, wish.rate, wish.block))
            if stream.opened is not None:
                self._name, self._found = stream.opened.name, stream.description
            if stream.blocks:
                wait = FIRST_WAIT_SECONDS
            if not stream.afresh:
                tell(now(), present=False, detail=f"{stream.why} Waiting for it.")
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT_SECONDS)


class _Tell(Protocol):
    def __call__(self, at: float, *, present: bool, detail: str) -> None: ...


class _Stream:
    """One time that an input is opened, until it is gone."""

    def __init__(self, channels: tuple[int, ...], counts: _Counts, zeros: Zeros, feed: Feed, tell: _Tell) -> None:
        self._channels = channels
        self._counts = counts
        self._zeros = zeros
        self._before = (counts.late, counts.overflows)
        self._feed = feed
        self._tell = tell
        self.opened: Opened | None = None
        self.blocks = 0
        self.why = f"PortAudio did not answer in {ANSWER_SECONDS:.0f} s."
        "Why there is no sound, should there be no more from now on."
        self.afresh = False
        "Whether it is left alone only to be opened again, and nobody need be told."
        self._deadline = now() + ANSWER_SECONDS

    @property
    def description(self) -> str:
        """Which input, in words for the operator."""
        if self.opened is None:
            return ""
        picked = self._channels or tuple(range(1, self.opened.channels + 1))
        which = "+".join(str(channel) for channel in picked)
        return f"'{self.opened.name}' ({self.opened.host_api}, channel {which}, {self.opened.rate} Hz)"

    async def listen(self, request: OpenRequest) -> None:
        """Feed what the input gives, and return when it is gone or cannot be opened."""
        child = Child(request, self._answer, self._hear)
        try:
            while not child.ended.done() and now() < self._deadline:
                await asyncio.wait((child.ended,), timeout=LOOK_SECONDS)
                if self.blocks and self._zeros.are_odd(now()):
                    if not await self._still_listed():
                        return
                    self.afresh = self.opened is not None and self.opened.host_api == JACK
                    if self.afresh:
                        return
        finally:
            await child.end()

    async def _still_listed(self) -> bool:
        answer = await asyncio.to_thread(ask)
        if self.opened is None or not isinstance(answer, Listed):
            return True
        if any(device.name == self.opened.name for device in answer.devices):
            return True
        self.why = f"'{self.opened.name}' is gone."
        return False

    def _answer(self, answer: Answer) -> None:
        match answer:
            case Opened(name):
                self.opened = answer
                self.why = f"'{name}' gives no sound."
                self._deadline = now() + FIRST_BLOCK_SECONDS
            case Refused(why):
                # It goes on looking, and says so each time.
                self.why = why
                self._deadline = now() + ANSWER_SECONDS
                self._tell(now(), present=False, detail=f"{why} Waiting for it.")
            case Listed():
                self.why = "PortAudio's process gave an answer to another question."

    def _hear(self, at: float, data: memoryview, dropped: int, overflows: int) -> None:
        """Take one block from the capture process."""
        if self.opened is None:
            return
        frames = np.frombuffer(data, np.float32).reshape(-1, self.opened.channels)
        samples, odd = mix(frames, self._channels)
        counts = self._counts
        if not self.blocks:
            self._zeros.begin()
            self.why = f"'{self.opened.name}' stopped giving sound."
            self._tell(at, present=True, detail=self.description)
        self.blocks += 1
        counts.blocks += 1
        counts.late, counts.overflows = self._before[0] + dropped, self._before[1] + overflows
        counts.not_finite += odd
        self._deadline = now() + max(GONE_SECONDS, 4 * samples.size / self.opened.rate)
        self._zeros.note(sound=bool(samples.any()), at=now())
        self._feed(AudioBlock(at, samples, self.opened.rate))
