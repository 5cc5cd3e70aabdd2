"""What is said on one connection, from its opening to its end: what is sent, sent again, heard, and what it means.

Rules: what has no answer is sent again, the newest snapshot and the oldest commands, unless a bridge is there: it is
on this machine, where nothing is lost, and answers no snapshot. What a bridge says of its generator holds as long as
the bridge itself is heard. Runs on the event loop; never blocks.
"""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass

from soundscape_live.host.clock import now
from soundscape_live.io.peer.link import Link
from soundscape_live.io.peer.newest import Newest
from soundscape_live.io.peer.waiting import Waiting
from soundscape_live.io.peer.watch import GONE_SECONDS, Sign, Watch
from soundscape_live.model import (
    Applied,
    CommandDone,
    FramesShown,
    Params,
    PeerDelay,
    PeerReport,
    PeerState,
)
from soundscape_live.wire.messages import Answer, WireApplied, WireDone, WireFrames, WireState
from soundscape_live.wire.ours import encode_again, encode_command

GRACE_SECONDS = 0.05
"Answers that wait in the socket because this process was held up itself are heard within this time."


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a connection stands, as it is told."""

    state: PeerState
    detail: str = ""
    heard: bool = False
    "Whether state is taken though there is no picture of it."


class Conversation:
    """One connection in use. `feed` is given every report, `stands` every change; `model` draws, if it is not empty."""

    def __init__(
        self,
        generator: str,
        waiting: Waiting,
        feed: Callable[[PeerReport], None],
        stands: Callable[[Standing], None],
        *,
        bridged: bool,
        model: str = "",
    ) -> None:
        self._generator = generator
        self._waiting = waiting
        self._feed = feed
        self._stands = stands
        self._bridged = bridged
        self._model = model
        self._link: Link | None = None
        self._watch = Watch(0.0)
        self._newest = Newest()
        self._again: asyncio.TimerHandle | None = None
        self._told: WireState | None = None
        self._fps = 30.0
        self._paused = math.inf
        "From which snapshot on the generator was told to pause; infinity: it was not."
        self._held = False
        "Whether it has shown a frame made from such a one."

    def begin(self, link: Link) -> None:
        """Use the connection: it is open."""
        at = now()
        self._link = link
        self._watch = Watch(at)
        self._stands(self._standing(at))
        self.send_commands()

    def end(self) -> None:
        """Use the connection no more."""
        self._link = None
        self._waiting.disconnected()
        if self._again is not None:
            self._again.cancel()
            self._again = None

    def send_params(self, params: Params) -> None:
        """Send the state, if the connection is open."""
        if self._link is None:
            return
        at = now()
        self._link.put(params)
        self._watch.told(at, paused=params.paused)
        if not params.paused:
            self._paused, self._held = math.inf, False
        elif self._paused == math.inf:
            self._paused = params.seq
        if not self._has_bridge:
            self._newest.sent(params, at)
            self._arm(at)

    def send_commands(self) -> None:
        """Send the commands that wait, if the connection is open."""
        if self._link is None:
            return
        at = now()
        for command in self._waiting.take(at):
            self._link.command(encode_command(command, at, self._fps))
        self._arm(at)

    def hear(self, answer: Answer) -> None:
        """Take any answer of the generator, and pass on what it reports."""
        at = now()
        report = self._report(answer, at)
        self._watch.heard(at)
        if self._link is not None:
            self._stands(self._standing(at))
        if report is not None:
            self._feed(report)

    async def last(self) -> str:
        """Return why the connection is over, when it is."""
        link = self._link
        if link is None:
            raise RuntimeError("a conversation lasts from its beginning")
        while True:
            at = now()
            if self._watch.sign(at) is Sign.GONE:
                await asyncio.sleep(GRACE_SECONDS)
                if self._watch.sign(now()) is Sign.GONE:
                    return f"no answer from {self._whom} for {GONE_SECONDS:g} s"
                continue
            self._stands(self._standing(at))
            await asyncio.wait([link.ended], timeout=self._watch.deadline(at) - at)
            if link.ended.done():
                return link.ended.result()

    def _report(self, answer: Answer, at: float) -> PeerReport | None:
        match answer:
            case WireApplied():
                self._newest.applied(answer.seq)
                self._watch.shown(at, answer.frame)
                self._held = answer.seq >= self._paused
                return Applied(at, answer.seq, answer.frame, self._generator)
            case WireDone():
                if self._waiting.answered(answer.id):
                    return CommandDone(at, answer.id, answer.frame, answer.refused, self._generator)
                return None
            case WireFrames():
                self._fps = answer.fps or self._fps
                self._watch.frames(at, answer.frames, answer.fps)
                return FramesShown(at, answer.frames, answer.fps, answer.restarts, self._generator)
            case WireState():
                return self._bridge_says(answer, at)

    def _bridge_says(self, told: WireState, at: float) -> PeerDelay | None:
        before, self._told = self._told, told
        self._watch.chunk(told.chunk)
        if before is not None and (before.delay, before.chunk) == (told.delay, told.chunk):
            return None
        return PeerDelay(at, told.delay, told.chunk, self._generator)

    def _standing(self, at: float) -> Standing:
        sign = self._watch.sign(at)
        if sign in {Sign.SILENT, Sign.GONE}:
            return Standing(PeerState.STALLED, f"{Sign.SILENT.value} from {self._whom}")
        told = self._told
        if self._bridged and told is None:
            return Standing(PeerState.CONNECTING, "", heard=True)
        if told is not None and told.state is not PeerState.LIVE:
            return Standing(told.state, told.detail, heard=True)
        if sign is Sign.PAUSED or self._held:
            return Standing(PeerState.PAUSED, "", heard=True)
        if sign is Sign.HELD:
            return Standing(PeerState.STALLED, f"{sign.value} from the generator", heard=told is not None)
        return Standing(PeerState.LIVE, told.detail if told else self._model, heard=told is not None)

    @property
    def _has_bridge(self) -> bool:
        return self._bridged or self._told is not None

    @property
    def _whom(self) -> str:
        return "the bridge" if self._has_bridge else "the generator"

    def _arm(self, at: float) -> None:
        """Set the clock for what is to be sent again, unless it rings soon enough."""
        due = min(self._newest.deadline, self._waiting.deadline)
        if due == math.inf or self._has_bridge:
            return
        loop = asyncio.get_running_loop()
        when = loop.time() + max(0.0, due - at)
        if self._again is not None:
            if self._again.when() <= when:
                return
            self._again.cancel()
        self._again = loop.call_at(when, self._send_again)

    def _send_again(self) -> None:
        self._again = None
        if self._link is None or self._has_bridge:
            return
        at = now()
        params = self._newest.again(at)
        if params is not None:
            self._link.put(params)
        commands = self._waiting.again(at)
        if commands is not None:
            self._link.also(encode_again(self._waiting.over, commands, at, self._fps))
        self._arm(at)
