"""What viewers are told of their screen, and where their offers go."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from soundscape_live.host.addresses import outside_addresses
from soundscape_live.host.clock import now
from soundscape_live.web import Pictures, Shown
from soundscape_live.web.showing import LOOKERS, SCREENS
from tests.ports import free_port
from tests.web.served import OFFER, page

OUTSIDE = (outside_addresses() or [""])[0]
elsewhere = pytest.mark.skipif(not OUTSIDE, reason="this machine has no address but loopback")
SHOWING = "/generator/showing"


class Stage:
    """Screens that can be changed while a page is open."""

    def __init__(self, **addresses: str) -> None:
        self.screens = {"wall": Shown("main", 1.0), "floor": Shown("floor", 0.5)}
        self.addresses = addresses

    @property
    def pictures(self) -> Pictures:
        return Pictures(lambda name: self.addresses.get(name, ""), lambda _, name: self.screens.get(name or "wall"))


@asynccontextmanager
async def generator(name: str) -> AsyncIterator[tuple[str, list[str]]]:
    """A small server that says who it is; yields its address and what it was asked."""
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(f"{request.method} {request.path}")
        return web.json_response({"sessionId": name})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}", asked
    finally:
        await runner.cleanup()


async def test_a_viewer_hears_what_its_screen_shows_at_once_and_when_it_changes() -> None:
    stage = Stage()
    async with page([], shows=stage.pictures) as served, aiohttp.ClientSession() as client:
        async with (
            client.ws_connect(served.url + SHOWING) as wall,
            client.ws_connect(served.url + SHOWING + "?screen=floor") as floor,
        ):
            assert await wall.receive_json(timeout=2) == {"generator": "main", "light": 1.0}
            assert await floor.receive_json(timeout=2) == {"generator": "floor", "light": 0.5}
            stage.screens["wall"] = Shown("spare", 1.0)
            stage.screens["floor"] = Shown("floor", 0.123456)
            assert await wall.receive_json(timeout=0.5) == {"generator": "spare", "light": 1.0}
            assert await floor.receive_json(timeout=0.5) == {"generator": "floor", "light": 0.1235}


async def test_what_has_not_changed_is_said_once_a_second() -> None:
    async with page([]) as served, aiohttp.ClientSession() as client, client.ws_connect(served.url + SHOWING) as socket:
        began = now()
        heard = [json.loads((await socket.receive(timeout=2)).data) for _ in range(3)]
        assert now() - began > 1.5
    assert [one["generator"] for one in heard] == ["main"] * 3


async def test_a_screen_that_is_not_there_is_not_found() -> None:
    async with page([], shows=Stage().pictures) as served, aiohttp.ClientSession() as client:
        for path in (SHOWING + "?screen=ceiling", "/view?screen=ceiling"):
            async with client.get(served.url + path) as answer:
                assert answer.status == 404
                assert await answer.text() == "there is no such screen"
        for path in ("/view?screen=floor", "/view?screen=", "/view"):
            async with client.get(served.url + path) as answer:
                assert answer.status == 200


@pytest.mark.parametrize("speech", ["hello", b"\0", "x" * 10_000])
async def test_a_viewer_that_speaks_is_closed(speech: str | bytes) -> None:
    async with page([]) as served, aiohttp.ClientSession() as client, client.ws_connect(served.url + SHOWING) as socket:
        await socket.receive_json(timeout=2)
        await (socket.send_str(speech) if isinstance(speech, str) else socket.send_bytes(speech))
        while not (await socket.receive(timeout=2)).type.name.startswith("CLOSE"):
            pass


async def test_there_are_only_so_many_viewers_and_one_that_leaves_makes_room() -> None:
    async with page([]) as served, aiohttp.ClientSession() as client:
        sockets = [await client.ws_connect(served.url + SHOWING) for _ in range(SCREENS)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await client.ws_connect(served.url + SHOWING)
        assert error.value.status == 503
        await sockets.pop().close()
        async with asyncio.timeout(2):
            while True:
                try:
                    sockets.append(await client.ws_connect(served.url + SHOWING))
                    break
                except aiohttp.WSServerHandshakeError:
                    await asyncio.sleep(0.01)
        for socket in sockets:
            await socket.close()


@elsewhere
async def test_viewers_elsewhere_leave_room_for_the_stage() -> None:
    async with page([], "0.0.0.0", token="secret") as served, aiohttp.ClientSession() as client:
        url = served.url.replace("127.0.0.1", OUTSIDE)
        sockets = [await client.ws_connect(url + SHOWING) for _ in range(LOOKERS)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as error:
            await client.ws_connect(url + SHOWING)
        assert error.value.status == 503
        async with client.ws_connect(served.url + SHOWING) as here:
            assert await here.receive_json(timeout=2) == {"generator": "main", "light": 1.0}
        for socket in sockets:
            await socket.close()


async def test_an_offer_goes_to_the_generator_that_it_names_or_to_the_one_that_is_shown() -> None:
    body = {"sdp": OFFER, "type": "offer"}
    async with (
        generator("main") as (main, _),
        generator("spare") as (spare, asked),
        page([], shows=(stage := Stage(main=main, spare=spare + "/")).pictures) as served,
        aiohttp.ClientSession() as client,
    ):

        async def offered(path: str) -> str:
            async with client.post(f"{served.url}/generator/{path}", json=body) as answer:
                assert answer.status == 200
                return str((await answer.json())["sessionId"])

        assert [await offered(path) for path in ("offer", "main/offer", "spare/offer")] == ["main", "main", "spare"]
        stage.screens["wall"] = Shown("spare", 1.0)
        assert [await offered(path) for path in ("offer", "main/offer")] == ["spare", "main"]
        async with client.delete(f"{served.url}/generator/spare/offer/abc") as answer:
            assert answer.status == 200
        assert asked[-1] == "DELETE /api/v1/webrtc/offer/abc"


@pytest.mark.parametrize("name", ["floor", "nobody", "..%2f..", "%00"])
async def test_an_offer_to_a_generator_that_is_not_there_is_not_found(name: str) -> None:
    async with page([], shows=Stage(main="http://127.0.0.1:1").pictures) as served, aiohttp.ClientSession() as client:
        offer = {"sdp": OFFER, "type": "offer"}
        async with client.post(f"{served.url}/generator/{name}/offer", json=offer) as answer:
            assert answer.status in {400, 404}


async def test_a_prompts_words_are_asked_of_the_generator_that_is_meant() -> None:
    async with generator("a") as (first, asked), generator("b") as (second, other):
        stage = Stage(main=first, floor=second)
        async with page([], shows=stage.pictures) as served, aiohttp.ClientSession() as client:
            for path in ("concepts", "floor/concepts", "main/concepts"):
                async with client.get(f"{served.url}/generator/{path}", params={"prompt": "neon & rain"}) as answer:
                    assert answer.status == 200
            async with client.get(f"{served.url}/generator/nobody/concepts?prompt=x") as answer:
                assert answer.status == 404
            async with client.get(f"{served.url}/generator/concepts?prompt={2001 * 'x'}") as answer:
                assert answer.status == 400
    assert asked == ["GET /api/v1/prompt/concepts"] * 2
    assert other == ["GET /api/v1/prompt/concepts"]
