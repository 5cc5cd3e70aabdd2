"""OSCQuery: what OSC clients may send and read here, over HTTP, and values as they change, over WebSocket.

A browser is shown the same as a list.

Rules: a Host or Origin that is not ours is refused, as by the page; no client can hold a connection without using it.
Values go to those who LISTEN, newest wins, at most VALUES_HZ times a second; a client that has just moved a value
itself is not told it meanwhile. OSC that comes over the WebSocket is taken as any other. If the port is taken, the
show goes on without, and it is tried again. Source: the OSCQuery proposal of Vidvox, third revision.
"""

import asyncio
import importlib.resources
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from soundscape_live.host.addresses import EVERYWHERE
from soundscape_live.host.callers import Callers
from soundscape_live.host.clock import now
from soundscape_live.mapping.binding import Binding
from soundscape_live.mapping.builtin import BUILTIN
from soundscape_live.model import Control, Feedback, Status
from soundscape_live.web.flow import offer
from soundscape_live.web.guard import Guard
from soundscape_live.web.methods import Access, Value, methods
from soundscape_live.web.rate import Allowance
from soundscape_live.web.tree import ATTRIBUTES, UNSUPPORTED, Json, Node, described, find, grow, values_of

NAME = "soundscape_live"
VALUES_HZ = 30.0
ECHO_SECONDS = 0.25
SOCKETS = 32
MESSAGES_A_SECOND = 1000.0
"Of one WebSocket, text and OSC together."
MESSAGE_BYTES = 8_192
BEHIND_BYTES = 1 << 16
AGAIN_SECONDS = 5.0
SWEEP_SECONDS = 1.0
CLOSES_WITHIN = 1.0
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
EXTENSIONS = {
    **dict.fromkeys(("ACCESS", "VALUE", "RANGE", "DESCRIPTION", "LISTEN", "PATH_CHANGED", "HTML"), True),
    **dict.fromkeys(UNSUPPORTED, False),
}

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reach:
    """What OSCQuery needs of the OSC endpoint that it speaks of."""

    address: Callable[[], tuple[str, int]]
    "Where OSC comes in over UDP."
    take: Callable[[bytes, str], None]
    "Takes a packet that came from a host."
    pack: Callable[[str, Value], bytes]
    "Returns a message with one argument."


@dataclass(slots=True, eq=False)
class _Ear:
    """A WebSocket that listens."""

    socket: web.WebSocketResponse
    host: str
    listened: set[str] = field(default_factory=set)
    sent: dict[str, Value] = field(default_factory=dict)
    moved: dict[str, float] = field(default_factory=dict)


class OscQuery:
    """Serves the tree while it runs. Thread: the event loop's throughout."""

    def __init__(
        self,
        address: tuple[str, int],
        reach: Reach,
        status: Callable[[], Status],
        bindings: Iterable[Binding] = BUILTIN,
    ) -> None:
        self._host, self._port = address
        self._reach = reach
        self._status = status
        self._methods = methods(bindings)
        self._root = grow(self._methods)
        self._told: dict[str, float] = {}
        self._ears: set[_Ear] = set()
        self._callers = Callers()
        self._guard = Guard(self._host, None)
        folder = importlib.resources.files("soundscape_live.web") / "static"
        self._page = (folder / "oscquery.html").read_text(encoding="utf-8")
        self._runner: web.AppRunner | None = None
        self.rejected = 0
        "Messages over WebSockets that were not understood or too many."

    @property
    def address(self) -> tuple[str, int]:
        """Where it is: the port is the system's choice if 0 was asked for and it is open."""
        if self._runner is None or not self._runner.addresses:
            return self._host, self._port
        return self._host, int(self._runner.addresses[0][1])

    async def run(self) -> None:
        """Open the port, if need be again and again, and send values to those who listen, until cancelled."""
        await self._until_open()
        try:
            await self._serve()
        finally:
            for ear in tuple(self._ears):
                await ear.socket.close()
            if self._runner is not None:
                await self._runner.cleanup()
                self._runner = None

    def feedback(self, item: Feedback) -> None:
        """Take what a control should show: it is that address's value from now on."""
        if item.control in self._methods and item.source in {"*", "osc:*"}:
            self._told[item.control] = item.value

    def heard(self, control: Control) -> None:
        """Take note that an OSC client has moved something, so that it is not told its own movement."""
        for ear in self._ears:
            if control.name in ear.listened and control.source == f"osc:{ear.host}":
                ear.moved[control.name] = control.at

    async def show(self, bindings: Iterable[Binding]) -> None:
        """Have other bindings from now on, and tell clients to read the tree again."""
        self._methods = methods(bindings)
        self._root = grow(self._methods)
        self._told = {address: value for address, value in self._told.items() if address in self._methods}
        for ear in tuple(self._ears):
            ear.listened &= self._methods.keys()
            await offer(ear.socket, json.dumps({"COMMAND": "PATH_CHANGED", "DATA": "/"}), BEHIND_BYTES)

    async def _until_open(self) -> None:
        said = False
        while True:
            try:
                return await self._open()
            except OSError as error:
                if not said:
                    _LOG.warning(
                        "OSCQuery cannot listen on %s:%d: %s; the show goes on without it. End what uses the port, or "
                        "name another in the show file, as osc.query", self._host, self._port, error.strerror,
                    )  # fmt: skip
                said = True
            await asyncio.sleep(AGAIN_SECONDS)

    async def _open(self) -> None:
        app = web.Application(middlewares=[self._callers.count, self._guard.check], client_max_size=MESSAGE_BYTES)
        app.router.add_get("/{path:.*}", self._answer)
        runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=CLOSES_WITHIN, lingering_time=CLOSES_WITHIN
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner

    async def _serve(self) -> None:
        swept = now()
        while True:
            await asyncio.sleep(1 / VALUES_HZ)
            at = now()
            if at - swept > SWEEP_SECONDS and self._runner is not None and self._runner.server is not None:
                swept = at
                self._callers.sweep(self._runner.server)
            if any(ear.listened for ear in self._ears):
                values = values_of(self._methods, self._status(), self._told)
                for ear in tuple(self._ears):
                    await self._tell(ear, values, at)

    async def _tell(self, ear: _Ear, values: Mapping[str, Value], at: float) -> None:
        for address in sorted(ear.listened):
            value = values.get(address)
            if value is None or value == ear.sent.get(address):
                continue
            if at - ear.moved.get(address, float("-inf")) < ECHO_SECONDS:
                continue
            if not await offer(ear.socket, self._reach.pack(address, value), BEHIND_BYTES):
                return
            ear.sent[address] = value

    # ------------------------------------------------------------------------------------------------------ HTTP

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._listen(request)
        asked = list(request.query)
        if "HOST_INFO" in asked:
            return _json(self._host_info(request))
        node = find(self._root, request.path)
        if node is None:
            raise web.HTTPNotFound(text=f"there is no {request.path[:200]}")
        if "HTML" in asked or (not asked and "text/html" in request.headers.get("Accept", "")):
            return web.Response(text=self._page, content_type="text/html", headers=HEADERS)
        status = self._status()
        whole = described(node, values_of(self._methods, status, self._told), status)
        return _json(whole if not asked else _attribute(node, whole, asked[0]))

    def _host_info(self, request: web.Request) -> Json:
        host, port = self._reach.address()
        # Who listens everywhere is reached where this question came to.
        reached = {} if host in EVERYWHERE else {"OSC_IP": host}
        local = request.transport.get_extra_info("sockname") if request.transport is not None else None
        own = {"WS_PORT": int(local[1])} if local else {}
        return {"NAME": NAME, "EXTENSIONS": EXTENSIONS, **reached, "OSC_PORT": port, "OSC_TRANSPORT": "UDP", **own}

    # ------------------------------------------------------------------------------------------------- WebSocket

    async def _listen(self, request: web.Request) -> web.WebSocketResponse:
        if len(self._ears) >= SOCKETS:
            raise web.HTTPServiceUnavailable(text=f"{len(self._ears)} clients listen already")
        socket = web.WebSocketResponse(heartbeat=5.0, max_msg_size=MESSAGE_BYTES, compress=False)
        await socket.prepare(request)
        ear = _Ear(socket, request.remote or "")
        self._ears.add(ear)
        allowance = Allowance(MESSAGES_A_SECOND, now())
        try:
            async for message in socket:
                if not allowance.takes(now()):
                    self.rejected += 1
                elif message.type is WSMsgType.TEXT:
                    self._command(ear, message.data)
                elif message.type is WSMsgType.BINARY:
                    self._reach.take(message.data, ear.host)
        finally:
            self._ears.discard(ear)
        return socket

    def _command(self, ear: _Ear, text: str) -> None:
        command, address = _read_command(text)
        if command == "LISTEN" and self._is_readable(address):
            ear.listened.add(address)
            ear.sent.pop(address, None)
        elif command == "IGNORE":
            ear.listened.discard(address)
        else:
            self.rejected += 1

    def _is_readable(self, address: str) -> bool:
        method = self._methods.get(address)
        return method is not None and Access.READ in method.argument.access


def _read_command(text: str) -> tuple[object, str]:
    """Read `{"COMMAND": …, "DATA": address}`; an empty command if it is none."""
    try:
        message: object = json.loads(text)
    except (ValueError, RecursionError):
        return "", ""
    if not isinstance(message, dict) or not isinstance(message.get("DATA"), str):
        return "", ""
    return message.get("COMMAND"), message["DATA"]


def _attribute(node: Node, whole: Json, name: str) -> Json:
    if name in whole:
        return {name: whole[name]}
    if name not in ATTRIBUTES and name not in UNSUPPORTED:
        raise web.HTTPBadRequest(text=f"there is no attribute {name[:60]!r}; there are: {', '.join(ATTRIBUTES)}")
    if name == "VALUE" and node.method is not None and Access.READ in node.method.argument.access:
        return {}  # it can be read, and has no value yet
    raise web.HTTPNoContent


def _json(value: Json) -> web.Response:
    return web.Response(text=json.dumps(value), content_type="application/json", headers=HEADERS)
