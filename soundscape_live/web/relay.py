"""Passes the page's WebRTC signalling on to the generators: offer, trickle, end. The picture itself goes directly.

`/generator/NAME/offer` leads to the generator of that name, `/generator/offer` to the one that the first screen shows.
So does `concepts?prompt=`, which asks what the words of a prompt mean to what draws there.

Rules: who comes through here looks and does not play: an offer passes only if it asks for one video and nothing else,
since a data channel would be heard as the engine's. A generator that is away is said at once; the page asks again.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from soundscape_live.wire.fields import MAX_PROMPT_TEXT

OFFER = "/api/v1/webrtc/offer"
CONCEPTS = "/api/v1/prompt/concepts"
LIMIT = 64 * 1024
"Largest body that passes, in bytes."
BODY_SECONDS = 3.0
TIMEOUT = aiohttp.ClientTimeout(total=6.0, connect=2.0)
AT_ONCE = 16
"Requests that may be with the generator at a time."


class Relay:
    """The generators' signalling, and the question after a prompt's words. Nothing else passes."""

    def __init__(self, address: Callable[[str], str], token: str | None) -> None:
        """`address` says where the generator of a name is now, of an empty one the shown one; empty: nowhere."""
        self._address = address
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client: aiohttp.ClientSession | None = None
        self._under_way = 0

    def add_to(self, app: web.Application) -> None:
        """Add the routes and the client's life to an application."""
        for offer in ("/generator/offer", "/generator/{name}/offer"):
            app.router.add_post(offer, self._pass_on)
            app.router.add_patch(offer + "/{session}", self._pass_on)
            app.router.add_delete(offer + "/{session}", self._pass_on)
        for concepts in ("/generator/concepts", "/generator/{name}/concepts"):
            app.router.add_get(concepts, self._words)
        app.cleanup_ctx.append(self._life)

    async def _life(self, app: web.Application) -> AsyncIterator[None]:
        del app
        async with aiohttp.ClientSession(timeout=TIMEOUT) as client:
            self._client = client
            yield

    async def _pass_on(self, request: web.Request) -> web.Response:
        session = request.match_info.get("session")
        if session is not None and not session.replace("-", "").isalnum():
            raise web.HTTPBadRequest(text="a session's id is letters, digits and dashes")
        address = self._of(request)
        body = await _body(request)
        offer = address + OFFER
        return await self._ask(request.method, f"{offer}/{session}" if session else offer, body)

    async def _words(self, request: web.Request) -> web.Response:
        prompt = request.query.get("prompt", "")
        if len(prompt) > MAX_PROMPT_TEXT:
            raise web.HTTPBadRequest(text=f"a prompt has at most {MAX_PROMPT_TEXT} characters")
        return await self._ask("GET", f"{self._of(request)}{CONCEPTS}?{urlencode({'prompt': prompt})}", None)

    def _of(self, request: web.Request) -> str:
        """Return the address of the generator that is meant. HTTPNotFound: there is none."""
        address = self._address(request.match_info.get("name", ""))
        if not address:
            raise web.HTTPNotFound(text="there is no such generator, or it has not begun")
        return address.rstrip("/")

    async def _ask(self, method: str, url: str, body: dict[str, object] | None) -> web.Response:
        assert self._client is not None
        if self._under_way >= AT_ONCE:
            raise web.HTTPServiceUnavailable(text="too many ask for the picture at once")
        self._under_way += 1
        try:
            async with self._client.request(method, url, json=body, headers=self._headers) as answer:
                return web.Response(body=await answer.read(), status=answer.status, content_type="application/json")
        except (aiohttp.ClientError, TimeoutError):
            raise web.HTTPBadGateway(text="the generator does not answer") from None
        finally:
            self._under_way -= 1


async def _body(request: web.Request) -> dict[str, object] | None:
    """Read what may pass: an offer of one video without parameters; candidates."""
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
    if request.method == "POST" and not asks_for_one_video(value["sdp"]):
        raise web.HTTPBadRequest(text="a page asks for one video and nothing else")
    return {key: value[key] for key in keys}


def asks_for_one_video(sdp: object) -> bool:
    """Return whether this is an offer with one medium, a video."""
    if not isinstance(sdp, str):
        return False
    media = [line for line in sdp.splitlines() if line.startswith("m=")]
    return len(media) == 1 and media[0].startswith("m=video ")
