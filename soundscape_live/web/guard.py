"""Who may look and who may play.

Rules: the Host of every request is one of our own names (a page elsewhere cannot reach us by a name that it made
point here); the Origin of any request, where there is one, is our own page; a client on this machine may play, any
other needs the token. Addresses are compared as addresses, not as texts.
"""

import hmac
import ipaddress
import socket

from aiohttp import web
from aiohttp.typedefs import Handler

from soundscape_live.host.addresses import host_name, is_loopback


class Guard:
    """Checks requests of a server that is bound to `host`."""

    def __init__(self, host: str, token: str | None) -> None:
        self._token = token
        self._names = {"localhost", socket.gethostname().lower(), f"{socket.gethostname().lower()}.local", host.lower()}

    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer 4xx, or let the handler answer."""
        host = request.headers.get("Host", "").lower()
        if not self._ours(host):
            raise web.HTTPBadRequest(text="this server does not go by that name")
        origin = request.headers.get("Origin")
        if origin is not None and origin.lower() not in {f"http://{host}", f"https://{host}"}:
            raise web.HTTPForbidden(text="only our own page may do this")
        return await handler(request)

    def may_control(self, request: web.Request, token: str | None) -> bool:
        """Say whether this client may play."""
        if is_loopback(request.remote or ""):
            return True
        return bool(token and self._token) and hmac.compare_digest(_bytes(token), _bytes(self._token))

    def _ours(self, host: str) -> bool:
        name = host_name(host)
        return name in self._names or _is_address(name)


def _bytes(text: str | None) -> bytes:
    return (text or "").encode(errors="surrogatepass")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
