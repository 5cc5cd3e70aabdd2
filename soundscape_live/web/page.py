"""The page's server: pages, status, controls, and the signalling passed on, so that one address is enough.

Rules: everything runs on the event loop and nothing blocks it; the status is written once for all pages; a page on
this machine may play, one elsewhere looks on unless it brings the token; a Host or Origin that is not ours is refused;
no client can hold a connection without using it, nor keep the operator's own page out.
"""

import asyncio
import importlib.resources
import json
from collections.abc import Callable
from urllib.parse import quote

from aiohttp import WSMsgType, web
from aiohttp.typedefs import Handler

from soundscape_live.host.addresses import EVERYWHERE, is_local, outside_addresses, url_of
from soundscape_live.host.callers import Callers
from soundscape_live.host.clock import now
from soundscape_live.mapping.learn_targets import targets
from soundscape_live.model import Control, Status
from soundscape_live.web.flow import offer
from soundscape_live.web.guard import Guard
from soundscape_live.web.rate import Allowance
from soundscape_live.web.relay import LIMIT, Relay
from soundscape_live.web.showing import Pictures, Showing
from soundscape_live.web.texts import control_of, read_message, status_text

STATUS_HZ = 20.0
PAGES = 32
"Pages open at once; a further one is refused."
LOOKERS = 24
"Pages open at once above which one that may not play is refused."
MESSAGE_RATE = 200.0
"Messages a second that are heard of one page."
GUESS_SECONDS = 1.0
"How long a wrong token has to wait for its answer."
CLOSES_WITHIN = 1.0
"Seconds that an unfinished request may take when the page closes."
SWEEP_SECONDS = 1.0
MESSAGE_BYTES = 4_096
STATIC = {
    "/": ("page.html", "text/html"),
    "/page.css": ("page.css", "text/css"),
    "/page.js": ("page.js", "text/javascript"),
    "/card.js": ("card.js", "text/javascript"),
    "/finish.js": ("finish.js", "text/javascript"),
    "/generators.js": ("generators.js", "text/javascript"),
    "/learning.js": ("learning.js", "text/javascript"),
    "/parameters.js": ("parameters.js", "text/javascript"),
    "/words.js": ("words.js", "text/javascript"),
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
        pictures: Pictures,
        status: Callable[[], Status],
        control: Callable[[Control], None],
    ) -> None:
        self._host, self._port = address
        self._token = token
        self._guard = Guard(self._host, token)
        self._callers = Callers()
        self._pictures = pictures
        self._relay = Relay(self._address, token)
        self._showing = Showing(pictures, status, self._guard)
        self._status = status
        self._control = control
        self._sockets: set[web.WebSocketResponse] = set()
        self.rejected = 0
        "Messages of pages that were not understood, not allowed or too many."
        self._runner = web.AppRunner(
            self._app(),
            access_log=None,
            handle_signals=False,
            shutdown_timeout=CLOSES_WITHIN,
            lingering_time=CLOSES_WITHIN,
        )

    @property
    def url(self) -> str:
        """The address to open on this machine."""
        return url_of(self._host, self._port) + "/"

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The addresses from which other machines may play, with the token; none if the page is not open to them."""
        if self._token is None or is_local(self._host):
            return ()
        hosts = outside_addresses() if self._host in EVERYWHERE else [self._host]
        return tuple(f"{url_of(host, self._port)}/#token={quote(self._token)}" for host in hosts)

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
        swept = now()
        try:
            while True:
                await asyncio.sleep(1 / STATUS_HZ)
                if now() - swept > SWEEP_SECONDS and self._runner.server is not None:
                    swept = now()
                    self._callers.sweep(self._runner.server)
                if self._sockets or self._showing.watched:
                    await self._tell(self._status())
        finally:
            for socket in tuple(self._sockets):
                await socket.close()
            await self._showing.close()
            await self._runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[self._callers.count, self._guard.check], client_max_size=LIMIT)
        folder = importlib.resources.files("soundscape_live.web") / "static"
        for path, (name, kind) in STATIC.items():
            app.router.add_get(path, _sender((folder / name).read_text(encoding="utf-8"), kind))
        view = _sender((folder / "view.html").read_text(encoding="utf-8"), "text/html")
        app.router.add_get("/view", self._showing.known(view))
        app.router.add_get("/status", self._get_status)
        app.router.add_get("/targets", _sender(json.dumps(targets()), "application/json"))
        app.router.add_get("/live", self._live)
        self._relay.add_to(app)
        self._showing.add_to(app)
        return app

    async def _tell(self, status: Status) -> None:
        await self._showing.tell(status)
        if self._sockets:
            text = status_text(status)
            for socket in tuple(self._sockets):
                await offer(socket, text, len(text))

    def _address(self, name: str) -> str:
        """Return where a generator is, for an empty name that which the first screen shows."""
        if not name and (shown := self._pictures.shown(self._status(), "")) is not None:
            name = shown.generator
        return self._pictures.address(name)

    async def _get_status(self, request: web.Request) -> web.Response:
        del request
        return web.Response(text=status_text(self._status()), content_type="application/json", headers=HEADERS)

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        may = self._guard.may_control(request, None)
        if len(self._sockets) >= (PAGES if may else LOOKERS):
            raise web.HTTPServiceUnavailable(text=f"{len(self._sockets)} pages are open already")
        socket = web.WebSocketResponse(heartbeat=5.0, max_msg_size=MESSAGE_BYTES, compress=False)
        await socket.prepare(request)
        await socket.send_str(json.dumps({"control": may}))
        self._sockets.add(socket)
        allowance = Allowance(MESSAGE_RATE, now())
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT and allowance.takes(now()):
                    may = await self._take(request, socket, message.data, may=may)
                else:
                    self.rejected += 1
        finally:
            self._sockets.discard(socket)
        return socket

    async def _take(self, request: web.Request, socket: web.WebSocketResponse, text: str, *, may: bool) -> bool:
        """Take one message of a page; returns whether the page may play from now on."""
        message = read_message(text)
        if isinstance(message, dict) and isinstance(message.get("token"), str):
            may = may or self._guard.may_control(request, message["token"])
            await asyncio.sleep(0.0 if may else GUESS_SECONDS)
            await socket.send_str(json.dumps({"control": may}))
        elif may and (control := control_of(message, now())) is not None:
            self._control(control)
        else:
            self.rejected += 1
        return may


def _sender(text: str, kind: str) -> Handler:
    async def send(request: web.Request) -> web.Response:
        del request
        return web.Response(text=text, content_type=kind, headers=HEADERS)

    return send
