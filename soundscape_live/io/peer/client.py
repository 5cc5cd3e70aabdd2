"""The engine's peer: keeps one connection to one generator for ever.

Rules: a generator that is dead, frozen, strange or absent is said, waited for and tried again; nothing that it does
ends or delays the engine. State (Params) is dropped while there is no connection, since `live` makes the engine
send all of it; events (Commands) wait for a connection until they expire. A session that may still be open, of this
process or of one that was killed, is ended before the next is offered. Runs on the event loop; never blocks.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from pathlib import Path

from soundscape_live.host.asking import NoAnswer
from soundscape_live.host.backoff import Backoff
from soundscape_live.host.clock import now
from soundscape_live.io.peer.conversation import Conversation, Standing
from soundscape_live.io.peer.destination import Bridge, Destination
from soundscape_live.io.peer.link import Link
from soundscape_live.io.peer.sessions import Sessions
from soundscape_live.io.peer.signalling import Signalling
from soundscape_live.io.peer.waiting import MOST, Waiting
from soundscape_live.model import MAIN, Command, CommandDone, Params, PeerChange, PeerReport, PeerState
from soundscape_live.wire.fields import WireError
from soundscape_live.wire.messages import WireCommand, WireCommands, WireSnapshot
from soundscape_live.wire.ours import decode

CONNECT_SECONDS = 5.0
CLOSE_SECONDS = 5.0
MOST_FAULTS = 16
LOG_SECONDS = 10.0
"Between two lines about the same kind of fault."

logger = logging.getLogger(__name__)


def _unheard(_seq: int, _at: float) -> None:
    """Nobody asked when snapshots are sent."""


class Peer:
    """The connection to the generator at `url`, which every report names as `generator`.

    `feed` is called on the event loop with every report, `on_sent` with a snapshot's seq and the time when its
    datagram had been handed to the socket. Where Scope answers, `bridge` is asked for the address of a generator of
    ours that plays that server. `folder` keeps, for the next process, which sessions are open.
    ValueError if `url` is no HTTP address.
    """

    def __init__(  # noqa: PLR0913  (each is one thing that the app gives)
        self,
        url: str,
        feed: Callable[[PeerReport], None],
        token: str | None = None,
        on_sent: Callable[[int, float], None] = _unheard,
        chance: random.Random | None = None,
        *,
        generator: str = MAIN,
        bridge: Bridge | None = None,
        folder: Path | None = None,
    ) -> None:
        self._destination = Destination(url, token, bridge)
        self._generator = generator
        self._feed = feed
        self._on_sent = on_sent
        self._backoff = Backoff(chance or random.Random())  # noqa: S311  (spreads attempts, keeps no secret)
        self._waiting = Waiting()
        self._sessions = Sessions(folder, generator, url)
        self._conversation: Conversation | None = None
        self._was_live = False
        self._said = Standing(PeerState.OFF)
        self._in_vain = False
        "Whether the last attempt came as far as an offer, and no further."
        self._faults: set[Standing] = set()
        "Why the attempts since the last connection failed, said once each where they take turns."
        self._closing: set[asyncio.Task[None]] = set()
        self._logged = -LOG_SECONDS
        self.rejected = 0
        "Messages from the generator that were not of our dialect."

    @property
    def url(self) -> str:
        """The address where viewers find the picture now: the generator's own, or a bridge's."""
        return self._destination.url

    async def run(self) -> None:
        """Connect, and connect again, until cancelled; takes leave of the generator then, within a second."""
        await asyncio.to_thread(self._sessions.take_over)
        async with self._destination:
            try:
                while True:
                    await self._attempt()
                    await asyncio.sleep(self._backoff.next())
            finally:
                self._say(Standing(PeerState.OFF))
                if self._closing:
                    await asyncio.wait(self._closing, timeout=1.0)

    def send_params(self, params: Params) -> None:
        """Send the state: at once if there is a connection, else not at all. Called on the event loop."""
        if self._conversation is not None:
            self._conversation.send_params(params)

    def send_command(self, command: Command) -> None:
        """Send the command as soon as there is a connection, unless it expires first. Called on the event loop."""
        at = now()
        if not self._waiting.add(command, at):
            refusal = CommandDone(at, command.id, 0, f"{MOST} commands wait already", self._generator)
            asyncio.get_running_loop().call_soon(self._feed, refusal)
        if self._conversation is not None:
            self._conversation.send_commands()

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
        self._fail(Standing(PeerState.LOST if self._was_live else PeerState.PROBING, str(error)))

    async def _connect(self) -> None:
        if not self._was_live:
            self._say(Standing(PeerState.PROBING, self._said.detail))
        signalling = await self._destination.find()
        await self._end_sessions(signalling)
        if not self._in_vain:
            self._say(Standing(PeerState.CONNECTING))
        self._in_vain = True
        conversation = Conversation(
            self._generator,
            self._waiting,
            self._feed,
            self._say,
            bridged=self._destination.bridged,
            model=signalling.model,
        )
        link = Link(signalling.loopback, lambda text: self._heard(conversation, text), self._on_sent)
        session = ""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                answer = await signalling.offer(await link.describe())
                session = answer.session
                await asyncio.to_thread(self._sessions.opened, session)
                if not await link.connect(answer.description):
                    raise NoAnswer("the generator took our offer and no connection came about")
            self._conversation = conversation
            self._in_vain = False
            self._faults.clear()
            conversation.begin(link)
            raise NoAnswer(await conversation.last())
        except TimeoutError:
            raise NoAnswer(f"the generator took our offer and did not connect within {CONNECT_SECONDS:g} s") from None
        finally:
            self._conversation = None
            conversation.end()
            link.end("given up")
            self._close(link, signalling, session)

    async def _end_sessions(self, signalling: Signalling) -> None:
        """End what is not known to have ended; a server that answers, and not to this, need not be asked again."""
        for session in () if self._destination.bridged else self._sessions.ids:
            with contextlib.suppress(NoAnswer):
                await signalling.leave(session)
            await asyncio.to_thread(self._sessions.ended, session)

    async def _leave(self, signalling: Signalling, session: str) -> None:
        await signalling.leave(session)
        await asyncio.to_thread(self._sessions.ended, session)

    def _heard(self, conversation: Conversation, text: str | bytes) -> None:
        """Take any message of the generator."""
        try:
            message = decode(text)
        except WireError as error:
            self._reject(str(error))
            return
        if isinstance(message, WireSnapshot | WireCommand | WireCommands):
            self._reject("a generator does not send snapshots or commands")
            return
        self._backoff.reset()
        conversation.hear(message)

    def _close(self, link: Link, signalling: Signalling, session: str) -> None:
        """Close in the background: a dead generator makes closing slow, and the next attempt need not wait for it."""
        closing = asyncio.create_task(self._closed(link, signalling, session))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _closed(self, link: Link, signalling: Signalling, session: str) -> None:
        ends = [asyncio.create_task(link.close())]
        if session:
            ends.append(asyncio.create_task(self._leave(signalling, session)))
        _, late = await asyncio.wait(ends, timeout=CLOSE_SECONDS)
        for end in ends:
            if end in late:
                end.cancel()
            elif (error := end.exception()) is not None and not isinstance(error, NoAnswer):
                self._log("closing a connection to the generator failed: %r", error)

    def _reject(self, reason: str) -> None:
        self.rejected += 1
        self._log("the generator sent something that is not %s", reason)

    def _fail(self, fault: Standing) -> None:
        """Say why there is no connection, unless that was said since there was one and nothing else is the case."""
        if fault not in self._faults or fault.state is not self._said.state:
            self._say(fault)
        if len(self._faults) >= MOST_FAULTS:
            self._faults.clear()
        self._faults.add(fault)

    def _say(self, standing: Standing) -> None:
        """Report where the connection stands if that has changed."""
        if standing.state is PeerState.LIVE:
            self._was_live = True
        if standing != self._said:
            self._said = standing
            self._feed(PeerChange(now(), standing.state, standing.detail, self._generator, standing.heard))

    def _log(self, line: str, *values: object) -> None:
        at = now()
        if at - self._logged >= LOG_SECONDS:
            self._logged = at
            logger.warning(line, *values)
