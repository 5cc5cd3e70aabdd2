"""OSC out: every cue to every target that wants it, at its time, as the target's profile says.

Rules: a cue never waits and never raises because of the network. A target that cannot be reached is said once, counted
on, and tried again. Targets that are told the same are thought about once. What moves all the time is sent when the
engine has told all of a moment (`flush`) or its time has come; strikes are sent within `send`. Nothing is sent to the
address where our own OSC comes in.
"""

import asyncio
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from soundscape_live.host.clock import now
from soundscape_live.io.osc.aim import aim, look_up
from soundscape_live.io.osc.connection import Connection
from soundscape_live.io.osc.places import Address
from soundscape_live.io.osc.route import Route
from soundscape_live.io.osc.writing import Writer
from soundscape_live.lights.rules import KINDS, Kind, Part, Transport
from soundscape_live.lights.section import Section, Told
from soundscape_live.model import Cue

PATIENT = frozenset(name for name, kind in KINDS.items() if kind in {Kind.LEVEL, Kind.NUMBER})
"Cues that may wait for `flush`."


@dataclass(frozen=True, slots=True)
class OscTarget:
    """Who gets cues, and which."""

    name: str
    host: str
    port: int
    part: Part
    transport: Transport = Transport.UDP
    bundles: bool = False


OS2L_APART = 0.004
"Seconds between two messages: QLC+ up to 4.12 reads what has come as one, and cannot read two."

Way: TypeAlias = Route | Connection


class _Row:
    """The targets that get the same packets."""

    def __init__(self, target: OscTarget) -> None:
        self.section = Section(target.part)
        self.writer = Writer(target.transport, bundles=target.bundles)
        self.ways: list[Way] = []
        self.names: list[str] = []
        self.due = math.inf


class OscOutput:
    """Sends cues. On the event loop's thread; nothing blocks but `run`."""

    def __init__(
        self, targets: Iterable[OscTarget], own: Address | None = None, dry: Callable[[str], None] | None = None
    ) -> None:
        """Aim at the targets; `own` is where our OSC comes in; `dry` is told what would be sent, and nothing is.

        Raises OscError: a target that is `own`.
        """
        self._own = own
        self._dry = dry
        self._routes: list[Route] = []
        self._connections: list[Connection] = []
        rows: dict[tuple[Part, Transport, bool], _Row] = {}
        for target in targets:
            row = rows.setdefault((target.part, target.transport, target.bundles), _Row(target))
            row.names.append(target.name)
            if dry is None:
                row.ways.append(self._way(target))
        self._rows = tuple(rows.values())
        self._takers: dict[str, tuple[_Row, ...]] = {}
        for name in dict.fromkeys(name for row in self._rows for name in row.section.names):
            self._takers[name] = tuple(row for row in self._rows if name in row.section.names)
        self._touched: dict[_Row, None] = {}
        self._at = -math.inf
        self._timer: asyncio.TimerHandle | None = None
        self._due = math.inf

    @property
    def _ways(self) -> tuple[Way, ...]:
        return (*self._routes, *self._connections)

    @property
    def ready(self) -> bool:
        """Whether every target can be sent to, as far as is known."""
        return all(route.aimed for route in self._routes) and all(each.connected for each in self._connections)

    @property
    def sent(self) -> int:
        """Packets handed to the kernel, of all targets."""
        return sum(way.sent for way in self._ways)

    @property
    def failed(self) -> int:
        """Packets that a target could not be sent, or that nobody there listened to."""
        return sum(way.failed for way in self._ways)

    def send(self, cue: Cue) -> None:
        """Take one cue. What cannot be written, as no type holds it, counts as failed."""
        rows = self._takers.get(cue.name)
        if rows is None:
            return
        patient = cue.name in PATIENT
        self._at = max(self._at, cue.at)
        for row in rows:
            row.section.take(cue)
            self._touched[row] = None
            if not patient:
                self._tell(row, self._at)

    def flush(self) -> None:
        """Send what is due of all that was taken, and see to the rest in time."""
        if not self._touched:
            return
        self._at = max(self._at, now())
        for row in self._touched:
            self._tell(row, self._at)
            row.due = row.section.deadline()
        self._touched.clear()
        self._set_timer()

    async def run(self) -> None:
        """Look up the targets that are names, and keep the connections, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(look_up(self._routes, self._own))
            for connection in self._connections:
                group.create_task(connection.run())

    def close(self) -> None:
        """Give the sockets back."""
        if self._timer is not None:
            self._timer.cancel()
        for way in self._ways:
            way.close()

    def _way(self, target: OscTarget) -> Way:
        if target.transport is not Transport.UDP:
            apart = OS2L_APART if target.transport is Transport.OS2L else 0.0
            connection = Connection(target.name, (target.host, target.port), apart)
            self._connections.append(connection)
            return connection
        route = Route(target)
        aim(route, self._own)
        self._routes.append(route)
        return route

    def _tell(self, row: _Row, at: float) -> None:
        told = row.section.advance(at)
        if not told:
            return
        if self._dry is not None:
            _say(self._dry, row, told)
            return
        packets, problems = row.writer.packets(told, row.section.bpm)
        for way in row.ways:
            if packets:
                way.send(packets, at)
            for problem in problems:
                way.fail(at, problem)

    def _set_timer(self) -> None:
        due = min((row.due for row in self._rows), default=math.inf)
        if self._timer is not None:
            if due == self._due:
                return
            self._timer.cancel()
            self._timer = None
        if due < math.inf:
            self._due = due
            self._timer = asyncio.get_running_loop().call_at(due, self._wake)

    def _wake(self) -> None:
        self._timer = None
        self._at = at = max(self._at, now())
        for row in self._rows:
            if row.due <= at:
                self._tell(row, at)
                row.due = row.section.deadline()
        self._set_timer()


def _say(say: Callable[[str], None], row: _Row, told: tuple[Told, ...]) -> None:
    for name in row.names:
        for each in told:
            written = "" if each.argument is None else f" {each.argument!r}"
            say(f"{name}  {each.address}{written}")
