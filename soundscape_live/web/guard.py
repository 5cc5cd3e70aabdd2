"""Who may look and who may play.

Rules: the Host of every request is one of our own names (a page elsewhere cannot reach us by a name that it made
point here); a WebSocket's or a writing request's Origin, where there is one, is our own page; a client on this
machine may play, any other needs the token. Addresses are compared as addresses, not as texts.
"""

import hmac
import ipaddress
import socket
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware


class Guard:
    """Checks requests of a server that is bound to `host`."""

    def __init__(self, host: str, token: str | None) -> None:
        self._token = token
        self._names = {"localhost", socket.gethostname().lower(), f"{socket.gethostname().lower()}.local", host.lower()}

    @property
    def middleware(self) -> Middleware:
        """The check as aiohttp takes it."""

        @web.middleware
        async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
            if not self._ours(request.headers.get("Host", "")):
                raise web.HTTPBadRequest(text="this server does not go by that name")
            origin = request.headers.get("Origin")
            if origin is not None and urlsplit(origin).netloc.lower() != request.headers["Host"].lower():
                raise web.HTTPForbidden(text="only our own page may do this")
            return await handler(request)

        return check

    def may_control(self, request: web.Request, token: str | None) -> bool:
        """Say whether this client may play."""
        if token is not None and self._token is not None and hmac.compare_digest(token, self._token):
            return True
        address = _address(request.remote or "")
        return address is not None and address.is_loopback

    def _ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self._names or _address(name) is not None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
