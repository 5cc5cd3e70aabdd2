"""The page's server: pages, status, controls, and the signalling passed on, so that one address is enough.

Rules: everything runs on the event loop and nothing blocks it; the status is written once for all pages; a page on
this machine may play, one elsewhere looks on unless it brings the token; a Host or Origin that is not ours is refused.
"""

import asyncio
import contextlib
import importlib.resources
import json
from collections.abc import Callable

from aiohttp import WSMsgType, web

from soundscape_live.host.clock import now
from soundscape_live.model import Control, Status
from soundscape_live.web.guard import Guard
from soundscape_live.web.relay import LIMIT, Relay
from soundscape_live.web.texts import control_of, status_text

STATUS_HZ = 20.0
PAGES = 32
"Pages open at once; a further one is refused."
MESSAGE_BYTES = 4_096
STATIC = {
    "/": ("page.html", "text/html"),
    "/view": ("view.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
    "/view.js": ("view.js", "text/javascript"),
    "/video.js": ("video.js", "text/javascript"),
}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src data:; connect-src 'self' ws: wss:; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class PageError(Exception):
    """The page cannot be opened, and what to do."""


class Page:
    """Serves the page while it runs."""

    def __init__(
        self,
        address: tuple[str, int],
        token: str | None,
        generator: str,
        status: Callable[[], Status],
        control: Callable[[Control], None],
    ) -> None:
        self._host, self._port = address
        self._guard = Guard(self._host, token)
        self._relay = Relay(generator, token) if generator else None
        self._status = status
        self._control = control
        self._sockets: set[web.WebSocketResponse] = set()
        self._runner = web.AppRunner(self._app(), access_log=None, handle_signals=False)

    @property
    def url(self) -> str:
        """The address to open."""
        host = "127.0.0.1" if self._host in {"0.0.0.0", "::"} else self._host  # noqa: S104  # compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self._port}/"

    async def open(self) -> None:
        """Open the port. Raises PageError if it is taken."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise PageError(
                f"the page cannot listen on {self._host}:{self._port}: {error.strerror}; "
                f"end what uses it, or choose another with --page HOST:PORT"
            ) from None

    async def run(self) -> None:
        """Send the status to the pages until cancelled, then close."""
        try:
            while True:
                await asyncio.sleep(1 / STATUS_HZ)
                if self._sockets:
                    text = status_text(self._status())
                    for socket in tuple(self._sockets):
                        await _offer(socket, text)
        finally:
            for socket in tuple(self._sockets):
                await socket.close()
            await self._runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard.middleware], client_max_size=LIMIT)
        folder = importlib.resources.files("soundscape_live.web") / "static"
        for path, (name, kind) in STATIC.items():
            app.router.add_get(path, _sender((folder / name).read_text(encoding="utf-8"), kind))
        app.router.add_get("/status", self._get_status)
        app.router.add_get("/live", self._live)
        if self._relay is not None:
            self._relay.add_to(app)
        return app

    async def _get_status(self, request: web.Request) -> web.Response:
        del request
        return web.Response(text=status_text(self._status()), content_type="application/json", headers=HEADERS)

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        if len(self._sockets) >= PAGES:
            raise web.HTTPServiceUnavailable(text=f"{PAGES} pages are open already")
        socket = web.WebSocketResponse(heartbeat=5.0, max_msg_size=MESSAGE_BYTES, compress=False)
        await socket.prepare(request)
        may = self._guard.may_control(request, None)
        await socket.send_str(json.dumps({"control": may}))
        self._sockets.add(socket)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    may = await self._take(request, socket, message.data, may=may)
        finally:
            self._sockets.discard(socket)
        return socket

    async def _take(self, request: web.Request, socket: web.WebSocketResponse, text: str, *, may: bool) -> bool:
        """Take one message of a page; returns whether the page may play from now on."""
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            return may
        if isinstance(message, dict) and isinstance(message.get("token"), str):
            may = self._guard.may_control(request, message["token"])
            await socket.send_str(json.dumps({"control": may}))
        elif may and (control := control_of(message, now())) is not None:
            self._control(control)
        return may


async def _offer(socket: web.WebSocketResponse, text: str) -> None:
    """Send a status, unless this page is too slow to have taken the last: the next one is newer anyway."""
    writer = socket._writer  # noqa: SLF001  # aiohttp tells nobody how much is still to be written
    transport = writer.transport if writer is not None else None
    if transport is None or transport.get_write_buffer_size() > len(text):
        return
    with contextlib.suppress(ConnectionError, RuntimeError):
        await socket.send_str(text)


def _sender(text: str, kind: str) -> Callable[[web.Request], "asyncio.Future[web.Response]"]:
    async def send(request: web.Request) -> web.Response:
        del request
        return web.Response(text=text, content_type=kind, headers=HEADERS)

    return send  # type: ignore[return-value]  # a coroutine function is what aiohttp takes
