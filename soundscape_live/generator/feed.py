"""The server's end of the line to a renderer's process.

Rules: runs on the event loop and never blocks it. While the renderer does not read, only the newest state waits.
What it says before anybody listens is kept for whoever will.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import cast

from typing_extensions import override

from soundscape_live.generator.link import Lines, Shown, begins_session, read_refusal, read_shown

FULL = 262_144
"Bytes that may wait for a renderer which does not read."


class Feed(asyncio.Protocol):
    """The server's end of the socket pair."""

    def __init__(self) -> None:
        self._listener: tuple[Callable[[Shown], None], Callable[[str], None]] | None = None
        self._lines = Lines()
        self._early: list[bytes] = []
        self._transport: asyncio.WriteTransport | None = None
        self._full = False
        self._newest = b""
        self._ended = asyncio.Event()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)
        self._transport.set_write_buffer_limits(high=FULL)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._ended.set()

    async def ended(self) -> None:
        """Wait until all has been heard that will ever be said."""
        await self._ended.wait()

    def listen(self, heard: Callable[[Shown], None], refused: Callable[[str], None]) -> None:
        """Call these with what the renderer says, and has said since its start."""
        self._listener = heard, refused
        early, self._early = self._early, []
        self._hear(early)

    @override
    def pause_writing(self) -> None:
        self._full = True

    @override
    def resume_writing(self) -> None:
        self._full = False
        newest, self._newest = self._newest, b""
        self.tell(newest, state=True)

    def tell(self, lines: bytes, *, state: bool) -> None:
        """Send lines; a state waits while the renderer does not read, and gives way to a newer one or session."""
        if self._full and (state or begins_session(lines)):
            self._newest = lines if state else b""
        if lines and self._transport is not None and not (state and self._full):
            self._transport.write(lines)

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.close()

    @override
    def data_received(self, data: bytes) -> None:
        self._hear(self._lines.feed(data))

    def _hear(self, lines: Iterable[bytes]) -> None:
        if self._listener is None:
            self._early += lines
            return
        heard, refused = self._listener
        for line in lines:
            reason = read_refusal(line)
            if reason is None:
                heard(read_shown(line))
            else:
                refused(reason)
