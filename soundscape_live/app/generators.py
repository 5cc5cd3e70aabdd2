"""The show's generators as they are open: a peer for each, the process behind those that are ours, and what is shown.

Rules: what the engine says to a generator goes to the peer of that name; which one a screen shows is the engine's
decision and comes from its Status. Thread: the event loop's throughout; nothing blocks.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from soundscape_live.app.children import Bridge, BridgeWish, Generator, GeneratorWish, free_port
from soundscape_live.app.watching import Watched
from soundscape_live.io.files import generators as files
from soundscape_live.io.files.distribution import check_folders, read_token
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.peer import Peer
from soundscape_live.model import (
    MAIN,
    Command,
    GeneratorStatus,
    Level,
    Notice,
    Params,
    PeerChange,
    PeerReport,
    PeerState,
    Status,
)
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

    peer: Peer
    process: Generator | Bridge
    url: str
    "Its own address; of a Scope server the peer is with a bridge instead."


class Generators:
    """All of them."""

    def __init__(self, show: ShowFile, ends: Ends, kept: Path | None, *, stamp: bool) -> None:
        """`kept` is a folder in which connections are noted, so that the next start can end them.

        FileError: a file that a generator is to be told of cannot be read.
        """
        self._ends = ends
        self._kept = kept
        self._open: dict[str, Open] = {}
        self._light: dict[str, float] = {}
        self._own = {one.name for one in show.generators if one.embedded}
        "Those that have played at their own address, and not through a bridge, when they were live last."
        self._unheard = {
            one.name for one in show.generators if one.url and (one.distribution.record or one.distribution.whip)
        }
        "Those with a wish for a process that is ours, of which it is not known whether they need one."
        ports: set[int] = set()
        # A page that is open to the network needs its media there too.
        host = show.page.host if show.page else "127.0.0.1"
        for one in show.generators:
            if one.address != files.NONE:
                self._open[one.name] = self._opened(show, one, host, ports, stamp=stamp)

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
        """Return where a generator's picture is asked for; empty if there is none of this name, or none yet.

        A viewer must not come to a Scope server itself: each session there draws its own frames from the one pipeline.
        """
        one = self._open.get(name)
        if one is None or (one.peer.url == one.url and name not in self._own):
            return ""
        return one.peer.url

    def shown(self, status: Status, screen: str) -> Shown | None:
        """Return what a screen shows, of the first one if it is empty; None if there is no such screen."""
        wanted = screen or status.generators[0].screen
        one = next((one for one in status.generators if one.screen == wanted and one.shown), None)
        return None if one is None else Shown(one.name, self._brightness(one, black=status.safety.blackout))

    def watched(self, status: Status) -> Watched:
        """Return whom the probe watches."""
        name = next(one.name for one in status.generators if one.shown)
        return Watched(name, self.address(name))

    def _brightness(self, one: GeneratorStatus, *, black: bool) -> float:
        """Return by what its picture is still to be multiplied where it is shown."""
        told = self._light.get(one.name, 1.0)
        away = one.state in {PeerState.LOST, PeerState.STALLED}
        if black and (away or told == 0.0):
            return 0.0  # also of a generator that dims itself: its last frame may stay on the screen when it is lost
        return 1.0 if one.name in self._own else told

    def heard(self, report: PeerReport) -> None:
        """Note where a generator is live, and pass the report on."""
        if isinstance(report, PeerChange) and report.state in {PeerState.LIVE, PeerState.PAUSED}:
            one = self._open[report.generator]
            own = one.peer.url == one.url
            (self._own.add if own else self._own.discard)(report.generator)
            if own and report.generator in self._unheard:
                self._unheard.discard(report.generator)
                text = (
                    f"generator {report.generator}: record and whip are not for one that runs by itself ({one.url}); "
                )
                self._ends.say(Notice(report.at, Level.WARNING, text + "start that one with --record and --whip"))
        self._ends.report(report)

    def _opened(self, show: ShowFile, one: files.Generator, host: str, ports: set[int], *, stamp: bool) -> Open:
        process: Generator | Bridge
        goes = one.distribution
        key = f"generators.{one.name}"
        check_folders(goes, key)
        whip_token = read_token(goes.whip_token_file, f"{key}.whip_token_file") if goes.whip_token_file else ""
        if one.embedded:
            port = free_port(host, 0 if ports else show.generator_port, ports)
            ports.add(port)
            wish = GeneratorWish(
                host, port, show.size, show.fps, stamp, show.token, one.name, goes, whip_token, one.drawing, show.loras
            )
            process = Generator(wish, self._ends.say)
        else:
            state = self._kept and self._kept / f"scope-{one.name}.json"
            bridge = BridgeWish(host, one.url, one.scope, show.token, one.name, state, goes, whip_token)
            process = Bridge(bridge, self._ends.say)
        peer = Peer(
            process.url if isinstance(process, Generator) else one.url,
            self.heard,
            show.token,
            partial(self._ends.sent, one.name),
            generator=one.name,
            bridge=process.address if isinstance(process, Bridge) else None,
            folder=self._kept and self._kept / "peers",
        )
        return Open(peer, process, peer.url)
