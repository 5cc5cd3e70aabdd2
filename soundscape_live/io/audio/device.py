"""A sound card's input, or any other that PortAudio knows, for as long as the show lasts.

Rules: capture runs in a process of its own (io/portaudio says why), one process for each time that the input is
opened. A block's time is that of PortAudio's callback, read in that process from the machine's one monotonic
clock; the hosts' own figures of latency are not used, on JACK they are nonsense. Blocks that the loop is too
late for are dropped there and counted here. An input that goes, or gives nothing for a second, is looked for
again by its name, for ever.
"""

import asyncio
import sys
from dataclasses import dataclass

import numpy as np

from soundscape_live.host.clock import now
from soundscape_live.io.audio.source import (
    FIRST_WAIT_SECONDS,
    LONGEST_WAIT_SECONDS,
    AudioError,
    AudioWish,
    Feed,
    mix,
)
from soundscape_live.io.portaudio.child import ANSWER_SECONDS, Child, ask
from soundscape_live.io.portaudio.devices import AudioDevice, choose, no_match
from soundscape_live.io.portaudio.messages import Answer, Listed, Opened, OpenRequest, Refused
from soundscape_live.model import AudioBlock, AudioState

GONE_SECONDS = 1.0
"Without a block for so long (or for four blocks, if those last longer) the input counts as gone."

FIRST_BLOCK_SECONDS = 3.0
"The first block may take longer: PulseAudio needs more than a second."

ZERO_SECONDS = 2.0
"""After so long of samples that are exactly zero, it is asked whether the input is still there.

On JACK an input is another program; when that ends, its input goes on, and is zero. Asking changes nothing of
the open stream. While the zeros last, it is asked again after twice as long, up to ten times this.
"""

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
        wait, said = FIRST_WAIT_SECONDS, ""
        while True:
            stream = self._stream = _Stream(wish.channels, self._counts, feed)
            await stream.listen(OpenRequest(wish.source, self._name, wish.channels, wish.rate, wish.block))
            if stream.opened is not None:
                self._name, self._found = stream.opened.name, stream.description
            if stream.blocks:
                wait, said = FIRST_WAIT_SECONDS, ""
            if stream.why != said:
                said = stream.why
                feed(AudioState(now(), present=False, detail=f"{said} Waiting for it."))
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)


class _Stream:
    """One time that an input is opened, until it is gone."""

    def __init__(self, channels: tuple[int, ...], counts: _Counts, feed: Feed) -> None:
        self._channels = channels
        self._counts = counts
        self._before = (counts.late, counts.overflows)
        self._feed = feed
        self.opened: Opened | None = None
        self.blocks = 0
        self.why = f"PortAudio did not answer in {ANSWER_SECONDS:.0f} s."
        "Why there is no sound, should there be no more from now on."
        self._deadline = now() + ANSWER_SECONDS
        self._zeros_since: float | None = None

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
        ask_after = ZERO_SECONDS
        try:
            while not child.ended.done() and now() < self._deadline:
                await asyncio.wait((child.ended,), timeout=LOOK_SECONDS)
                zeros = 0.0 if self._zeros_since is None else now() - self._zeros_since
                if zeros < ZERO_SECONDS:
                    ask_after = ZERO_SECONDS
                elif zeros > ask_after:
                    ask_after = zeros + min(zeros, 10 * ZERO_SECONDS)
                    if not await self._still_listed():
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
                self.why = why
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
            self.why = f"'{self.opened.name}' stopped giving sound."
            self._feed(AudioState(at, present=True, detail=self.description))
        self.blocks += 1
        counts.blocks += 1
        counts.late, counts.overflows = self._before[0] + dropped, self._before[1] + overflows
        counts.not_finite += odd
        self._deadline = now() + max(GONE_SECONDS, 4 * samples.size / self.opened.rate)
        if samples.any():
            self._zeros_since = None
        elif self._zeros_since is None:
            self._zeros_since = now()
        self._feed(AudioBlock(at, samples, self.opened.rate))
