"""Where a generator is reached: at its own address, or, where Scope answers there, through a bridge of ours.

Rules: a bridge that was given is used as long as it answers; when it is gone the generator's own address is probed
again, so that a server which was replaced is found (a bridge ends by itself where it finds no server that needs it).
Runs on the event loop; never blocks.
"""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from soundscape_live.host.asking import NoAnswer
from soundscape_live.io.peer.signalling import Dialect, Signalling

BRIDGE_SECONDS = 20.0
"A bridge is a process that has to start."

Bridge = Callable[[], Awaitable[str]]
"Starts a bridge, or finds the one that runs, and returns its address; OSError says why there is none."


class Destination:
    """One generator's address; an asynchronous context."""

    def __init__(self, url: str, token: str | None, bridge: Bridge | None) -> None:
        """Take the address as Signalling does; ValueError if it is none."""
        self._own = Signalling(url, token)
        self._bridge = bridge
        self._given: Signalling | None = None

    @property
    def url(self) -> str:
        """The address where the picture is found now."""
        return (self._given or self._own).url

    @property
    def bridged(self) -> bool:
        """Whether a bridge stands between."""
        return self._given is not None

    async def __aenter__(self) -> Self:
        await self._own.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._given = None
        await self._own.__aexit__(kind, error, trace)

    async def find(self) -> Signalling:
        """Return the one who speaks our dialect for this generator; NoAnswer says what was found instead."""
        if self._given is not None:
            try:
                await self._given.probe()
            except NoAnswer:
                self._given = None
            else:
                return self._given
        found = await self._own.probe()
        if found.dialect is Dialect.OURS:
            return self._own
        if self._bridge is None:
            raise self._own.foreign(found.version)
        self._given = await self._bridged(self._bridge)
        return self._given

    async def _bridged(self, bridge: Bridge) -> Signalling:
        try:
            async with asyncio.timeout(BRIDGE_SECONDS):
                given = self._own.at(await bridge())
        except TimeoutError:
            raise NoAnswer(f"the bridge to {self._own.url} did not start within {BRIDGE_SECONDS:g} s") from None
        except OSError as error:
            raise NoAnswer(f"there is no bridge to {self._own.url}: {error}") from None
        found = await given.probe()
        if found.dialect is not Dialect.OURS:
            raise given.foreign(found.version)
        return given
