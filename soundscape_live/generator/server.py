"""The generator's heart in the server process: sessions, who plays, the renderer, the encoders.

Rules: lives on the event loop. A finished frame goes to the encoders at once, then its answers go out. An encoder
lives as long as somebody watches its codec.
"""

import asyncio
import logging
import uuid
from collections import deque

from soundscape_live.generator.encoder import Codec, Encoded, Encoder
from soundscape_live.generator.offer import Candidate
from soundscape_live.generator.playing import Playing
from soundscape_live.generator.renderer import Picture, RendererProcess
from soundscape_live.generator.session import Session, close_all
from soundscape_live.generator.settings import OPENING, GeneratorSettings
from soundscape_live.host.clock import now
from soundscape_live.wire.fields import WireError
from soundscape_live.wire.messages import WireCommand, WireCommands, WireFrames, WireSnapshot
from soundscape_live.wire.ours import COMMANDS, SNAPSHOTS, decode
from soundscape_live.wire.parameters import read_object

MAX_SESSIONS = 16
MAX_LOOKERS = 14
"Sessions above which one that asks for no channel is refused, so that lookers never keep the engine out."
COUNT_EVERY = 0.25
"Seconds between two reports of the count of frames."
GRUMBLE_EVERY = 5.0
"Seconds between two log lines about malformed messages."

log = logging.getLogger(__name__)


class FullError(Exception):
    """There are as many sessions as there may be."""


class Server:
    """Everything that the routes need."""

    def __init__(self, settings: GeneratorSettings) -> None:
        self.settings = settings
        self.playing = Playing(OPENING)
        self.renderer = RendererProcess(settings, self._shown, self.playing.again)
        self.sessions: dict[str, Session] = {}
        self.drawn = asyncio.Event()
        "Set with the first frame."
        self.rejected = 0
        "Messages that were not understood."
        self._encoders: dict[Codec, Encoder] = {}
        self._picture: Picture | None = None
        self._times: deque[float] = deque(maxlen=90)
        self._loop = asyncio.get_running_loop()
        self._grumbled = float("-inf")
        self._closing: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Draw, count and look after the sessions until cancelled; then nothing is left."""
        renderer = asyncio.create_task(self.renderer.run())
        try:
            while not (await asyncio.wait({renderer}, timeout=COUNT_EVERY))[0]:
                self._report()
                self._reap()
            await renderer
        finally:
            renderer.cancel()
            await asyncio.gather(renderer, *self._closing, return_exceptions=True)
            for session in self.sessions.values():
                session.notify({"type": "stream_stopped"})
            await close_all(list(self.sessions.values()))
            self.sessions.clear()
            encoders = list(self._encoders.values())
            self._settle_encoders()
            for encoder in encoders:
                await asyncio.to_thread(encoder.join)

    @property
    def encoders(self) -> list[str]:
        """The codecs that are being encoded."""
        return [codec.value for codec in self._encoders]

    @property
    def viewers(self) -> int:
        """How many sessions watch the picture."""
        return sum(session.watches for session in self.sessions.values())

    @property
    def fps(self) -> float:
        """Frames a second, over the last ones; 0 when none come."""
        times = self._times
        if len(times) < 2 or now() - times[-1] > 1.0:
            return 0.0
        return (len(times) - 1) / max(1e-3, times[-1] - times[0])

    async def offer(self, sdp: str, initial: dict[str, object]) -> tuple[str, str]:
        """Open a session for a cleaned offer; return its id and the answer. OfferError, WireError, FullError."""
        most = MAX_SESSIONS if "\r\nm=application " in sdp else MAX_LOOKERS
        if len(self.sessions) >= most:
            raise FullError(f"{len(self.sessions)} sessions are open")
        session = Session(str(uuid.uuid4()), self)
        self.sessions[session.id] = session
        opened = False
        try:
            answer = await session.answer(sdp)
            if initial:
                self._change(initial)
            opened = True
        finally:
            if not opened:
                await self.drop(session.id)
        return session.id, answer

    async def candidate(self, id_: str, candidate: Candidate) -> None:
        """Take a candidate. KeyError: there is no such session. OfferError: it cannot be read."""
        await self.sessions[id_].candidate(candidate)

    async def drop(self, id_: str) -> None:
        """End a session, if there is one with this id."""
        session = self.sessions.pop(id_, None)
        if session is None:
            return
        self._settle_encoders()
        if self.playing.player == id_:
            self.playing.end()
            heirs = [other for other in self.sessions.values() if other.plays_along]
            if heirs:
                self.renderer.tell(self.playing.begin(heirs[-1].id))
        session.notify({"type": "stream_stopped"})
        await session.close()

    def change(self, parameters: dict[str, object]) -> None:
        """Take a partial update that came by HTTP, and tell Scope's clients. WireError, PermissionError."""
        if self.playing.player in self.sessions:
            raise PermissionError("a session with our own channels plays")
        self._change(parameters)
        for session in self.sessions.values():
            session.notify({"type": "parameters_updated", "parameters": parameters})

    def opened(self, session: Session, label: str) -> None:
        """Let a session that opens one of our channels play."""
        if label in {SNAPSHOTS, COMMANDS} and self.playing.player != session.id:
            log.info("session %s plays", session.id)
            self.renderer.tell(self.playing.begin(session.id))

    def heard(self, session: Session, label: str, text: str) -> None:
        """Take a message of a session; one that is not understood changes nothing."""
        try:
            if label in {SNAPSHOTS, COMMANDS}:
                self._heard_ours(session, text)
            else:
                self._change(read_object(text))
        except WireError as error:
            self.rejected += 1
            if now() - self._grumbled > GRUMBLE_EVERY:
                self._grumbled = now()
                log.warning("%d messages rejected so far; the last: %s", self.rejected, error)

    def want_keyframe(self, codec: Codec) -> None:
        """Pass on a viewer's wish; the first viewer of a codec has its encoder started."""
        self._settle_encoders()
        if codec in self._encoders:
            self._encoders[codec].want_keyframe()

    def ended(self, session: Session, reason: str) -> None:
        """Close a session whose peer is gone."""
        if session.id in self.sessions:
            log.info("session %s is given up: %s", session.id, reason)
            task = asyncio.create_task(self.drop(session.id))
            self._closing.add(task)
            task.add_done_callback(self._closed)

    def _heard_ours(self, session: Session, text: str) -> None:
        message = decode(text)
        if isinstance(message, WireSnapshot):
            self.renderer.tell(self.playing.snapshot(session.id, message), state=True)
            answer = self.playing.shown_already(session.id, message)
            if answer is not None:
                session.reply(answer)
        elif isinstance(message, WireCommands):
            lines, answers = self.playing.repeated(session.id, message, now())
            self.renderer.tell(lines)
            for done in answers:
                session.repeat(done)
        elif isinstance(message, WireCommand):
            told = self.playing.command(session.id, message, now())
            if isinstance(told, bytes):
                self.renderer.tell(told)
            else:
                session.reply(told)
        else:
            raise WireError("an answer is not for us")

    def _change(self, change: dict[str, object]) -> None:
        """Take a partial update, unless the engine plays."""
        if self.playing.player not in self.sessions:
            self.renderer.tell(self.playing.change(change, now()))

    def _shown(self, picture: Picture) -> None:
        self._picture = picture
        self.drawn.set()
        for encoder in self._encoders.values():
            encoder.offer(picture)
        self._times.append(now())
        session = self.sessions.get(self.playing.player)
        for answer in self.playing.shown(picture.shown):
            if session is not None:
                session.reply(answer)

    def _settle_encoders(self) -> None:
        """Have an encoder for each codec that is watched, and no other."""
        watched = {session.codec for session in self.sessions.values() if session.watches and session.codec is not None}
        for codec in watched - set(self._encoders):
            self._encoders[codec] = Encoder(codec, self.settings.fps, self._encoded(codec))
            if self._picture is not None:
                self._encoders[codec].offer(self._picture)
        for codec in set(self._encoders) - watched:
            self._encoders.pop(codec).close()

    def _encoded(self, codec: Codec) -> "_Delivery":
        return _Delivery(self._loop, self, codec)

    def spread(self, codec: Codec, encoded: Encoded) -> None:
        """Hand an encoded frame to everyone who watches its codec."""
        for session in self.sessions.values():
            if session.codec is codec and session.track is not None:
                session.track.feed(encoded)

    def _report(self) -> None:
        count = WireFrames(self.renderer.last_frame, self.fps, self.renderer.restarts)
        for session in self.sessions.values():
            session.reply(count)

    def _reap(self) -> None:
        at = now()
        for session in list(self.sessions.values()):
            reason = session.lost(at)
            if reason:
                self.ended(session, reason)

    def _closed(self, task: asyncio.Task[None]) -> None:
        self._closing.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a session did not close", exc_info=task.exception())


class _Delivery:
    """Takes an encoder's frames from its thread to the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, server: Server, codec: Codec) -> None:
        self._loop, self._server, self._codec = loop, server, codec

    def __call__(self, encoded: Encoded) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._server.spread, self._codec, encoded)
