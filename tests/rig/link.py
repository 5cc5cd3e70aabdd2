"""Ableton Link for tests, in a network of its own: real peers, which nothing outside can hear.

Run within it (tests.rig.network): `follow` has two engines in processes of their own and a plain peer whose tempo
changes; `join N TEMPO` lets an engine join a session N times; in `lead` one joins that leads; in `transport` a session
starts and stops. Each prints what was seen as one JSON line.
"""

import asyncio
import contextlib
import importlib
import importlib.util
import json
import sys
from collections.abc import Callable
from typing import Any

from soundscape_live.app.loop import EngineLoop, Outlets
from soundscape_live.engine import Engine
from soundscape_live.host.clock import now
from soundscape_live.io.files.library import Library, shipped_folder
from soundscape_live.io.files.shows import ShowFile
from soundscape_live.io.files.sources import build_show
from soundscape_live.io.link import LinkPeer, LinkWish
from soundscape_live.model import Notice, SourceState, TempoReport
from soundscape_live.tempo.pulse import Pulse
from soundscape_live.tempo.timeline import Timeline
from tests.rig import network

BPM, OTHER_BPM = 97.0, 133.0
BAR = 4
ALONE = 1.0
"Seconds that the first peer has to itself."


def missing() -> str:
    """Say what a machine lacks for this rig, or an empty string."""
    if importlib.util.find_spec("aalink") is None:
        return "aalink is not installed (pip install 'soundscape-live[link]')"
    return network.missing()


async def session(bpm: float) -> Any:
    """Return a plain peer of aalink that has begun a session."""
    link = importlib.import_module("aalink").Link(bpm)
    link.quantum = float(BAR)
    await asyncio.sleep(0.6)
    link.enabled = True
    await asyncio.sleep(ALONE)
    return link


async def engine(tell: Callable[[Pulse | None], None]) -> None:
    """Play a show whose only source is Link, until cancelled."""
    show = build_show(Library(shipped_folder()).gather(ShowFile()).sources)
    ignore = lambda _item: None  # noqa: E731
    loop = EngineLoop(Engine(show, now()), Outlets(ignore, ignore, ignore, ignore, pulse=tell))
    peer = LinkPeer(LinkWish(BAR), loop.feed, loop.feed, lambda *told: loop.feed(SourceState(now(), *told)))
    await peer.run()


def _print(pulse: Pulse | None) -> None:
    if pulse is not None:
        line = pulse.line
        print(json.dumps([now(), line.at, line.beat, line.period, line.shift, line.span, pulse.one]), flush=True)


class Player:
    """An engine in a process of its own, of which it is known how its beat runs."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.told: list[tuple[float, Timeline, int]] = []

    async def read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            at, *numbers, one = json.loads(line)
            self.told.append((at, Timeline(*numbers), one))

    def off(self, at: float, beat: float) -> float:
        """Return by how many seconds its bar runs ahead of the session's, as it was told last."""
        _, line, one = self.told[-1]
        beats = (line.count(at) - one - beat + BAR / 2) % BAR - BAR / 2
        return beats * line.period


async def follow() -> dict[str, object]:
    """Return the largest differences of phase in seconds, and how long each engine took to follow a tempo."""
    link = await session(BPM)
    command = (sys.executable, "-m", "tests.rig.link", "engine")
    players = [Player(await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)) for _ in range(2)]
    reading = [asyncio.create_task(player.read()) for player in players]
    try:
        await until(lambda: link.num_peers == 2 and all(len(player.told) > 1 for player in players))
        joined = link.tempo
        await asyncio.sleep(4.0)
        seen = await phases(link, players)
        changed, link.tempo = now(), OTHER_BPM
        await asyncio.sleep(1.0)
        took = [
            min(at for at, line, _ in player.told if abs(line.bpm - OTHER_BPM) < 0.05) - changed for player in players
        ]
        return {"joined": joined, "off": seen, "took": took, "off_after": await phases(link, players)}
    finally:
        for player in players:
            player.process.terminate()
            await player.process.wait()
        await asyncio.gather(*reading)


async def phases(link: Any, players: list[Player]) -> list[float]:
    """Return the largest differences in two seconds: of each engine from the peer, and of the two from each other."""
    off = []
    for _ in range(40):
        await asyncio.sleep(0.05)
        at, beat = now(), link.beat
        off.append([player.off(at, beat) for player in players])
    columns = [*zip(*off, strict=True), [one - other for one, other in off]]
    return [max(abs(value) for value in column) for column in columns]


async def join(times: int, bpm: float) -> dict[str, object]:
    """Return every tempo that a session had while an engine joined and left it so many times, and what we heard."""
    link = await session(bpm)
    tempi = {round(link.tempo, 2)}
    heard: set[float] = set()
    said: list[str] = []
    for _ in range(times):
        reports: list[TempoReport] = []

        def say(notice: Notice) -> None:
            said.append(notice.text)

        peer = LinkPeer(LinkWish(BAR), reports.append, say, lambda *_told: None)
        task = asyncio.create_task(peer.run())
        until_left = None
        while until_left is None or now() < until_left:
            await asyncio.sleep(0.01)
            tempi.add(round(link.tempo, 2))
            if reports and until_left is None:
                until_left = now() + 0.7
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        heard |= {round(report.bpm, 2) for report in reports if report.playing}
        await until(lambda: link.num_peers == 0)
    return {"tempi": sorted(tempi), "heard": sorted(heard), "said": said}


async def lead() -> dict[str, object]:
    """Return what becomes of a session when one joins that leads: its tempo, phase, and whether it plays."""
    link = await session(BPM)
    link.start_stop_sync_enabled = True
    reports: list[TempoReport] = []
    peer = LinkPeer(LinkWish(BAR, start_stop=True, lead=True), reports.append, lambda _: None, lambda *_: None)
    task = asyncio.create_task(peer.run())
    line = Timeline(now(), 0.0, 60.0 / OTHER_BPM)
    peer.follow(Pulse(line, 1, BAR, "typed"))
    await until(lambda: abs(link.tempo - OTHER_BPM) < 0.01 and link.playing)
    await asyncio.sleep(1.5)
    off = []
    for _ in range(20):
        await asyncio.sleep(0.05)
        at, beat = now(), link.beat
        off.append(abs((line.count(at) - 1 - beat + BAR / 2) % BAR - BAR / 2) * line.period)
    peer.follow(None)
    await until(lambda: not link.playing)
    task.cancel()
    await asyncio.wait((task,))
    return {"bpm": link.tempo, "off": max(off), "reports": len(reports)}


async def transport() -> dict[str, object]:
    """Return whether our reports said that the session plays: before anyone pressed, after start, after stop."""
    link = await session(BPM)
    link.start_stop_sync_enabled = True
    reports: list[TempoReport] = []
    peer = LinkPeer(LinkWish(BAR, start_stop=True), reports.append, lambda _: None, lambda *_: None)
    task = asyncio.create_task(peer.run())
    said = []
    await until(lambda: len(reports) > 3)
    said.append(reports[-1].playing)
    for playing in (True, False, True):
        link.playing = playing
        await asyncio.sleep(0.6)
        said.append(reports[-1].playing)
    link.enabled = False
    await until(lambda: not reports[-1].playing)
    task.cancel()
    await asyncio.wait((task,))
    return {"said": said}


async def until(condition: Callable[[], bool], seconds: float = 12.0) -> None:
    """Wait for something."""
    start = now()
    while not condition():
        assert now() - start < seconds, "it did not come about"
        await asyncio.sleep(0.01)


async def _main(argv: list[str]) -> None:
    match argv:
        case ["engine"]:
            await engine(_print)
        case ["follow"]:
            print(json.dumps(await follow()))
        case ["lead"]:
            print(json.dumps(await lead()))
        case ["transport"]:
            print(json.dumps(await transport()))
        case ["join", times, bpm]:
            print(json.dumps(await join(int(times), float(bpm))))


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1:]))
