"""Who may use the HTTP server, and how much of it.

Rules: a request is answered only under one of our own names or addresses, so that no page of another site reaches us
by a name that it made point here. A page of another origin is answered only if its host is one of those, too. A body
is small and arrives in time. The token is asked of everyone who does not come from this machine. No query is logged.
"""

import asyncio
import hmac
import json
import socket
from collections.abc import Awaitable, Callable

from aiohttp import web

from soundscape_live.generator.settings import GeneratorSettings
from soundscape_live.host.addresses import EVERYWHERE, host_name, is_loopback, machine_addresses
from soundscape_live.wire.fields import WireError
from soundscape_live.wire.parameters import read_object

MAX_BODY = 256 * 1024
BODY_WITHIN = 3.0
"Seconds in which a request's body must have arrived."

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Guard:
    """Checks every request before its handler sees it."""

    def __init__(self, settings: GeneratorSettings) -> None:
        self._token = settings.token.encode()
        self._any_address = settings.host in EVERYWHERE
        self._names = {"localhost", settings.host.lower(), *(name.lower() for name in settings.allowed_hosts)}
        if not is_loopback(settings.host):
            self._names |= {socket.gethostname().lower(), f"{socket.gethostname().lower()}.local"}

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer 4xx, or let the handler answer."""
        if not self._is_ours(host_name(request.headers.get("Host", ""))):
            return refusal(400, "this server has another name; see --allowed-host")
        origin = request.headers.get("Origin")
        if origin is not None and not self._is_ours(host_name(origin.partition("://")[2])):
            return refusal(403, "pages of other sites are not answered")
        if request.method == "OPTIONS" and origin is not None:
            return _allow(web.Response(status=204), origin)
        if not self._is_trusted(request):
            return refusal(401, "a token is needed")
        response = await handler(request)
        return _allow(response, origin) if origin is not None else response

    def _is_ours(self, name: str) -> bool:
        if name in self._names or is_loopback(name):
            return True
        return self._any_address and name in machine_addresses()

    def _is_trusted(self, request: web.Request) -> bool:
        if not self._token or is_loopback(request.remote or ""):
            return True
        given = request.headers.get("Authorization", "").removeprefix("Bearer ") or request.query.get("token", "")
        return hmac.compare_digest(given.encode(errors="surrogatepass"), self._token)


def refusal(status: int, detail: str) -> web.Response:
    """Return an error in the form of Scope's."""
    return web.json_response({"detail": detail}, status=status)


async def read_body(request: web.Request) -> dict[str, object]:
    """Return the JSON object in a request's body. Raises web.HTTPException (4xx) for anything else."""
    if request.content_type != "application/json":
        raise _error(web.HTTPUnsupportedMediaType, "the body is application/json")
    try:
        async with asyncio.timeout(BODY_WITHIN):
            body = await request.read()
    except TimeoutError:
        raise _error(web.HTTPRequestTimeout, f"the body did not arrive within {BODY_WITHIN:.0f} s") from None
    try:
        return read_object(body)
    except WireError as error:
        raise _error(web.HTTPUnprocessableEntity, str(error)) from None


def _error(kind: type[web.HTTPException], detail: str) -> web.HTTPException:
    return kind(text=json.dumps({"detail": detail}), content_type="application/json")


def _allow(response: web.StreamResponse, origin: str) -> web.StreamResponse:
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Allow-Methods"] = "GET, POST, PATCH, DELETE"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type, Authorization"
    response.headers["Vary"] = "Origin"
    return response
