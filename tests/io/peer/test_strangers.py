"""The peer where something else answers, or nothing, or junk."""

import asyncio
import socket
from collections.abc import Callable

import pytest
from aiohttp import web

from soundscape_live.model import PeerState
from tests.io.peer.desk import running
from tests.io.peer.fake import FakeGenerator


async def http(handler: Callable[[web.Request], object]) -> tuple[web.AppRunner, str]:
    runner = web.ServerRunner(web.Server(handler))  # type: ignore[arg-type]
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    assert site._server is not None
    return runner, f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[attr-defined,return-value]


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (web.json_response, "not a generator"),
        (
            lambda: web.json_response({"status": "ok", "version": "0.2.4"}),
            "does not speak soundscape/1 (version: 0.2.4",
        ),
        (lambda: web.json_response({"status": "ok", "dialects": 3}), "does not speak"),
        (lambda: web.json_response([1]), "not a generator"),
        (lambda: web.Response(text="<html>"), "not a generator"),
        (lambda: web.Response(text="[" * 100_000), "not a generator"),
        (lambda: web.Response(body=b"\xff" * 400_000), "not a generator"),
        (lambda: web.json_response({"detail": "a\nb"}, status=500), "HTTP 500: a?b"),
        (lambda: web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"}), "not a generator"),
        (lambda: web.Response(status=403), "refuses our token"),
    ],
)
async def test_something_else_on_the_port_is_said(response: Callable[[], web.Response], said: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return response()

    runner, url = await http(answer)
    async with running(url) as desk:
        await desk.until(lambda: said in desk.details())
        assert PeerState.LIVE not in desk.states()
    await runner.cleanup()


async def test_a_port_that_speaks_no_http_is_said() -> None:
    async def speak(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-other\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with running(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}") as desk:
        await desk.until(lambda: "not a generator" in desk.details())
    server.close()


async def test_a_server_that_never_answers_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with running(f"http://127.0.0.1:{silent.getsockname()[1]}") as desk:
            await desk.until(lambda: "within 2 s" in desk.details())


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"sdp": 3, "type": "answer", "sessionId": "x"},
        {"sdp": "", "type": "offer", "sessionId": "x"},
        {"sdp": "x" * 100_000, "type": "answer", "sessionId": "x"},
        {"sdp": "v=0\r\n" + "m=audio 9 x x\r\n" * 500, "type": "answer", "sessionId": "x"},
        {"sdp": "v=0\r\nm=audio", "type": "answer", "sessionId": "x"},
        {"sdp": "\x00\xff" * 1000, "type": "answer", "sessionId": "x"},
        {
            "sdp": "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=application 9 x x\r\n",
            "type": "answer",
            "sessionId": "x",
        },
    ],
)
async def test_a_junk_answer_to_the_offer_is_said_and_tried_again(answer: object) -> None:
    async with FakeGenerator() as generator, running(generator.url) as desk:
        generator.offer_answer = answer
        await desk.until(lambda: generator.offers >= 2)
        generator.offer_answer = None
        await desk.live()
