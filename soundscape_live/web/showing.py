"""Which generator a screen shows, told to whoever shows it, at `/generator/showing`, `?screen=NAME` of another screen.

Each message is `{"generator": NAME, "light": 0..1}`: whose picture to connect to, and by what to multiply it, since a
generator that another draws for cannot dim its picture itself. It comes when it changes, and once a second, so that a
viewer notices when nothing comes any more.

Rules: a WebSocket and no event stream, since a browser opens only six ordinary connections to one server, and six
viewers that each held one would leave none for the offers. Nothing is heard from viewers: one that speaks is closed.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler

from soundscape_live.host.clock import now
from soundscape_live.model import Status
from soundscape_live.web.flow import offer
from soundscape_live.web.guard import Guard

SCREENS = 48
"Viewers at once; a further one is refused."
LOOKERS = 32
"Viewers at once above which one that may not play is refused."
AGAIN_AFTER = 1.0
"Seconds after which what is shown is said again."
MOST_WAITING = 2_048
"Bytes that a viewer may leave unread before it is passed over."
ROUTE = "/generator/showing"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen shows."""

    generator: str
    light: float
    "By what its picture is to be multiplied, 0..1."


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where the generators' pictures are, and which of them the screens show."""

    address: Callable[[str], str]
    "Where the generator of this name is asked for its picture; empty if there is none, or none yet."
    shown: Callable[[Status, str], Shown | None]
    "What the screen of this name shows, the first screen for an empty one; None if there is no such screen."


@dataclass(slots=True)
class _Viewer:
    screen: str
    told: Shown | None = None
    at: float = 0.0


class Showing:
    """Tells every viewer what its screen shows. Thread: the event loop's."""

    def __init__(self, pictures: Pictures, status: Callable[[], Status], guard: Guard) -> None:
        self._pictures = pictures
        self._status = status
        self._guard = guard
        self._viewers: dict[web.WebSocketResponse, _Viewer] = {}

    @property
    def watched(self) -> bool:
        """Whether there is a viewer."""
        return bool(self._viewers)

    def add_to(self, app: web.Application) -> None:
        """Add the route to an application."""
        app.router.add_get(ROUTE, self._watch)

    def known(self, handler: Handler) -> Handler:
        """Have a handler answer where the screen that is asked for is one of ours, and 404 elsewhere."""

        async def check(request: web.Request) -> web.StreamResponse:
            self._screen(request)
            return await handler(request)

        return check

    async def tell(self, status: Status) -> None:
        """Tell those whose screen shows something else by now, and those who have not heard of it for a while."""
        at = now()
        for socket, viewer in tuple(self._viewers.items()):
            shown = self._pictures.shown(status, viewer.screen)
            if shown is None or (shown == viewer.told and at - viewer.at < AGAIN_AFTER):
                continue
            text = json.dumps({"generator": shown.generator, "light": round(shown.light, 4)})
            if await offer(socket, text, MOST_WAITING):
                viewer.told, viewer.at = shown, at

    async def close(self) -> None:
        """Close all connections."""
        for socket in tuple(self._viewers):
            await socket.close()

    async def _watch(self, request: web.Request) -> web.WebSocketResponse:
        screen = self._screen(request)
        most = SCREENS if self._guard.may_control(request, None) else LOOKERS
        if len(self._viewers) >= most:
            raise web.HTTPServiceUnavailable(text=f"{len(self._viewers)} viewers are there already")
        socket = web.WebSocketResponse(heartbeat=5.0, max_msg_size=256, compress=False)
        self._viewers[socket] = _Viewer(screen)
        try:
            await socket.prepare(request)
            await self.tell(self._status())
            message = await socket.receive()
            if message.type is WSMsgType.TEXT or message.type is WSMsgType.BINARY:
                await socket.close(code=1008)
        finally:
            del self._viewers[socket]
        return socket

    def _screen(self, request: web.Request) -> str:
        screen = request.query.get("screen", "")
        if self._pictures.shown(self._status(), screen) is None:
            raise web.HTTPNotFound(text="there is no such screen")
        return screen
