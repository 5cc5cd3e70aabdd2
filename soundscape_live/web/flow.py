"""Sending to WebSockets that may be slow: what cannot be taken now is left out, since the next is newer anyway."""

import contextlib

from aiohttp import web


async def offer(socket: web.WebSocketResponse, data: str | bytes, most: int) -> bool:
    """Send, unless more than `most` bytes still wait; returns whether it was sent."""
    writer = socket._writer  # noqa: SLF001  # aiohttp tells nobody how much is still to be written
    transport = writer.transport if writer is not None else None
    if transport is None or transport.get_write_buffer_size() > most:
        return False
    with contextlib.suppress(ConnectionError, RuntimeError):
        await (socket.send_str(data) if isinstance(data, str) else socket.send_bytes(data))
        return True
    return False
