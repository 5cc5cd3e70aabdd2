"""What stands in for the engine in the peer's tests."""

import asyncio
import contextlib
import gc
import random
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from soundscape_live.host.clock import now
from soundscape_live.io.peer import Peer
from soundscape_live.model import Command, Params, PeerChange, PeerReport, PeerState, Prompt, ResetCache

Report = TypeVar("Report", bound=PeerReport)
LONG = 10.0
"Nothing here takes so long unless it never comes."


class Desk:
    """What the engine would have heard."""

    def __init__(self, url: str, token: str | None = None, **options: object) -> None:
        self.reports: list[PeerReport] = []
        self.sent: list[tuple[int, float]] = []
        self.problems: list[str] = []
        self.peer = Peer(
            url, self.reports.append, token, lambda *sent: self.sent.append(sent), random.Random(1), **options
        )  # type: ignore[arg-type]

    def heard(self, kind: type[Report]) -> list[Report]:
        return [report for report in self.reports if isinstance(report, kind)]

    def states(self) -> list[PeerState]:
        return [change.state for change in self.heard(PeerChange)]

    def details(self) -> str:
        return " | ".join(change.detail for change in self.heard(PeerChange))

    def last(self) -> PeerChange:
        return self.heard(PeerChange)[-1]

    async def until(self, true: Callable[[], object], within: float = LONG) -> None:
        async with asyncio.timeout(within):
            while not true():
                await asyncio.sleep(0.01)

    async def live(self, times: int = 1, within: float = LONG) -> None:
        await self.until(lambda: self.states().count(PeerState.LIVE) >= times, within)


@contextlib.asynccontextmanager
async def running(url: str, token: str | None = None, **options: object) -> AsyncIterator[Desk]:
    desk = Desk(url, token, **options)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: desk.problems.append(str(context)))
    task = asyncio.create_task(desk.peer.run())
    try:
        yield desk
    finally:
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled()
        gc.collect()  # a task exception that nobody retrieved is told when the task is collected
        await asyncio.sleep(0)
        assert not desk.problems


def params(seq: int) -> Params:
    return Params(now(), seq, 0, (Prompt("glass", 1.0),), 0.5, (1000, 500))


def reset(id_: int, seconds: float = 5.0) -> Command:
    return Command(now(), id_, now() + seconds, ResetCache())
