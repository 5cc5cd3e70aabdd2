"""Keeps one session with a Scope server for ever.

Rules: a server that is dead, frozen, strange, empty or absent is said, waited for and tried again at a bounded cost.
A session that was left over is ended before the next one begins. Runs on the event loop; never blocks.
"""

import asyncio
import contextlib
import logging
import random

from soundscape_live.generator.encoder import Codec
from soundscape_live.generator.scope.asked import Asked, UnfitError
from soundscape_live.generator.scope.desk import Desk
from soundscape_live.generator.scope.kept import Kept
from soundscape_live.generator.scope.link import Link
from soundscape_live.generator.scope.loading import have_loaded
from soundscape_live.generator.scope.settings import ScopeSettings
from soundscape_live.generator.scope.watch import Sign, Watch
from soundscape_live.generator.source import EndError
from soundscape_live.host.addresses import is_loopback, machine_addresses
from soundscape_live.host.asking import NoAnswer, NobodyError
from soundscape_live.host.backoff import Backoff
from soundscape_live.host.clock import now
from soundscape_live.model import PeerState

CONNECT_SECONDS = 10.0
POLL_SECONDS = 1.0
"Between two questions to the server's HTTP side while there is a session, and the longest that it may think."
GRACE_SECONDS = 0.05
"Frames that wait in the socket because this process was held up itself are heard within this time."
CLOSE_SECONDS = 5.0
LEAVES_WITHIN = 1.5
"Seconds that taking leave may delay the end of the process."
UNFIT_WAITS = (2.0, 10.0)
"Seconds between attempts with a server that answers and cannot do what is asked: from, to."

log = logging.getLogger(__name__)

SHOWN = {
    Sign.BEGINNING: PeerState.CONNECTING,
    Sign.LIVE: PeerState.LIVE,
    Sign.STALLED: PeerState.STALLED,
    Sign.PAUSED: PeerState.PAUSED,
}


class Client:
    """The connection to one Scope server."""

    def __init__(self, settings: ScopeSettings, desk: Desk, chance: random.Random | None = None) -> None:
        """Take whose server it is; ValueError if its address is none."""
        chance = chance or random.Random()  # noqa: S311  (spreads attempts, keeps no secret)
        self._settings = settings
        self._desk = desk
        self._asked = Asked(settings.url)
        self._kept = Kept(settings.state)
        self._soon, self._late = Backoff(chance), Backoff(chance, *UNFIT_WAITS)
        self._session = ""
        self._started = 0.0
        "When the server was started, by its own clock."
        self._watch = Watch(0.0, paused=False)
        self._was_live = False
        self._stir = asyncio.Event()
        "Set when the watch is to be looked at."
        self._closing: set[asyncio.Task[None]] = set()
        self._logged = ""

    async def run(self) -> None:
        """Keep a session until cancelled, and end it then. EndError: the server is none for us."""
        self._session = await asyncio.to_thread(self._kept.read)
        async with self._asked:
            try:
                while True:
                    wait = await self._attempt()
                    await asyncio.sleep(wait)
            finally:
                await self._leave()

    def told(self, *, paused: bool) -> None:
        """Note that the server was told to pause or to go on."""
        self._watch.told(now(), self._desk.chunk, paused=paused)
        self._stir.set()

    async def _attempt(self) -> float:
        """Have one session while it lasts; say why it is over, and return the seconds to wait."""
        attempt = asyncio.create_task(self._connect())
        try:
            await asyncio.wait([attempt])
        finally:
            if not attempt.done():
                attempt.cancel()
                await asyncio.wait([attempt])
        error = None if attempt.cancelled() else attempt.exception()
        if isinstance(error, EndError):
            raise error
        if error is not None and not isinstance(error, NoAnswer):
            # Junk in an answer may raise anything at all inside aiortc.
            log.error("a session with the Scope server failed", exc_info=error)
            error = NoAnswer(f"the Scope server's answer cannot be used ({type(error).__name__})")
        self._desk.say(PeerState.LOST if self._was_live else PeerState.PROBING, str(error))
        if str(error) != self._logged:
            self._logged = str(error)
            log.warning("%s", error)
        return (self._late if isinstance(error, UnfitError) else self._soon).next()

    async def _connect(self) -> None:
        """Have one session from beginning to end; NoAnswer says why it is over."""
        started = await self._asked.started()
        schemas = await self._asked.schemas(self._settings.pipeline)
        self._desk.met(schemas, now())
        await self._end_left()
        await have_loaded(self._asked, self._settings.pipeline, self._params(), self._loads)
        self._started = started
        self._desk.say(PeerState.CONNECTING, "")
        link = Link(self._addresses(), self._frame, self._desk.broken)
        try:
            answer = await self._asked.offer(await link.describe(), self._initial())
            self._session = answer.session
            await asyncio.to_thread(self._kept.write, self._session)
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    codec = await link.connect(answer)
            except TimeoutError:
                raise NoAnswer(f"the Scope server did not connect within {CONNECT_SECONDS:g} s") from None
            await self._keep(link, codec)
        finally:
            self._desk.closed(now())
            link.end("given up")
            self._close(link)

    async def _keep(self, link: Link, codec: Codec) -> None:
        """Watch a session that stands until it is over; NoAnswer says why."""
        self._watch = Watch(now(), paused=self._desk.paused)
        self._desk.opened(link, codec, now())
        link.ended.add_done_callback(lambda _: self._stir.set())
        polling = asyncio.create_task(self._poll(link))
        try:
            while not link.ended.done():
                await self._look(link)
            raise NoAnswer(link.ended.result())
        finally:
            polling.cancel()
            await asyncio.wait([polling])

    async def _look(self, link: Link) -> None:
        """Say how the session stands, and wait until that may have changed."""
        at, chunk = now(), self._desk.chunk
        sign = self._watch.sign(at, chunk)
        if sign is Sign.GONE:
            await asyncio.sleep(GRACE_SECONDS)
            if self._watch.sign(now(), chunk) is Sign.GONE:
                link.end(self._watch.reason)
            return
        if sign in {Sign.LIVE, Sign.PAUSED}:
            self._was_live, self._logged = True, ""
            self._soon.reset()
            self._late.reset()
        self._desk.say(SHOWN[sign], "" if sign in {Sign.LIVE, Sign.PAUSED} else sign.value)
        self._stir.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stir.wait(), self._watch.deadline(at, chunk) - at)

    async def _poll(self, link: Link) -> None:
        """Ask the server's HTTP side whether it lives and is still the same, until the session is over."""
        while not link.ended.done():
            await asyncio.sleep(POLL_SECONDS)
            try:
                started = await self._asked.started(POLL_SECONDS)
            except NoAnswer as error:
                self._watch.unanswered(str(error), absent=isinstance(error, NobodyError))
            except EndError as error:
                link.end(str(error))
            else:
                self._watch.answered()
                if started != self._started:
                    link.end("the Scope server was started anew")
            self._stir.set()

    def _frame(self, data: bytes, timestamp: int) -> None:
        at = now()
        waited = self._watch.sign(at, self._desk.chunk) is not Sign.LIVE
        self._watch.frame(at)
        self._desk.frame(data, timestamp, at)
        if waited:
            self._stir.set()

    def _loads(self, stage: str) -> None:
        self._desk.say(PeerState.LOADING, stage or self._settings.pipeline)

    def _params(self) -> dict[str, object]:
        size = self._settings.size
        sized = {} if size is None else {"width": size[0], "height": size[1]}
        return {**sized, **dict(self._settings.params)}

    def _initial(self) -> dict[str, object]:
        """Return the parameters of an offer: without the graph nothing comes to one who only receives."""
        pipeline = self._settings.pipeline
        nodes = [{"id": pipeline, "type": "pipeline", "pipeline_id": pipeline}, {"id": "output", "type": "sink"}]
        edge = {"from": pipeline, "from_port": "video", "to_node": "output", "to_port": "video", "kind": "stream"}
        structure = {"pipeline_ids": [pipeline], "graph": {"nodes": nodes, "edges": [edge]}}
        return {**self._desk.opening(now()), **structure}

    def _addresses(self) -> tuple[str, ...]:
        """Return the addresses of ours that the server may reach."""
        return self._asked.loopback or tuple(address for address in machine_addresses() if not is_loopback(address))

    async def _end_left(self) -> None:
        """End the session that was there before, if there was one."""
        if self._session:
            await self._asked.leave(self._session)
            await self._forget()

    async def _leave(self) -> None:
        """Take leave of the server, if it still hears."""
        if self._session:
            try:
                async with asyncio.timeout(LEAVES_WITHIN):
                    await self._end_left()
            except (NoAnswer, TimeoutError):
                log.info("the Scope server was not told that the session is over")
        if self._closing:
            await asyncio.wait(self._closing, timeout=LEAVES_WITHIN)

    async def _forget(self) -> None:
        self._session = ""
        await asyncio.to_thread(self._kept.write, "")

    def _close(self, link: Link) -> None:
        """Close in the background: a dead server makes closing slow, and the next attempt need not wait for it."""
        closing = asyncio.create_task(self._closed(link))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _closed(self, link: Link) -> None:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await link.close()
        except TimeoutError:
            log.info("a connection to the Scope server did not close")
