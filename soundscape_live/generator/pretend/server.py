"""The pretended server's heart: what is loaded, who is connected, and how it misbehaves. Lives on the event loop."""

import asyncio
import uuid

from soundscape_live.generator.pretend.checks import checked
from soundscape_live.generator.pretend.drawing import Drawing
from soundscape_live.generator.pretend.journal import Journal
from soundscape_live.generator.pretend.pipeline import Manner
from soundscape_live.generator.pretend.session import Session
from soundscape_live.generator.pretend.stock import Stock
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.host.clock import now


class NotLoadedError(Exception):
    """An offer came before a pipeline was loaded."""


class Server:
    """Everything that the routes need."""

    def __init__(self, settings: GeneratorSettings, manner: Manner, frames: int | None = None) -> None:
        self.stock = Stock(manner, frames)
        self.journal = Journal()
        self.drawing = Drawing(settings.width, settings.height)
        self.turn = asyncio.Lock()
        self.sessions: dict[str, Session] = {}
        self.silent = False
        "Frames are made, and go nowhere."
        self.frozen = False
        "No call is begun."
        self.answering = asyncio.Event()
        "Whether requests are answered; those that come meanwhile wait."
        self.answering.set()
        self._closing: set[asyncio.Task[None]] = set()

    async def offer(self, sdp: str, initial: dict[str, object]) -> tuple[str, str]:
        """Open a session for a cleaned offer; return its id and the answer.

        Raises OfferError, RefusedError, NotLoadedError.
        """
        parameters = checked(initial)
        if self.stock.pipeline(now()) is None:
            raise NotLoadedError
        session = Session(str(uuid.uuid4()), self, parameters)
        self.sessions[session.id] = session
        opened = False
        try:
            answer = await session.answer(sdp)
            opened = True
        finally:
            if not opened:
                await self.drop(session.id)
        return session.id, answer

    async def drop(self, id_: str) -> None:
        """End a session, if there is one with this id."""
        session = self.sessions.pop(id_, None)
        if session is not None:
            session.notify({"type": "stream_stopped"})
            await session.close()

    def change(self, parameters: dict[str, object]) -> dict[str, object]:
        """Take parameters for all sessions; return them as they were checked. RefusedError."""
        given = checked(parameters)
        for session in self.sessions.values():
            session.change(given)
            session.notify({"type": "parameters_updated", "parameters": given})
        return given

    def load(self, id_: str, params: dict[str, object] | None) -> None:
        """Begin to load a pipeline; sessions of another one see no further frame."""
        before = self.stock.pipeline(now())
        self.stock.load(id_, params, now())
        if self.stock.pipeline(now()) is not before:
            self._idle()

    def fail(self) -> None:
        """Lose the pipeline; nobody is told."""
        self.stock.fail()
        self._idle()

    def ended(self, session: Session) -> None:
        """Close a session whose peer is gone."""
        if session.id in self.sessions:
            task = asyncio.create_task(self.drop(session.id))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """End all sessions."""
        self.answering.set()
        await asyncio.gather(*(self.drop(id_) for id_ in list(self.sessions)), *self._closing)

    def _idle(self) -> None:
        for session in self.sessions.values():
            session.idle()
