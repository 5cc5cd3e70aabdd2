"""The engine's peer: keeps one connection to the generator for ever.

Rules: a generator that is dead, frozen, strange or absent is said, waited for and tried again; nothing that it does
ends or delays the engine. State (Params) is dropped while there is no connection, since `live` makes the engine
send all of it; events (Commands) wait for a connection until they expire. Runs on the event loop; never blocks.
"""

import asyncio
import logging
import random
from collections.abc import Callable

from soundscape_live.host.asking import NoAnswer
from soundscape_live.host.backoff import Backoff
from soundscape_live.host.clock import now
from soundscape_live.io.peer.link import Link
from soundscape_live.io.peer.signalling import Signalling
from soundscape_live.io.peer.waiting import MOST, Waiting
from soundscape_live.io.peer.watch import GONE_SECONDS, Sign, Watch
from soundscape_live.model import (
    Applied,
    Command,
    CommandDone,
    FramesShown,
    Params,
    PeerChange,
    PeerReport,
    PeerState,
)
from soundscape_live.wire.fields import WireError
from soundscape_live.wire.messages import WireApplied, WireCommand, WireDone, WireFrames, WireSnapshot, WireState
from soundscape_live.wire.ours import decode, encode_command

CONNECT_SECONDS = 5.0
CLOSE_SECONDS = 5.0
GRACE_SECONDS = 0.05
"Answers that wait in the socket because this process was held up itself are heard within this time."
LOG_SECONDS = 10.0
"Between two lines about the same kind of fault."

logger = logging.getLogger(__name__)


def _unheard(_seq: int, _at: float) -> None:
    """Nobody asked when snapshots are sent."""


class Peer:
    """The connection to the generator at `url`.

    `feed` is called on the event loop with every report, `on_sent` with a snapshot's seq and the time when its
    datagram had been handed to the socket. ValueError if `url` is no HTTP address.
    """

    def __init__(
        self,
        url: str,
        feed: Callable[[PeerReport], None],
        token: str | None = None,
        on_sent: Callable[[int, float], None] = _unheard,
        chance: random.Random | None = None,
    ) -> None:
        self._signalling = Signalling(url, token)
        self._feed = feed
        self._on_sent = on_sent
        self._backoff = Backoff(chance or random.Random())  # noqa: S311  (spreads attempts, keeps no secret)
        self._waiting = Waiting()
        self._link: Link | None = None
        self._watch = Watch(0.0)
        self._fps = 30.0
        self._was_live = False
        self._said = (PeerState.OFF, "")
        self._closing: set[asyncio.Task[None]] = set()
        self._logged = -LOG_SECONDS
        self.rejected = 0
        "Messages from the generator that were not of our dialect."

    async def run(self) -> None:
        """Connect, and connect again, until cancelled; takes leave of the generator then, within a second."""
        async with self._signalling:
            try:
                while True:
                    await self._attempt()
                    await asyncio.sleep(self._backoff.next())
            finally:
                self._say(PeerState.OFF, "")
                if self._closing:
                    await asyncio.wait(self._closing, timeout=1.0)

    def send_params(self, params: Params) -> None:
        """Send the state: at once if there is a connection, else not at all. Called on the event loop."""
        if self._link is not None:
            self._link.put(params)

    def send_command(self, command: Command) -> None:
        """Send the command as soon as there is a connection, unless it expires first. Called on the event loop."""
        at = now()
        if not self._waiting.add(command, at):
            refusal = CommandDone(at, command.id, 0, f"{MOST} commands wait already")
            asyncio.get_running_loop().call_soon(self._feed, refusal)
        self._send_waiting()

    async def _attempt(self) -> None:
        """Make one connection and keep it while it lasts; say why it is over.

        A task of its own, because junk in an answer may raise anything at all inside aiortc.
        """
        attempt = asyncio.create_task(self._connect())
        try:
            await asyncio.wait([attempt])
        finally:
            if not attempt.done():
                attempt.cancel()
                await asyncio.wait([attempt])
        error = None if attempt.cancelled() else attempt.exception()
        if error is None:
            return
        if not isinstance(error, NoAnswer):
            self._log("a connection to the generator failed: %r", error)
            error = NoAnswer(f"the generator's answer cannot be used ({type(error).__name__})")
        self._say(PeerState.LOST if self._was_live else PeerState.PROBING, str(error))

    async def _connect(self) -> None:
        if not self._was_live:
            self._say(PeerState.PROBING, self._said[1])
        await self._signalling.probe()
        self._say(PeerState.CONNECTING, "")
        link = Link(self._signalling.loopback, self._heard, self._on_sent)
        session = ""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                answer = await self._signalling.offer(await link.describe())
                session = answer.session
                if not await link.connect(answer.description):
                    raise NoAnswer("the generator took our offer and no connection came about")
            self._live(link)
            raise NoAnswer(await self._watched(link))
        except TimeoutError:
            raise NoAnswer(f"the generator took our offer and did not connect within {CONNECT_SECONDS:g} s") from None
        finally:
            self._link = None
            self._waiting.disconnected()
            link.end("given up")
            self._close(link, session)

    def _live(self, link: Link) -> None:
        self._watch = Watch(now())
        self._link = link
        self._was_live = True
        self._say(PeerState.LIVE, "")
        self._send_waiting()

    async def _watched(self, link: Link) -> str:
        """Return why the connection is over, when it is."""
        while True:
            at = now()
            sign = self._watch.sign(at)
            if sign is Sign.GONE:
                await asyncio.sleep(GRACE_SECONDS)
                if self._watch.sign(now()) is Sign.GONE:
                    return f"no answer from the generator for {GONE_SECONDS:g} s"
                continue
            if sign is Sign.ALIVE:
                self._say(PeerState.LIVE, "")
            else:
                self._say(PeerState.STALLED, f"{sign.value} from the generator")
            await asyncio.wait([link.ended], timeout=self._watch.deadline(at) - at)
            if link.ended.done():
                return link.ended.result()

    def _heard(self, text: str | bytes) -> None:
        """Take any message of the generator."""
        at = now()
        try:
            message = decode(text)
        except WireError as error:
            self._reject(str(error))
            return
        match message:
            case WireApplied():
                report: PeerReport = Applied(at, message.seq, message.frame)
            case WireDone():
                self._waiting.answered(message.id)
                report = CommandDone(at, message.id, message.frame, message.refused)
            case WireFrames():
                self._fps = message.fps or self._fps
                self._watch.frames(at, message.frames, message.fps)
                report = FramesShown(at, message.frames, message.fps, message.restarts)
            case WireState():
                report = PeerChange(at, message.state, message.detail)
            case WireSnapshot() | WireCommand():
                self._reject("a generator does not send snapshots or commands")
                return
        self._backoff.reset()
        self._watch.heard(at)
        if self._said[0] is PeerState.STALLED and self._watch.sign(at) is Sign.ALIVE:
            self._say(PeerState.LIVE, "")
        self._feed(report)

    def _send_waiting(self) -> None:
        if self._link is not None:
            at = now()
            for command in self._waiting.take(at):
                self._link.command(encode_command(command, at, self._fps))

    def _close(self, link: Link, session: str) -> None:
        """Close in the background: a dead generator makes closing slow, and the next attempt need not wait for it."""
        closing = asyncio.create_task(self._closed(link, session))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _closed(self, link: Link, session: str) -> None:
        ends = [asyncio.create_task(link.close())]
        if session:
            ends.append(asyncio.create_task(self._signalling.leave(session)))
        _, late = await asyncio.wait(ends, timeout=CLOSE_SECONDS)
        for end in ends:
            if end in late:
                end.cancel()
            elif (error := end.exception()) is not None and not isinstance(error, NoAnswer):
                self._log("closing a connection to the generator failed: %r", error)

    def _reject(self, reason: str) -> None:
        self.rejected += 1
        self._log("the generator sent something that is not %s", reason)

    def _say(self, state: PeerState, detail: str) -> None:
        """Report the state if it has changed."""
        if (state, detail) != self._said:
            self._said = (state, detail)
            self._feed(PeerChange(now(), state, detail))

    def _log(self, line: str, *values: object) -> None:
        at = now()
        if at - self._logged >= LOG_SECONDS:
            self._logged = at
            logger.warning(line, *values)
