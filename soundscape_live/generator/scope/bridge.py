"""A Source whose pictures another draws: a Scope server is played as the engine plays us.

Rules: what the playing session says goes to the Conductor, which decides what the server is told and when; a command is
answered when the message that holds it was handed over, since nothing more is ever known. Its frames are counted and
passed on as they come. Lives on the event loop.
"""

import asyncio
import json
import logging
from collections.abc import Iterable
from dataclasses import replace

from soundscape_live.generator.drawn import Rate
from soundscape_live.generator.encoder import Codec
from soundscape_live.generator.link import Begin, Told
from soundscape_live.generator.playing import Playing
from soundscape_live.generator.scope.client import Client
from soundscape_live.generator.scope.link import Link
from soundscape_live.generator.scope.passing import Passing
from soundscape_live.generator.scope.settings import ScopeSettings
from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.generator.source import Audience, EndError, FixedError
from soundscape_live.host.clock import now
from soundscape_live.model import PeerState
from soundscape_live.wire.fields import WireError
from soundscape_live.wire.messages import WireCommand, WireDone, WireFrames, WireSnapshot, WireState
from soundscape_live.wire.scope import Conductor, Manner, Mode, manner_of

SAY_EVERY = 1.0
"Seconds between two reports of the state where it does not change."
LEAST_WAIT = 0.01
"Seconds between two looks at what may be sent, at least."
DRAWS = frozenset({PeerState.LIVE, PeerState.PAUSED, PeerState.STALLED})

log = logging.getLogger(__name__)


class Bridge:
    """Plays one Scope server."""

    def __init__(self, scope: ScopeSettings, settings: GeneratorSettings, playing: Playing, audience: Audience) -> None:
        """Take which server it is; ValueError if its address is none."""
        self.ready = asyncio.Event()
        self._scope, self._settings = scope, settings
        self._playing, self._audience = playing, audience
        self._client = Client(scope, self)
        self._passing = Passing(audience.spread)
        self._manner = Manner()
        self._conductor = Conductor(self._manner, now())
        self._link: Link | None = None
        self._news = asyncio.Event()
        self._said = (PeerState.PROBING, "")
        self._words: list[str] = []
        self._paused = False
        self._frames = self._in_session = 0
        self._rate = Rate()
        self._sessions = 0
        self._again()

    async def run(self) -> None:
        """Play the server until cancelled, and take leave of it then. EndError: it is none for us."""
        self.ready.set()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._client.run())
                group.create_task(self._pace())
                group.create_task(self._repeat())
        except* EndError as errors:
            raise EndError(str(errors.exceptions[0])) from None

    def tell(self, told: Iterable[Told]) -> None:
        """Take what the playing session says."""
        at = now()
        self._news.set()
        for one in told:
            match one:
                case Begin():
                    self._conductor.begin(at)
                case WireSnapshot():
                    self._conductor.snapshot(one, at)
                case WireCommand():
                    self._command(one, at)

    def watched(self, codecs: set[Codec]) -> None:
        """Nothing is made for viewers alone."""

    def want_keyframe(self, codec: Codec) -> None:
        """Ask the server for a whole picture, not too often."""
        if codec is self._passing.codec:
            self._passing.want_keyframe(now())

    def reported(self, codec: Codec, viewer: str, lost: float) -> None:
        """Nothing: the bit rate is the server's affair."""

    def rest(self, *, resting: bool) -> None:
        """Nothing: whether a server draws, and with what memory, is its own affair."""

    def load(self, pipeline: str, width: int | None, height: int | None) -> None:
        """Refuse: what the server loads was said when the bridge was started."""
        raise FixedError(f"{self._scope.pipeline} is what this bridge plays; {pipeline} at {width}x{height} is not")

    @property
    def pipeline(self) -> str:
        """The pipeline that the server is to draw with."""
        return self._scope.pipeline

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture, in pixels, as far as is known."""
        return self._passing.size or self._scope.size or (self._settings.width, self._settings.height)

    @property
    def codecs(self) -> tuple[Codec, ...]:
        """The one codec that comes."""
        return (self._passing.codec,)

    @property
    def encoding(self) -> list[str]:
        """Nothing is encoded here."""
        return []

    @property
    def bit_rates(self) -> dict[str, int]:
        """Nothing is encoded here."""
        return {}

    @property
    def status(self) -> str:
        """`loaded` when frames come, else `loading`."""
        return "loaded" if self._said[0] in DRAWS else "loading"

    @property
    def error(self) -> str:
        """Why there is no picture."""
        state, detail = self._said
        return (
            "" if state in {PeerState.LIVE, PeerState.PAUSED} else f"{state.value}: {detail}" if detail else state.value
        )

    @property
    def state(self) -> WireState:
        """Where the session with the server stands."""
        state, detail = self._said
        words = "; ".join(self._words) if state is PeerState.LIVE else ""
        return WireState(state, detail or words, self._conductor.delay, self._conductor.chunk)

    @property
    def count(self) -> WireFrames:
        """Frames received since the start, their rate, and how often the session had to be begun again."""
        return WireFrames(self._frames, self._rate.at(now()), max(0, self._sessions - 1))

    @property
    def paused(self) -> bool:
        """Whether the server was last told to pause."""
        return self._paused

    @property
    def chunk(self) -> float:
        """Seconds of one of the server's calls; 0: not known."""
        return self._conductor.chunk

    def met(self, schemas: dict[str, object], at: float) -> None:
        """Play the pipeline as its server describes it; what was not told yet is told to the new conductor."""
        manner = manner_of(schemas, self._scope.pipeline, self._scope.stand_in, Mode.TEXT)
        if manner != self._manner:
            self._manner = manner
            self._conductor = Conductor(manner, at)
            self._again()

    def opening(self, at: float) -> dict[str, object]:
        """Return the whole state of now for a new session."""
        opening = self._conductor.opening(at)
        self._paused = opening.get("paused") is True
        return opening

    def opened(self, link: Link, codec: Codec, at: float) -> None:
        """Play over a connection that stands."""
        changed = codec is not self._passing.codec
        self._link = link
        self._sessions += 1
        self._in_session = 0
        self._passing.begin(codec, link.want_keyframe)
        self._conductor.opened(at)
        self._news.set()
        if changed:
            self._audience.codecs_changed()

    def closed(self, at: float) -> None:
        """Take note that the connection is over."""
        self._link = None
        self._passing.end()
        self._conductor.closed(at)
        self._news.set()

    def frame(self, data: bytes, timestamp: int, at: float) -> None:
        """Count a frame and pass it on."""
        self._frames += 1
        self._in_session += 1
        self._rate.frame(at)
        self._passing.frame(data, timestamp, at)
        self._conductor.frames(self._in_session, at)
        self._news.set()

    def broken(self) -> None:
        """Take note that frames were lost."""
        self._passing.broken(now())

    def say(self, state: PeerState, detail: str) -> None:
        """Let everyone know where the session stands, if that has changed."""
        if (state, detail) != self._said:
            self._said = (state, detail)
            self._audience.announce(self.state)

    def _again(self) -> None:
        """Tell a new conductor the state of now and what was not answered."""
        self.tell(self._playing.again(now()))

    def _command(self, command: WireCommand, at: float) -> None:
        try:
            self._conductor.command(command, at)
        except WireError as error:
            self._answer((WireDone(command.id, self._in_session, str(error)),))

    async def _pace(self) -> None:
        """Send what the conductor has, when it has it."""
        while True:
            self._news.clear()
            self._send(now())
            deadline = self._conductor.deadline()
            wait = None if deadline is None else max(LEAST_WAIT, deadline - now())
            try:
                await asyncio.wait_for(self._news.wait(), wait)
            except TimeoutError:
                continue

    def _send(self, at: float) -> None:
        self._answer(self._conductor.settled(at))
        self._hear_words()
        link = self._link
        if link is None or not link.clear:
            return
        told = self._conductor.take(at)
        if told is not None and link.send(told.text):
            self._answer(told.done)
            self._mark_pause(told.text)

    def _answer(self, answers: Iterable[WireDone]) -> None:
        before = self._frames - self._in_session
        for answer in answers:
            done = replace(answer, frame=answer.frame + before)
            if self._playing.settled(done):
                self._audience.reply(done)

    def _mark_pause(self, text: str) -> None:
        paused = json.loads(text).get("paused")
        if isinstance(paused, bool) and paused != self._paused:
            self._paused = paused
            self._client.told(paused=paused)

    def _hear_words(self) -> None:
        for word in self._conductor.words():
            if word not in self._words:
                self._words.append(word)
                log.info("%s", word)

    async def _repeat(self) -> None:
        """Say where the session stands once a second: delay and chunk are learnt as time goes on."""
        while True:
            await asyncio.sleep(SAY_EVERY)
            self._audience.announce(self.state)
