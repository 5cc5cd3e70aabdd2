"""The generator's heart in the server process: sessions, who plays, and a Source of pictures for them.

Rules: lives on the event loop. What the pictures come from is the Source's; who may play and who watches is ours.
"""

import asyncio
import logging
import uuid
from collections.abc import Callable
from typing import TypeAlias

from soundscape_live.generator.encoder import Codec, Encoded
from soundscape_live.generator.follower import Follower, followed
from soundscape_live.generator.offer import Candidate
from soundscape_live.generator.playing import Playing
from soundscape_live.generator.publishing import Publishing
from soundscape_live.generator.recording import Recording
from soundscape_live.generator.session import Session, close_all
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.generator.source import Audience, Source
from soundscape_live.host.clock import now
from soundscape_live.wire.fields import WireError
from soundscape_live.wire.messages import OPENING, Answer, WireCommand, WireCommands, WireSnapshot
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


Opening: TypeAlias = Callable[[GeneratorSettings, Playing, Audience], Source]
"Returns the Source that a server is for."


class FullError(Exception):
    """There are as many sessions as there may be."""


class Server:
    """Everything that the routes need."""

    def __init__(self, settings: GeneratorSettings, opening: Opening) -> None:
        self.settings = settings
        self.playing = Playing(OPENING)
        self.sessions: dict[str, Session] = {}
        self.rejected = 0
        "Messages that were not understood."
        self.source = opening(settings, self.playing, self)
        self.recording = Recording(settings.record, self)
        self.publishing = Publishing(settings.whip, settings.whip_token, self) if settings.whip else None
        self._followers: list[Follower] = [self.recording, *([self.publishing] if self.publishing else [])]
        self._grumbled = float("-inf")
        self._needed = now()
        "When somebody was last there."
        self._closing: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Have pictures made, count and look after the sessions until cancelled; then nothing is left.

        EndError: there will be no pictures.
        """
        making = asyncio.create_task(self.source.run())
        if self.settings.record is not None and not self.settings.record_asked:
            self.recording.start()
        publishing = [] if self.publishing is None else [asyncio.create_task(self.publishing.run())]
        try:
            while not (await asyncio.wait({making}, timeout=COUNT_EVERY))[0]:
                self.announce(self.source.count)
                self._reap()
                self._rest()
            await making
        finally:
            for session in self.sessions.values():
                session.notify({"type": "stream_stopped"})
            await self.recording.stop()
            for task in (making, *publishing):
                task.cancel()
            await asyncio.gather(making, *publishing, *self._closing, return_exceptions=True)
            await close_all(list(self.sessions.values()))
            self.sessions.clear()

    @property
    def viewers(self) -> int:
        """How many sessions watch the picture."""
        return sum(session.watches for session in self.sessions.values())

    async def offer(self, sdp: str, initial: dict[str, object]) -> tuple[str, str]:
        """Open a session for a cleaned offer; return its id and the answer. OfferError, WireError, FullError."""
        most = MAX_SESSIONS if "\r\nm=application " in sdp else MAX_LOOKERS
        if len(self.sessions) >= most:
            raise FullError(f"{len(self.sessions)} sessions are open")
        session = Session(str(uuid.uuid4()), self)
        self.sessions[session.id] = session
        self._rest()
        opened = False
        try:
            answer = await session.answer(sdp, self.source.codecs)
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
        self.settle()
        if self.playing.player == id_:
            self.playing.end()
            heirs = [other for other in self.sessions.values() if other.plays_along]
            if heirs:
                self.source.tell(self.playing.begin(heirs[-1].id))
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
            self.source.tell(self.playing.begin(session.id))
        state = self.source.state
        if label == COMMANDS and state is not None:
            session.reply(state)

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
        """Pass on a viewer's wish; it may be the first who watches this codec."""
        self.settle()
        self.source.want_keyframe(codec)

    def reported(self, codec: Codec, viewer: str, lost: float) -> None:
        """Pass on a viewer's report."""
        self.source.reported(codec, viewer, lost)

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
            self.source.tell(self.playing.snapshot(session.id, message))
            answer = self.playing.shown_already(session.id, message)
            if answer is not None:
                session.reply(answer)
        elif isinstance(message, WireCommands):
            fresh, answers = self.playing.repeated(session.id, message, now())
            self.source.tell(fresh)
            for done in answers:
                session.repeat(done)
        elif isinstance(message, WireCommand):
            told = self.playing.command(session.id, message, now())
            if isinstance(told, tuple):
                self.source.tell(told)
            else:
                session.reply(told)
        else:
            raise WireError("an answer is not for us")

    def _change(self, change: dict[str, object]) -> None:
        """Take a partial update, unless the engine plays."""
        if self.playing.player not in self.sessions:
            self.source.tell(self.playing.change(change, now()))

    @property
    def followed(self) -> Codec:
        """The codec that a recording or a media server gets."""
        return followed(self.source.codecs)

    def settle(self) -> None:
        """Have made what somebody watches or follows, and nothing else."""
        watched = {session.codec for session in self.sessions.values() if session.watches and session.codec is not None}
        if any(follower.active for follower in self._followers):
            watched.add(self.followed)
        self.source.watched(watched)

    def spread(self, codec: Codec, encoded: Encoded) -> None:
        """Hand an encoded frame to everyone who watches its codec."""
        for session in self.sessions.values():
            if session.codec is codec and session.track is not None:
                session.track.feed(encoded)
        if codec is self.followed:
            for follower in self._followers:
                follower.feed(codec, encoded)

    def reply(self, answer: Answer) -> None:
        """Answer the session that plays."""
        session = self.sessions.get(self.playing.player)
        if session is not None:
            session.reply(answer)

    def announce(self, answer: Answer) -> None:
        """Tell every session that has our channels."""
        for session in self.sessions.values():
            session.reply(answer)

    def codecs_changed(self) -> None:
        """End the sessions of viewers whose codec cannot be had any more: they come back and ask for another."""
        for session in list(self.sessions.values()):
            if session.codec is not None and session.codec not in self.source.codecs:
                self.ended(session, f"there is no {session.codec.value} any more")

    def _rest(self) -> None:
        """Let the pictures rest where nobody has been there for as long as was said, and wake them at once."""
        after = self.settings.rest_after
        if after is None:
            return
        at = now()
        if self.sessions or self.recording.active or self.publishing is not None:
            self._needed = at
        self.source.rest(resting=at - self._needed > after)

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
