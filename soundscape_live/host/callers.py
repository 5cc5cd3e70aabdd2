"""Deadlines for an HTTP server's connections: aiohttp waits for ever for a request that does not come."""

from collections import Counter
from collections.abc import Awaitable, Callable

from aiohttp import web

from soundscape_live.host.clock import now

IDLE_AFTER = 10.0
"Seconds that a connection may last without a request being answered on it."
MAX_CALLERS = 128

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Callers:
    """Closes connections that send no whole request. Lives on the event loop."""

    def __init__(self) -> None:
        self._seen: dict[object, float] = {}
        self._busy: Counter[object] = Counter()

    @web.middleware
    async def count(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Take note of a request while it is answered."""
        caller = request.protocol
        self._busy[caller] += 1
        try:
            return await handler(request)
        finally:
            self._busy[caller] -= 1
            self._seen[caller] = now()

    def sweep(self, server: web.Server) -> None:
        """Close those that have been idle for IDLE_AFTER, and while there are more than MAX_CALLERS, any that idle."""
        callers = server.connections
        at = now()
        self._seen = {caller: self._seen.get(caller, at) for caller in callers}
        self._busy &= Counter(dict.fromkeys(callers, MAX_CALLERS))
        for number, caller in enumerate(callers):
            crowded = number < len(callers) - MAX_CALLERS
            if not self._busy[caller] and (crowded or at - self._seen[caller] > IDLE_AFTER):
                caller.force_close()
