"""A peer of Ableton Link: the session's beat becomes TempoReports; ours becomes the session's only when told to.

Rules: who joins a Link session at once may turn its tempo into his own (8 of 27 joins, measured). So the session is
listened to first; the tempo that we bring is the one that is heard, and a moment passes between making the peer and
joining. Afterwards the two are compared, and what has changed is said. A session of one's own is no source. All of it
runs on the event loop's thread; aalink's own threads call back through the loop.
"""

import asyncio
import contextlib
import importlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from soundscape_live.host.clock import now
from soundscape_live.io.link.hearing import hear_session
from soundscape_live.model import Level, Notice, TempoReport
from soundscape_live.tempo.pulse import Pulse
from soundscape_live.tempo.timeline import to_nearest

SOURCE = "link"
HEAR_SECONDS = 0.8
"Three times as long as a peer is silent."
WAIT_SECONDS = 0.5
"Between making a peer and joining; with 0.2 some users' sessions still lost their tempo."
SETTLED_SECONDS = 1.5
"After joining: by then the session has one tempo."
REPORT_SECONDS = 0.2
SAMPLES = 4
CLOSE = 50e-6
"Seconds that reading a beat may take; what took longer is read again."
SAME_BPM = 0.01
"Link keeps whole microseconds of a beat."
OFF_SECONDS = 0.003
"Of phase, from which on a session that we lead is moved."
USUAL_BPM = 120.0
"What a session begins with where nothing is known."


@dataclass(frozen=True, slots=True)
class LinkWish:
    """How we take part."""

    beats_per_bar: int = 4
    start_stop: bool = False
    "Whether the session's start and stop are ours."
    lead: bool = False
    "Whether the session follows our tempo and phase; else we follow it."


class Session(Protocol):
    """What is used of aalink's Link."""

    quantum: float
    enabled: bool
    start_stop_sync_enabled: bool
    tempo: float
    playing: bool

    @property
    def num_peers(self) -> int:
        """The others."""

    @property
    def beat(self) -> float:
        """The beat now; modulo the quantum it is the same for all."""

    def force_beat(self, beat: float) -> None:
        """Let the beat be this one now, for all."""

    def set_num_peers_callback(self, call: Callable[[int], None]) -> None:
        """Call on the loop's thread."""

    def set_tempo_callback(self, call: Callable[[float], None]) -> None:
        """Call on the loop's thread."""

    def set_start_stop_callback(self, call: Callable[[bool], None]) -> None:
        """Call on the loop's thread."""


class LinkPeer:
    """One peer. On the event loop's thread; nothing here blocks."""

    def __init__(
        self,
        wish: LinkWish,
        report: Callable[[TempoReport], None],
        say: Callable[[Notice], None],
        state: Callable[[str, bool, str], None],
    ) -> None:
        """`state` is told of the session's coming and going, as of other sources."""
        self._wish = wish
        self._report = report
        self._say = say
        self._state = state
        self._pulse: Pulse | None = None
        self._peers = 0
        self._transport = False
        "Whether anyone in the session has started or stopped since we are there: else it tells nothing."
        self._woken = asyncio.Event()

    def follow(self, pulse: Pulse | None) -> None:
        """Take how our beat runs now: for a session that we lead."""
        self._pulse = pulse
        if self._wish.lead:
            self._woken.set()

    async def run(self) -> None:
        """Take part until cancelled; return at once, with a word to the operator, where aalink is missing."""
        try:
            # Optional: it brings a library of its own, and only those who play with others need it.
            aalink = importlib.import_module("aalink")
        except ImportError:
            why = "Ableton Link needs its extra: pip install 'soundscape-live[link]'"
            self._say(Notice(now(), Level.WARNING, why))
            return
        heard = await hear_session(HEAR_SECONDS)
        session = cast("Session", aalink.Link(heard or self._own_bpm()))
        try:
            await self._join(session, heard)
            while True:
                await self._wait(REPORT_SECONDS)
                self._look(session, leads=self._wish.lead)
        finally:
            session.enabled = False
            self._lose()

    async def _join(self, session: Session, heard: float | None) -> None:
        session.quantum = float(self._wish.beats_per_bar)
        session.start_stop_sync_enabled = self._wish.start_stop
        session.set_num_peers_callback(lambda _peers: self._woken.set())
        session.set_tempo_callback(lambda _bpm: self._woken.set())
        session.set_start_stop_callback(self._hear_transport)
        await asyncio.sleep(WAIT_SECONDS)
        session.enabled = True
        until = now() + SETTLED_SECONDS
        while now() < until:
            # Before two sessions are one, what we tell one of them may be lost.
            await self._wait(min(REPORT_SECONDS, until - now()))
            self._look(session, leads=False)
        if heard is not None and session.num_peers and abs(session.tempo - heard) > SAME_BPM:
            moved = f"Link: the session went from {heard:.2f} to {session.tempo:.2f} BPM while we joined"
            self._say(Notice(now(), Level.WARNING, moved))

    async def _wait(self, seconds: float) -> None:
        # Not wait_for: in Python 3.11 that may swallow being cancelled.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, seconds)):
                await self._woken.wait()
        self._woken.clear()

    def _hear_transport(self, _playing: bool) -> None:  # noqa: FBT001 - aalink's signature
        self._transport = True
        self._woken.set()

    def _look(self, session: Session, *, leads: bool) -> None:
        """Say who is there, and report or lead."""
        peers = session.num_peers
        if peers != self._peers:
            self._find(peers, session.tempo)
        if leads:
            self._lead(session)
        elif peers and not self._wish.lead:
            self._tell(session)

    def _find(self, peers: int, bpm: float) -> None:
        if not peers:
            self._lose()
        elif not self._peers:
            self._state(SOURCE, True, f"Link: {peers} {_peers(peers)}, {bpm:.1f} BPM")  # noqa: FBT003 - its signature
        self._peers = peers

    def _lose(self) -> None:
        """Let the session go at once: nobody else is there."""
        if not self._peers:
            return
        self._peers, self._transport = 0, False
        self._state(SOURCE, False, "Link: nobody else is there")  # noqa: FBT003 - its signature
        if not self._wish.lead:
            self._report(TempoReport(now(), SOURCE, USUAL_BPM, None, 1.0, playing=False))

    def _tell(self, session: Session) -> None:
        at, beat = _read(session)
        bpm = session.tempo
        count = math.ceil(beat)
        self._report(
            TempoReport(
                at,
                SOURCE,
                bpm,
                at + (count - beat) * 60.0 / bpm,
                1.0,
                bar_position=count % self._wish.beats_per_bar,
                bar_confidence=1.0,
                playing=session.playing or not (self._wish.start_stop and self._transport),
            )
        )

    def _lead(self, session: Session) -> None:
        """Give the session our tempo and phase where it has another."""
        pulse = self._pulse
        if self._wish.start_stop and session.playing != (pulse is not None):
            session.playing = pulse is not None
        if pulse is None:
            return
        bpm = pulse.line.bpm
        if abs(session.tempo - bpm) > SAME_BPM:
            session.tempo = bpm
        at, beat = _read(session)
        bar = pulse.beats_per_bar
        ours = (pulse.line.count(at) - pulse.one) % bar
        if abs(to_nearest((ours - beat) / bar)) * bar * pulse.line.period > OFF_SECONDS:
            session.force_beat((pulse.line.count(now()) - pulse.one) % bar)

    def _own_bpm(self) -> float:
        return USUAL_BPM if self._pulse is None else self._pulse.line.bpm


def _read(session: Session) -> tuple[float, float]:
    """Return a time and the session's beat at that time, read as closely together as the machine lets us."""
    best = math.inf, 0.0, 0.0
    for _ in range(SAMPLES):
        before = now()
        beat = session.beat
        took = now() - before
        best = min(best, (took, before + took / 2.0, beat))
        if took < CLOSE:
            break
    return best[1], best[2]


def _peers(number: int) -> str:
    return "peer" if number == 1 else "peers"
