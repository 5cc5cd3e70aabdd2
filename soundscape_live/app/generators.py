"""The show's generators as they are open: a peer for each, the process behind those that are ours, and what is shown.

Rules: what the engine says to a generator goes to the peer of that name; which one a screen shows is the engine's
decision and comes from its Status. Thread: the event loop's throughout; nothing blocks.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from soundscape_live.app.children import Bridge, BridgeWish, Generator, GeneratorWish, free_port
from soundscape_live.app.watching import Watched
from soundscape_live.io.files import generators as files
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.peer import Peer
from soundscape_live.model import MAIN, Command, GeneratorStatus, Notice, Params, PeerReport, PeerState, Status
from soundscape_live.web import Shown

Tasks = list[tuple[str, Callable[[], Awaitable[None]]]]


@dataclass(frozen=True, slots=True)
class Ends:
    """What the peers and processes are given."""

    report: Callable[[PeerReport], None]
    say: Callable[[Notice], None]
    sent: Callable[[str, int, float], None]
    "Snapshot `seq` of that generator was handed to the transport at that time."


@dataclass(frozen=True, slots=True)
class Open:
    """One generator that is driven."""

    url: str
    "As the show has it; of a Scope server the peer is with a bridge instead."
    peer: Peer
    process: Generator | Bridge

    @property
    def picture(self) -> str:
        """Where its picture is asked for."""
        return self.url

    @property
    def dims(self) -> bool:
        """Whether it dims its picture itself; what a bridge passes on comes as it was drawn."""
        return self.picture == self.url


class Generators:
    """All of them."""

    def __init__(self, show: ShowFile, ends: Ends, sessions: Path | None, *, stamp: bool) -> None:
        """`sessions` is the folder in which connections are noted, so that the next start can end them."""
        self._rules = tuple(one.rule for one in show.generators)
        self._open: dict[str, Open] = {}
        self._light: dict[str, float] = {}
        ports: set[int] = set()
        # A page that is open to the network needs its media there too.
        host = show.page.host if show.page else "127.0.0.1"
        for one in show.generators:
            if one.address != files.NONE:
                process = _embedded(show, one, host, ports, ends, stamp=stamp) if one.embedded else None
                self._open[one.name] = _opened(show, one, process, host, ends, sessions)

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(self._open)

    def tasks(self) -> Tasks:
        """Name what has to run."""
        rows: Tasks = []
        for name, one in self._open.items():
            called = "generator" if name == MAIN else f"generator {name}"
            rows += [(f"{called}'s process", one.process.run), (called, one.peer.run)]
        return rows

    def send_params(self, params: Params) -> None:
        """Tell a generator its state."""
        self._light[params.generator] = params.light
        if (one := self._open.get(params.generator)) is not None:
            one.peer.send_params(params)

    def send_command(self, command: Command) -> None:
        """Tell a generator what to do."""
        if (one := self._open.get(command.generator)) is not None:
            one.peer.send_command(command)

    def address(self, name: str) -> str:
        """Return where a generator's picture is asked for; empty if there is none of this name, or none yet."""
        one = self._open.get(name)
        return one.picture if one is not None else ""

    def statuses(self, status: Status) -> tuple[GeneratorStatus, ...]:
        """Return the generators as they stand."""
        return status.generators or tuple(self._unsaid(status))

    def shown(self, status: Status, screen: str) -> Shown | None:
        """Return what a screen shows, of the first one if it is empty; None if there is no such screen."""
        rows = self.statuses(status)
        wanted = screen or rows[0].screen
        here = [one for one in rows if one.screen == wanted]
        if not here:
            return None
        one = next((one for one in here if one.shown), here[0])
        return Shown(one.name, self._brightness(one, black=status.safety.blackout))

    def watched(self, status: Status) -> Watched:
        """Return whom the probe watches."""
        shown = self.shown(status, "")
        name = shown.generator if shown is not None else MAIN
        return Watched(name, self.address(name))

    def _brightness(self, one: GeneratorStatus, *, black: bool) -> float:
        """Return by what its picture is still to be multiplied where it is shown."""
        told = self._light.get(one.name, 1.0)
        away = one.state in {PeerState.LOST, PeerState.STALLED}
        if black and (away or told == 0.0):
            return 0.0  # also of a generator that dims itself: its last frame may stay on the screen when it is lost
        return 1.0 if one.name not in self._open or self._open[one.name].dims else told

    def _unsaid(self, status: Status) -> Iterator[GeneratorStatus]:
        """Yield what is known of the generators where the engine says nothing of each."""
        for rule in self._rules:
            yield GeneratorStatus(
                rule.name, rule.screen, status.peer, status.peer_detail, status.frames, status.fps, shown=True
            )


def _embedded(
    show: ShowFile, one: files.Generator, host: str, ports: set[int], ends: Ends, *, stamp: bool
) -> Generator:
    port = free_port(host, 0 if ports else show.generator_port, ports)
    ports.add(port)
    return Generator(GeneratorWish(host, port, show.size, show.fps, stamp, show.token, one.name), ends.say)


def _opened(
    show: ShowFile, one: files.Generator, process: Generator | None, host: str, ends: Ends, sessions: Path | None
) -> Open:
    sent = partial(ends.sent, one.name)
    if process is not None:
        peer = Peer(process.url, ends.report, show.token, sent)
        return Open(process.url, peer, process)
    bridge = Bridge(BridgeWish(host, one.url, one.scope, show.token, one.name, sessions), ends.say)
    peer = Peer(one.url, ends.report, show.token, sent)
    return Open(one.url, peer, bridge)
