"""Passes the page's WebRTC signalling on to the generator: offer, trickle, end. The picture itself goes directly."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web

OFFER = "/api/v1/webrtc/offer"
LIMIT = 64 * 1024
"Largest body that passes, in bytes."
BODY_SECONDS = 5.0
TIMEOUT = aiohttp.ClientTimeout(total=6.0, connect=2.0)


class Relay:
    """One generator's signalling under `/generator/offer`. Only offers, candidates and ends pass."""

    def __init__(self, generator: str, token: str | None) -> None:
        self._offer = generator.rstrip("/") + OFFER
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client: aiohttp.ClientSession | None = None

    def add_to(self, app: web.Application) -> None:
        """Add the routes and the client's life to an application."""
        app.router.add_post("/generator/offer", self._pass_on)
        app.router.add_patch("/generator/offer/{session}", self._pass_on)
        app.router.add_delete("/generator/offer/{session}", self._pass_on)
        app.cleanup_ctx.append(self._life)

    async def _life(self, app: web.Application) -> AsyncIterator[None]:
        del app
        async with aiohttp.ClientSession(timeout=TIMEOUT) as client:
            self._client = client
            yield

    async def _pass_on(self, request: web.Request) -> web.Response:
        assert self._client is not None
        session = request.match_info.get("session")
        if session is not None and not session.replace("-", "").isalnum():
            raise web.HTTPBadRequest(text="a session's id is letters, digits and dashes")
        body = await _body(request)
        url = f"{self._offer}/{session}" if session else self._offer
        try:
            async with self._client.request(request.method, url, json=body, headers=self._headers) as answer:
                data = await answer.read()
                return web.Response(body=data, status=answer.status, content_type="application/json")
        except (aiohttp.ClientError, TimeoutError):
            raise web.HTTPBadGateway(text="the generator does not answer") from None


async def _body(request: web.Request) -> dict[str, object] | None:
    """Read what may pass: an offer without parameters, since a viewer does not play; candidates."""
    if request.method == "DELETE":
        return None
    try:
        async with asyncio.timeout(BODY_SECONDS):
            value = json.loads(await request.read())
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="the body did not come") from None
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text="the body is not JSON") from None
    keys = ("sdp", "type") if request.method == "POST" else ("candidates",)
    if not isinstance(value, dict) or not all(key in value for key in keys):
        raise web.HTTPBadRequest(text=f"the body is an object with {' and '.join(keys)}")
    return {key: value[key] for key in keys}
